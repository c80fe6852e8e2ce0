import type { Clock } from '../../src/clock.ts';
import { isRecord } from '../../src/northflank/api-error.ts';
import {
  type Api,
  type ApiResponse,
  buildOf,
  buildsOf,
  isConcluded,
  isSuccess,
  NotObservedError,
  paginationOf,
  settingsOf,
  type What,
} from './api.ts';
import { abort } from './abort.ts';
import { type DeploymentWatch, toDeploymentRead, watchDeployment } from './deployment-watch.ts';
import type { Tail, TailRecord } from './tail.ts';

/** A value that was observed, or why it was not. */
export type Observed<T> = { value: T } | { reason: string };

/** How soon a new build could be read. */
export interface Appearance {
  /** Reads that did not have it. */
  misses: number;
  /** What they were answered with. */
  status: number;
  /** Milliseconds from the answer to the start until it was there; undefined if it never was. */
  afterMs: number | undefined;
}

/** A build of which GET has been read again and again. */
export interface History {
  /** Each status once, in the order in which it was seen. */
  statuses: string[];
  /** The first build that is not concluded, and the first that is. */
  running: Record<string, unknown> | undefined;
  concluded: Record<string, unknown> | undefined;
  /** When that was read, on the clock. */
  concludedAtMs: number | undefined;
  /** Reads of GET and of the list once the build was there, and how many did not have it. */
  reads: number;
  misses: number;
}

/** A build that was started here. */
export interface Started {
  id: string;
  response: ApiResponse;
}

/** All that the checks need. */
export interface Observations {
  kind: 'job' | 'service';
  /** What was asked for in every start. */
  what: What;
  resource: Observed<ApiResponse>;
  /** A start that has what it must not have, or has not what it must have; of services only. */
  refusedStart: Observed<ApiResponse>;
  wrongToken: Observed<ApiResponse>;
  missingBuild: Observed<ApiResponse>;
  tooManyPerPage: Observed<ApiResponse>;
  /** The build that runs to its end. */
  first: Observed<Started>;
  firstInGet: Observed<Appearance>;
  firstInList: Observed<Appearance>;
  history: Observed<History>;
  /** The first read that had the first build concluded. */
  end: Observed<{ build: Record<string, unknown>; atMs: number }>;
  /** Milliseconds after the end until GET had the image; undefined if it never had. */
  imageAfterMs: Observed<number | undefined>;
  /** How a combined service has deployed it. */
  deployment: Observed<DeploymentWatch>;
  tail: Observed<TailRecord>;
  logAtEnd: Observed<ApiResponse>;
  logLater: Observed<ApiResponse>;
  logBackward: Observed<ApiResponse>;
  /** A page of so few lines that it is cut off. */
  logCut: Observed<ApiResponse>;
  logLimits: Observed<{ lineLimit: number; response: ApiResponse }[]>;
  abortOfEnded: Observed<{
    response: ApiResponse;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
  }>;
  /** The build that is aborted, of the first one's commit. */
  second: Observed<Started>;
  unknownCommit: Observed<ApiResponse>;
  /** How a build of an unknown commit ended, where one was started; undefined if it did not end. */
  unknownCommitEnd: Observed<Record<string, unknown> | undefined>;
  /** Builds that ran at once: how they were, the older one first. */
  together: Observed<[older: History, newer: History]>;
  /** `misses` reads after the abort had the build still running. */
  abort: Observed<{
    response: ApiResponse;
    after: Record<string, unknown>;
    misses: number;
    afterMs: number;
  }>;
  list: Observed<ApiResponse>;
  /** Pages of one build each: the first, the next one by its cursor, and the second by its number. */
  smallPage: Observed<ApiResponse>;
  pageByCursor: Observed<ApiResponse>;
  secondPage: Observed<ApiResponse>;
  /** All answers, in the order in which they came. */
  responses: readonly ApiResponse[];
}

/** What observing needs. */
export interface ObserveContext {
  api: Api;
  clock: Clock;
  signal: AbortSignal;
  kind: Observations['kind'];
  what: What;
  /** Milliseconds for which the first build is waited for. */
  maxBuildMs: number;
  openTail(query: Record<string, string>): Tail;
  onStarted(buildId: string): void;
  onConcluded(buildId: string): void;
  /** True once the answer to a start was lost, so that nobody knows whether there is a build. No other is sent then. */
  isStartLost: boolean;
  /** Tells the user what is being done. */
  progress(text: string): void;
}

