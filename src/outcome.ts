import { formatDuration } from './clock.ts';
import { ActionError, formatError, InputError, NorthflankError } from './errors.ts';
import type { Inputs } from './github/inputs.ts';
import { buildDurationMs, classifyBuild } from './northflank/build-status.ts';
import type { Build } from './northflank/decode.ts';
import type { AbortResult } from './wait/abort-build.ts';

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

/** The end of a run. */
export interface Outcome {
  conclusion: Conclusion;
  build: Build | undefined;
  /** What happened and, if that is not good, what to do: whole sentences. */
  message: string;
}

/** Mistakes that are shown; whoever makes more makes the same one. */
const MAX_MISTAKES = 30;

/** Conclusions with which the step succeeds. */
const GOOD: readonly Conclusion[] = ['success', 'started', 'dry-run'];

/** True if the step succeeds. */
export function isSuccess({ conclusion }: Outcome): boolean {
  return GOOD.includes(conclusion);
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
        message: `Build ${build.id} was aborted by someone or something else.${quoted} Start it again if that was not meant.`,
      };
    default:
      return {
        conclusion: 'failure',
        build,
        message: `Build ${build.id} failed${status(build)}.${quoted} ${remedy(build)}`,
      };
  }
}

/** The outcome of a build that was started and not waited for, or that still runs. */
export function startedOutcome(build: Build): Outcome {
  return { conclusion: 'started', build, message: `Build ${build.id} is under way and not waited for.` };
}

/** The outcome of a run that only checked. */
export function dryRunOutcome(): Outcome {
  return {
    conclusion: 'dry-run',
    build: undefined,
    message: 'The checks found no mistake; nothing was started, as `dry-run` says.',
  };
}

/** The outcome of a build that was still running when the time was over; `lastStatus` is from before an abort. */
export function timedOutOutcome(
  build: Build | undefined,
  id: string,
  minutes: number,
  abortResult: AbortResult | 'left',
  lastStatus = build?.status,
): Outcome {
  return {
    conclusion: 'timed-out',
    build,
    message:
      `Build ${id} was not over after ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}` +
      `${lastStatus === undefined ? '' : ` (status ${lastStatus})`}. ${describeAbort('It', abortResult, 'on-timeout')} ` +
      'Raise `timeout-minutes` if builds take longer than that.',
  };
}

/** The outcome of a run that was cancelled while it waited for a build. */
export function cancelledOutcome(
  build: Build | undefined,
  id: string,
  abortResult: AbortResult | 'left',
): Outcome {
  const message = `The step was cancelled. ${describeAbort(`Build ${id}`, abortResult, 'on-cancel')}`;
  return { conclusion: 'cancelled', build, message };
}

/** The outcome of a run that was cancelled before it knew of a build; `isOpen` if a start was not answered yet. */
export function cancelledStartOutcome(
  isOpen: boolean,
  onCancel: Inputs['onCancel'],
  sha: string | undefined,
): Outcome {
  const commit = sha === undefined ? 'the newest commit' : `commit ${sha}`;
  const next =
    onCancel === 'abort'
      ? 'If there is one, it is aborted when the job ends.'
      : `If there is one, it goes on, as \`on-cancel: leave\` says: look in the Northflank app for a build of ${commit}.`;
  const message = isOpen
    ? `The step was cancelled while a start was under way, so that a build of ${commit} may have been started. ${next}`
    : 'The step was cancelled before a build was started.';
  return { conclusion: 'cancelled', build: undefined, message };
}

/** The outcome of a run that an error ended. */
export function failedOutcome(error: unknown, build: Build | undefined): Outcome {
  if (error instanceof InputError)
    return { conclusion: 'failure', build, message: listed(error.inputErrors) };
  if (error instanceof ActionError)
    return { conclusion: error.conclusion, build, message: formatError(error) };
  if (error instanceof NorthflankError) {
    return {
      conclusion: error.kind === 'refused' ? 'failure' : 'unknown',
      build,
      message: formatError(error),
    };
  }
  return {
    conclusion: 'unknown',
    build,
    message: `Unexpected error, please report it: ${formatError(error)}`,
  };
}

function listed(mistakes: readonly string[]): string {
  const more = mistakes.length - MAX_MISTAKES;
  const lines = mistakes.slice(0, MAX_MISTAKES);
  return [...lines, ...(more > 0 ? [`… and ${more} more of the kind.`] : [])].join('\n');
}

function describeAbort(name: string, abortResult: AbortResult | 'left', input: string): string {
  if (abortResult === 'left') return `${name} goes on, as \`${input}: leave\` says.`;
  switch (abortResult.state) {
    case 'aborted':
      return `${name} was aborted.`;
    case 'concluded':
      return `${name} had just come to its end.`;
    default:
      return `${name} could not be aborted and may still run: abort it in the Northflank app.`;
  }
}

/** Where to look now; what could not be submitted has no log. */
function remedy(build: Build): string {
  return build.status === 'SUBMISSION_FAILURE'
    ? 'It never ran: check the build settings of the job in the Northflank app.'
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
