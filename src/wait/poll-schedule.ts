import type { Clock } from '../clock.ts';
import { BUILDS, type Course, createHazard } from './hazard.ts';
import { createLogGaps } from './log-gaps.ts';
import type { RateLimitTracker } from './rate-limit.ts';

/** When to poll a build next. */
export interface PollSchedule {
  /** The build was started just now; earlier ones of its job took so many milliseconds. */
  start(durationsMs: readonly number[]): void;
  /** A poll has shown that the build runs, what its status is and, in milliseconds, its age. */
  polled(status: string | undefined, ageMs: number): void;
  /** The build has printed something, so it ran a moment ago. */
  logReceived(): void;
  /** Milliseconds until this is to be asked again; 0 if it is time to poll. */
  delayMs(): number;
}

/** What a poll schedule depends on. */
export interface ScheduleOptions {
  clock: Clock;
  rateLimit: RateLimitTracker;
  random: () => number;
  /** A fixed interval, in milliseconds; undefined for the action's own schedule. */
  pollIntervalMs: number | undefined;
  /** What is waited for; a build by default. */
  course?: Course;
}

/** Cost of a poll where requests are plenty, in milliseconds of expected delay. */
const POLL_COST_MS = 235;

/**
 * Cost of a poll for a run that has a single request left, in milliseconds; it falls with the square of the requests.
 * Twice as much without history: then polls are spread over the whole build, and must last for longer.
 */
const SCARCE_COST_MS = 400_000;

/** Requests that are left to starts and aborts. */
const RESERVED_REQUESTS = 50;

/** Requests that each run has at least, where there are more runs than requests. */
const MIN_SHARE = 0.3;

/** Milliseconds between two polls at least. */
const MIN_INTERVAL_MS = 1000;

/** Milliseconds between two polls at most where requests are plenty, so that phases are noticed. */
const MAX_INTERVAL_MS = 60_000;

/**
 * The same where hardly anybody else sends requests: a share of the usual duration, or of the age where nothing is
 * known, and not less than so many milliseconds.
 */
const FEW_PER_OWN = 5;
const USUAL_SHARE = 0.2;
const AGE_SHARE = 0.5;
const MIN_PHASE_MS = 2000;

/** Requests that a run sends within a minute at most; the fewer are left of them, the longer the least interval. */
const MAX_REQUESTS_A_MINUTE = 38;
const SPREAD_MS = 30_000;

/** Share of the cost that chance adds or takes, so that the jobs of a matrix spread. */
const JITTER = 0.2;

/** Milliseconds over which those that wait for a new limit come back. */
const RESET_SPREAD_MS = 20_000;

/** Steps in which the expected delay is added up: in milliseconds, and as a share of the time so far. */
const STEP_MS = 250;
const STEP_SHARE = 0.05;

