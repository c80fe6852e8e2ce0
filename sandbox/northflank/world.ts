import type { BuildLog } from './build-log.ts';
import { layOutLog, readLog } from './build-log.ts';
import type { LogLimits } from './log-query.ts';
import { LOG_LIMITS, parseLogQuery } from './log-query.ts';
import {
  completedAt,
  type Deployable,
  type DeploymentState,
  deploymentAt,
  rollouts,
  type RolloutScript,
} from './deployment.ts';
import { createRateLimit } from './rate-limit.ts';
import { createResources, type Resource, type ResourceSettings } from './resources.ts';
import type { Script } from './build-scripts.ts';
import { success } from './build-scripts.ts';
import type { Details, StartBody } from './start-body.ts';
import { isStartBody } from './start-body.ts';
import type { TailSession } from './tail-session.ts';
import { openTail } from './tail-session.ts';

export { rollouts } from './deployment.ts';
export * as scripts from './build-scripts.ts';

/** The names that a new world knows. */
export const SANDBOX = {
  token: 'nf-sandbox-token',
  organisationToken: 'nf-sandbox-organisation-token',
  team: 'acme',
  project: 'shop',
  job: 'api',
  /** A combined service, a build service, and a deployment service. */
  service: 'web',
  buildService: 'images',
  deploymentService: 'edge',
} as const;

/** A second team in a new world, of which the first knows nothing. */
export const OTHER_TEAM = {
  token: 'nf-sandbox-other-token',
  team: 'globex',
  project: 'lab',
  job: 'model',
} as const;

/** The permissions of a token that this API asks for. */
export type Permission = 'Deploy Build' | 'Read' | 'View Instance Logs';

/** A token: a team's if it has a team, else an organisation's. All permissions, unless some are named. */
export type Token = { token: string; team?: string; permissions?: readonly Permission[] };

/** What a request is, whether or not it succeeds. */
export type Operation = 'start' | 'get' | 'list' | 'abort' | 'logs' | 'tail' | 'resource' | 'other';

/** An HTTP request; header names in lower case, `path` with its query. */
export type SandboxRequest = {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
};

/** An HTTP answer, and what the request changed in the world, if anything. */
export type SandboxAnswer = {
  status: number;
  headers: Record<string, string>;
  body: string;
  effect?: { kind: 'started' | 'aborted'; buildId: string };
};

/** A request that was recorded, and how it was answered. */
export type RequestRecord = SandboxRequest & {
  operation: Operation;
  /** Milliseconds since the epoch, on the world's clock. */
  time: number;
  /** The parsed body, or its text if it is not JSON; undefined if it is empty. */
  json: unknown;
  /** The status of the answer; undefined if there was none. */
  status: number | undefined;
  /** Whether the world processed it; a fault may have prevented that. */
  taken: boolean;
  /** The kind of the fault that it met. */
  fault?: string;
};

/** A build as the API shows it. */
export type BuildAnswer = {
  id: string;
  branch?: string;
  pullRequestId?: number | null;
  status?: string;
  sha?: string;
  registry?: { uri?: string };
  concluded?: boolean;
  createdAt?: string;
  success?: boolean;
  message?: string | null;
  buildConcludedAt?: number;
};

/** A build as a test sees it, at the moment of the call. */
export type BuildView = {
  id: string;
  team: string;
  project: string;
  /** The name of the job or service. */
  resource: string;
  sha: string;
  branch: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  status: string;
  concluded: boolean;
  success: boolean | undefined;
  message: string | null | undefined;
  /** Whether it was aborted through the API. */
  aborted: boolean;
  /** True if it was started elsewhere, not by a request over HTTP. */
  elsewhere: boolean;
  /** The body of the start request. */
  body: StartBody;
  /** What GET answers. */
  answer: BuildAnswer;
  /** What it does, and how its service deploys it. */
  script: Script;
  rollout: RolloutScript;
};

