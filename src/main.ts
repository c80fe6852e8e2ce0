import { type BuildLog, createBuildLog } from './build-log/build-log.ts';
import { abortLater, systemClock } from './clock.ts';
import { ActionError, formatError, InputError } from './errors.ts';
import { buildSummary } from './github/build-summary.ts';
import { listenForCancellation } from './github/cancellation.ts';
import { type Inputs, readInputs } from './github/inputs.ts';
import {
  maskSecrets,
  reportOutcome,
  setBuildIdOutput,
  setBuildOutputs,
  setConclusionOutput,
  setUrlOutput,
} from './github/outputs.ts';
import { followProxySettings } from './github/proxy.ts';
import { saveBuildId, saveEnd, saveStartIntent } from './github/state.ts';
import { stepLog } from './github/step-log.ts';
import { writeSummary } from './github/summary.ts';
import { runCommit, runRepository } from './github/workflow-run.ts';
import { readWorkspaceFile } from './github/workspace.ts';
import { jobAddress, teamOf } from './northflank/app-url.ts';
import { buildDurationMs, durationsMs, classifyBuild, typicalDurationMs } from './northflank/build-status.ts';
import { type Client, createClient } from './northflank/client.ts';
import type { Build } from './northflank/decode.ts';
import { createTransport } from './northflank/http.ts';
import { createTail } from './northflank/log-stream.ts';
import * as outcomes from './outcome.ts';
import { type BuildRequest, planBuild, printableRequest } from './start/build-request.ts';
import { checkAccess } from './start/check-access.ts';
import { startBuild } from './start/start-build.ts';
import { abortBuild } from './wait/abort-build.ts';
import { createTimeline, type Timeline } from './wait/phases.ts';
import { createPollSchedule, type PollSchedule } from './wait/poll-schedule.ts';
import { createProgressReporter, type ProgressReporter } from './wait/progress.ts';
import { type RateLimitTracker, createRateLimitTracker, trackRateLimit } from './wait/rate-limit.ts';
import { waitForBuild } from './wait/wait-for-build.ts';

/** Milliseconds after the runner's first signal at which all must be said: it kills at 10 s. */
const LAST_MOMENT_MS = 8500;

/** Tries to abort a build whose time is over: nobody is in a hurry then. */
const TRIES_AFTER_TIMEOUT = 5;

/** Milliseconds in which a build that is not waited for must be seen once. */
const ONE_LOOK_MS = 60_000;

/** Milliseconds for the address of the job, for which a run that does not wait would wait. */
const ADDRESS_MS = 3000;

const MINUTE_MS = 60_000;

/** Below this rest of the request limit, none is spent on the address of the job. */
const PLENTY_OF_REQUESTS = 500;

/** A run of the step: what it was asked, what it works with, and what it knows so far. */
interface Run {
  readonly inputs: Inputs;
  readonly request: BuildRequest;
  /** Aborted when the runner cancels the step. */
  readonly signal: AbortSignal;
  /** Aborted a while after that, when all must be said. */
  readonly reportDeadline: AbortSignal;
  readonly clock: typeof systemClock;
  readonly random: () => number;
  readonly deadlineMs: number;
  readonly client: Client;
  readonly rateLimit: RateLimitTracker;
  readonly schedule: PollSchedule;
  readonly timeline: Timeline;
  readonly progress: ProgressReporter;
  readonly log: BuildLog;
  /** The build's ID, from the moment that there is one. */
  id: string | undefined;
  /** The build as last seen. */
  build: Build | undefined;
  /** Address of the job in Northflank's app. */
  url: string | undefined;
  /** True while a start may be under way that was not answered yet. */
  startPending: boolean;
  /** True if something may be left running that post must see to. */
  needsCleanup: boolean;
}

/** The step: inputs, request, start, watch, outcome, report. Resolves with true if it succeeds. */
export async function main(): Promise<boolean> {
  const signal = listenForCancellation();
  let run: Run;
  try {
    followProxySettings();
    run = await prepare(signal);
  } catch (error) {
    reportOutcome(outcomes.failedOutcome(error, undefined), false, []);
    return false;
  }
  let outcome: outcomes.Outcome;
  try {
    outcome = await runBuild(run);
  } catch (error) {
    run.log.stop();
    stepLog.debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
    outcome = signal.aborted ? await handleCancellation(run) : outcomes.failedOutcome(error, run.build);
  }
  await report(run, outcome);
  return outcomes.isSuccess(outcome);
}

