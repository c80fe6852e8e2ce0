import type { Clock } from '../clock.ts';
import type { RateLimit, Send } from '../northflank/http.ts';

/** What is left of the account's request limit, and how much of it is ours. */
export interface RateLimitTracker {
  /** Takes note of a request that has ended, and of the limit that its answer showed. */
  observe(shown: RateLimit | undefined): void;
  /** The limit as the last answer showed it; undefined where none has, or where it has been reset since. */
  current(): RateLimit | undefined;
  /** Requests of the whole account for each one of ours, since the limit was last reset; 1 if nobody else sends any. */
  requestsPerOwn(): number;
  /** Own requests in the last minute. */
  requestsInLastMinute(): number;
}

const MINUTE_MS = 60_000;

/** The longest that a limit is believed to last, in milliseconds: it is one an hour. */
const MAX_RESET_MS = 60 * MINUTE_MS;

/** Of the first requests of a run, so many say nothing: runs that begin together have not all begun. */
const UNCOUNTED_REQUESTS = 1.5;

/** Answers may overtake each other, so that a few more requests than before may remain without a reset. */
const MAX_OVERTAKEN = 10;

/** A rate limit of which nothing is known yet. */
export function createRateLimitTracker(clock: Clock): RateLimitTracker {
  let sentMs: number[] = [];
  let latest: { remaining: number; resetAtMs: number } | undefined;
  let first = 0;
  let own = 0;
  return {
    observe(shown) {
      const now = clock.now();
      sentMs = [...sentMs.filter((ms) => ms > now - MINUTE_MS), now];
      if (shown === undefined) return;
      const { remaining, resetMs } = shown;
      // Many more than before: the limit was reset.
      if (latest === undefined || remaining > latest.remaining + MAX_OVERTAKEN) [first, own] = [remaining, 0];
      else own += 1;
      latest = { remaining, resetAtMs: now + Math.min(resetMs, MAX_RESET_MS) };
    },
    current() {
      const resetMs = latest === undefined ? 0 : latest.resetAtMs - clock.now();
      return latest === undefined || resetMs <= 0 ? undefined : { remaining: latest.remaining, resetMs };
    },
    requestsPerOwn: () =>
      latest === undefined
        ? 1
        : Math.max(1, (first - latest.remaining) / Math.max(1, own - UNCOUNTED_REQUESTS)),
    requestsInLastMinute: () => sentMs.filter((ms) => ms > clock.now() - MINUTE_MS).length,
  };
}

/** The same transport, with every request and the limit of its answer noted. */
export function trackRateLimit(send: Send, tracker: RateLimitTracker): Send {
  return async (request, signal) => {
    let limit: RateLimit | undefined;
    try {
      const answer = await send(request, signal);
      ({ limit } = answer);
      return answer;
    } finally {
      tracker.observe(limit);
    }
  };
}