/** How a world differs from the default one. */
export type WorldOptions = {
  /** The server's clock, in milliseconds since the epoch; Date.now by default. */
  now?: () => number;
  /** How many times faster than real time builds run; 1 by default. */
  speed?: number;
  /** Makes build IDs differ between worlds. */
  seed?: number;
  /** What builds do; `success` by default. */
  script?: Script;
  /** What services do with good builds; `rollouts.success` by default. */
  rollout?: RolloutScript;
  /** Requests per account and window; 1,000 in 3,600 seconds by default. */
  rateLimit?: number;
  rateLimitWindowSeconds?: number;
  /** Whether a 429 has a `retry-after` header; whether Northflank sends one is not known. */
  retryAfter?: boolean;
  /** How a missing permission is refused; 401 by default. */
  missingPermissionStatus?: 401 | 403;
  /** How the abort of a concluded build is answered, which is not known: it does nothing, or gets a 409. */
  abortConcluded?: 'ignore' | 'conflict';
  /** Whether the server closes a live tail at the end of the build, which is not known; false by default. */
  tailClosesAtEnd?: boolean;
  logs?: Partial<LogLimits>;
  /** Name of the job or service whose builds are started elsewhere, unless another is named. */
  resource?: string;
};

/** A Northflank with teams, projects, jobs and builds: a function of its clock, without timers or I/O. */
export type World = {
  now: () => number;
  readonly speed: number;
  /** Sets what the next builds do, of all jobs and services or of the one named. */
  script: (script: Script, name?: string) => void;
  /** Sets what services do with the next good builds; `rollouts.success` by default. */
  rollout: (script: RolloutScript) => void;
  /**
   * When a service has finished rolling out a build, if no other one came before, in milliseconds since the epoch;
   * undefined if it has not so far.
   */
  deployedAt: (buildId: string) => number | undefined;
  /** Changes the settings of a job or service. */
  configure: (name: string, settings: ResourceSettings) => void;
  addToken: (token: Token) => void;
  /** Answers an HTTP request. */
  handle: (request: SandboxRequest) => SandboxAnswer;
  /** Answers the handshake of a live tail: a session, or an HTTP answer that refuses it. */
  openTail: (request: SandboxRequest) => TailSession | SandboxAnswer;
  /** Records a request that never reached the world. */
  note: (request: SandboxRequest, fault: string, status: number | undefined) => void;
  readonly requests: RequestRecord[];
  /** All builds, oldest first, of all jobs and services or of the one named. */
  builds: (name?: string) => BuildView[];
  /** The builds that are not concluded. */
  running: () => BuildView[];
  build: (id: string) => BuildView | undefined;
  /** Starts a build without a request over HTTP. */
  startBuildElsewhere: (what?: StartElsewhere) => BuildView;
  /** Aborts a build without a request over HTTP. */
  abortElsewhere: (id: string) => void;
  /** A commit is pushed: everything builds it whose CI is on for its branch. */
  push: (sha: string, branch?: string) => BuildView[];
};

/** A build that is started elsewhere; of the newest commit if no sha is given. */
export type StartElsewhere = {
  resource?: string;
  sha?: string;
  branch?: string;
  pullRequestId?: number;
  /** Milliseconds since its start; 0 by default. */
  ageMs?: number;
  /** What it does, and how it is deployed, if not as the next builds. */
  script?: Script;
  rollout?: RolloutScript;
};

type Build = {
  id: string;
  number: number;
  resource: Resource;
  script: Script;
  body: StartBody;
  sha: string;
  branch: string;
  pullRequestId: number | undefined;
  createdAt: number;
  abortedAt: number | undefined;
  abortedElsewhere: boolean;
  rollout: RolloutScript;
  elsewhere: boolean;
  /** Laid out when it is first read. */
  log: BuildLog | undefined;
};

type State = {
  status: string;
  concluded: boolean;
  success?: boolean;
  message?: string | null;
  registryUri?: string | null;
  /** When it was concluded, in milliseconds since the epoch. */
  concludedAt?: number;
};

