import { type BuildLog, createBuildLog } from './build-log/build-log.ts';
import { createFailingStepFinder, type FailingStepFinder } from './build-log/failing-step.ts';
import type { Context } from './context.ts';
import { ActionError, formatError, stackOf } from './errors.ts';
import type { Inputs } from './github/inputs.ts';
import { setBuildIdOutput, setBuildOutputs, setOutcomeOutputs, setUrlOutput } from './github/outputs.ts';
import type { Runner } from './github/runner.ts';
import { saveBuildId, saveEnd, saveStartIntent } from './github/state.ts';
import type { StepLog } from './github/step-log.ts';
import type { RunDetails } from './github/summary.ts';
import { appUrl, teamOf } from './northflank/app-url.ts';
import { classifyBuild, durationsMs, typicalDurationMs } from './northflank/build-status.ts';
import type { Build } from './northflank/decode.ts';
import type { Tail } from './northflank/log-stream.ts';
import * as outcomes from './outcome.ts';
import type { BuildRequest } from './start/build-request.ts';
import type { StartIntent } from './start/find-build.ts';
import { findSecondBuilds } from './start/duplicate-build.ts';
import { startBuild } from './start/start-build.ts';
import { type AbortResult, abortBuild } from './wait/abort-build.ts';
import { createTimeline, type Timeline } from './wait/phases.ts';
import { createPollSchedule, type PollSchedule } from './wait/poll-schedule.ts';
import { createProgressReporter, type ProgressReporter } from './wait/progress.ts';
import type { RateLimitTracker } from './wait/rate-limit.ts';
import { waitForBuild, waitForImage } from './wait/wait-for-build.ts';

/** What a run is to do, and what it works with. */
export interface Run {
  readonly inputs: Inputs;
  readonly request: BuildRequest;
  readonly context: Context;
  readonly rateLimit: RateLimitTracker;
  readonly tail: Tail;
  readonly runner: Runner;
  readonly log: StepLog;
  /** When `timeout-minutes` is over, in milliseconds on the clock. */
  readonly deadlineMs: number;
  /** Aborted a while after the context's signal, when everything must be reported. */
  readonly reportSignal: AbortSignal;
}

/** How a run ended, and what it saw. */
export interface RunResult {
  outcome: outcomes.Outcome;
  details?: Partial<RunDetails>;
}

/** What is known of the build so far; the process may be killed at any time. */
interface TrackedBuild {
  /** From the moment that there is one. */
  id?: string;
  /** As last seen. */
  build?: Build;
  /** True while a start may have been sent that was not answered yet. */
  startPending: boolean;
  /** Set if a start was repeated: a second build may turn up. */
  repeatedIntent?: StartIntent | undefined;
  /** Address of the job in Northflank's app. */
  url?: string | undefined;
}

/** What shows a build while it is waited for. */
interface BuildView {
  readonly timeline: Timeline;
  readonly progress: ProgressReporter;
  readonly schedule: PollSchedule;
  readonly buildLog: BuildLog;
  readonly failingStep: FailingStepFinder;
}

/** Milliseconds for which an abort is tried again after a cancellation: the runner kills the process at 10 s. */
const ABORT_AFTER_CANCELLATION_MS = 4000;

/** Milliseconds after the time limit until which an abort is tried again, and until which everything has ended. */
const ABORT_AFTER_DEADLINE_MS = 45_000;
const END_AFTER_DEADLINE_MS = 55_000;

/** Milliseconds that the result of a build waits for its log. */
const MAX_DRAIN_MS = 30_000;

/** Milliseconds in which a build that is not waited for must be seen once. */
const SINGLE_POLL_MS = 60_000;

/** Milliseconds for the address of the job, for which a run that does not wait would wait. */
const APP_URL_MS = 3000;

/** Below this rest of the rate limit, no request is spent on the address of the job. */
const PLENTY_OF_REQUESTS = 500;

const MINUTE_MS = 60_000;

