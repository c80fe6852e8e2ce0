import { type BuildLog, createBuildLog } from './build-log/build-log.ts';
import {
  createFailingStepFinder,
  type FailingStep,
  type FailingStepFinder,
} from './build-log/failing-step.ts';
import { formatDuration } from './clock.ts';
import type { Context } from './context.ts';
import { ActionError, formatError, lacksPermission, type NorthflankError, stackOf } from './errors.ts';
import type { Inputs } from './github/inputs.ts';
import {
  setBuildIdOutput,
  setBuildOutputs,
  setDeploymentOutputs,
  setOutcomeOutputs,
  setReusedOutput,
  setUrlOutput,
} from './github/outputs.ts';
import type { Runner, SourceLocation } from './github/runner.ts';
import { sourceLocation } from './github/source-location.ts';
import { saveBuildId, saveEnd, saveStartIntent } from './github/state.ts';
import type { StepLog } from './github/step-log.ts';
import type { RunDetails } from './github/summary.ts';
import { runSource } from './github/workflow-run.ts';
import { classifyBuild, durationsMs, typicalDurationMs } from './northflank/build-status.ts';
import type { Build, Deployment, ResourceDetails } from './northflank/decode.ts';
import type { Tail } from './northflank/log-stream.ts';
import { appUrl, describeResource, teamOf } from './northflank/resource.ts';
import * as outcomes from './outcome.ts';
import type { BuildRequest } from './start/build-request.ts';
import type { StartIntent } from './start/find-build.ts';
import { describeRequest, waitForExistingBuild } from './start/find-existing.ts';
import type { ReadFile } from './start/overrides.ts';
import { findSecondBuilds } from './start/duplicate-build.ts';
import { resourceNotes } from './start/resource-notes.ts';
import { startBuild } from './start/start-build.ts';
import { type AbortResult, abortBuild } from './wait/abort-build.ts';
import { createDeploymentProgress } from './wait/deployment-progress.ts';
import { DEPLOYMENTS } from './wait/hazard.ts';
import { createTimeline, type Timeline } from './wait/phases.ts';
import { createPollSchedule, type PollSchedule } from './wait/poll-schedule.ts';
import { createProgressReporter, type ProgressReporter } from './wait/progress.ts';
import type { RateLimitTracker } from './wait/rate-limit.ts';
import { waitForBuild, waitForImage } from './wait/wait-for-build.ts';
import { readDeployment, waitForDeployment } from './wait/wait-for-deployment.ts';