const MS_PER_SECOND = 1000;
const PAGE_SIZE = 50;
const MAXIMUM_PAGE_SIZE = 100;
const CURSOR_LENGTH = 24;
const RATE_LIMIT = 1000;
const RATE_LIMIT_WINDOW_SECONDS = 3600;
const EVERYTHING: readonly Permission[] = ['Deploy Build', 'Read', 'View Instance Logs'];
const NO_STATE_YET: State = { status: 'PENDING', concluded: false };

const PERMISSION_PATHS: Record<Permission, string> = {
  'Deploy Build': 'Deployment > Deploy Build',
  Read: 'General > Read',
  'View Instance Logs': 'Deployment > View Instance Logs',
};

const NEEDED: Record<Operation, Permission | undefined> = {
  start: 'Deploy Build',
  get: 'Deploy Build',
  abort: 'Deploy Build',
  list: 'Read',
  resource: 'Read',
  logs: 'View Instance Logs',
  tail: 'View Instance Logs',
  other: undefined,
};

const ADJECTIVES = 'joyous brave quiet amber gentle rapid lucky silver humble vivid calm eager'.split(' ');
const NOUNS = 'view river falcon meadow engine harbour comet lantern orchard summit pebble'.split(' ');

/** What an answer of the API is made of before it becomes text. */
type Reply = { status: number; json: unknown; effect?: SandboxAnswer['effect'] };

type Route = {
  team: string | undefined;
  project: string;
  kind: Resource['kind'];
  name: string;
  rest: string[];
};

