/** Where an account stands: requests left, and seconds until its window ends. */
export type Standing = { limit: number; remaining: number; reset: number; over: boolean };

/** Counts the requests of each account in windows that begin with a first request. */
export type RateLimit = { take: (account: string) => Standing };

const MS_PER_SECOND = 1000;

/** A limit of so many requests per window and account. */
export function createRateLimit(limit: number, windowSeconds: number, now: () => number): RateLimit {
  const windows = new Map<string, { end: number; used: number }>();
  return {
    take(account) {
      const time = now();
      let window = windows.get(account);
      if (!window || time >= window.end) {
        window = { end: time + windowSeconds * MS_PER_SECOND, used: 0 };
        windows.set(account, window);
      }
      window.used++;
      return {
        limit,
        remaining: Math.max(0, limit - window.used),
        reset: Math.ceil((window.end - time) / MS_PER_SECOND),
        over: window.used > limit,
      };
    },
  };
}
