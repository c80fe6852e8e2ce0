import type { RequestLimit } from '../northflank/transport.ts';

/** What the pace depends on. */
export interface PaceFacts {
  /** Milliseconds since the build was started. */
  ageMs: number;
  /** Northflank's status of the build. */
  status: string | undefined;
  /** Milliseconds that earlier builds of the job took; undefined if nothing is known of them. */
  typicalMs: number | undefined;
  /** The account's request limit as the last answer showed it. */
  limit: RequestLimit | undefined;
  /** Requests that the account's other runs have spent since our last look, or in as long a time. */
  others: number;
  random: () => number;
}

/** Milliseconds between two looks where an end is likely. */
const QUICK_MS = 4000;

/**
 * Milliseconds between two looks where it is not known whether it is, and the share of the build's age that they may
 * be at most: who has waited a minute minds ten seconds more than who has waited ten.
 */
const STEADY_MS = 18_000;
const SHARE_OF_AGE = 1 / 8;

/** Milliseconds between two looks at a build that is younger than its kind ever gets. */
const EARLY_MS = 25_000;

/** Milliseconds between two looks at a build of an hour: a notice that is half a minute late is early enough. */
const OLD_MS = 40_000;

/** Milliseconds between two looks at a young build, whose phases are short and many of which fail. */
const YOUNG_PACE_MS = 3000;

/** How long a build is young, in milliseconds. */
const YOUNG_MS = 30_000;

/** Age, in milliseconds, from which a build counts as old. */
const OLD_AGE_MS = 30 * 60_000;

/** Parts of the typical time before which and after which an end is unlikely. */
const EARLIEST = 0.8;
const LATEST = 1.3;

/** Statuses after which the end is near. */
const LAST_PHASES = new Set(['UPLOADING']);

/** Requests that are left to starts and aborts: of the last ones, looks take none. */
const RESERVE = 50;

/**
 * Milliseconds for which what is left of the limit must last, where nothing is known of the job. Builds are over after
 * a while, and each answer corrects the guess, so that it need not be the whole hour.
 */
const HORIZON_MS = 10 * 60_000;

/** The shortest such time where the job's earlier builds tell when this one will be over. */
const LEAST_HORIZON_MS = 2 * 60_000;

/** Share of a pause that chance adds or takes, so that the legs of a matrix spread. */
const JITTER = 0.2;

/** Milliseconds over which those that wait for a new limit come back. */
const RETURN_MS = 20_000;

/** Milliseconds that a first look may be away: what `others` means while there was no look yet. */
export const FIRST_PAUSE_MS = YOUNG_PACE_MS;

/** Milliseconds until the next look at a build. */
export function nextLookMs(facts: PaceFacts): number {
  const { limit, random } = facts;
  const jitter = 1 - JITTER + 2 * JITTER * random();
  if (limit === undefined) return ownPace(facts) * jitter;
  const spare = limit.remaining - RESERVE;
  if (spare <= 0) return Math.max(ownPace(facts), limit.resetMs) + random() * RETURN_MS;
  // If each of the others looks as often as we do, they are as many as their requests between two looks of ours.
  const runs = 1 + facts.others;
  const share = (runs * Math.min(limit.resetMs, horizonMs(facts))) / spare;
  return Math.max(ownPace(facts), share) * jitter;
}

/** Milliseconds for which this build, and others like it, may still be looked at. */
function horizonMs({ ageMs, typicalMs }: PaceFacts): number {
  return typicalMs === undefined ? HORIZON_MS : Math.max(LEAST_HORIZON_MS, LATEST * typicalMs - ageMs);
}

/** The pace where requests do not matter. */
function ownPace({ ageMs, status, typicalMs }: PaceFacts): number {
  if (ageMs < YOUNG_MS) return YOUNG_PACE_MS;
  if (LAST_PHASES.has(status ?? '')) return QUICK_MS;
  const part = typicalMs === undefined ? undefined : ageMs / typicalMs;
  if (part !== undefined && part < EARLIEST) return EARLY_MS;
  if (part !== undefined && part < LATEST) return QUICK_MS;
  if (ageMs > OLD_AGE_MS) return OLD_MS;
  return Math.min(STEADY_MS, Math.max(YOUNG_PACE_MS, ageMs * SHARE_OF_AGE));
}
