import { ActionError, formatError, type NorthflankError } from '../errors.ts';
import { setBuildOutputs, setOutcomeOutputs } from '../github/outputs.ts';
import { saveEnd } from '../github/state.ts';
import { classifyBuild } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import * as outcomes from '../outcome.ts';
import { abortBuild, type AbortResult } from '../wait/abort-build.ts';
import { waitForBuild, waitForImage } from '../wait/wait-for-build.ts';
import { type BuildView, END_AFTER_DEADLINE_MS, MINUTE_MS, type Run, type TrackedBuild } from './run.ts';

/** Milliseconds after the time limit until which an abort is tried again. */
const ABORT_AFTER_DEADLINE_MS = 45_000;

/** Milliseconds that the result of a build waits for its log. */
const MAX_DRAIN_MS = 30_000;

/** Milliseconds in which a build that is not waited for must be seen once. */
const SINGLE_POLL_MS = 60_000;

/** Waits for a build as far as the inputs say. */
export async function followBuild(
  run: Run,
  tracked: TrackedBuild,
  view: BuildView,
  id: string,
): Promise<outcomes.Outcome> {
  const { inputs } = run;
  const { build, isFound } = tracked;
  // What had succeeded before has nothing to show.
  const isDone = isFound === true && build !== undefined && classifyBuild(build) === 'success';
  if (build !== undefined && (isDone || !inputs.wait)) return notWaitedFor(run, build);
  if (build !== undefined) onBuild(run, tracked, view, build);
  return waitForEnd(run, tracked, view, id);
}

/** Waits until the build is concluded or the time limit ends; without `wait`, polls it once. */
async function waitForEnd(
  run: Run,
  tracked: TrackedBuild,
  view: BuildView,
  id: string,
): Promise<outcomes.Outcome> {
  const { inputs, context, log, deadlineMs } = run;
  const { end, build } = await waitForBuild(id, context, {
    schedule: view.schedule,
    build: tracked.build,
    deadlineMs: inputs.wait ? deadlineMs : Math.min(deadlineMs, context.clock.now() + SINGLE_POLL_MS),
    isOurs: inputs.buildId === undefined,
    stopAfterFirstPoll: !inputs.wait,
    onBuild: (one) => onBuild(run, tracked, view, one),
    onPollFailed: (error) => log.info(`${formatError(error)} ${afterFailedPoll(error, run)}`),
  });
  let outcome: outcomes.Outcome;
  if (end === 'concluded') outcome = await conclude(run, build);
  else if (inputs.wait) outcome = await handleTimeout(run, tracked, id);
  else if (build !== undefined) outcome = outcomes.startedOutcome(build);
  else throw notObserved(id);
  if (isReplaceable(run, tracked, outcome)) return outcome;
  view.timeline.end();
  // The abort may have been the first to see the build, and its log is to be shown all the same.
  if (outcome.build?.concluded === true) view.buildLog.onBuild(outcome.build);
  // Before the log is read to its end: the process may be killed meanwhile.
  const isSearched = tracked.repeatedIntent !== undefined;
  const isDeployed = inputs.waitFor === 'deployment' && outcome.conclusion === 'success';
  if (!isSearched) saveEnd(run.runner, outcome);
  if (!isSearched && !isDeployed) setOutcomeOutputs(run.runner, outcome);
  // The step has not ended so far: a search for a second build follows, or the deployment.
  else if (outcome.build !== undefined) setBuildOutputs(run.runner, outcome.build);
  const drainMs = Math.min(MAX_DRAIN_MS, deadlineMs + END_AFTER_DEADLINE_MS - context.clock.now());
  await view.buildLog.drain(outcomes.isSuccess(outcome), drainMs);
  return outcome;
}

/** True if a build that was found was aborted by others, and this run has not started one so far. */
export function isReplaceable(
  { inputs }: Run,
  { isFound }: TrackedBuild,
  { conclusion }: outcomes.Outcome,
): boolean {
  return isFound === true && inputs.start === 'if-needed' && conclusion === 'aborted';
}

/** Shows what is new about a build. */
function onBuild({ log }: Run, tracked: TrackedBuild, view: BuildView, build: Build): void {
  // A build that was given is first seen here.
  if (tracked.build === undefined) tracked.wasOver = classifyBuild(build) !== 'running';
  tracked.build = build;
  const message = view.progress.onBuild(build);
  if (message !== undefined && 'heading' in message) log.heading(message.heading);
  else if (message !== undefined) log.info(message.note);
  view.buildLog.onBuild(build);
}

/** What follows a poll that failed. */
function afterFailedPoll(
  { kind, status, retryAfterMs = 0 }: NorthflankError,
  { context, deadlineMs }: Run,
): string {
  if (kind === 'refused') return 'Retrying in case this is temporary.';
  if (status !== 429) return 'Still waiting.';
  return context.clock.now() + retryAfterMs < deadlineMs
    ? 'Waiting for the reset.'
    : '`timeout-minutes` expires before the reset.';
}

/** A build that nobody waits for may be over when its start is answered: it could not be submitted. */
async function notWaitedFor(run: Run, build: Build): Promise<outcomes.Outcome> {
  return classifyBuild(build) === 'running' ? outcomes.startedOutcome(build) : conclude(run, build);
}

/** Nobody waits for the build, so not having seen it is no reason to abort it. */
function notObserved(id: string): ActionError {
  return new ActionError(
    `Build ${id} could not be read in time. Run this step again, or remove \`wait: false\`.`,
    'unknown',
  );
}

/** A build has ended; its image may appear a little later. */
async function conclude({ context }: Run, build: Build): Promise<outcomes.Outcome> {
  return outcomes.concludedOutcome(
    classifyBuild(build) === 'success' ? await waitForImage(build, context) : build,
  );
}

/** The time limit has ended: the build is aborted or left, and its own end counts if it had one meanwhile. */
async function handleTimeout(
  run: Run,
  { build, isFound }: TrackedBuild,
  id: string,
): Promise<outcomes.Outcome> {
  const { inputs, context, runner, reportSignal, deadlineMs } = run;
  let abortResult: AbortResult = { state: 'kept-running' };
  if (isFound === true) abortResult = { state: 'found' };
  else if (inputs.onTimeout === 'abort') {
    // Also where a cancellation would leave it: the process may be killed before it is done.
    saveEnd(runner, { needsCleanup: true });
    // A cancellation in this very moment must not cut the abort short.
    const abortContext = { ...context, signal: reportSignal };
    abortResult = await abortBuild(id, abortContext, { deadlineMs: deadlineMs + ABORT_AFTER_DEADLINE_MS });
  }
  return outcomes.timedOutOutcome(id, build, inputs.timeoutMs / MINUTE_MS, abortResult);
}