/** Starts or attaches to a build, waits for it as far as the inputs say, and cleans up after a cancellation. */
export async function runBuild(run: Run): Promise<RunResult> {
  const { inputs, context, log, request } = run;
  const tracked: TrackedBuild = { startPending: false };
  const view = createView(run);
  let outcome: outcomes.Outcome;
  try {
    const id =
      inputs.buildId === undefined ? await start(run, tracked, view) : attach(run, tracked, inputs.buildId);
    const urlSearch = findAppUrl(run, tracked);
    if (inputs.wait && tracked.build !== undefined) onBuild(run, tracked, view, tracked.build);
    outcome =
      inputs.wait || tracked.build === undefined
        ? await wait(run, tracked, view, id)
        : await notWaitedFor(run, tracked.build);
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
  const { phases } = view.timeline;
  const lastLines = view.buildLog.lastLines();
  const failingStep = outcome.conclusion === 'failure' ? view.failingStep.find() : undefined;
  return { outcome, details: { sha: request.sha, url: tracked.url, phases, lastLines, failingStep } };
}

function createView({ inputs, context, rateLimit, tail, log }: Run): BuildView {
  const { clock, random } = context;
  const timeline = createTimeline(clock);
  const progress = createProgressReporter(timeline, clock);
  const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs: inputs.pollIntervalMs });
  const failingStep = createFailingStepFinder();
  const buildLog = createBuildLog(inputs.wait ? inputs.logs : 'off', context, {
    tail,
    print(lines) {
      failingStep.add(lines);
      progress.onLogLines();
      schedule.logReceived();
      log.build(lines);
    },
    info: log.info,
    warn: log.warning,
    debug: log.debug,
  });
  return { timeline, progress, schedule, buildLog, failingStep };
}

/** Starts a build; its outputs are set at once, since the process may be killed at any time. */
async function start(run: Run, tracked: TrackedBuild, view: BuildView): Promise<string> {
  const { inputs, request, context, runner, log, deadlineMs } = run;
  const { build, previousBuilds, repeatedIntent } = await startBuild(request, context, {
    deadlineMs,
    saveIntent(intent) {
      saveStartIntent(runner, intent);
      tracked.startPending = intent !== undefined;
    },
    info: log.info,
    warning: log.warning,
  });
  Object.assign(tracked, { id: build.id, build, startPending: false, repeatedIntent });
  saveBuildId(runner, build.id);
  const commit = request.sha === undefined ? 'the newest commit of its branch' : `commit ${request.sha}`;
  log.info(`Started build ${build.id} of job ${inputs.job} in project ${inputs.project} at ${commit}.`);
  setBuildOutputs(runner, build);
  view.progress.setTypicalDuration(typicalDurationMs(previousBuilds));
  view.schedule.start(durationsMs(previousBuilds));
  context.signal.throwIfAborted();
  return build.id;
}

/** Takes over a build that runs already: if it is waited for, it is aborted or left like one of our own. */
function attach({ inputs, runner, log }: Run, tracked: TrackedBuild, id: string): string {
  tracked.id = id;
  if (inputs.wait) saveBuildId(runner, id);
  setBuildIdOutput(runner, id);
  log.info(`Waiting for build ${id} of job ${inputs.job} in project ${inputs.project}.`);
  return id;
}

/** Waits until the build is concluded or the time limit ends; without `wait`, polls it once. */
async function wait(run: Run, tracked: TrackedBuild, view: BuildView, id: string): Promise<outcomes.Outcome> {
  const { inputs, context, log, deadlineMs } = run;
  const { end, build } = await waitForBuild(id, context, {
    schedule: view.schedule,
    build: tracked.build,
    deadlineMs: inputs.wait ? deadlineMs : Math.min(deadlineMs, context.clock.now() + SINGLE_POLL_MS),
    isOurs: inputs.buildId === undefined,
    stopAfterFirstPoll: !inputs.wait,
    onBuild: (one) => onBuild(run, tracked, view, one),
    onPollFailed: (error) =>
      log.info(
        `${formatError(error)} ${error.kind === 'refused' ? 'Asking again, to be sure.' : 'Still waiting.'}`,
      ),
  });
  let outcome: outcomes.Outcome;
  if (end === 'concluded') outcome = await conclude(run, build);
  else if (inputs.wait) outcome = await handleTimeout(run, tracked, id);
  else if (build !== undefined) outcome = outcomes.startedOutcome(build);
  else throw notObserved(id);
  // Before the log is read to its end: the process may be killed meanwhile.
  setOutcomeOutputs(run.runner, outcome);
  if (tracked.repeatedIntent === undefined) saveEnd(run.runner, outcome);
  // An end that was only seen after the time limit has a log, too.
  if (outcome.build !== undefined) view.buildLog.onBuild(outcome.build);
  const drainMs = Math.min(MAX_DRAIN_MS, deadlineMs + END_AFTER_DEADLINE_MS - context.clock.now());
  await view.buildLog.drain(outcomes.isSuccess(outcome), drainMs);
  return outcome;
}

