import type { NorthflankError } from './errors.ts';

/** Longest pause after a first failure, in milliseconds; it doubles with each further one. */
const FIRST_MS = 1000;

/** Longest pause at all, in milliseconds. */
const MAX_MS = 30_000;

/** Shortest pause, in milliseconds: a server in trouble is not asked again at once. */
const MIN_MS = 100;

/** Milliseconds to wait after the nth failure in a row (from 0), with full jitter so that many runs spread. */
export function backoffMs(failures: number, random: () => number): number {
  const most = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.max(MIN_MS, random() * most);
}

/** Milliseconds over which those come back who were told the same time to wait. */
const RESET_SPREAD_MS = 5000;

/** Milliseconds to wait after a failure: as the answer says, and a little more by chance, or with back-off. */
export function retryDelayMs(
  { retryAfterMs }: NorthflankError,
  failures: number,
  random: () => number,
): number {
  return retryAfterMs === undefined ? backoffMs(failures, random) : retryAfterMs + random() * RESET_SPREAD_MS;
}
