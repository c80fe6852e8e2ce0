import { closestMatch } from 'leven';
import type { LogMode } from '../build-log/build-log.ts';
import { idInUrl, type Resource } from '../northflank/resource.ts';
import type { RequestInputs } from '../start/build-request.ts';
import type { StartPolicy } from '../start/find-existing.ts';
import type { AbortPolicy } from '../wait/abort-build.ts';
import type { Runner } from './runner.ts';
import { whyNoSecrets } from './workflow-run.ts';

/** The inputs of a step, checked. */
export interface Inputs extends RequestInputs {
  apiToken: string;
  /** Origin of the API, without a path. */
  apiUrl: string;
  start: StartPolicy;
  wait: boolean;
  /** What is waited for. */
  waitFor: 'build' | 'deployment';
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

/** The largest number that a pull request can have. */
const MAX_PULL_REQUEST = 2 ** 31 - 1;

/** Shortest and longest poll interval, in seconds: a tenth is a burst already, an hour is the window of the rate limit. */
const MIN_POLL_SECONDS = 0.1;
const MAX_POLL_SECONDS = 3600;

const MINUTE = 60_000;
const SECOND = 1000;

/** Reads and checks every input of action.yml; `inputErrors` has a sentence for each that is wrong. */
export function readInputs(runner: Runner): { inputs: Inputs; inputErrors: string[] } {
  const { getInput } = runner;
  const inputErrors: string[] = [];
  const addError = (name: string, got: string, expectation: string): void => {
    const end = expectation.endsWith('?') ? '' : '.';
    inputErrors.push(`${name}: ${got === '' ? 'it is empty' : `got "${got}"`}; ${expectation}${end}`);
  };

  const id: ReadId = (name, required, expectation) => {
    const value = getInput(name);
    if (value === '') {
      if (required) addError(name, value, `expected ${expectation}`);
      return undefined;
    }
    const pasted = idInUrl(value, name);
    if (pasted !== undefined) addError(name, value, `expected the ID only; did you mean "${pasted}"?`);
    else if (/[\s/?#\\]/.test(value) || /^\.+$/.test(value)) {
      addError(name, value, `expected ${expectation}, not a display name, a path or a URL`);
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
    addError(name, value, `expected ${alternatives(choices)}${hint}`);
    return choices[0];
  };

  const number = (
    name: string,
    [least, most]: [number, number],
    expectation: string,
    pattern = /^\d+(\.\d+)?$|^\.\d+$/,
  ): number | undefined => {
    const value = getInput(name);
    if (value === '') return undefined;
    const amount = pattern.test(value) ? Number(value) : Number.NaN;
    if (!(amount > 0 && amount >= least && amount <= most)) addError(name, value, expectation);
    return amount;
  };

  const inputs: Inputs = {
    apiToken: apiToken(runner, inputErrors),
    apiUrl: apiUrl(getInput('api-url') || DEFAULT_API_URL, addError),
    resource: resource(id, inputErrors),
    sha: getInput('sha') || undefined,
    branch: getInput('branch') || undefined,
    pullRequestId: number(
      'pull-request-id',
      [1, MAX_PULL_REQUEST],
      'expected the number of a pull request',
      /^\d+$/,
    ),
    start: choice('start', ['always', 'if-needed', 'never']),
    overrides: overridesAsWritten(runner),
    buildId: id('build-id', false, 'the ID of a build, such as joyous-view-6290'),
    wait: boolean('wait', true),
    waitFor: choice('wait-for', ['build', 'deployment']),
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
    `expected a number of seconds from ${MIN_POLL_SECONDS} to ${MAX_POLL_SECONDS}, or an empty value`,
  );
  if (seconds !== undefined) inputs.pollIntervalMs = seconds * SECOND;
  inputErrors.push(...contradictions(inputs));
  return { inputs, inputErrors };
}

/** Reads an input that is an ID; undefined if it is empty, or wrong, which is an input error. */
type ReadId = (name: string, required: boolean, expectation: string) => string | undefined;

/** Which of the two is to be built; a job without an ID where the inputs do not say it. */
function resource(id: ReadId, inputErrors: string[]): Resource {
  const project = id('project', true, 'the ID of the project, such as my-project') ?? '';
  const job = id('job', false, 'the ID of the job, such as my-job');
  const service = id('service', false, 'the ID of the service, such as my-service');
  if (job === undefined && service === undefined) {
    inputErrors.push('job, service: both are empty; expected the ID of the job or of the service to build.');
  } else if (job !== undefined && service !== undefined) {
    inputErrors.push(`job, service: got "${job}" and "${service}"; expected only one of the two.`);
  }
  const team = id('team', false, 'the ID of the team, such as my-team');
  return job === undefined && service !== undefined
    ? { team, project, kind: 'service', id: service }
    : { team, project, kind: 'job', id: job ?? '' };
}

/** Inputs that are right by themselves and do not go together. */
function contradictions(inputs: Inputs): string[] {
  const {
    resource: { kind },
    branch,
    pullRequestId,
    start,
    overrides,
    buildId,
    sha,
  } = inputs;
  const errors: string[] = [];
  if (kind === 'job' && branch !== undefined) {
    errors.push(`branch: got "${branch}" for a job; only build services accept it. Remove it.`);
  }
  if (kind === 'job' && pullRequestId !== undefined) {
    errors.push(`pull-request-id: got ${pullRequestId} for a job; only build services accept it. Remove it.`);
  }
  if (branch !== undefined && pullRequestId !== undefined) {
    errors.push('branch, pull-request-id: got both; expected only one of the two.');
  }
  if (inputs.waitFor === 'deployment') {
    if (kind === 'job')
      errors.push('wait-for: got "deployment" for a job; only services deploy their builds.');
    if (!inputs.wait)
      errors.push('wait-for: got "deployment" together with `wait: false`, which does not wait.');
  }
  if (start !== 'always') {
    // A build does not say how it was made.
    const others = [
      ['overrides', overrides !== undefined, 'an existing build may have been made without them'],
      ['build-id', buildId !== undefined, 'it names the build to wait for'],
      ['sha: latest', sha === 'latest', 'expected a full commit SHA'],
    ] as const;
    for (const [name, isSet, reason] of others) {
      if (isSet) errors.push(`start: got "${start}" together with \`${name}\`; ${reason}.`);
    }
  }
  return errors;
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
    inputErrors.push('api-token: it contains a space, a line break or another invalid character.');
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
      'plain http would expose the token on the network; expected https, or a loopback address',
    );
  }
  return url.origin;
}

/** Such as `always, if-needed or never`; not by `Intl`, which takes 12 ms to load. */
function alternatives(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
}
