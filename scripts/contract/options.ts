import { parseArgs } from 'node:util';
import { findResource, resourceNames } from '../../sandbox/northflank/resources.ts';
import { SANDBOX } from '../../sandbox/northflank/world.ts';
import type { Target, What } from './api.ts';
import { QUIRKS } from './sandbox.ts';

/** What the command line asks for. */
export type Plan =
  | { kind: 'help' }
  | { kind: 'error'; message: string }
  | ({ kind: 'sandbox'; lagMs: number; quirkNames: string[]; speed: number } & Common)
  | ({ kind: 'northflank'; isConfirmed: boolean } & Common);

interface Common {
  target: Target;
  what: What;
  maxBuildMs: number;
}

/** Northflank's own address. */
export const NORTHFLANK_URL = 'https://api.northflank.com';

/** Minutes for which the first build is waited for, and the longest that can be asked for. */
const DEFAULT_MINUTES = '15';
const MAX_MINUTES = 120;

/** How many times faster than real time the sandbox is. */
const DEFAULT_SPEED = '30';

const SANDBOX_SERVICES = resourceNames(SANDBOX.team, SANDBOX.project).services;

/** The text of `--help`. */
export const USAGE = `npm run contract -- [options]

Checks what this action assumes of Northflank's API, and prints a table of what is assumed and what is seen.
Without NORTHFLANK_API_TOKEN it checks the sandbox, in which nothing is built. With it, it starts up to three builds
of the job or service that is named, waits for one of them and aborts the others. Where a combined service deploys
the build by itself, it watches the deployment as well.

  --job <ID>                  the job to build
  --service <ID>              or the service. In the sandbox: ${SANDBOX_SERVICES}
  --branch <name>             what to build of a build service
  --pull-request-id <number>  or the pull request
  --project <ID>              the project; --team <ID> as well with the token of an organisation
  --yes                       start the builds; without it, it only says what it would do
  --api-url <address>         ${NORTHFLANK_URL} by default
  --minutes <number>          for how long to wait for the first build, ${DEFAULT_MINUTES} by default

For the sandbox only:
  --lag <seconds>             a new build is neither listed nor found for so long
  --quirk <name>              makes it deviate in one more way; can be repeated. Those of deployments need --service web
                              ${wrapNames(Object.keys(QUIRKS)).join('\n                              ')}
  --speed <number>            how many times faster than real time it is, ${DEFAULT_SPEED} by default`;

