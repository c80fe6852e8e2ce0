import { formatError, stackOf } from '../errors.ts';
import * as outcomes from '../outcome.ts';
import { findSecondBuilds } from '../start/duplicate-build.ts';
import { followBuild, isReplaceable } from './follow-build.ts';
import { followDeployment, readDeploymentBefore } from './follow-deployment.ts';
import { getBuild, startBuildOfRun } from './get-build.ts';
import { handleCancellation } from './handle-cancellation.ts';
import { createView, END_AFTER_DEADLINE_MS, type Run, type RunResult, type TrackedBuild } from './run.ts';
import { findAppUrl, findLocation } from './settings.ts';

/** Starts or attaches to a build, waits for it as far as the inputs say, and cleans up after a cancellation. */
export async function runBuild(run: Run): Promise<RunResult> {
  const { inputs, context, log, request } = run;
  const tracked: TrackedBuild = { startPending: false };
  let view = createView(run);
  let outcome: outcomes.Outcome;
  try {
    const before = inputs.waitFor === 'deployment' ? await readDeploymentBefore(run) : undefined;
    let id = await getBuild(run, tracked, view);
    const urlSearch = findAppUrl(run, tracked);
    outcome = await followBuild(run, tracked, view, id);
    if (isReplaceable(run, tracked, outcome)) {
      view.buildLog.stop();
      log.info(`Build ${id} was aborted outside this step, so a new one is started.`);
      view = createView(run);
      Object.assign(tracked, { id: undefined, build: undefined, isFound: false });
      id = await startBuildOfRun(run, tracked, view, false);
      outcome = await followBuild(run, tracked, view, id);
    }
    if (before !== undefined && outcome.conclusion === 'success' && outcome.build !== undefined) {
      outcome = await followDeployment(run, tracked, view, outcome.build, before);
    }
    await urlSearch;
    await nameSecondBuild(run, tracked);
    // A build that nobody waits for is aborted by a cancellation that came meanwhile.
    if (outcome.conclusion === 'started') context.signal.throwIfAborted();
  } catch (error) {
    view.buildLog.stop();
    log.debug(stackOf(error));
    outcome = context.signal.aborted
      ? await handleCancellation(run, tracked)
      : outcomes.failedOutcome(error, tracked.build);
  }
  view.timeline.end();
  if (tracked.isFound === true) outcome = outcomes.foundOutcome(outcome);
  // The log of a good build says nothing about its deployment, and whoever cancels a step knows why it ended.
  const hasReason = outcome.deployment === undefined && outcome.conclusion !== 'cancelled';
  const failingStep = hasReason && outcome.conclusion === 'failure' ? view.failingStep.find() : undefined;
  const details = {
    ...{ sha: request.sha, url: tracked.url, typicalMs: tracked.typicalMs },
    phases: view.timeline.phases,
    failingStep,
    lastLines: hasReason ? view.buildLog.lastLines() : [],
    location: await findLocation(run, tracked, failingStep),
  };
  return { outcome, details };
}

/** Where a start was repeated, the build of the first one may turn up late: then the user is told. */
async function nameSecondBuild(run: Run, { id, repeatedIntent }: TrackedBuild): Promise<void> {
  if (id === undefined || repeatedIntent === undefined) return;
  const { context, log, deadlineMs } = run;
  let warning: string | undefined = outcomes.UNKNOWN_SECOND_BUILD;
  try {
    const endMs = deadlineMs + END_AFTER_DEADLINE_MS;
    warning = outcomes.secondBuildWarning(await findSecondBuilds(id, repeatedIntent, context, endMs));
  } catch (error) {
    // Also after a cancellation: how the build ended is known.
    log.debug(formatError(error));
  }
  if (warning !== undefined) log.warning(warning);
}
