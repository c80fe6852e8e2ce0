import { formatDuration } from './clock.ts';
import { ActionError, formatError, InputError, NorthflankError } from './errors.ts';
import { buildDurationMs, classifyBuild, listBuilds } from './northflank/build-status.ts';
import type { Build, Deployment } from './northflank/decode.ts';
import type { SecondBuilds } from './start/duplicate-build.ts';
import type { AbortPolicy, AbortResult } from './wait/abort-build.ts';
import { describeDeployment } from './wait/deployment-progress.ts';
import type { DeploymentEnd } from './wait/wait-for-deployment.ts';

/** How a step ended, as its `conclusion` output says it. */
export type Conclusion =
  | 'success'
  | 'failure'
  | 'aborted'
  | 'timed-out'
  | 'cancelled'
  | 'started'
  | 'dry-run'
  | 'unknown';

/** How a run ended. */
export interface Outcome {
  conclusion: Conclusion;
  build: Build | undefined;
  /** What happened and, if that is not good, what to do: whole sentences. */
  message: string;
  /** True if a build may still be running. */
  mayBeRunning?: boolean;
  /** True if that build is to be aborted: the post step sees to it. */
  needsCleanup?: boolean;
  /** True if the build was there already. */
  isFound?: boolean;
  /** What the service was last seen to run, where its deployment was waited for. */
  deployment?: Deployment;
}

/** Input errors that are shown; more than these repeat one of them. */
const MAX_INPUT_ERRORS = 30;

/** Conclusions with which the step succeeds. */
const SUCCESSES: readonly Conclusion[] = ['success', 'started', 'dry-run'];

/** True if the step succeeds. */
export function isSuccess({ conclusion }: Outcome): boolean {
  return SUCCESSES.includes(conclusion);
}

/** The outcome of a build that is over. */
export function concludedOutcome(build: Build): Outcome {
  const quoted = quote(build.message);
  switch (classifyBuild(build)) {
    case 'success':
      return { conclusion: 'success', build, message: `Build ${build.id} succeeded${time(build)}.` };
    case 'aborted':
      return {
        conclusion: 'aborted',
        build,
        message: `Build ${build.id} was aborted outside this step.${quoted} Run this step again if that was not intended.`,
      };
    default:
      return {
        conclusion: 'failure',
        build,
        message: `Build ${build.id} failed${status(build)}.${quoted} ${remedy(build)}`,
      };
  }
}

/** The outcome of a build that was started, or found running, and is not waited for. */
export function startedOutcome(build: Build): Outcome {
  return {
    conclusion: 'started',
    build,
    message: `Build ${build.id} is running; this step does not wait for it.`,
  };
}

/** The outcome of a run that only checked; `unchecked` says what could not be checked, if anything. */
export function dryRunOutcome(unchecked: string | undefined): Outcome {
  return {
    conclusion: 'dry-run',
    build: undefined,
    message: `${unchecked ?? 'All checks passed.'} Nothing was started (dry run).`,
  };
}

/** The outcome of a build that did not finish within the time limit; `lastSeen` is from before the abort. */
export function timedOutOutcome(
  id: string,
  lastSeen: Build | undefined,
  minutes: number,
  abortResult: AbortResult,
): Outcome {
  const { state, build = lastSeen } = abortResult;
  if (state === 'concluded' && abortResult.build !== undefined) return concludedOutcome(abortResult.build);
  const lastStatus = lastSeen?.status === undefined ? '' : ` (last status: ${lastSeen.status})`;
  return {
    conclusion: 'timed-out',
    build,
    message:
      `Build ${id} did not finish within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}${lastStatus}. ` +
      `${describeAbort('It', abortResult, 'on-timeout')} ${timeoutRemedy(lastSeen)}`,
    ...runningState(abortResult),
  };
}

