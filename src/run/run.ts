import { type BuildLog, createBuildLog } from '../build-log/build-log.ts';
import { createFailingStepFinder, type FailingStepFinder } from '../build-log/failing-step.ts';
import type { Context } from '../context.ts';
import type { Inputs } from '../github/inputs.ts';
import type { Runner } from '../github/runner.ts';
import type { StepLog } from '../github/step-log.ts';
import type { RunDetails } from '../github/summary.ts';
import type { Build, Deployment, ResourceDetails } from '../northflank/decode.ts';
import type { Tail } from '../northflank/log-stream.ts';
import * as outcomes from '../outcome.ts';
import type { BuildRequest } from '../start/build-request.ts';
import type { StartIntent } from '../start/find-build.ts';
import type { ReadFile } from '../start/overrides.ts';
import { createTimeline, type Timeline } from '../wait/phases.ts';
import { createPollSchedule, type PollSchedule } from '../wait/poll-schedule.ts';
import { createProgressReporter, type ProgressReporter } from '../wait/progress.ts';
import type { RateLimitTracker } from '../wait/rate-limit.ts';

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
export interface TrackedBuild {
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
export interface BuildView {
  readonly timeline: Timeline;
  readonly progress: ProgressReporter;
  readonly schedule: PollSchedule;
  readonly buildLog: BuildLog;
  readonly failingStep: FailingStepFinder;
}

export const MINUTE_MS = 60_000;

/** Milliseconds after the time limit until which everything has ended. */
export const END_AFTER_DEADLINE_MS = 54_000;

/** What shows the build of a run, from now on. */
export function createView({ inputs, context, rateLimit, tail, log }: Run): BuildView {
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
      log.build(lines);
    },
    onLive: schedule.logReceived,
    info: log.info,
    warn: log.warning,
    debug: log.debug,
  });
  return { timeline, progress, schedule, buildLog, failingStep };
}