/** The body of a start. */
type StartBody = What & { sha?: string };

/** When a new build is read, in milliseconds after its start. */
const APPEARANCE_MS = [
  0, 500, 1000, 2000, 3000, 4000, 6000, 8000, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000,
];

/** Milliseconds between two reads of the first build while it is young. */
const POLL_MS = 3000;

/** Milliseconds between two reads of a build that takes long. */
export const SLOW_POLL_MS = 6000;
const SLOW_AFTER_MS = 5 * 60_000;

/** Every so many reads of the first build, the list is read as well. */
const READS_PER_LIST = 4;

/** Milliseconds of failures in a row after which a build is given up. */
const MAX_OUTAGE_MS = 2 * 60_000;

/** When a finished build is read once more, in milliseconds after its end. The live tail has as long to close. */
const AFTER_END_MS = [1000, 3000, 6000, 10_000, 20_000, 30_000, 60_000];

/** Builds that run at once are read so often, with so many milliseconds between. */
const TOGETHER_READS = 5;
const TOGETHER_POLL_MS = 4000;

/** When an aborted build is read, in milliseconds after the abort. */
const AFTER_ABORT_MS = [0, 1000, 2000, 5000, 10_000, 20_000, 30_000];

/** Milliseconds for which a build of an unknown commit is waited for. */
const UNKNOWN_COMMIT_MS = 2 * 60_000;

/** A log is read from so many milliseconds before its build was created, to so many after it. */
const BEFORE_LOG_MS = 60_000;
const LOG_SPAN_MS = 7 * 24 * 3600 * 1000;

/** Lines of a page that has all of the log, as a rule. */
const LOG_LINES = 10_000;
const CUT_LINES = 2;

/** Limits that are tried from the lowest to the highest; the action asks for up to 80,000 lines. */
const LINE_LIMITS = [1000, 5000, 10_000, 80_000, 100_000];

/** A commit that no repository has. */
const UNKNOWN_SHA = 'badc0ffee0ddf00d'.padEnd(40, '0');
const UNKNOWN_BUILD = 'no-such-build-0000';
const WRONG_TOKEN = 'nf-not-a-token';
const INTERRUPTED = 'it was interrupted';

/** Reads the job or service itself. */
export async function readResource({ api }: Pick<ObserveContext, 'api'>): Promise<Observed<ApiResponse>> {
  try {
    return { value: await api.getResource() };
  } catch (error) {
    // An interruption shows in all that comes after it.
    return { reason: reasonOf(error) };
  }
}

/**
 * Starts up to three builds and records what the API answers; `resource` is what it answers about the job or service.
 * Never rejects: what fails is a reason.
 */
