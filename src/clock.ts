import { setTimeout as delay } from 'node:timers/promises';

/** Time, so that tests need not wait for it. */
export interface Clock {
  /** Milliseconds on a clock that never jumps; only differences mean anything. */
  now(): number;
  /** The date, in milliseconds since 1970; it may jump, so never measure with it. */
  date(): number;
  /** Waits that many milliseconds; rejects at once with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const NS_PER_MS = 1_000_000;

/** The real clock. */
export const systemClock: Clock = {
  // Not Date.now(): a step of the wall clock must neither end a wait nor stretch it. Not `performance`, either: Node
  // loads that when it is first used, for a millisecond of each start.
  now: () => Number(process.hrtime.bigint()) / NS_PER_MS,
  date: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
};

/** Waits that many milliseconds, or until the signal is aborted; whoever needs to know looks at the signal. */
export async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** A signal that is aborted that many milliseconds after another one, for the same reason. */
export function abortLater(signal: AbortSignal, ms: number, clock: Clock): AbortSignal {
  const controller = new AbortController();
  const follow = async (): Promise<void> => {
    await clock.sleep(ms);
    controller.abort(signal.reason);
  };
  if (signal.aborted) void follow();
  else signal.addEventListener('abort', () => void follow(), { once: true });
  return controller.signal;
}

/** A signal that is aborted after that many milliseconds. */
export function abortAfter(ms: number, clock: Clock): AbortSignal {
  return abortLater(AbortSignal.abort(new Error('Time is up')), ms, clock);
}

/** Milliseconds in a readable form: `<1s`, `12s`, `2m 14s`, `1h 3m`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return '<1s';
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours}h ${minutes}m`;
  return minutes > 0 ? `${minutes}m ${seconds % 60}s` : `${seconds}s`;
}
