import * as outcomes from '../outcome.ts';
import { abortBuild } from '../wait/abort-build.ts';
import type { Run, TrackedBuild } from './run.ts';

/** Milliseconds for which an abort is tried again after a cancellation: the runner kills the process at 10 s. */
const ABORT_AFTER_CANCELLATION_MS = 4000;

/** The step was cancelled: the build is aborted, as far as the time allows; post is the second net. */
export async function handleCancellation(run: Run, tracked: TrackedBuild): Promise<outcomes.Outcome> {
  const { inputs, context, request, reportSignal } = run;
  const { id, build, startPending, isFound, deployment } = tracked;
  if (id === undefined) return outcomes.cancelledStartOutcome(startPending, inputs.onCancel, request.sha);
  const isOnlyRead = inputs.buildId !== undefined && !inputs.wait;
  if (isFound === true && deployment === undefined) {
    return outcomes.cancelledOutcome(id, build, { state: 'found' });
  }
  if (isOnlyRead) return outcomes.cancelledOutcome(id, build, { state: 'untouched' });
  const isOver = build !== undefined && deployment !== undefined;
  if (isOver || inputs.onCancel === 'leave') {
    if (tracked.repeatedIntent !== undefined) run.log.warning(outcomes.UNKNOWN_SECOND_BUILD);
    return isOver
      ? outcomes.cancelledDeploymentOutcome(build, deployment)
      : outcomes.cancelledOutcome(id, build, { state: 'kept-running' });
  }
  const outcome = outcomes.cancelledOutcome(
    id,
    build,
    await abortBuild(
      id,
      { ...context, signal: reportSignal },
      { deadlineMs: context.clock.now() + ABORT_AFTER_CANCELLATION_MS },
    ),
  );
  // A second build can only be looked for later.
  return tracked.repeatedIntent === undefined ? outcome : { ...outcome, needsCleanup: true };
}