/** The outcome of a build that has succeeded, by what became of its deployment within the time limit. */
export function deploymentOutcome(build: Build, result: DeploymentEnd, minutes: number): Outcome {
  const { deployment } = result;
  const head = `Build ${build.id} succeeded${time(build)}`;
  const shown = `The service shows ${describeDeployment(deployment)}`;
  const failure = (message: string): Outcome => ({ conclusion: 'failure', build, deployment, message });
  switch (result.end) {
    case 'deployed':
      return {
        conclusion: 'success',
        build,
        deployment,
        message: `${head}, and the service runs its commit.`,
      };
    case 'failed':
      return failure(`${head}, but its deployment failed. The reason is in the log of the service.`);
    case 'superseded':
      return failure(
        `${head}, but a newer build was deployed instead: ${result.by.id} of commit ${result.by.sha ?? 'unknown'}.`,
      );
    case 'not-begun':
      return failure(
        `Build ${build.id} had succeeded before this step, but no deployment of it began within two minutes. ${shown}. ` +
          "Northflank's CD deploys builds as they finish: start a new build, or deploy this one in the Northflank app.",
      );
    case 'deadline':
      return {
        conclusion: 'timed-out',
        build,
        deployment,
        message:
          `${head}, but its deployment did not finish within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}. ` +
          `${shown}. ${
            deployment.status === 'PENDING' && deployment.sha === build.sha
              ? 'Northflank sometimes shows PENDING for a healthy service: check it in the Northflank app.'
              : 'Raise `timeout-minutes` if deployments take longer than that.'
          }`,
      };
  }
}

/** The same outcome, which says that its build was found. */
export function foundOutcome(outcome: Outcome): Outcome {
  const { message } = outcome;
  return {
    ...outcome,
    isFound: true,
    message: message.includes('was found') ? message : `${message} ${FOUND}`,
  };
}

/** Of a build that this step has not started. */
const FOUND = 'The build was found, not started by this step.';

/** The outcome of a run that was cancelled while it waited for a deployment. */
export function cancelledDeploymentOutcome(build: Build, deployment: Deployment): Outcome {
  const message = `The step was cancelled. Build ${build.id} succeeded, and its deployment continues.`;
  return { conclusion: 'cancelled', build, deployment, message };
}

/** The outcome of a run that was cancelled while it waited for a build. */
export function cancelledOutcome(id: string, lastSeen: Build | undefined, abortResult: AbortResult): Outcome {
  return {
    conclusion: 'cancelled',
    build: abortResult.build ?? lastSeen,
    message: `The step was cancelled. ${describeAbort(`Build ${id}`, abortResult, 'on-cancel')}`,
    ...runningState(abortResult),
  };
}

/** The outcome of a run that was cancelled before it knew of a build; `startPending` if a start was not answered. */
export function cancelledStartOutcome(
  startPending: boolean,
  onCancel: AbortPolicy,
  sha: string | undefined,
): Outcome {
  const commit = sha === undefined ? 'the newest commit' : `commit ${sha}`;
  const next =
    onCancel === 'abort'
      ? 'If so, it is aborted when the job ends.'
      : `If so, it keeps running (\`on-cancel: leave\`): look for a build of ${commit} in the Northflank app.`;
  return {
    conclusion: 'cancelled',
    build: undefined,
    message: startPending
      ? `The step was cancelled before Northflank responded to the start, so a build of ${commit} may have been started. ${next}`
      : 'The step was cancelled before a build was started or found.',
    mayBeRunning: startPending,
    needsCleanup: startPending && onCancel === 'abort',
  };
}

/** The outcome of a run that an error ended. */
export function failedOutcome(error: unknown, build: Build | undefined): Outcome {
  if (error instanceof InputError) {
    return { conclusion: 'failure', build, message: listed(error.inputErrors) };
  }
  const message = formatError(error);
  if (error instanceof ActionError) return { conclusion: error.conclusion, build, message };
  if (error instanceof NorthflankError) {
    return { conclusion: error.kind === 'refused' ? 'failure' : 'unknown', build, message };
  }
  return { conclusion: 'unknown', build, message: unexpectedError(error) };
}

/** The sentence for an error that nothing here expects. */
export function unexpectedError(error: unknown): string {
  return `Unexpected error, please report it: ${formatError(error)}`;
}

/** The warning about builds that a repeated start may have made; undefined if there is none. */
export function secondBuildWarning({ builds, isComplete }: SecondBuilds): string | undefined {
  if (builds.length === 0) return isComplete ? undefined : UNKNOWN_SECOND_BUILD;
  const more = isComplete ? '' : '; there may be others';
  return repeatedStart(`${listBuilds(builds)} may be a duplicate${more}`);
}

function repeatedStart(what: string): string {
  return (
    `The start was repeated because the first response was lost, and ${what}. ` +
    'Abort any duplicate in the Northflank app, unless it belongs to another run.'
  );
}

/** The same where the builds could not be listed. */
export const UNKNOWN_SECOND_BUILD = repeatedStart('the first start may have made a build as well');

