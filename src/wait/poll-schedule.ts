import type { Clock } from '../clock.ts';
import { createBuildStateEstimate, type Rates } from './build-state-estimate.ts';
import { createHazard } from './hazard.ts';
import { createLogGaps } from './log-gaps.ts';
import type { RateLimitTracker } from './rate-limit.ts';

/** When to look at a build next. */
export interface PollSchedule {
  /** The build was started just now; earlier ones of its job took so many milliseconds. */
  start(durationsMs: readonly number[]): void;
  /** A look has shown that the build runs, what its status is and, in milliseconds, its age. */
  polled(status: string | undefined, ageMs: number): void;
  /** The build has printed something, and so it ran a moment ago. */
  logReceived(): void;
  /** Milliseconds until this is to be asked again; 0 if it is time to look. */
  delayMs(): number;
}

/** What a poll schedule depends on. */
export interface ScheduleOptions {
  clock: Clock;
  /** What is left of the account's request limit. */
  rateLimit: RateLimitTracker;
  random: () => number;
  /** A fixed interval, in milliseconds; undefined for the action's own schedule. */
  pollIntervalMs: number | undefined;
}

/**
 * What a look is worth, in milliseconds of delay: one is taken as soon as that much delay must be expected to have
 * piled up. Ten minutes of building cost some 65 looks where nothing is known, and 45 with history.
 */
const POLL_COST_MS = 150;

/** Milliseconds between two looks at least: the end of a build is no reason for a burst. */
const MIN_INTERVAL_MS = 1000;

/** The same in milliseconds once there were so many polls within a minute: each may cost a read of the log as well. */
const BUSY_INTERVAL_MS = 5000;
const BUSY_POLLS = 10;
const MINUTE_MS = 60_000;

/** Milliseconds between two looks at most, so that phases are noticed, and a build is not forgotten. */
const MAX_INTERVAL_MS = 60_000;

/** Update interval of the estimate, in milliseconds. */
const UPDATE_INTERVAL_MS = 500;

/** Status that a build has shortly before its end. */
const LAST_PHASE = 'UPLOADING';

/** Where nothing is known of earlier builds: uploads that begin while a build doubles its age. */
const UPLOADS_PER_AGE = 0.5;

/** Milliseconds that a build takes at least before it can upload anything. */
const CLONE_MS = 3000;

/** Ends that are expected while an upload doubles its length, and milliseconds that it takes at least. */
const ENDS_PER_UPLOAD = 3;
const UPLOAD_MS = 6000;

/** The whole length of a build as a multiple of the time until its image is pushed; a guess, for builds with history. */
const WHOLE_PER_UNPUSHED = 1.1;

/** Milliseconds for which a line has been on its way: the build may have ended since. */
const LINE_AGE_MS = 700;

/** Requests that are left to starts and aborts: of the last ones, looks take none. */
const RESERVED_REQUESTS = 50;

/**
 * Milliseconds for which what is left of the limit must last, where nothing is known of the job. Builds are over after
 * a while, and each answer corrects the guess, so that it need not be the whole hour.
 */
const HORIZON_MS = 10 * 60_000;

/** The shortest such time where the job's earlier builds tell when this one will be over. */
const MIN_HORIZON_MS = 2 * 60_000;

/** A build is over by so many times the usual time. */
const LATEST = 1.3;

/** Share of a pause that chance adds or takes, so that the legs of a matrix spread. */
const JITTER = 0.2;

/** Milliseconds over which those that wait for a new limit come back. */
const RESET_SPREAD_MS = 20_000;

