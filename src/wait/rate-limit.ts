import type { Clock } from '../clock.ts';
import type { RateLimit, Send } from '../northflank/http.ts';

/** What is left of the account's request limit, and how fast the account's other runs spend it. */
export interface RateLimitTracker {
  /** Takes note of the limit that an answer shows. */
  observe(current: RateLimit | undefined): void;
  /** The limit as the last answer showed it. */
  current(): RateLimit | undefined;
  /** Requests that others have spent lately, converted to a stretch of that many milliseconds. */
  requestsByOthers(ms: number): number;
}

/** Answers that are remembered: enough for the longest pause with the reads of a log in it. */
const MAX_SAMPLES = 20;

/** A budget of which nothing is known yet. */
export function createRateLimitTracker(clock: Clock): RateLimitTracker {
  const samples: { atMs: number; remaining: number }[] = [];
  let current: RateLimit | undefined;
  return {
    observe(shown) {
      if (shown === undefined) return;
      current = shown;
      const { remaining } = shown;
      // More than before: the limit has started anew.
      if (remaining > (samples.at(-1)?.remaining ?? remaining)) samples.length = 0;
      samples.push({ atMs: clock.now(), remaining });
      if (samples.length > MAX_SAMPLES) samples.shift();
    },
    current: () => current,
    requestsByOthers(ms) {
      const last = samples.at(-1);
      if (last === undefined) return 0;
      const from = Math.max(
        0,
        samples.findLastIndex(({ atMs }) => atMs <= last.atMs - ms),
      );
      const { atMs, remaining } = samples[from] ?? last;
      if (last.atMs <= atMs) return 0;
      const own = samples.length - 1 - from;
      const others = Math.max(0, remaining - last.remaining - own);
      return (others * ms) / (last.atMs - atMs);
    },
  };
}

/** The same transport, with the limit of every usable answer noted. */
export function trackRateLimit(send: Send, tracker: RateLimitTracker): Send {
  return async (request, signal) => {
    const answer = await send(request, signal);
    tracker.observe(answer.limit);
    return answer;
  };
}
