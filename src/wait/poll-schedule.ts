import type { Clock } from '../clock.ts';
import { createWhereabouts, type Rates } from './build-state-estimate.ts';
import { createForecast } from './hazard.ts';
import { createSilence } from './log-gaps.ts';
import type { Budget } from './rate-limit.ts';

/** When to look at a build next. */
export interface Pace {
  /** The build was started just now; earlier ones of its job took so many milliseconds. */
  begin(durationsMs: readonly number[]): void;
  /** A look has shown that the build runs, what its status is and, in milliseconds, its age. */
  looked(status: string | undefined, ageMs: number): void;
  /** The build has printed something, and so it ran a moment ago. */
  heard(): void;
  /** Milliseconds until this is to be asked again; 0 if it is time to look. */
  restMs(): number;
}

/** What a pace needs from the world. */
export interface PaceTools {
  clock: Clock;
  /** What is left of the account's request limit. */
  budget: Budget;
  random: () => number;
  /** A fixed pace, in milliseconds; undefined for the action's own. */
  pollIntervalMs: number | undefined;
}

/**
 * What a look is worth, in milliseconds of delay: one is taken as soon as that much delay must be expected to have
 * piled up. Ten minutes of building cost some 65 looks where nothing is known, and 45 with history.
 */
const PRICE_MS = 150;

/** Milliseconds between two looks at least: the end of a build is no reason for a burst. */
const LEAST_PAUSE_MS = 1000;

/** Milliseconds between two looks at most, so that phases are noticed, and a build is not forgotten. */
const MOST_PAUSE_MS = 60_000;

/** Milliseconds after which the expectation is brought up to date, lest a loop that waits turns for nothing. */
const STEP_MS = 500;

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
const RESERVE = 50;

/**
 * Milliseconds for which what is left of the limit must last, where nothing is known of the job. Builds are over after
 * a while, and each answer corrects the guess, so that it need not be the whole hour.
 */
const HORIZON_MS = 10 * 60_000;

/** The shortest such time where the job's earlier builds tell when this one will be over. */
const LEAST_HORIZON_MS = 2 * 60_000;

/** A build is over by so many times the usual time. */
const LATEST = 1.3;

/** Share of a pause that chance adds or takes, so that the legs of a matrix spread. */
const JITTER = 0.2;

/** Milliseconds over which those that wait for a new limit come back. */
const RETURN_MS = 20_000;

/** The pace for one build; before `begin` or a first look it is time to look. */
export function createPace(tools: PaceTools): Pace {
  const { clock, random } = tools;
  if (tools.pollIntervalMs !== undefined) return fixedPace(tools.pollIntervalMs, clock);
  const silence = createSilence(clock);
  let forecast = createForecast([]);
  let usualMs: number | undefined;
  let bornMs = clock.now();
  let lookedMs = bornMs;
  let notBeforeMs = bornMs;
  let uploadingSinceMs: number | undefined;
  const whereabouts = createWhereabouts();
  /** Until when they hold, on the clock. */
  let atMs = bornMs;
  /** Delay that must be expected by now, and that is worth a look, in milliseconds. */
  let owedMs = 0;
  let priceMs = PRICE_MS;

  const rates = (): Rates => {
    const ageMs = atMs - bornMs;
    const ends = forecast(ageMs);
    const uploadMs = uploadingSinceMs === undefined ? 0 : atMs - uploadingSinceMs;
    return {
      uploads:
        usualMs === undefined ? UPLOADS_PER_AGE / (ageMs + CLONE_MS) : forecast(ageMs * WHOLE_PER_UNPUSHED),
      ends,
      endsOfUpload: Math.max(ends, ENDS_PER_UPLOAD / (uploadMs + UPLOAD_MS)),
    };
  };

  const advance = (): void => {
    // Read once: on a real clock each step would leave a rest.
    const now = clock.now();
    while (atMs < now) {
      const ms = Math.min(STEP_MS, now - atMs);
      const quiet = silence.lastsFrom(atMs, ms);
      atMs += ms;
      whereabouts.pass(ms, rates(), quiet);
      owedMs += whereabouts.over() * ms;
    }
  };

  /** By chance more or less than 1, so that the legs of a matrix spread. */
  const jitter = (): number => 1 - JITTER + 2 * JITTER * random();

  const lookAgain = (isUploading: boolean): void => {
    whereabouts.seen(isUploading);
    owedMs = 0;
    priceMs = PRICE_MS * jitter();
  };

  return {
    begin(durationsMs) {
      bornMs = lookedMs = notBeforeMs = atMs = clock.now();
      lookAgain(false);
      if (durationsMs.length === 0) return;
      forecast = createForecast(durationsMs);
      usualMs = durationsMs.toSorted((a, b) => a - b)[durationsMs.length >> 1];
    },
    looked(status, ageMs) {
      advance();
      const now = clock.now();
      bornMs = now - ageMs;
      const pauseMs = now - lookedMs;
      lookedMs = now;
      uploadingSinceMs = status === LAST_PHASE ? (uploadingSinceMs ?? now) : undefined;
      lookAgain(uploadingSinceMs !== undefined);
      const restMs = shareMs(tools, { pauseMs, usualMs, ageMs }, jitter());
      notBeforeMs = now + Math.max(LEAST_PAUSE_MS, restMs);
    },
    heard() {
      advance();
      silence.broken();
      whereabouts.ran(LINE_AGE_MS, rates());
    },
    restMs() {
      advance();
      const now = clock.now();
      if (now < notBeforeMs) return notBeforeMs - now;
      return owedMs >= priceMs || now - lookedMs >= MOST_PAUSE_MS ? 0 : STEP_MS;
    },
  };
}

/** Milliseconds that must lie between two looks, so that the account's request limit lasts for all its runs. */
function shareMs(
  { budget, random }: PaceTools,
  { pauseMs, usualMs, ageMs }: { pauseMs: number; usualMs: number | undefined; ageMs: number },
  jitter: number,
): number {
  const limit = budget.limit();
  if (limit === undefined) return 0;
  const spare = limit.remaining - RESERVE;
  if (spare <= 0) return limit.resetMs + random() * RETURN_MS;
  // If each of the others looks as often as we do, they are as many as their requests between two looks of ours.
  const runs = 1 + budget.othersWithin(pauseMs);
  const horizonMs = usualMs === undefined ? HORIZON_MS : Math.max(LEAST_HORIZON_MS, LATEST * usualMs - ageMs);
  return ((runs * Math.min(limit.resetMs, horizonMs)) / spare) * jitter;
}

function fixedPace(pauseMs: number, clock: Clock): Pace {
  let nextMs = clock.now();
  return {
    begin() {
      nextMs = clock.now() + pauseMs;
    },
    looked() {
      nextMs = clock.now() + pauseMs;
    },
    heard() {},
    restMs: () => Math.max(0, nextMs - clock.now()),
  };
}
