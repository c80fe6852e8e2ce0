import type { Clock } from '../clock.ts';
import type { RequestLimit } from '../northflank/transport.ts';

/** How fast the account's requests are spent, by all its runs together. */
export interface Burn {
  observe(limit: RequestLimit | undefined): void;
  /** Requests a second; 0 while too little is known. */
  perSecond(): number;
}

/** Weight of what is newest, so that one busy moment does not count for long. */
const WEIGHT = 0.3;

/** Follows the falling `remaining` from answer to answer. */
export function createBurn(clock: Clock): Burn {
  let last: { atMs: number; remaining: number } | undefined;
  let rate = 0;
  return {
    observe(limit) {
      if (limit === undefined) return;
      const now = clock.now();
      if (last !== undefined && now > last.atMs) {
        const spent = last.remaining - limit.remaining;
        // Less spent than nothing: the limit has started anew.
        rate = spent < 0 ? 0 : rate + WEIGHT * ((spent / (now - last.atMs)) * 1000 - rate);
      }
      last = { atMs: now, remaining: limit.remaining };
    },
    perSecond: () => rate,
  };
}