/** Reads and checks all that the user gave; rejects with an InputError that has all mistakes. */
async function prepare(signal: AbortSignal): Promise<Run> {
  const { inputs, inputErrors: mistakes } = readInputs();
  maskSecrets([inputs.apiToken].filter((token) => token !== ''));
  const plan = await planBuild(inputs, runCommit(), readWorkspaceFile);
  maskSecrets(plan.secrets);
  // It stands until the end is known, and proves that outputs can be written before anything is started.
  setConclusionOutput('unknown');
  const all = [...mistakes, ...plan.inputErrors];
  if (all.length > 0) throw new InputError(all);
  if (plan.warning !== undefined) stepLog.warning(plan.warning);

  const [clock, random] = [systemClock, Math.random];
  const rateLimit = createRateLimitTracker(clock);
  const client = createClient(trackRateLimit(createTransport(inputs), rateLimit), inputs);
  const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs: inputs.pollIntervalMs });
  const timeline = createTimeline(clock);
  const progress = createProgressReporter(timeline, clock);
  const log = createBuildLog(inputs.wait ? inputs.logs : 'off', {
    client,
    tail: createTail(inputs, inputs),
    clock,
    random,
    signal,
    print(lines) {
      progress.onLogLines();
      schedule.logReceived();
      stepLog.build(lines);
    },
    warn: stepLog.warning,
    debug: stepLog.debug,
  });
  return {
    ...{ inputs, request: plan.request, signal, clock, random, deadlineMs: clock.now() + inputs.timeoutMs },
    ...{
      client,
      rateLimit,
      schedule,
      timeline,
      progress,
      log,
      reportDeadline: abortLater(signal, LAST_MOMENT_MS, clock),
    },
    ...{
      id: undefined,
      build: undefined,
      url: undefined,
      startPending: false,
      needsCleanup: false,
    },
  };
}

async function runBuild(run: Run): Promise<outcomes.Outcome> {
  const { inputs } = run;
  if (inputs.dryRun) return dryRun(run);
  const id = inputs.buildId === undefined ? await start(run) : attach(run, inputs.buildId);
  const address = findAddress(run);
  if (inputs.wait && run.build !== undefined) await onBuild(run, run.build);
  const outcome =
    !inputs.wait && run.build !== undefined ? outcomes.startedOutcome(run.build) : await wait(run, id);
  await address;
  // A build that nobody waits for is aborted by a cancellation that came meanwhile.
  if (outcome.conclusion === 'started') run.signal.throwIfAborted();
  return outcome;
}

async function dryRun(run: Run): Promise<outcomes.Outcome> {
  const { inputs, request } = run;
  if (inputs.buildId === undefined) stepLog.info(`The request would be: ${printableRequest(request)}`);
  const unchecked = await checkAccess(inputs.buildId, { ...run, info: stepLog.info });
  if (unchecked !== undefined) stepLog.warning(unchecked);
  return outcomes.dryRunOutcome();
}

/** Starts a build; its outputs are set at once, since the process may be killed at any time. */
async function start(run: Run): Promise<string> {
  const { build, previousBuilds: earlier } = await startBuild(run.request, {
    ...run,
    saveIntent(intent) {
      saveStartIntent(intent);
      run.startPending = intent !== undefined;
    },
    info: stepLog.info,
    warning: stepLog.warning,
  });
  run.startPending = false;
  run.id = build.id;
  saveBuildId(build.id);
  const commit =
    run.request.sha === undefined ? 'the newest commit of its branch' : `commit ${run.request.sha}`;
  stepLog.info(
    `Started build ${build.id} of job ${run.inputs.job} in project ${run.inputs.project} at ${commit}.`,
  );
  setBuildOutputs(build, classifyBuild(build) === 'success', undefined);
  run.build = build;
  run.progress.setTypicalDuration(typicalDurationMs(earlier));
  run.schedule.start(durationsMs(earlier));
  run.signal.throwIfAborted();
  return build.id;
}

/** Takes over a build that runs already: it is aborted or left like one of our own. */
function attach(run: Run, id: string): string {
  run.id = id;
  saveBuildId(id);
  setBuildIdOutput(id);
  stepLog.info(`Waiting for build ${id} of job ${run.inputs.job} in project ${run.inputs.project}.`);
  return id;
}