export async function observe(
  context: ObserveContext,
  resource: Observed<ApiResponse>,
): Promise<Observations> {
  const observations = notYetObserved(context, resource);
  const { signal, progress } = context;
  try {
    progress('Asking for what is not there.');
    await observeAnswers(context, observations);
    await observeRefusedStart(context, observations);
    progress('Starting the first build.');
    await observeFirstBuild(context, observations);
    progress('Reading the log.');
    await observeLog(context, observations);
    progress('Starting two builds at once.');
    await observeTwoBuilds(context, observations);
    progress('Reading the list.');
    await observeList(context, observations);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return observations;
}

function notYetObserved({ api, kind, what }: ObserveContext, resource: Observed<ApiResponse>): Observations {
  const none = { reason: INTERRUPTED };
  return {
    ...{ kind, what, resource, responses: api.responses },
    ...{ wrongToken: none, missingBuild: none, tooManyPerPage: none, refusedStart: none, deployment: none },
    ...{ first: none, firstInGet: none, firstInList: none, history: none, end: none, imageAfterMs: none },
    ...{ tail: none, logAtEnd: none, logLater: none, logBackward: none, logCut: none, logLimits: none },
    ...{ abortOfEnded: none, second: none, unknownCommit: none, unknownCommitEnd: none, together: none },
    ...{ abort: none, list: none, smallPage: none, pageByCursor: none, secondPage: none },
  };
}

/** The value of an observation; throws a NotObservedError with the reason if there is none. */
export function valueOf<T>(observed: Observed<T>, consequence?: string): T {
  if ('value' in observed) return observed.value;
  const { reason } = observed;
  throw new NotObservedError(consequence === undefined ? reason : `${consequence}: ${reason}`);
}

/** `combined`, `build` or `deployment`; undefined for a job, or if it is not known. */
export function serviceTypeOf({
  kind,
  resource,
}: Pick<Observations, 'kind' | 'resource'>): string | undefined {
  if (kind === 'job' || !('value' in resource) || !isSuccess(resource.value)) return undefined;
  const { serviceType } = settingsOf(resource.value);
  return typeof serviceType === 'string' ? serviceType : undefined;
}

/** Observes something; rejects only if it was interrupted. */
async function attempt<T>(
  { signal }: Pick<ObserveContext, 'signal'>,
  act: () => Promise<T>,
): Promise<Observed<T>> {
  signal.throwIfAborted();
  try {
    return { value: await act() };
  } catch (error) {
    signal.throwIfAborted();
    return { reason: reasonOf(error) };
  }
}

/** Why something could not be seen. */
export function reasonOf(error: unknown): string {
  if (error instanceof NotObservedError) return error.message;
  return `unexpected ${error instanceof Error ? error.name : 'error'}`;
}

async function observeAnswers(context: ObserveContext, observations: Observations): Promise<void> {
  const { api } = context;
  observations.wrongToken = await attempt(context, () => api.getResource(WRONG_TOKEN));
  observations.missingBuild = await attempt(context, () => api.getBuild(UNKNOWN_BUILD));
  observations.tooManyPerPage = await attempt(context, () => api.listBuilds({ per_page: '101' }));
}

/** Sends a start that is to be refused. If it is not, its build is gone before the next one is started. */
async function observeRefusedStart(context: ObserveContext, observations: Observations): Promise<void> {
  const { api, clock, onConcluded, progress } = context;
  const type = serviceTypeOf(observations);
  if (type === undefined) return;
  progress('Sending a start that is to be refused.');
  observations.refusedStart = await attempt(context, async () => {
    const response = await sendStart(context, type === 'combined' ? { branch: branchOf(observations) } : {});
    if (!isSuccess(response)) return response;
    const id = idOf(response);
    progress(`It has started build ${id}, which is aborted.`);
    if ((await abort(api, id, clock)) && isConcluded((await readAfterAbort(context, id)).after))
      onConcluded(id);
    return response;
  });
}

/** The branch that a combined service builds. */
function branchOf({ resource }: Observations): string {
  const { vcsData } = settingsOf(valueOf(resource));
  const branch = isRecord(vcsData) ? vcsData['projectBranch'] : undefined;
  return typeof branch === 'string' ? branch : 'main';
}

/** Starts a build, and resolves with the answer, whatever it is. */
async function sendStart(context: ObserveContext, body: StartBody): Promise<ApiResponse> {
  if (context.isStartLost) throw new NotObservedError('the answer to a start before it was lost', false);
  try {
    const response = await context.api.startBuild(body);
    // At once: without its ID, an interrupted build could not be aborted.
    if (isSuccess(response)) context.onStarted(idOf(response));
    return response;
  } catch (error) {
    if (!(error instanceof NotObservedError) || error.mayBeDone) context.isStartLost = true;
    throw error;
  }
}

/** Starts a build; rejects with a NotObservedError if there is none. */
async function start(context: ObserveContext, body: StartBody): Promise<Started> {
  const response = await sendStart(context, { ...context.what, ...body });
  return { id: idOf(response), response };
}

function idOf(response: ApiResponse): string {
  const { id } = buildOf(response);
  if (typeof id !== 'string') throw new NotObservedError('the start was answered without an ID');
  return id;
}

const FIRST = 'the first build was not started';

async function observeFirstBuild(context: ObserveContext, observations: Observations): Promise<void> {
  const { api, clock, onConcluded, progress } = context;
  observations.first = await attempt(context, async () => {
    if (serviceTypeOf(observations) === 'deployment') {
      throw new NotObservedError('a deployment service has nothing to build');
    }
    return start(context, {});
  });
  const first = (): Started => valueOf(observations.first, FIRST);
  const isStarted = 'value' in observations.first;
  [observations.firstInGet, observations.firstInList] = await Promise.all([
    attempt(context, async () => watchGet(context, first())),
    attempt(context, async () => watchList(context, first())),
  ]);
  let tail: Tail | undefined;
  try {
    observations.tail = await attempt(context, async () => {
      const { id, response } = first();
      const startTime = logStart(response, clock);
      tail = context.openTail({ buildId: id, startTime, lineLimit: String(LOG_LINES) });
      return tail.record;
    });
    if (isStarted) progress('Waiting for the first build to finish.');
    observations.history = await attempt(context, async () => follow(context, first().id));
    observations.end = await attempt(context, async () => {
      const { concluded, concludedAtMs } = valueOf(observations.history);
      if (concluded !== undefined && concludedAtMs !== undefined)
        return { build: concluded, atMs: concludedAtMs };
      // Nobody waits for it any more, and the next builds are to be on their own.
      await api.abortBuild(first().id);
      throw new NotObservedError('the first build did not finish in time');
    });
    if ('value' in observations.end) onConcluded(first().id);
    observations.logAtEnd = await attempt(context, async () => {
      valueOf(observations.end);
      return api.readLogs(logQuery(first(), LOG_LINES, clock));
    });
    if ('value' in observations.end) progress('Waiting for what comes after the end.');
    [observations.deployment] = await Promise.all([
      attempt(context, async () => observeDeployment(context, observations)),
      observeAfterEnd(context, observations),
    ]);
  } finally {
    tail?.close();
  }
}

async function observeDeployment(
  context: ObserveContext,
  observations: Observations,
): Promise<DeploymentWatch> {
  const settings = valueOf(observations.resource);
  const before = toDeploymentRead(settings);
  if (before === undefined || serviceTypeOf(observations) !== 'combined') {
    throw new NotObservedError('it is no combined service');
  }
  const { disabledCD, servicePaused } = settingsOf(settings);
  if (disabledCD === true) throw new NotObservedError('CD is off');
  if (servicePaused === true) throw new NotObservedError('the service is paused');
  const end = valueOf(observations.end);
  context.progress('Watching the deployment.');
  return watchDeployment(context, before, end);
}

/** Waits for the image and the end of the live tail. */
async function observeAfterEnd(context: ObserveContext, observations: Observations): Promise<void> {
  const { api, clock, signal } = context;
  const { id } = 'value' in observations.first ? observations.first.value : { id: '' };
  observations.imageAfterMs = await attempt(context, async () => {
    const { build, atMs } = valueOf(observations.end);
    let afterMs = hasImage(build) ? 0 : undefined;
    for (const ms of AFTER_END_MS) {
      await sleepUntil(atMs + ms, clock, signal);
      if (afterMs !== undefined) continue;
      const read = await api.getBuild(id);
      if (hasImage(buildOf(read))) afterMs = read.atMs - atMs;
    }
    return afterMs;
  });
  // The live tail has its time even if the build could not be read.
  await attempt(context, async () => {
    await sleepUntil(valueOf(observations.end).atMs + Math.max(...AFTER_END_MS), clock, signal);
  });
}

async function sleepUntil(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  await clock.sleep(Math.max(0, ms - clock.now()), signal);
}

function hasImage({ registry }: Record<string, unknown>): boolean {
  return typeof registry === 'object' && registry !== null && 'uri' in registry;
}

async function watchGet(context: ObserveContext, { id, response }: Started): Promise<Appearance> {
  return watchAppearance(context, response.atMs, async () => {
    const read = await context.api.getBuild(id);
    return { isThere: read.status !== 404 && buildOf(read)['id'] === id, status: read.status };
  });
}

async function watchList(context: ObserveContext, { id, response }: Started): Promise<Appearance> {
  return watchAppearance(context, response.atMs, async () => {
    const list = await context.api.listBuilds({ per_page: '100' });
    return { isThere: buildsOf(list).some((build) => build['id'] === id), status: list.status };
  });
}

async function watchAppearance(
  { clock, signal }: ObserveContext,
  fromMs: number,
  read: () => Promise<{ isThere: boolean; status: number }>,
): Promise<Appearance> {
  let [misses, lastStatus] = [0, 0];
  for (const ms of APPEARANCE_MS) {
    await sleepUntil(fromMs + ms, clock, signal);
    const { isThere, status } = await read();
    if (isThere) return { misses, status: lastStatus, afterMs: clock.now() - fromMs };
    misses += 1;
    lastStatus = status;
  }
  return { misses, status: lastStatus, afterMs: undefined };
}

/** Reads a build until it is concluded or the time is up. */
async function follow(context: ObserveContext, id: string): Promise<History> {
  const { api, clock, signal, maxBuildMs } = context;
  const history = emptyHistory();
  const fromMs = clock.now();
  let wasInList = false;
  let lastSuccessMs = fromMs;
  for (let read = 1; ; read += 1) {
    try {
      await readInto(context, history, id);
      if (read % READS_PER_LIST === 0 && history.concluded === undefined) {
        const builds = buildsOf(await api.listBuilds({ per_page: '100' }));
        const isInList = builds.some((build) => build['id'] === id);
        if (wasInList) history.reads += 1;
        if (wasInList && !isInList) history.misses += 1;
        wasInList ||= isInList;
      }
      lastSuccessMs = clock.now();
    } catch (error) {
      signal.throwIfAborted();
      // An outage must not cost what is already known, unless it lasts.
      if (clock.now() - lastSuccessMs > MAX_OUTAGE_MS) throw error;
    }
    const elapsedMs = clock.now() - fromMs;
    if (history.concluded !== undefined || elapsedMs > maxBuildMs) return history;
    await clock.sleep(elapsedMs > SLOW_AFTER_MS ? SLOW_POLL_MS : POLL_MS, signal);
  }
}

function emptyHistory(): History {
  return {
    ...{ statuses: [], running: undefined, concluded: undefined, concludedAtMs: undefined },
    ...{ reads: 0, misses: 0 },
  };
}

/** Reads a build once. A 404 is a miss if the build was already there. */
async function readInto({ api }: ObserveContext, history: History, id: string): Promise<void> {
  const response = await api.getBuild(id);
  if (response.status === 404) {
    if (history.reads > 0) {
      history.reads += 1;
      history.misses += 1;
    }
    return;
  }
  const build = buildOf(response);
  history.reads += 1;
  const status = typeof build['status'] === 'string' ? build['status'] : 'none';
  if (!history.statuses.includes(status)) history.statuses.push(status);
  if (!isConcluded(build)) {
    history.running ??= build;
  } else if (history.concluded === undefined) {
    history.concluded = build;
    history.concludedAtMs = response.atMs;
  }
}

/** When the log of a build is read from: some time before its `createdAt`, or else before the answer's `Date`. */
function logStart(response: ApiResponse, clock: Clock): string {
  const { createdAt } = buildOf(response);
  const createdMs = Date.parse(typeof createdAt === 'string' ? createdAt : '');
  const dateMs = Date.parse(response.headers.get('date') ?? '');
  const fromMs = [createdMs, dateMs].find((ms) => !Number.isNaN(ms)) ?? clock.date();
  return new Date(fromMs - BEFORE_LOG_MS).toISOString();
}

function logQuery({ id, response }: Started, lineLimit: number, clock: Clock): Record<string, string> {
  const startTime = logStart(response, clock);
  const endTime = new Date(Date.parse(startTime) + LOG_SPAN_MS).toISOString();
  const window = { startTime, endTime, direction: 'forward' };
  return { buildId: id, queryType: 'range', ...window, lineLimit: String(lineLimit) };
}

async function observeLog(context: ObserveContext, observations: Observations): Promise<void> {
  const { api, clock } = context;
  const read = (lineLimit: number, more: Record<string, string> = {}): Promise<ApiResponse> =>
    api.readLogs({ ...logQuery(valueOf(observations.first, FIRST), lineLimit, clock), ...more });
  observations.logLater = await attempt(context, async () => read(LOG_LINES));
  observations.logBackward = await attempt(context, async () => read(LOG_LINES, { direction: 'backward' }));
  observations.logCut = await attempt(context, async () => read(CUT_LINES));
  observations.logLimits = await attempt(context, async () => {
    const tried: { lineLimit: number; response: ApiResponse }[] = [];
    for (const lineLimit of LINE_LIMITS) {
      const response = await read(lineLimit);
      tried.push({ lineLimit, response });
      if (response.status !== 200) break;
    }
    return tried;
  });
  observations.abortOfEnded = await attempt(context, async () => {
    const { build } = valueOf(observations.end);
    const { id } = valueOf(observations.first);
    const response = await api.abortBuild(id);
    return { response, before: build, after: buildOf(await api.getBuild(id)) };
  });
}

async function observeTwoBuilds(context: ObserveContext, observations: Observations): Promise<void> {
  const { api, clock, signal, onConcluded, progress } = context;
  const startKnown = async (): Promise<Started> => {
    const { sha } = buildOf(valueOf(observations.first, FIRST).response);
    return start(context, typeof sha === 'string' ? { sha } : {});
  };
  observations.second = await attempt(context, startKnown);
  const second = (): Started => valueOf(observations.second, 'the second build was not started');
  observations.unknownCommit = await attempt(context, async () => {
    second();
    return sendStart(context, { ...context.what, sha: UNKNOWN_SHA });
  });
  const third = await attempt(context, async () => {
    const response = valueOf(observations.unknownCommit, 'the third build was not started');
    // Refused, it leaves nothing that could run next to the second build.
    return isSuccess(response) ? { id: idOf(response), response } : startKnown();
  });

  observations.together = await attempt(context, async () => {
    const [older, newer] = [second(), valueOf(third)];
    await Promise.all([older, newer].map((started) => watchGet(context, started)));
    const histories: [History, History] = [emptyHistory(), emptyHistory()];
    for (let read = 0; read < TOGETHER_READS; read += 1) {
      if (read > 0) await clock.sleep(TOGETHER_POLL_MS, signal);
      await readInto(context, histories[0], older.id);
      await readInto(context, histories[1], newer.id);
    }
    return histories;
  });

  progress('Aborting the second build.');
  observations.abort = await attempt(context, async () => {
    const { id } = second();
    if (isConcluded(buildOf(await api.getBuild(id)))) {
      onConcluded(id);
      throw new NotObservedError('the build was over before it could be aborted');
    }
    const response = await api.abortBuild(id);
    const read = await readAfterAbort(context, id);
    if (isConcluded(read.after)) onConcluded(id);
    return { response, ...read };
  });

  observations.unknownCommitEnd = await attempt(context, async () => {
    const { id, response } = valueOf(third);
    if (response !== valueOf(observations.unknownCommit)) return undefined;
    progress('Waiting for the build of an unknown commit.');
    const { concluded } = await follow({ ...context, maxBuildMs: UNKNOWN_COMMIT_MS }, id);
    if (concluded !== undefined) onConcluded(id);
    return concluded;
  });
}

/** Reads a build that was just aborted until it is concluded, or for half a minute. */
async function readAfterAbort({ api, clock, signal }: ObserveContext, id: string) {
  const fromMs = clock.now();
  let after: Record<string, unknown> = {};
  let misses = 0;
  for (const ms of AFTER_ABORT_MS) {
    await sleepUntil(fromMs + ms, clock, signal);
    after = buildOf(await api.getBuild(id));
    if (isConcluded(after)) break;
    misses += 1;
  }
  return { after, misses, afterMs: clock.now() - fromMs };
}

async function observeList(context: ObserveContext, observations: Observations): Promise<void> {
  const { api } = context;
  observations.list = await attempt(context, () => api.listBuilds({ per_page: '100' }));
  observations.smallPage = await attempt(context, () => api.listBuilds({ per_page: '1' }));
  observations.pageByCursor = await attempt(context, async () => {
    const { cursor } = paginationOf(valueOf(observations.smallPage));
    if (typeof cursor !== 'string') throw new NotObservedError('the page has no cursor');
    return api.listBuilds({ per_page: '1', cursor });
  });
  observations.secondPage = await attempt(context, () => api.listBuilds({ per_page: '1', page: '2' }));
}
