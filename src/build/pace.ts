import type { RequestLimit } from '../northflank/transport.ts';

/** What the pace depends on. */
export interface PaceFacts {
  /** Milliseconds since the build was started. */
  ageMs: number;
  /** Northflank's status of the build. */
  status: string | undefined;
  /** The account's request limit as the last answer showed it. */
  limit: RequestLimit | undefined;
  /** Requests a second that the whole account spends, as seen in the falling `remaining`. */
  burnPerSecond: number;
  random: () => number;
}

/** Milliseconds between two looks at a young build: its first phases are over in seconds. */
const QUICK_MS = 3000;

/** How long a build is young, in milliseconds. */
const YOUNG_MS = 30_000;

/** Milliseconds between two looks while it builds: nothing but an end could be missed. */
const STEADY_MS = 12_000;

/** After an hour, a notice half a minute late is early enough. */
const SLOW_MS = 30_000;
const OLD_MS = 30 * 60_000;

/** Statuses after which the end is near, so that a quick look pays. */
const LAST_PHASES = new Set(['UPLOADING']);

/** Requests that are left to starts and aborts: of the last ones, looks take none. */
const RESERVE = 50;

/** Share of a pause that chance adds or takes, so that the legs of a matrix spread. */
const JITTER = 0.2;

/** Milliseconds until the next look at a build. */
export function nextLookMs({ ageMs, status, limit, burnPerSecond, random }: PaceFacts): number {
  const own = LAST_PHASES.has(status ?? '')
    ? QUICK_MS
    : ageMs < YOUNG_MS
      ? QUICK_MS
      : ageMs < OLD_MS
        ? STEADY_MS
        : SLOW_MS;
  return stretched(own, limit, burnPerSecond, random) * (1 - JITTER + 2 * JITTER * random());
}

/** The pause, made longer where the account would not last until its limit starts anew. */
function stretched(
  own: number,
  limit: RequestLimit | undefined,
  burnPerSecond: number,
  random: () => number,
): number {
  if (limit === undefined) return own;
  const spare = limit.remaining - RESERVE;
  // All wait for the same moment, and must not come back at the same one.
  if (spare <= 0) return Math.max(own, limit.resetMs + random() * STEADY_MS);
  const wanted = burnPerSecond * (limit.resetMs / 1000);
  return own * Math.max(1, wanted / spare);
}
