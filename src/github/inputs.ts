import { closestMatch } from 'leven';
import type { LogMode } from '../build-log/build-log.ts';
import { idInUrl } from '../northflank/app-url.ts';
import type { RequestInputs } from '../start/build-request.ts';
import type { AbortPolicy } from '../wait/abort-build.ts';
import type { Runner } from './runner.ts';
import { whyNoSecrets } from './workflow-run.ts';

/** The inputs of a step, checked. */
export interface Inputs extends RequestInputs {
  apiToken: string;
  /** Origin of the API, without a path. */
  apiUrl: string;
  project: string;
  job: string;
  team: string | undefined;
  wait: boolean;
  timeoutMs: number;
  /** Undefined for the action's own schedule. */
  pollIntervalMs: number | undefined;
  logs: LogMode;
  onCancel: AbortPolicy;
  onTimeout: AbortPolicy;
  summary: boolean;
  dryRun: boolean;
}

/** Defaults of action.yml, for an input that a workflow passes as an empty text. */
const DEFAULT_TIMEOUT_MINUTES = 60;
const DEFAULT_API_URL = 'https://api.northflank.com';

/** Longest wait, in minutes: five days, the longest that GitHub lets a job run. */
const MAX_TIMEOUT_MINUTES = 7200;

/** Shortest and longest poll interval, in seconds: a tenth is a burst already, an hour is the window of the rate limit. */
const MIN_POLL_SECONDS = 0.1;
const MAX_POLL_SECONDS = 3600;

const MINUTE = 60_000;
const SECOND = 1000;

/** Reads and checks every input of action.yml; `mistakes` has a sentence for each that is wrong. */
export function readInputs(runner: Runner): { inputs: Inputs; inputErrors: string[] } {
  const { getInput } = runner;
  const inputErrors: string[] = [];
  const addError = (name: string, got: string, expectation: string): void => {
    const end = expectation.endsWith('?') ? '' : '.';
    inputErrors.push(`${name}: ${got === '' ? 'it is empty' : `got "${got}"`}; ${expectation}${end}`);
  };

  const id = (name: string, required: boolean, whatIsWanted: string): string | undefined => {
    const value = getInput(name);
    if (value === '') {
      if (required) addError(name, value, `expected ${whatIsWanted}`);
      return undefined;
    }
    const pasted = idInUrl(value, name);
    if (pasted !== undefined) addError(name, value, `expected the ID only; did you mean "${pasted}"?`);
    else if (/[\s/?#\\]/.test(value) || /^\.+$/.test(value)) {
      addError(name, value, `expected ${whatIsWanted}, not a name with spaces, a path or an address`);
    }
    return value;
  };

  const boolean = (name: string, fallback: boolean): boolean => {
    const value = getInput(name);
    if (['true', 'True', 'TRUE'].includes(value)) return true;
    if (['false', 'False', 'FALSE'].includes(value)) return false;
    if (value !== '') addError(name, value, 'expected `true` or `false`');
    return fallback;
  };

  const choice = <T extends string>(name: string, choices: readonly [T, ...T[]]): T => {
    const value = getInput(name);
    const chosen = choices.find((one) => one === value);
    if (chosen !== undefined || value === '') return chosen ?? choices[0];
    const near = closestMatch(value.toLowerCase(), choices, { maxDistance: 2 });
    const hint = near === undefined ? '' : `; did you mean "${near}"?`;
    addError(name, value, `expected ${choices.join(' or ')}${hint}`);
    return choices[0];
  };

  const number = (name: string, [least, most]: [number, number], expectation: string): number | undefined => {
    const value = getInput(name);
    if (value === '') return undefined;
    const amount = /^\d+(\.\d+)?$|^\.\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(amount > 0 && amount >= least && amount <= most)) addError(name, value, expectation);
    return amount;
  };

  const inputs: Inputs = {
    apiToken: apiToken(runner, inputErrors),
    apiUrl: apiUrl(getInput('api-url') || DEFAULT_API_URL, addError),
    project: id('project', true, 'the ID of the project, such as my-project') ?? '',
    job: id('job', true, 'the ID of the job, such as my-job') ?? '',
    team: id('team', false, 'the ID of the team, such as my-team'),
    sha: getInput('sha') || undefined,
    overrides: overridesAsWritten(runner),
    buildId: id('build-id', false, 'the ID of a build, such as joyous-view-6290'),
    wait: boolean('wait', true),
    timeoutMs:
      (number(
        'timeout-minutes',
        [0, MAX_TIMEOUT_MINUTES],
        `expected a number of minutes above 0, at most ${MAX_TIMEOUT_MINUTES}`,
      ) ?? DEFAULT_TIMEOUT_MINUTES) * MINUTE,
    pollIntervalMs: undefined,
    logs: choice('logs', ['stream', 'failure', 'off']),
    onCancel: choice('on-cancel', ['abort', 'leave']),
    onTimeout: choice('on-timeout', ['abort', 'leave']),
    summary: boolean('summary', true),
    dryRun: boolean('dry-run', false),
  };
  const seconds = number(
    'poll-interval-seconds',
    [MIN_POLL_SECONDS, MAX_POLL_SECONDS],
    `expected a number of seconds from ${MIN_POLL_SECONDS} to ${MAX_POLL_SECONDS}, or nothing`,
  );
  if (seconds !== undefined) inputs.pollIntervalMs = seconds * SECOND;
  return { inputs, inputErrors };
}

/** White space at the end belongs to a block scalar that keeps it. */
function overridesAsWritten({ getInput }: Runner): string | undefined {
  const text = getInput('overrides', { trimWhitespace: false });
  return text.trim() === '' ? undefined : text;
}

/** Its value is never part of a message. */
function apiToken({ getInput, env, workflowRun }: Runner, inputErrors: string[]): string {
  const token = getInput('api-token') || (env['NORTHFLANK_API_TOKEN'] ?? '').trim();
  if (token === '') {
    inputErrors.push(
      `api-token: it is empty. ${
        whyNoSecrets(workflowRun) ??
        'Expected a Northflank API token, such as ${{ secrets.NORTHFLANK_API_TOKEN }}; a secret that does not exist ' +
          'is empty.'
      }`,
    );
  } else if (!/^[\x21-\x7e]+$/.test(token)) {
    inputErrors.push('api-token: it contains a space, a line break or another character that no token has.');
  }
  return token;
}

function apiUrl(value: string, addError: (name: string, got: string, expectation: string) => void): string {
  const url = URL.parse(value);
  const expectation = `expected an origin such as ${DEFAULT_API_URL}`;
  // Credentials in it would be printed with it.
  const shown = value.replace(/^([^/]*\/\/)?.*@/s, '$1***@');
  if (url === null || !['https:', 'http:'].includes(url.protocol)) {
    addError('api-url', shown, expectation);
    return DEFAULT_API_URL;
  }
  if (url.username !== '' || url.password !== '')
    addError('api-url', shown, `${expectation}, without credentials`);
  else if (!/^\/(v1\/?)?$/.test(url.pathname) || url.search !== '' || url.hash !== '') {
    addError('api-url', shown, `${expectation}, without a path`);
  } else if (url.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    addError(
      'api-url',
      value,
      'plain http would show the token to the network; expected https, or a loopback address',
    );
  }
  return url.origin;
}