/** Reads the command line and NORTHFLANK_API_TOKEN. */
export function readPlan(argv: readonly string[], env: NodeJS.ProcessEnv): Plan {
  const error = (message: string): Plan => ({ kind: 'error', message });
  let values: ReturnType<typeof parse>;
  try {
    values = parse(argv);
  } catch (cause) {
    // By its shape: under Jest, errors of Node are not instances of this Error.
    const message = String((cause as { message?: unknown }).message ?? cause);
    return error(message.replace(/(?<![.?!])$/, '.'));
  }
  const { project = '', job = '', service = '', team = '', branch = '' } = values;
  const pullRequest = values['pull-request-id'] ?? '';
  if (values.help) return { kind: 'help' };
  if (job !== '' && service !== '')
    return error('Name a job with --job or a service with --service, not both.');
  if (branch !== '' && pullRequest !== '') return error('Use --branch or --pull-request-id, not both.');
  if (service === '' && branch + pullRequest !== '') {
    return error('--branch and --pull-request-id are for a build service: name it with --service.');
  }
  if (!/^(?:[1-9]\d{0,8})?$/.test(pullRequest)) {
    return error(`--pull-request-id must be the number of a pull request, not "${pullRequest}".`);
  }
  const what = {
    ...(branch === '' ? {} : { branch }),
    ...(pullRequest === '' ? {} : { pullRequestId: Number(pullRequest) }),
  };
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes <= MAX_MINUTES)) {
    return error(`--minutes must be a number from 1 to ${MAX_MINUTES}, not "${values.minutes}".`);
  }
  const maxBuildMs = minutes * 60_000;
  const token = env['NORTHFLANK_API_TOKEN']?.trim() ?? '';
  const ofNorthflank = [project, team, values['api-url']].some((value) => value) || values.yes;
  const ofSandbox = [values.lag, values.quirk, values.speed].some((value) => value !== undefined);
  if (token === '') {
    if (ofNorthflank) return error('To check Northflank, set NORTHFLANK_API_TOKEN.');
    return sandboxPlan(values, what, maxBuildMs);
  }
  if (ofSandbox) return error('--lag, --quirk and --speed are for the sandbox: unset NORTHFLANK_API_TOKEN.');
  const missing = [
    ...(project === '' ? ['--project'] : []),
    ...(job + service === '' ? ['--job or --service'] : []),
  ];
  if (missing.length > 0) {
    return error(`NORTHFLANK_API_TOKEN is set, but ${missing.join(' and ')} must say what to build.`);
  }
  let apiUrl: string;
  try {
    apiUrl = new URL(values['api-url'] || NORTHFLANK_URL).origin;
  } catch {
    return error(`--api-url must be an address such as ${NORTHFLANK_URL}.`);
  }
  if (!apiUrl.startsWith('http')) return error(`--api-url must be an address such as ${NORTHFLANK_URL}.`);
  const target = { apiUrl, token, project, ...resourceOf(values), ...(team === '' ? {} : { team }) };
  return { kind: 'northflank', target, what, isConfirmed: values.yes === true, maxBuildMs };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      ...{ project: { type: 'string' }, job: { type: 'string' }, team: { type: 'string' } },
      ...{ service: { type: 'string' }, branch: { type: 'string' }, 'pull-request-id': { type: 'string' } },
      ...{ 'api-url': { type: 'string' }, yes: { type: 'boolean' } },
      minutes: { type: 'string', default: DEFAULT_MINUTES },
      ...{ lag: { type: 'string' }, quirk: { type: 'string', multiple: true }, speed: { type: 'string' } },
      help: { type: 'boolean', short: 'h' },
    },
  }).values;
}

function sandboxPlan(values: ReturnType<typeof parse>, what: What, maxBuildMs: number): Plan {
  const error = (message: string): Plan => ({ kind: 'error', message });
  const { lag = '0', quirk: quirkNames = [], speed = DEFAULT_SPEED } = values;
  const { token, team, project, job } = SANDBOX;
  const { kind, id } = values.job || values.service ? resourceOf(values) : { kind: 'job' as const, id: job };
  if (findResource({ team, project, [kind]: id }) === undefined) {
    const names = resourceNames(team, project)[`${kind}s`];
    return error(
      `The sandbox has no ${kind} ${id}, but ${names}. To check Northflank, set NORTHFLANK_API_TOKEN.`,
    );
  }
  if (!(Number(lag) >= 0)) return error(`--lag must be a number of seconds, not "${lag}".`);
  if (!(Number(speed) > 0)) return error(`--speed must be a number, not "${speed}".`);
  const unknown = quirkNames.find((name) => !Object.hasOwn(QUIRKS, name));
  if (unknown !== undefined) {
    return error(`There is no quirk ${unknown}. There are: ${Object.keys(QUIRKS).join(', ')}.`);
  }
  // Its address is known once it is served.
  const target = { apiUrl: '', token, team, project, kind, id };
  return {
    ...{ kind: 'sandbox', target, what, lagMs: Number(lag) * 1000, quirkNames, speed: Number(speed) },
    maxBuildMs,
  };
}

/** The job or service that is named. */
function resourceOf({ job = '', service = '' }: ReturnType<typeof parse>): Pick<Target, 'kind' | 'id'> {
  return service === '' ? { kind: 'job', id: job } : { kind: 'service', id: service };
}

/** The names in lines that fit into the text of `--help`. */
function wrapNames(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (let index = 0; index < names.length; index += 5) lines.push(names.slice(index, index + 5).join(', '));
  return lines;
}
