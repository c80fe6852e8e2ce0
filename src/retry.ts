import { formatDuration } from './clock.ts';
import type { Context } from './context.ts';
import { hasReset, NorthflankError } from './errors.ts';

/** How long to go on, and after which failures. */
export interface RetryOptions {
  /** When to give up after a failure, in milliseconds on the clock; never attempts again if it is undefined. */
  deadlineMs: (error: NorthflankError) => number | undefined;
  /** Tells the user about each delay. */
  info?: (text: string) => void;
}

/** Longest delay after a first failure, in milliseconds; it doubles with each further one. */
const FIRST_DELAY_MS = 1000;

/** Longest delay, in milliseconds. */
const MAX_DELAY_MS = 30_000;

/** Shortest delay, in milliseconds: a server in trouble is not asked again at once. */
const MIN_DELAY_MS = 100;

/** Milliseconds over which runs spread that were all told the same time to wait. */
const RESET_SPREAD_MS = 5000;

/** Attempts something until it works; rejects with the last error, or with the signal's reason during a delay. */
export async function retry<T>(
  attempt: () => Promise<T>,
  { clock, random, signal }: Omit<Context, 'client'>,
  { deadlineMs, info }: RetryOptions,
): Promise<T> {
  let reported: string | undefined;
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      const remainingMs = (deadlineMs(error) ?? clock.now()) - clock.now();
      let delayMs = retryDelayMs(error, failures, random);
      if (hasReset(error) && delayMs > remainingMs) throw tooLate(error);
      if (remainingMs <= 0) throw error;
      // The last attempt comes at the deadline, so that the whole time is used.
      delayMs = Math.min(delayMs, remainingMs);
      const what =
        error.message === reported ? `Still failing after ${failures + 1} attempts.` : error.message;
      reported = error.message;
      info?.(`${what} ${nextAttempt(error, delayMs)}`);
      await clock.sleep(delayMs, signal);
    }
  }
}

/** When the next attempt comes: an exhausted rate limit is waited for. */
function nextAttempt({ status }: NorthflankError, delayMs: number): string {
  const delay = formatDuration(Math.ceil(delayMs / 1000) * 1000);
  return status === 429 ? `Waiting for the reset: trying again in ${delay}.` : `Trying again in ${delay}.`;
}

/** The same error, which says of an exhausted rate limit that the step does not wait for it. */
function tooLate(error: NorthflankError): NorthflankError {
  if (error.status !== 429) return error;
  const { message, kind, status, permission, retryAfterMs, cause } = error;
  const text = `${message} The step does not wait for the reset: \`timeout-minutes\` leaves too little time.`;
  return new NorthflankError(text, { kind, status, permission, retryAfterMs, cause });
}

/** Milliseconds to wait after a failure, the nth in a row (from 0): as the answer says, or with back-off. */
export function retryDelayMs(
  { retryAfterMs }: Pick<NorthflankError, 'retryAfterMs'>,
  failures: number,
  random: () => number,
): number {
  return retryAfterMs === undefined ? backoffMs(failures, random) : retryAfterMs + random() * RESET_SPREAD_MS;
}

/** Milliseconds to wait after the nth failure in a row (from 0), with full jitter so that many runs spread. */
export function backoffMs(failures: number, random: () => number): number {
  const most = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 10));
  return Math.max(MIN_DELAY_MS, random() * most);
}
