import { type Clock, pause } from '../clock.ts';
import { BUILDS, type Course, createHazard } from './hazard.ts';
import { createLogEvidence } from './log-evidence.ts';
import type { RateLimitTracker } from './rate-limit.ts';

/** When to poll a build next. */
export interface PollSchedule {
  /** The build was started just now; earlier ones of its job took so many milliseconds. */
  start(durationsMs: readonly number[]): void;
  /** A poll has shown that the build runs, what its status is and, in milliseconds, its age. */
  polled(status: string | undefined, ageMs: number): void;
  /** The build has printed something. */
  logReceived(): void;
  /** Resolves when it is time to poll, at `latestMs` on the clock at the latest; rejects with the signal's reason. */
  untilDue(latestMs: number, signal: AbortSignal): Promise<void>;
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
const POLL_COST_MS = 125;

/**
 * Cost of a poll for a run that has a single request left, in milliseconds; it falls with the square of the requests.
 * Twice as much without history: then polls are spread over the whole build, and must last for longer.
 */
const SCARCE_COST_MS = 700_000;

/** Requests that are left to starts and aborts. */
const RESERVED_REQUESTS = 50;

/** Requests that each run has at least, where there are more runs than requests. */
const MIN_SHARE = 0.3;

/** Milliseconds between two polls at least. */
const MIN_INTERVAL_MS = 1000;

/** Requests that a run sends within a minute at most; the fewer are left of them, the longer the least interval. */
const MAX_REQUESTS_A_MINUTE = 38;
const SPREAD_MS = 20_000;

/** Milliseconds between two polls at most where requests are plenty. */
const MAX_INTERVAL_MS = 60_000;

/** The same for short builds, so that their phases are noticed: a share of their length, but not less than that. */
const PHASE_SHARE = 0.2;
const MIN_PHASE_MS = 2000;

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
  const log = createLogEvidence(clock);
  let hazard = createHazard(course, []);
  let usualMs: number | undefined;
  let createdAtMs = clock.now();
  let polledAtMs = clock.now();
  let lastPhaseAtMs: number | undefined;
  let polls = 0;
  /** What the next poll costs, and between which times on the clock it comes. */
  let next = { costMs: 0, earliestMs: 0, latestMs: 0 };
  let dueMs = clock.now();
  let rescheduled = new AbortController();

  const hazardAt = (ms: number): number =>
    hazard({
      ageMs: ms - createdAtMs,
      sincePollMs: ms - polledAtMs,
      lastPhaseMs: lastPhaseAtMs === undefined ? undefined : ms - lastPhaseAtMs,
    });

  /** Finds when the delay that must be expected comes to the cost: the build runs now or, at these odds, has ended. */
  const setDue = (endedOdds: number): void => {
    const now = clock.now();
    let [ms, ended, runs] = [now, endedOdds, 1];
    for (let delayMs = 0; delayMs < next.costMs && ms < next.latestMs; ) {
      const stepMs = Math.max(STEP_MS, STEP_SHARE * (ms - now));
      const ends = runs * (1 - Math.exp(-hazardAt(ms) * stepMs));
      runs -= ends;
      ended += ends * log.silentEnds();
      ms += stepMs;
      // By Bayes' rule: a build that runs is seldom silent for so long.
      delayMs += (stepMs * ended) / (ended + runs * log.silence(now, ms));
    }
    dueMs = Math.max(next.earliestMs, Math.min(ms, next.latestMs));
    rescheduled.abort();
  };

  /** Plans the next poll: now the build is known to run. */
  const planNext = (): void => {
    const now = clock.now();
    polledAtMs = now;
    const requests = MAX_REQUESTS_A_MINUTE - rateLimit.requestsInLastMinute();
    let earliestMs = now + Math.max(MIN_INTERVAL_MS, SPREAD_MS / Math.max(1, requests));
    let [costMs, resetMs] = [POLL_COST_MS, Number.POSITIVE_INFINITY];
    const limit = rateLimit.current();
    const spare = (limit?.remaining ?? 0) - RESERVED_REQUESTS;
    // The first poll is for a build that may have failed at once.
    if (limit !== undefined && (spare > 0 || polls > 0)) {
      const scarceCostMs = usualMs === undefined ? 2 * SCARCE_COST_MS : SCARCE_COST_MS;
      const share = Math.max(MIN_SHARE, spare / rateLimit.requestsPerOwn());
      // With the polls so far, so that the cost is steady as long as all runs spend alike.
      costMs = Math.max(POLL_COST_MS, Math.min(scarceCostMs, limit.resetMs) / (share * (share + polls)));
      resetMs = limit.resetMs + random() * RESET_SPREAD_MS;
      if (spare <= 0) earliestMs = Math.max(earliestMs, now + resetMs);
    }
    // All intervals grow with the root of the cost.
    const stretch = Math.sqrt(costMs / POLL_COST_MS);
    const ageMs = now - createdAtMs;
    // Without history it is taken for half done, and after its usual duration for nearly done.
    const phaseMs = PHASE_SHARE * Math.max(usualMs ?? 2 * ageMs, ageMs);
    const intervalMs = Math.max(MIN_PHASE_MS, phaseMs) * rateLimit.requestsPerOwn();
    const latestMs = now + Math.min(MAX_INTERVAL_MS, intervalMs) * stretch;
    next = {
      costMs: costMs * (1 - JITTER + 2 * JITTER * random()),
      earliestMs,
      latestMs: stretch > 1 ? Math.min(latestMs, now + resetMs) : latestMs,
    };
    setDue(0);
  };

  return {
    start(durationsMs) {
      hazard = createHazard(course, durationsMs);
      usualMs = durationsMs.toSorted((a, b) => a - b)[durationsMs.length >> 1];
      createdAtMs = clock.now();
      planNext();
    },
    polled(status, ageMs) {
      createdAtMs = clock.now() - ageMs;
      const isLast = status !== undefined && status === course.lastPhase?.status;
      lastPhaseAtMs = isLast ? (lastPhaseAtMs ?? clock.now()) : undefined;
      polls += 1;
      planNext();
    },
    logReceived() {
      const endedOdds = log.lineReceived(hazardAt(clock.now()));
      if (endedOdds !== undefined) setDue(endedOdds);
    },
    async untilDue(latestMs, signal) {
      for (;;) {
        const ownMs = pollIntervalMs === undefined ? dueMs : polledAtMs + pollIntervalMs;
        const ms = Math.min(ownMs, latestMs) - clock.now();
        if (ms <= 0) return;
        rescheduled = new AbortController();
        await pause(ms, clock, AbortSignal.any([signal, rescheduled.signal]));
        signal.throwIfAborted();
      }
    },
  };
}