/** Waits for the end of the build, or of the time. */
async function wait(run: Run, id: string): Promise<outcomes.Outcome> {
  const { inputs, log } = run;
  const { end, build } = await waitForBuild(id, {
    ...run,
    deadlineMs: inputs.wait ? run.deadlineMs : Math.min(run.deadlineMs, run.clock.now() + ONE_LOOK_MS),
    stopAfterFirstPoll: !inputs.wait,
    onBuild: (one) => onBuild(run, one),
    onPollFailed: (error) =>
      stepLog.info(
        `${formatError(error)} ${error.kind === 'refused' ? 'Asking again, to be sure.' : 'Still waiting.'}`,
      ),
  });
  let outcome: outcomes.Outcome;
  if (end === 'concluded') outcome = outcomes.concludedOutcome(build);
  else if (!inputs.wait && build !== undefined) outcome = outcomes.startedOutcome(build);
  else if (!inputs.wait) throw unseen(id);
  else outcome = await handleTimeout(run, id);
  await log.drain(outcomes.isSuccess(outcome));
  return outcome;
}

/** Nobody waits for the build, so that not having seen it is no reason to abort it. */
function unseen(id: string): ActionError {
  return new ActionError(
    `Build ${id} could not be read in time. Run this step again, or wait for it.`,
    'unknown',
  );
}

/** The time is over: the build is aborted or left, and judged by its own end if it had one meanwhile. */
async function handleTimeout(run: Run, id: string): Promise<outcomes.Outcome> {
  const { inputs } = run;
  const lastStatus = run.build?.status;
  const left =
    inputs.onTimeout === 'leave'
      ? 'left'
      : // A cancellation in this very moment must not cut the abort short.
        await abortBuild(id, { ...run, signal: run.reportDeadline, maxAttempts: TRIES_AFTER_TIMEOUT });
  if (left !== 'left') run.build = left.build ?? run.build;
  run.needsCleanup = left !== 'left' && left.state === 'failed';
  if (left !== 'left' && left.state === 'concluded' && left.build !== undefined) {
    return outcomes.concludedOutcome(left.build);
  }
  return outcomes.timedOutOutcome(run.build, id, inputs.timeoutMs / MINUTE_MS, left, lastStatus);
}

/** The step was cancelled: the build is aborted, once, since there is no time for more; post is the second net. */
async function handleCancellation(run: Run): Promise<outcomes.Outcome> {
  const { id, inputs, reportDeadline } = run;
  if (id === undefined) {
    run.needsCleanup = run.startPending && inputs.onCancel === 'abort';
    return outcomes.cancelledStartOutcome(run.startPending, inputs.onCancel, run.request.sha);
  }
  if (inputs.onCancel === 'leave') return outcomes.cancelledOutcome(run.build, id, 'left');
  const left = await abortBuild(id, { ...run, signal: reportDeadline, maxAttempts: 1 });
  run.build = left.build ?? run.build;
  run.needsCleanup = left.state === 'failed';
  return outcomes.cancelledOutcome(run.build, id, left);
}

/** Takes notice of a build: tells of its phase, shows its log. */
async function onBuild(run: Run, build: Build): Promise<void> {
  run.build = build;
  const remark = run.progress.onBuild(build);
  if (remark !== undefined && 'heading' in remark) stepLog.heading(remark.heading);
  else if (remark !== undefined) stepLog.info(remark.note);
  await run.log.onBuild(build);
}

/** Finds out where the job is in Northflank's app; a convenience, for which nothing may fail. */
async function findAddress(run: Run): Promise<void> {
  const { inputs, client, rateLimit, signal } = run;
  try {
    const hasPlenty = (rateLimit.current()?.remaining ?? PLENTY_OF_REQUESTS) >= PLENTY_OF_REQUESTS;
    const team =
      inputs.team ?? (hasPlenty ? teamOf((await client.getJob(signal, ADDRESS_MS)).value) : undefined);
    if (team === undefined) return;
    run.url = jobAddress(team, inputs);
    setUrlOutput(run.url);
    stepLog.info(`The job in Northflank: ${run.url}`);
  } catch (error) {
    stepLog.debug(`The address of the job is not known: ${formatError(error)}`);
  }
}

async function report(run: Run, outcome: outcomes.Outcome): Promise<void> {
  const { inputs, build, log, timeline, url, request } = run;
  const good = outcomes.isSuccess(outcome);
  if (build !== undefined) setBuildOutputs(build, classifyBuild(build) === 'success', buildDurationMs(build));
  if (good) stepLog.info(outcome.message);
  reportOutcome(outcome, good, log.lastLines());
  saveEnd(run.needsCleanup ? 'loose' : 'finished');
  if (!inputs.summary) return;
  const context = {
    path: inputs,
    sha: request.sha,
    timeline,
    jobUrl: url,
    repositoryUrl: runRepository().url,
  };
  try {
    await writeSummary(buildSummary(outcome, { ...context, lastLines: log.lastLines() }));
  } catch (error) {
    stepLog.warning(`The job summary could not be written: ${formatError(error)}`);
  }
}