/** Makes a world with the teams `acme` (project `shop`) and `globex` (`lab`), and what they have to build. */
export function createWorld(options: WorldOptions = {}): World {
  const now = options.now ?? Date.now;
  const speed = options.speed ?? 1;
  const logLimits: LogLimits = { ...LOG_LIMITS, ...options.logs };
  const rateLimit = createRateLimit(
    options.rateLimit ?? RATE_LIMIT,
    options.rateLimitWindowSeconds ?? RATE_LIMIT_WINDOW_SECONDS,
    now,
  );
  const scripts = new Map<string, Script>();
  const tokens = new Map<string, Token>();
  const builds: Build[] = [];
  const resources = createResources();
  const requests: RequestRecord[] = [];
  let defaultScript = options.script ?? success;
  let rollout: RolloutScript = options.rollout ?? rollouts.success;

  addToken({ token: SANDBOX.token, team: SANDBOX.team });
  addToken({ token: OTHER_TEAM.token, team: OTHER_TEAM.team });
  addToken({ token: SANDBOX.organisationToken });

  function addToken(token: Token): void {
    tokens.set(token.token, token);
  }

  function named(name: string): Resource {
    const resource = resources.find((candidate) => candidate.name === name);
    if (!resource) throw new Error(`The sandbox has no ${name}`);
    return resource;
  }

  function setScript(script: Script, name?: string): void {
    if (name !== undefined) {
      named(name);
      scripts.set(name, script);
    } else {
      defaultScript = script;
      scripts.clear();
    }
  }

  function record(request: SandboxRequest, taken: boolean, status: number | undefined): RequestRecord {
    const entry: RequestRecord = {
      ...request,
      operation: operationOf(request.method, request.path),
      time: now(),
      json: parseJson(request.body),
      status,
      taken,
    };
    requests.push(entry);
    return entry;
  }

  function handle(request: SandboxRequest): SandboxAnswer {
    const entry = record(request, true, undefined);
    const token = authenticate(request.headers['authorization']);
    const route = parseRoute(request.path);
    const limit = rateLimit.take(route?.team ?? token?.team ?? 'nobody');
    const reply = limit.over
      ? refuse(429, 'Rate limit exceeded', 'too-many-requests')
      : answer(request, entry.operation, token, route);
    entry.status = reply.status;
    return {
      status: reply.status,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        date: new Date(now()).toUTCString(),
        'x-ratelimit-limit': String(limit.limit),
        'x-ratelimit-remaining': String(limit.remaining),
        'x-ratelimit-reset': String(limit.reset),
        ...(limit.over && options.retryAfter ? { 'retry-after': String(limit.reset) } : {}),
      },
      body: JSON.stringify(reply.json),
      ...(reply.effect ? { effect: reply.effect } : {}),
    };
  }

  function answer(
    request: SandboxRequest,
    operation: Operation,
    token: Token | undefined,
    route: Route | undefined,
  ): Reply {
    if (!token) return refuse(401, 'Unauthorized', 'unauthorized');
    const url = urlOf(request.path);
    if (url.pathname === '/v1/login' && request.method === 'GET') return { status: 200, json: { data: {} } };
    if (!route) return refuse(404, 'Not found', 'not-found');
    if (operation === 'other') {
      const known = ['GET', 'POST', 'DELETE'].some((method) => operationOf(method, request.path) !== 'other');
      return known
        ? refuse(405, 'Method not allowed', 'method-not-allowed')
        : refuse(404, 'Not found', 'not-found');
    }
    const resource = findResource(token, route);
    if (typeof resource === 'string') return refuse(404, resource, 'not-found');
    const missing = missingPermission(token, operation, route.kind);
    if (missing) {
      return refuse(options.missingPermissionStatus ?? 401, 'Missing permission', 'missing-permission', {
        requiredPermission: missing,
      });
    }
    switch (operation) {
      case 'start':
        return start(request, resource);
      case 'list':
        return list(url.searchParams, resource);
      case 'get':
        return withBuild(resource, route.rest[1], (build) => ({
          status: 200,
          json: { data: answerOf(build) },
        }));
      case 'abort':
        return withBuild(resource, route.rest[1], abort);
      case 'logs':
        return logs(url.searchParams, resource);
      case 'tail':
        // A live tail is a WebSocket; what a plain GET gets is not known.
        return invalid({ queryType: ['tail needs a WebSocket'] });
      case 'resource':
        return { status: 200, json: { data: describe(resource) } };
      default:
        return operation satisfies never;
    }
  }

  function authenticate(header: string | string[] | undefined): Token | undefined {
    const match = typeof header === 'string' ? /^Bearer (.+)$/.exec(header) : null;
    return match?.[1] === undefined ? undefined : tokens.get(match[1]);
  }

  function findResource(token: Token, route: Route): Resource | string {
    // A team's token on the path of its own team is plain enough; another team is as good as none.
    const team = route.team ?? token.team;
    if (token.team !== undefined && team !== token.team) return 'Team not found';
    const inProject = resources.filter(
      ({ team: owner, project }) => owner === team && project === route.project,
    );
    if (inProject.length === 0) return 'Project not found';
    const found = inProject.find(({ kind, name }) => kind === route.kind && name === route.name);
    return found ?? `${route.kind === 'job' ? 'Job' : 'Service'} not found`;
  }

  function missingPermission(token: Token, operation: Operation, kind: Resource['kind']): string | undefined {
    const needed = neededPermission(operation, kind);
    return needed === undefined || (token.permissions ?? EVERYTHING).includes(needed)
      ? undefined
      : permissionFor(operation, kind);
  }

  function withBuild(resource: Resource, id: string | undefined, act: (build: Build) => Reply): Reply {
    const build = builds.find((candidate) => candidate.id === id && candidate.resource === resource);
    return build ? act(build) : refuse(404, 'Build not found', 'not-found');
  }

  function start(request: SandboxRequest, resource: Resource): Reply {
    const type = request.headers['content-type'];
    if (typeof type !== 'string' || !/^application\/json\s*(;|$)/i.test(type)) {
      return invalid({ 'content-type': ['must be application/json'] });
    }
    let body: unknown;
    try {
      body = JSON.parse(request.body);
    } catch {
      return invalid({ body: ['must be JSON'] });
    }
    const details: Details = {};
    if (!isStartBody(body, resource, details)) return invalid(details);
    const { branch, pullRequestId } = body;
    const build = addBuild(resource, body, {
      ...(branch === undefined ? {} : { branch }),
      ...(pullRequestId === undefined ? {} : { pullRequestId }),
    });
    return {
      status: 200,
      json: { data: startAnswerOf(build) },
      effect: { kind: 'started', buildId: build.id },
    };
  }

  function addBuild(resource: Resource, body: StartBody, elsewhere: StartElsewhere): Build {
    const number = builds.length + 1;
    const build: Build = {
      id: buildId(number, options.seed ?? 0),
      number,
      resource,
      script: elsewhere.script ?? scripts.get(resource.name) ?? defaultScript,
      body,
      // A start without a sha takes the newest commit of the branch.
      sha: body.sha ?? resource.headSha,
      branch: elsewhere.branch ?? resource.branch,
      pullRequestId: elsewhere.pullRequestId,
      createdAt: now() - (elsewhere.ageMs ?? 0),
      abortedAt: undefined,
      abortedElsewhere: false,
      rollout: elsewhere.rollout ?? rollout,
      elsewhere: false,
      log: undefined,
    };
    builds.push(build);
    return build;
  }

  function list(params: URLSearchParams, resource: Resource): Reply {
    const details: Details = {};
    for (const key of params.keys()) {
      if (!['per_page', 'page', 'cursor'].includes(key))
        details[key] = ['is not an allowed additional property'];
    }
    const perPage = integer(params, 'per_page', PAGE_SIZE, MAXIMUM_PAGE_SIZE, details);
    const page = integer(params, 'page', 1, Number.MAX_SAFE_INTEGER, details);
    const cursor = params.get('cursor');
    if (cursor !== null && !/^[0-9a-f]{24}$/.test(cursor))
      details['cursor'] = ['must be a cursor of 24 characters'];
    if (Object.keys(details).length > 0) return invalid(details);

    const all = builds.filter((build) => build.resource === resource).toReversed();
    // A cursor names the last build of the previous page, so that new builds shift nothing. It wins over `page`.
    const beforeNumber = cursor === null ? undefined : Number.parseInt(cursor, 16);
    const from =
      beforeNumber === undefined
        ? (page - 1) * perPage
        : all.filter((build) => build.number >= beforeNumber).length;
    const shown = all.slice(from, from + perPage);
    const hasNextPage = from + perPage < all.length;
    const last = shown.at(-1);
    return {
      status: 200,
      json: {
        data: { builds: shown.map(answerOf) },
        pagination: {
          hasNextPage,
          count: shown.length,
          ...(hasNextPage && last ? { cursor: last.number.toString(16).padStart(CURSOR_LENGTH, '0') } : {}),
        },
      },
    };
  }

  function abort(build: Build): Reply {
    if (stateOf(build).concluded) {
      if (options.abortConcluded === 'conflict') return refuse(409, 'Build is already concluded', 'conflict');
      return { status: 200, json: { data: {} } };
    }
    build.abortedAt = now();
    return { status: 200, json: { data: {} }, effect: { kind: 'aborted', buildId: build.id } };
  }

  function logs(params: URLSearchParams, resource: Resource): Reply {
    const details: Details = {};
    if (params.get('queryType') !== 'range') details['queryType'] = ['must be one of range, tail'];
    const query = parseLogQuery(params, now(), logLimits, details);
    if (Object.keys(details).length > 0) return invalid(details);
    return withBuild(resource, query.buildId, (build) => {
      const { lines, firstBeyond } = readLog(logOf(build), query, now(), endOf(build));
      // A client that continues from the last line it was given gets that line again.
      const cutOffAt = logLimits.cursor === 'last-given' ? lines.at(-1) : firstBeyond;
      return {
        status: 200,
        json: {
          data: lines,
          pagination: firstBeyond ? { hasNextPage: true, cursor: cutOffAt?.ts } : { hasNextPage: false },
        },
      };
    });
  }

  function openTailSession(request: SandboxRequest): TailSession | SandboxAnswer {
    const entry = record(request, true, 101);
    const refusal = (reply: Reply): SandboxAnswer => {
      entry.status = reply.status;
      return {
        status: reply.status,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(reply.json),
      };
    };
    const route = parseRoute(request.path);
    if (entry.operation !== 'tail' || !route) return refusal(refuse(404, 'Not found', 'not-found'));
    const details: Details = {};
    const params = urlOf(request.path).searchParams;
    const query = parseLogQuery(params, now(), logLimits, details);
    if (Object.keys(details).length > 0) return refusal(invalid(details));

    return openTail(
      (text) => {
        // The handshake has no token, so the request can only be counted, and refused, now.
        const token = tokens.get(text);
        if (rateLimit.take(route.team ?? token?.team ?? 'nobody').over)
          return { refused: 'Rate limit exceeded' };
        if (!token) return { refused: 'Unauthorized' };
        const resource = findResource(token, route);
        if (typeof resource === 'string') return { refused: resource };
        const missing = missingPermission(token, 'tail', route.kind);
        if (missing) return { refused: `Missing permission: ${missing}` };
        const build = builds.find(
          (candidate) => candidate.id === query.buildId && candidate.resource === resource,
        );
        if (!build) return { refused: 'Build not found' };
        return { log: logOf(build), query, until: () => endOf(build) };
      },
      now,
      options.tailClosesAtEnd ?? false,
    );
  }

  function logOf(build: Build): BuildLog {
    build.log ??= layOutLog(build.script, build.createdAt, speed, `${build.id}-builder`);
    return build.log;
  }

  /** When the build is over, or Infinity: no line is written after it. */
  function endOf(build: Build): number {
    return stateOf(build).concludedAt ?? Number.POSITIVE_INFINITY;
  }

  function stateOf(build: Build, time = now()): State {
    if (build.abortedAt !== undefined && time >= build.abortedAt) {
      return {
        status: 'ABORTED',
        concluded: true,
        success: false,
        message: 'Build aborted',
        registryUri: null,
        concludedAt: build.abortedAt,
      };
    }
    const { phases, end } = build.script;
    const elapsed = ((time - build.createdAt) / MS_PER_SECOND) * speed;
    let phaseEnd = 0;
    let status = phases[0]?.status;
    for (const phase of phases) {
      status = phase.status;
      phaseEnd += phase.seconds;
      if (elapsed < phaseEnd) return { status, concluded: false };
    }
    if (end) return { ...end, ...(end.concluded ? { concludedAt: concludedAt(build, phaseEnd) } : {}) };
    return status === undefined ? NO_STATE_YET : { status, concluded: false };
  }

  function concludedAt(build: Build, seconds: number): number {
    return Math.floor(build.createdAt + (seconds * MS_PER_SECOND) / speed);
  }

  function startAnswerOf(build: Build): BuildAnswer {
    const { success: _, message: __, buildConcludedAt: ___, ...rest } = answerOf(build);
    return rest;
  }

  function answerOf(build: Build): BuildAnswer {
    const state = stateOf(build);
    if (build.script.bare && !state.concluded) return { id: build.id };
    const { project, name } = build.resource;
    // Only a successful build has an image.
    const image = state.success ? `registry.northflank.com/${project}/${name}:${build.id}` : null;
    const uri = state.registryUri === undefined ? image : state.registryUri;
    return {
      id: build.id,
      branch: build.branch,
      ...(build.pullRequestId === undefined ? {} : { pullRequestId: build.pullRequestId }),
      sha: build.sha,
      createdAt: new Date(build.createdAt).toISOString(),
      status: state.status,
      concluded: state.concluded,
      ...(state.success === undefined ? {} : { success: state.success }),
      ...(state.message === undefined ? {} : { message: state.message }),
      ...(uri === null ? {} : { registry: { uri } }),
      ...(state.concludedAt === undefined
        ? {}
        : { buildConcludedAt: Math.floor(state.concludedAt / MS_PER_SECOND) }),
    };
  }

  function startElsewhere(resource: Resource, what: StartElsewhere): BuildView {
    const build = addBuild(resource, what.sha === undefined ? {} : { sha: what.sha }, what);
    build.elsewhere = true;
    return view(build);
  }

  /** The build as its service deploys it; undefined if it does not. */
  function deployableOf(build: Build): Deployable | undefined {
    const { serviceType, disabledCD, paused } = build.resource;
    const { success: isGood, concludedAt: ended } = stateOf(build);
    return serviceType === 'combined' && !disabledCD && !paused && isGood === true && ended !== undefined
      ? { sha: build.sha, concludedAt: ended, rollout: build.rollout }
      : undefined;
  }

  function deploymentOf(resource: Resource): DeploymentState {
    const deployables = builds
      .filter((build) => build.resource === resource)
      .map(deployableOf)
      .filter((build) => build !== undefined)
      .toSorted((a, b) => a.concludedAt - b.concludedAt);
    const before = { sha: resource.headSha, since: 0 };
    return deploymentAt(now(), before, deployables, speed);
  }

  function deploymentAnswer(resource: Resource): Record<string, unknown> {
    const { sha, ...status } = deploymentOf(resource);
    const { name, team, branch } = resource;
    return {
      status: { deployment: status },
      deployment: { internal: { nfObjectId: name, branch, buildSHA: 'latest', deployedSHA: sha } },
      ports: [
        { name: 'metrics', internalPort: 9090, public: false, dns: `metrics--${name}--${team}.internal` },
        { name: 'http', internalPort: 8080, public: true, dns: `http--${name}--${team}.code.run` },
      ],
    };
  }

  /** What `GET` on a job or service answers. */
  function describe(resource: Resource): Record<string, unknown> {
    const { team, project, kind, name, serviceType, repository, branch, dockerFilePath } = resource;
    const { disabledCI, disabledCD, paused } = resource;
    return {
      ...{ id: name, appId: `/${team}/${project}/${name}`, name, disabledCI, disabledCD },
      ...(kind === 'service' ? { serviceType, buildSource: 'git', servicePaused: paused } : {}),
      ...(serviceType === 'combined' ? deploymentAnswer(resource) : {}),
      ...(repository === undefined || serviceType === 'deployment'
        ? {}
        : {
            vcsData: {
              ...{ projectUrl: repository, projectType: 'github', projectBranch: branch },
              ...{ publicRepo: false, dockerWorkDir: '/', dockerFilePath },
            },
          }),
    };
  }

  function view(build: Build): BuildView {
    const state = stateOf(build);
    return {
      id: build.id,
      team: build.resource.team,
      project: build.resource.project,
      resource: build.resource.name,
      sha: build.sha,
      branch: build.branch,
      createdAt: build.createdAt,
      status: state.status,
      concluded: state.concluded,
      success: state.success,
      message: state.message,
      aborted: build.abortedAt !== undefined && !build.abortedElsewhere,
      elsewhere: build.elsewhere,
      body: build.body,
      answer: answerOf(build),
      script: build.script,
      rollout: build.rollout,
    };
  }

  return {
    now,
    speed,
    requests,
    script: setScript,
    rollout(script) {
      rollout = script;
    },
    deployedAt(id) {
      const build = builds.find((candidate) => candidate.id === id);
      const deployable = build && deployableOf(build);
      const time = deployable && completedAt(deployable, speed);
      return time !== undefined && time <= now() ? time : undefined;
    },
    addToken,
    handle,
    openTail: openTailSession,
    note(request, fault, status) {
      record(request, false, status).fault = fault;
    },
    configure: (name, settings) => void Object.assign(named(name), settings),
    builds: (name) => builds.filter((build) => name === undefined || build.resource.name === name).map(view),
    running: () => builds.map(view).filter((build) => !build.concluded),
    build(id) {
      const found = builds.find((build) => build.id === id);
      return found && view(found);
    },
    startBuildElsewhere(what = {}) {
      return startElsewhere(named(what.resource ?? options.resource ?? SANDBOX.job), what);
    },
    abortElsewhere(id) {
      const build = builds.find((candidate) => candidate.id === id);
      if (!build || stateOf(build).concluded) return;
      build.abortedAt = now();
      build.abortedElsewhere = true;
    },
    push: (sha, branch = 'main') =>
      resources
        .filter((one) => !one.disabledCI && one.branch === branch && one.serviceType !== 'deployment')
        .map((one) => startElsewhere(one, { sha, branch })),
  };
}