/** The schedule for one build; a poll is due until it is started or polled. */
export function createPollSchedule(options: ScheduleOptions): PollSchedule {
  const { clock, random } = options;
  if (options.pollIntervalMs !== undefined) return fixedSchedule(options.pollIntervalMs, clock);
  const logGaps = createLogGaps(clock);
  let hazard = createHazard([]);
  let typicalMs: number | undefined;
  let createdAtMs = clock.now();
  let polledAtMs = createdAtMs;
  let earliestPollMs = createdAtMs;
  let recentPolls: number[] = [];
  let uploadingSinceMs: number | undefined;
  const estimate = createBuildStateEstimate();
  /** Until when they hold, on the clock. */
  let atMs = createdAtMs;
  /** Delay that must be expected by now, and that is worth a look, in milliseconds. */
  let expectedDelayMs = 0;
  let pollCostMs = POLL_COST_MS;

  const rates = (): Rates => {
    const ageMs = atMs - createdAtMs;
    const ends = hazard(ageMs);
    const uploadMs = uploadingSinceMs === undefined ? 0 : atMs - uploadingSinceMs;
    return {
      uploads:
        typicalMs === undefined ? UPLOADS_PER_AGE / (ageMs + CLONE_MS) : hazard(ageMs * WHOLE_PER_UNPUSHED),
      ends,
      endsOfUpload: Math.max(ends, ENDS_PER_UPLOAD / (uploadMs + UPLOAD_MS)),
    };
  };

  const advance = (): void => {
    // Read once: on a real clock each step would leave a rest.
    const now = clock.now();
    while (atMs < now) {
      const ms = Math.min(UPDATE_INTERVAL_MS, now - atMs);
      const quiet = logGaps.survival(atMs, ms);
      atMs += ms;
      estimate.advance(ms, rates(), quiet);
      expectedDelayMs += estimate.finished() * ms;
    }
  };

  /** By chance more or less than 1, so that the legs of a matrix spread. */
  const jitter = (): number => 1 - JITTER + 2 * JITTER * random();

  const reset = (isUploading: boolean): void => {
    estimate.observe(isUploading);
    expectedDelayMs = 0;
    pollCostMs = POLL_COST_MS * jitter();
  };

  return {
    start(durationsMs) {
      createdAtMs = polledAtMs = earliestPollMs = atMs = clock.now();
      reset(false);
      if (durationsMs.length === 0) return;
      hazard = createHazard(durationsMs);
      typicalMs = durationsMs.toSorted((a, b) => a - b)[durationsMs.length >> 1];
    },
    polled(status, ageMs) {
      advance();
      const now = clock.now();
      createdAtMs = now - ageMs;
      const pauseMs = now - polledAtMs;
      polledAtMs = now;
      uploadingSinceMs = status === LAST_PHASE ? (uploadingSinceMs ?? now) : undefined;
      reset(uploadingSinceMs !== undefined);
      const delayMs = rateLimitIntervalMs(options, { pauseMs, typicalMs, ageMs }, jitter());
      recentPolls = [...recentPolls.filter((pollMs) => pollMs > now - MINUTE_MS), now];
      const minMs = recentPolls.length > BUSY_POLLS ? BUSY_INTERVAL_MS : MIN_INTERVAL_MS;
      earliestPollMs = now + Math.max(minMs, delayMs);
    },
    logReceived() {
      advance();
      logGaps.lineReceived();
      estimate.wasRunning(LINE_AGE_MS, rates());
    },
    delayMs() {
      advance();
      const now = clock.now();
      if (now < earliestPollMs) return earliestPollMs - now;
      return expectedDelayMs >= pollCostMs || now - polledAtMs >= MAX_INTERVAL_MS ? 0 : UPDATE_INTERVAL_MS;
    },
  };
}

/** Milliseconds that must lie between two looks, so that the account's request limit lasts for all its runs. */
function rateLimitIntervalMs(
  { rateLimit, random }: ScheduleOptions,
  { pauseMs, typicalMs, ageMs }: { pauseMs: number; typicalMs: number | undefined; ageMs: number },
  jitter: number,
): number {
  const limit = rateLimit.current();
  if (limit === undefined) return 0;
  const spare = limit.remaining - RESERVED_REQUESTS;
  if (spare <= 0) return limit.resetMs + random() * RESET_SPREAD_MS;
  // If each of the others looks as often as we do, they are as many as their requests between two looks of ours.
  const runs = 1 + rateLimit.requestsByOthers(pauseMs);
  const horizonMs =
    typicalMs === undefined ? HORIZON_MS : Math.max(MIN_HORIZON_MS, LATEST * typicalMs - ageMs);
  return ((runs * Math.min(limit.resetMs, horizonMs)) / spare) * jitter;
}

function fixedSchedule(pauseMs: number, clock: Clock): PollSchedule {
  let nextMs = clock.now();
  return {
    start() {
      nextMs = clock.now() + pauseMs;
    },
    polled() {
      nextMs = clock.now() + pauseMs;
    },
    logReceived() {},
    delayMs: () => Math.max(0, nextMs - clock.now()),
  };
}