/** The schedule for one build: the next poll is due when the delay that must be expected exceeds its cost. */
export function createPollSchedule(options: ScheduleOptions): PollSchedule {
  const { clock, rateLimit, random, pollIntervalMs, course = BUILDS } = options;
  const logGaps = createLogGaps(clock);
  let hazard = createHazard(course, []);
  let scarceCostMs = 2 * SCARCE_COST_MS;
  let usualMs: number | undefined;
  let createdAtMs = clock.now();
  let polledAtMs: number | undefined;
  let lastPhaseAtMs: number | undefined;
  let polls = 0;
  /** How many times as much as usual a poll costs. */
  let price = 1;
  let jitter = 1;
  let earliestMs = 0;
  let resetAtMs = 0;
  /** When the build was seen to run, by a poll or a line, and for how long it had not been before. */
  let seenAtMs = createdAtMs;
  let unseenMs = 0;

  const schedule = (): void => {
    const now = clock.now();
    polledAtMs = seenAtMs = now;
    unseenMs = 0;
    jitter = 1 - JITTER + 2 * JITTER * random();
    price = 1;
    const requests = MAX_REQUESTS_A_MINUTE - rateLimit.requestsInLastMinute();
    earliestMs = now + Math.max(MIN_INTERVAL_MS, SPREAD_MS / Math.max(1, requests));
    resetAtMs = Number.POSITIVE_INFINITY;
    const limit = rateLimit.current();
    const spare = (limit?.remaining ?? 0) - RESERVED_REQUESTS;
    // The first poll is for a build that may have failed at once.
    if (limit === undefined || (spare <= 0 && polls === 0)) return;
    const share = Math.max(MIN_SHARE, spare / rateLimit.requestsPerOwn());
    // With the polls so far, so that the price is steady as long as all runs spend alike.
    const costMs = Math.min(scarceCostMs, limit.resetMs) / (share * (share + polls));
    price = Math.max(1, costMs / POLL_COST_MS);
    const returnAtMs = now + limit.resetMs + random() * RESET_SPREAD_MS;
    if (price > 1) resetAtMs = returnAtMs;
    if (spare <= 0) earliestMs = Math.max(earliestMs, returnAtMs);
  };

  /** When the next poll is due; all intervals grow with the root of the price. */
  const dueAtMs = (lastPollMs: number): number => {
    const stretch = Math.sqrt(price);
    const phaseMs =
      rateLimit.requestsPerOwn() > FEW_PER_OWN
        ? MAX_INTERVAL_MS
        : Math.max(
            MIN_PHASE_MS,
            usualMs === undefined ? AGE_SHARE * (lastPollMs - createdAtMs) : USUAL_SHARE * usualMs,
          );
    const latestMs = Math.min(resetAtMs, lastPollMs + Math.min(MAX_INTERVAL_MS, phaseMs) * stretch);
    const rate = (ms: number): number =>
      hazard({
        ageMs: ms - createdAtMs,
        sincePollMs: (ms - lastPollMs) / stretch,
        lastPhaseMs: lastPhaseAtMs === undefined ? undefined : ms - lastPhaseAtMs,
      });
    let ms = seenAtMs;
    let runs = Math.exp(-rate(ms) * unseenMs);
    for (let expectedMs = 0; expectedMs < POLL_COST_MS * price * jitter && ms < latestMs; ) {
      const stepMs = Math.max(STEP_MS, STEP_SHARE * (ms - seenAtMs));
      runs *= Math.exp(-rate(ms) * stepMs);
      ms += stepMs;
      // By Bayes' rule: a build that runs is seldom silent for so long.
      const silent = logGaps.survival(seenAtMs, ms - seenAtMs);
      expectedMs += (stepMs * (1 - runs)) / (1 - runs + runs * silent);
    }
    return Math.min(ms, latestMs);
  };

  return {
    start(durationsMs) {
      hazard = createHazard(course, durationsMs);
      if (durationsMs.length > 0) scarceCostMs = SCARCE_COST_MS;
      usualMs = durationsMs.toSorted((a, b) => a - b)[durationsMs.length >> 1];
      createdAtMs = clock.now();
      schedule();
    },
    polled(status, ageMs) {
      const now = clock.now();
      createdAtMs = now - ageMs;
      const isLast = status !== undefined && status === course.lastPhase?.status;
      lastPhaseAtMs = isLast ? (lastPhaseAtMs ?? now) : undefined;
      polls += 1;
      schedule();
    },
    logReceived() {
      // The last line comes with the end.
      if (lastPhaseAtMs !== undefined) return;
      logGaps.lineReceived();
      unseenMs = clock.now() - seenAtMs;
      seenAtMs = clock.now();
    },
    delayMs() {
      if (polledAtMs === undefined) return 0;
      if (pollIntervalMs !== undefined) return Math.max(0, polledAtMs + pollIntervalMs - clock.now());
      return Math.max(0, Math.max(earliestMs, dueAtMs(polledAtMs)) - clock.now());
    },
  };
}