/** The permission that an operation asks for, as Northflank writes it. */
export function permissionFor(operation: Operation, kind: Resource['kind'] = 'job'): string | undefined {
  const needed = neededPermission(operation, kind);
  const section = kind === 'job' ? 'Project > Jobs' : 'Project > Services';
  return needed === undefined ? undefined : `${section} > ${PERMISSION_PATHS[needed]}`;
}

/** A service's build is read with another permission than a job's. */
function neededPermission(operation: Operation, kind: Resource['kind']): Permission | undefined {
  return kind === 'service' && operation === 'get' ? 'Read' : NEEDED[operation];
}

/** Which operation a request is, by its path and method; the query tells range logs from a live tail. */
export function operationOf(method: string, path: string): Operation {
  const route = parseRoute(path);
  if (!route) return 'other';
  const [collection, id, ...more] = route.rest;
  const key = `${method} ${collection ?? ''}${id === undefined ? '' : '/id'}${more.length > 0 ? '/more' : ''}`;
  switch (key) {
    case 'GET ':
      return 'resource';
    case 'POST build':
      return 'start';
    case 'GET build':
      return 'list';
    case 'GET build/id':
      return 'get';
    case 'DELETE build/id':
      return 'abort';
    case 'GET build-logs':
      return urlOf(path).searchParams.get('queryType') === 'tail' ? 'tail' : 'logs';
    default:
      return 'other';
  }
}