/** What a run is to do, and what it works with. */
export interface Run {
  readonly inputs: Inputs;
  readonly request: BuildRequest;
  readonly context: Context;
  readonly rateLimit: RateLimitTracker;
  readonly tail: Tail;
  readonly runner: Runner;
  readonly log: StepLog;
  readonly readFile: ReadFile;
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
  /** True if it was found, not started: then it is never aborted. */
  isFound?: boolean;
  /** True if it was not started here, and had ended when it was first seen. */
  wasOver?: boolean;
  /** What its service runs, once its deployment is waited for. */
  deployment?: Deployment;
  /** Set if a start was repeated: a second build may turn up. */
  repeatedIntent?: StartIntent | undefined;
  /** Milliseconds that builds take, where that is known. */
  typicalMs?: number | undefined;
  /** The settings of the job or service, where they were read. */
  settings?: ResourceDetails;
  /** True if the token is not allowed to read them. */
  areSettingsRefused?: boolean;
  /** Address of the job or service in Northflank's app. */
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

/** Milliseconds for the settings of the job or service, for which a run that does not wait would wait. */
const SETTINGS_MS = 3000;

/** Below this rest of the rate limit, no request is spent on the address of the job. */
const PLENTY_OF_REQUESTS = 500;

const MINUTE_MS = 60_000;

/** Starts or attaches to a build, waits for it as far as the inputs say, and cleans up after a cancellation. */
export async function runBuild(run: Run): Promise<RunResult> {
  const { inputs, context, log, request } = run;
  const tracked: TrackedBuild = { startPending: false };
  let view = createView(run);
  let outcome: outcomes.Outcome;
  try {
    const before = inputs.waitFor === 'deployment' ? await readBefore(run) : undefined;
    let id = await getBuild(run, tracked, view);
    const urlSearch = findAppUrl(run, tracked);
    outcome = await followBuild(run, tracked, view, id);
    if (isReplaceable(run, tracked, outcome)) {
      view.buildLog.stop();
      log.info(`Build ${id} was aborted outside this step, so a new one is started.`);
      view = createView(run);
      Object.assign(tracked, { id: undefined, build: undefined, isFound: false });
      id = await start(run, tracked, view, false);
      outcome = await followBuild(run, tracked, view, id);
    }
    if (before !== undefined && outcome.conclusion === 'success' && outcome.build !== undefined) {
      outcome = await deploy(run, tracked, view, outcome.build, before);
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

/** Where the step that failed is in the repository, as far as that is sure. */
async function findLocation(
  run: Run,
  tracked: TrackedBuild,
  failingStep: FailingStep | undefined,
): Promise<SourceLocation | undefined> {
  const { inputs, request, runner, readFile, log } = run;
  // What this step did not start may have overrides that are not known here.
  const isOurs = inputs.buildId === undefined && tracked.isFound !== true;
  if (failingStep?.dockerfile === undefined || !isOurs) return undefined;
  try {
    await readSettings(run, tracked);
  } catch (error) {
    log.debug(`The settings of the ${inputs.resource.kind} are not known: ${formatError(error)}`);
  }
  const { dockerfile } = failingStep;
  const { overrides, sha } = request;
  const build = { dockerfile, overrides, sha: tracked.build?.sha ?? sha, vcs: tracked.settings?.vcs };
  return sourceLocation(build, runner, readFile);
}

/** The settings of the job or service, unless the token is known not to be allowed to read them. */
async function readSettings({ context }: Run, tracked: TrackedBuild): Promise<ResourceDetails | undefined> {
  if (tracked.settings !== undefined || tracked.areSettingsRefused === true) return tracked.settings;
  try {
    tracked.settings = (await context.client.getResource(context.signal, SETTINGS_MS)).value;
    return tracked.settings;
  } catch (error) {
    tracked.areSettingsRefused = lacksPermission(error);
    throw error;
  }
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

/** Attaches to a build, finds or starts one; resolves with its ID. */
async function getBuild(run: Run, tracked: TrackedBuild, view: BuildView): Promise<string> {
  const { inputs, request, context, log, deadlineMs } = run;
  if (inputs.buildId !== undefined) return attach(run, tracked, inputs.buildId);
  if (inputs.start !== 'never') return start(run, tracked, view, inputs.start === 'if-needed');
  return found(run, tracked, await waitForExistingBuild(request, context, { deadlineMs, info: log.info }));
}

/** What the service runs before the build. */
function readBefore({ inputs, context, log, deadlineMs }: Run): Promise<Deployment> {
  return readDeployment(inputs.resource, context, { deadlineMs, info: log.info });
}

/** Waits until the service runs the commit of a build that has succeeded. */
async function deploy(
  run: Run,
  tracked: TrackedBuild,
  { timeline }: BuildView,
  build: Build,
  before: Deployment,
): Promise<outcomes.Outcome> {
  const { inputs, request, context, rateLimit, runner, log, deadlineMs } = run;
  const { clock, random } = context;
  const startMs = clock.now();
  tracked.deployment = before;
  log.heading('Deploying');
  timeline.observe('DEPLOYING');
  const describe = createDeploymentProgress(clock);
  const { pollIntervalMs } = inputs;
  const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs, course: DEPLOYMENTS });
  schedule.start([]);
  const result = await waitForDeployment({ ...build, sha: build.sha ?? request.sha }, context, {
    ...{ schedule, deadlineMs, before, wasOver: tracked.wasOver === true },
    onDeployment(deployment) {
      tracked.deployment = deployment;
      setDeploymentOutputs(runner, deployment);
      const text = describe(deployment);
      if (text !== undefined) log.info(text);
    },
    onPollFailed: (error) => log.info(`${formatError(error)} Still waiting.`),
  });
  if (result.end === 'deployed') log.heading(`Deployed after ${formatDuration(clock.now() - startMs)}`);
  return outcomes.deploymentOutcome(build, result, inputs.timeoutMs / MINUTE_MS);
}

/** Starts a build; its outputs are set at once, since the process may be killed at any time. */
async function start(run: Run, tracked: TrackedBuild, view: BuildView, reuse: boolean): Promise<string> {
  const { inputs, request, context, runner, log, deadlineMs } = run;
  const { build, isFound, previousBuilds, repeatedIntent } = await startBuild(request, context, {
    deadlineMs,
    reuse,
    saveIntent(intent) {
      saveStartIntent(runner, intent);
      tracked.startPending = intent !== undefined;
    },
    info: log.info,
    warning: log.warning,
  });
  tracked.typicalMs = typicalDurationMs(previousBuilds);
  view.progress.setTypicalDuration(tracked.typicalMs);
  view.schedule.start(durationsMs(previousBuilds));
  if (isFound) return found(run, tracked, build);
  Object.assign(tracked, { id: build.id, build, isFound, startPending: false, repeatedIntent });
  saveBuildId(runner, build.id);
  log.info(
    `Started build ${build.id} of ${describeResource(inputs.resource)} at ${describeRequest(request)}.`,
  );
  setReusedOutput(runner, false);
  setBuildOutputs(runner, build);
  return build.id;
}

/** Takes a build that was there already; it is not ours to abort, so nothing is saved for post. */
function found({ inputs, request, runner, log }: Run, tracked: TrackedBuild, build: Build): string {
  const state = classifyBuild(build);
  Object.assign(tracked, { id: build.id, build, isFound: true, wasOver: state !== 'running' });
  const now =
    state === 'running' ? 'is running' : state === 'success' ? 'has succeeded' : 'has not succeeded';
  const where = describeResource(inputs.resource);
  log.info(`Found build ${build.id} of ${where} at ${describeRequest(request)}: it ${now}.`);
  setReusedOutput(runner, true);
  setBuildOutputs(runner, build);
  return build.id;
}

/** True if a build that was found was aborted by others, and this run has not started one so far. */
function isReplaceable(
  { inputs }: Run,
  { isFound }: TrackedBuild,
  { conclusion }: outcomes.Outcome,
): boolean {
  return isFound === true && inputs.start === 'if-needed' && conclusion === 'aborted';
}

/** Waits for a build as far as the inputs say. */
async function followBuild(
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
  return wait(run, tracked, view, id);
}

/** Takes over a build that runs already: if it is waited for, it is aborted or left like one of our own. */
function attach({ inputs, runner, log }: Run, tracked: TrackedBuild, id: string): string {
  tracked.id = id;
  if (inputs.wait) saveBuildId(runner, id);
  setBuildIdOutput(runner, id);
  log.info(`Waiting for build ${id} of ${describeResource(inputs.resource)}.`);
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
  if (inputs.waitFor === 'deployment' && outcome.conclusion === 'success' && outcome.build !== undefined) {
    // The step has not succeeded so far.
    setBuildOutputs(run.runner, outcome.build);
  } else setOutcomeOutputs(run.runner, outcome);
  if (tracked.repeatedIntent === undefined) saveEnd(run.runner, outcome);
  const drainMs = Math.min(MAX_DRAIN_MS, deadlineMs + END_AFTER_DEADLINE_MS - context.clock.now());
  await view.buildLog.drain(outcomes.isSuccess(outcome), drainMs);
  return outcome;
}

/** What follows a poll that failed. */
function afterFailedPoll(
  { kind, status, retryAfterMs = 0 }: NorthflankError,
  { context, deadlineMs }: Run,
): string {
  if (kind === 'refused') return 'Retrying, in case that is temporary.';
  if (status !== 429) return 'Still waiting.';
  return context.clock.now() + retryAfterMs < deadlineMs
    ? 'Waiting for the reset.'
    : '`timeout-minutes` expires before the reset.';
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

/** The step was cancelled: the build is aborted, as far as the time allows; post is the second net. */
async function handleCancellation(run: Run, tracked: TrackedBuild): Promise<outcomes.Outcome> {
  const { inputs, context, request, reportSignal } = run;
  const { id, build, startPending, isFound, deployment } = tracked;
  if (id === undefined) return outcomes.cancelledStartOutcome(startPending, inputs.onCancel, request.sha);
  if (build !== undefined && deployment !== undefined) {
    return outcomes.cancelledDeploymentOutcome(build, deployment);
  }
  const isOnlyRead = inputs.buildId !== undefined && !inputs.wait;
  if (isFound === true) return outcomes.cancelledOutcome(id, build, { state: 'found' });
  if (isOnlyRead) return outcomes.cancelledOutcome(id, build, { state: 'untouched' });
  if (inputs.onCancel === 'leave') {
    if (tracked.repeatedIntent !== undefined) run.log.warning(outcomes.UNKNOWN_SECOND_BUILD);
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

/** What the settings of the job or service say that a user may not expect. */
export function notesOn(details: ResourceDetails, { inputs, request, runner }: Run): string[] {
  return resourceNotes(inputs.resource, details, { start: inputs.start, request, source: runSource(runner) });
}

/** Finds out where the job or service is in Northflank's app; a convenience, for which nothing may fail. */
async function findAppUrl(run: Run, tracked: TrackedBuild): Promise<void> {
  const { inputs, rateLimit, runner, log } = run;
  try {
    const hasPlenty = (rateLimit.current()?.remaining ?? PLENTY_OF_REQUESTS) >= PLENTY_OF_REQUESTS;
    let { team } = inputs.resource;
    if (team === undefined && hasPlenty) {
      const settings = await readSettings(run, tracked);
      team = settings && teamOf(settings);
      if (settings !== undefined && inputs.buildId === undefined) {
        for (const note of notesOn(settings, run)) log.info(note);
      }
    }
    if (team === undefined) return;
    tracked.url = appUrl(team, inputs.resource);
    setUrlOutput(runner, tracked.url);
    log.info(`The ${inputs.resource.kind} in Northflank: ${tracked.url}`);
  } catch (error) {
    log.debug(`Its address in the Northflank app is not known: ${formatError(error)}`);
  }
}