/** Whether a step that failed can be run again without a second build beside the first one. */
export function rerunAdvice({ conclusion, build, message, mayBeRunning = false }: Outcome): string {
  const isUnseen = conclusion === 'failure' && build !== undefined && build.concluded !== true;
  const isUnknown = conclusion === 'unknown' && build?.concluded !== true;
  if (isUnknown || mayBeRunning || isUnseen) {
    return 'A build may still be running: check this before you run this step again.';
  }
  if (build !== undefined) return 'The build has finished, so it is safe to run this step again.';
  return message.endsWith(NOT_STARTED)
    ? 'It is safe to run this step again.'
    : 'No build was started, so it is safe to run this step again.';
}

/** The end of the message where a start was refused. */
const NOT_STARTED = 'No build was started.';

/** The title of the annotation and of the summary. */
export function outcomeTitle({ conclusion, build, deployment }: Outcome): string {
  if (deployment !== undefined) return TITLES[conclusion].replace('build', 'deployment');
  return conclusion === 'failure' && build === undefined
    ? 'No Northflank build was started'
    : TITLES[conclusion];
}

const TITLES: Record<Conclusion, string> = {
  success: 'Northflank build succeeded',
  failure: 'Northflank build failed',
  aborted: 'Northflank build aborted',
  'timed-out': 'Northflank build timed out',
  cancelled: 'Northflank build cancelled',
  started: 'Northflank build started',
  'dry-run': 'Dry run, nothing started',
  unknown: 'Northflank build: result unknown',
};

function listed(inputErrors: readonly string[]): string {
  const more = inputErrors.length - MAX_INPUT_ERRORS;
  const lines = inputErrors.slice(0, MAX_INPUT_ERRORS);
  return [...lines, ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n');
}

function describeAbort(name: string, { state }: AbortResult, input: string): string {
  switch (state) {
    case 'kept-running':
      return `${name} keeps running (\`${input}: leave\`).`;
    case 'aborted':
      return `${name} was aborted.`;
    case 'concluded':
      return `${name} had just finished.`;
    case 'requested':
      return `${name} may still be running: the abort was accepted but not confirmed. Check it in the Northflank app.`;
    case 'failed':
      return `${name} could not be aborted and may still be running: abort it in the Northflank app.`;
    case 'found':
      return `${name} was found, not started by this step, and keeps running.`;
    case 'untouched':
      return `${name} was not aborted: with \`wait: false\`, this step only reads it.`;
  }
}

/** A build that waits for its turn is not slow. */
function timeoutRemedy(lastSeen: Build | undefined): string {
  return lastSeen?.status === 'QUEUED' || lastSeen?.status === 'UNSCHEDULABLE'
    ? 'It was still waiting to be built, possibly because of the limits of the project: check them, or raise ' +
        '`timeout-minutes`.'
    : 'Raise `timeout-minutes` if builds take longer than that.';
}

/** Whether a build may be running, and whether it was to be aborted. */
function runningState({ state }: AbortResult): Pick<Outcome, 'mayBeRunning' | 'needsCleanup'> {
  const needsCleanup = state === 'failed' || state === 'requested';
  const isOver = state === 'aborted' || state === 'concluded';
  return { mayBeRunning: !isOver, needsCleanup };
}

/** Where to look now; what could not be submitted has no log. */
function remedy(build: Build): string {
  return build.status === 'SUBMISSION_FAILURE'
    ? 'It never ran: check its build settings in the Northflank app.'
    : 'The reason is in the log of the build.';
}

/** The status of a failed build, where it says more than that. */
function status(build: Build): string {
  return build.status === undefined || build.status === 'FAILURE' ? '' : ` (status ${build.status})`;
}

/** Northflank's own words, where they say more than that it failed, crashed or was aborted. */
function quote(message = ''): string {
  const text = message.replace(/^\s*build (?:failed|crashed|aborted)(?:\s*[:.]\s*|\s*$)/i, '');
  return text.trim() === '' ? '' : ` Northflank says: ${sentence(text)}`;
}

function time(build: Build): string {
  const ms = buildDurationMs(build);
  return ms === undefined ? '' : ` in ${formatDuration(ms)}`;
}

/** Ends a text of unknown origin like a sentence. */
function sentence(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, ' ').trim();
  return /[.!?…]$/.test(oneLine) ? oneLine : `${oneLine}.`;
}