function urlOf(path: string): URL {
  // Not `new URL(path, base)`: that would take `//` for a host.
  return new URL(`http://sandbox${path.startsWith('/') ? '' : '/'}${path}`);
}

function parseRoute(path: string): Route | undefined {
  const { pathname } = urlOf(path);
  let segments: string[];
  try {
    segments = pathname.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
  if (segments.shift() !== 'v1') return undefined;
  let team: string | undefined;
  if (segments[0] === 'teams') {
    segments.shift();
    team = segments.shift();
  }
  const [projects, project, kinds, name, ...rest] = segments;
  if (projects !== 'projects' || !project || !name || rest.includes('')) return undefined;
  if (kinds !== 'jobs' && kinds !== 'services') return undefined;
  return { team, project, kind: kinds === 'jobs' ? 'job' : 'service', name, rest };
}

function buildId(number: number, seed: number): string {
  // Co-prime steps through both lists, so that neighbours differ; the number makes each ID unique.
  const step = number + seed;
  const adjective = ADJECTIVES[(step * 5) % ADJECTIVES.length];
  const noun = NOUNS[(step * 7) % NOUNS.length];
  return `${adjective}-${noun}-${1000 + ((step * 6289) % 9000) + Math.floor(number / 9000) * 9000}`;
}

function integer(
  params: URLSearchParams,
  key: string,
  fallback: number,
  maximum: number,
  details: Details,
): number {
  const text = params.get(key);
  if (text === null) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > maximum) {
    details[key] = [`must be an integer from 1 to ${maximum}`];
  }
  return value;
}

function refuse(status: number, message: string, id: string, details?: Record<string, unknown>): Reply {
  return { status, json: { error: { status, message, id, ...(details ? { details } : {}) } } };
}

function invalid(details: Details): Reply {
  return refuse(400, 'Request failed payload validation - see details', 'invalid-payload', details);
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