/** Shows what is new about a build. */
function onBuild({ log }: Run, tracked: TrackedBuild, view: BuildView, build: Build): void {
  tracked.build = build;
  const message = view.progress.onBuild(build);
  if (message !== undefined && 'heading' in message) log.heading(message.heading);
  else if (message !== undefined) log.info(message.note);
  view.buildLog.onBuild(build);
}

/** A build that nobody waits for may be over when its start is answered: it could not be submitted. */
async function notWaitedFor(run: Run, build: Build): Promise<outcomes.Outcome> {
  return classifyBuild(build) === 'running' ? outcomes.startedOutcome(build) : conclude(run, build);
}

/** Nobody waits for the build, so not having seen it is no reason to abort it. */
function notObserved(id: string): ActionError {
  return new ActionError(
    `Build ${id} could not be read in time. Run this step again, or wait for it.`,
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
async function handleTimeout(run: Run, { build }: TrackedBuild, id: string): Promise<outcomes.Outcome> {
  const { inputs, context, runner, reportSignal, deadlineMs } = run;
  let abortResult: AbortResult = { state: 'kept-running' };
  if (inputs.onTimeout === 'abort') {
    // Also where a cancellation would leave it: the process may be killed before it is done.
    saveEnd(runner, { needsCleanup: true });
    // A cancellation in this very moment must not cut the abort short.
    const abortContext = { ...context, signal: reportSignal };
    abortResult = await abortBuild(id, abortContext, { deadlineMs: deadlineMs + ABORT_AFTER_DEADLINE_MS });
  }
  return outcomes.timedOutOutcome(id, build, inputs.timeoutMs / MINUTE_MS, abortResult);
}

/** The step was cancelled: the build is aborted, as far as the time allows; post is the second net. */
async function handleCancellation(run: Run, tracked: TrackedBuild): Promise<outcomes.Outcome> {
  const { inputs, context, request, reportSignal } = run;
  const { id, build, startPending } = tracked;
  if (id === undefined) return outcomes.cancelledStartOutcome(startPending, inputs.onCancel, request.sha);
  const isOnlyRead = inputs.buildId !== undefined && !inputs.wait;
  if (isOnlyRead) return outcomes.cancelledOutcome(id, build, { state: 'untouched' });
  if (inputs.onCancel === 'leave') {
    if (tracked.repeatedIntent !== undefined) run.log.warning(outcomes.secondBuildWarning(undefined));
    return outcomes.cancelledOutcome(id, build, { state: 'kept-running' });
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

/** Where a start was repeated, the build of the first one may turn up late: then the user is told. */
async function nameSecondBuild(run: Run, { id, repeatedIntent }: TrackedBuild): Promise<void> {
  if (id === undefined || repeatedIntent === undefined) return;
  const { context, log, deadlineMs } = run;
  let builds: Build[] | undefined;
  try {
    builds = await findSecondBuilds(id, repeatedIntent, context, deadlineMs + END_AFTER_DEADLINE_MS);
  } catch (error) {
    // Also after a cancellation: how the build ended is known.
    log.debug(formatError(error));
  }
  if (builds?.length !== 0) log.warning(outcomes.secondBuildWarning(builds));
}

/** Finds out where the job is in Northflank's app; a convenience, for which nothing may fail. */
async function findAppUrl(run: Run, tracked: TrackedBuild): Promise<void> {
  const { inputs, context, rateLimit, runner, log } = run;
  try {
    const hasPlenty = (rateLimit.current()?.remaining ?? PLENTY_OF_REQUESTS) >= PLENTY_OF_REQUESTS;
    const team =
      inputs.team ??
      (hasPlenty ? teamOf((await context.client.getJob(context.signal, APP_URL_MS)).value) : undefined);
    if (team === undefined) return;
    tracked.url = appUrl(team, inputs);
    setUrlOutput(runner, tracked.url);
    log.info(`The job in Northflank: ${tracked.url}`);
  } catch (error) {
    log.debug(`The job's address in the Northflank app is not known: ${formatError(error)}`);
  }
}
