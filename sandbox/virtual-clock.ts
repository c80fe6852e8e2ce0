/**
 * A clock whose time passes only within `run`, and takes no real time: it jumps to the next sleeper once nothing else
 * can happen. Sleepers with the same wake time wake one by one, in the order in which they began to sleep, so that a
 * run is deterministic. Everything that is awaited must come from promises and this clock; real I/O is not waited for.
 */
export interface VirtualClock {
  /** Milliseconds of virtual time; only differences mean anything. */
  now(): number;
  /** The date, in milliseconds since 1970. */
  date(): number;
  /** Waits that many milliseconds; rejects at once with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets time pass until the work is done, and returns its result. Rejects if the work can never end. */
  run<T>(work: Promise<T> | (() => Promise<T>)): Promise<T>;
  /** Lets that many milliseconds pass. */
  pass(ms: number): Promise<void>;
  /** Does something that many milliseconds from now, before anybody wakes who begins to sleep later. */
  at(ms: number, act: () => void): void;
}

/** How a virtual clock differs from the default one. */
export interface VirtualClockOptions {
  /** What the clock shows at first, in milliseconds; an odd number by default, since only differences mean anything. */
  startMs?: number;
  /** The date at first, in milliseconds since 1970; `EPOCH_MS` by default. */
  epochMs?: number;
  /** Milliseconds of virtual time after which a run is considered endless; 30 days by default. */
  maxRunMs?: number;
}

interface Sleeper {
  wakeMs: number;
  wake(): void;
}

/** The date when a virtual clock starts, unless told otherwise: long past, so that it is not mistaken for the real one. */
export const EPOCH_MS = Date.parse('2024-06-01T12:00:00.250Z');

const START_MS = 1234.5;
const MAX_RUN_MS = 30 * 24 * 3600 * 1000;

/** The longest timer that Node supports, in milliseconds; it fires a longer one at once. */
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

/** Turns of the event loop without a sleeper after which nothing can happen any more. */
const IDLE_TURNS = 5;

/** Makes a virtual clock. */
export function createVirtualClock(options: VirtualClockOptions = {}): VirtualClock {
  const { startMs = START_MS, epochMs = EPOCH_MS, maxRunMs = MAX_RUN_MS } = options;
  const sleepers: Sleeper[] = [];
  let now = startMs;

  /** Keeps the sleepers sorted by wake time, and those of the same time in their order. */
  const insert = (sleeper: Sleeper): void => {
    let low = 0;
    let high = sleepers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sleepers[middle]?.wakeMs ?? 0) <= sleeper.wakeMs) low = middle + 1;
      else high = middle;
    }
    sleepers.splice(low, 0, sleeper);
  };

  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    if (!(ms <= LONGEST_SLEEP_MS)) throw new RangeError(`No timer of Node can sleep ${ms} ms`);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // At least a millisecond, as with a real timer, so that no loop stands still.
    const sleeper = { wakeMs: now + Math.max(1, ms), wake: resolve };
    const stop = (): void => {
      const index = sleepers.indexOf(sleeper);
      if (index >= 0) sleepers.splice(index, 1);
      reject(signal?.reason as Error);
    };
    insert(sleeper);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  };

  const run = async <T>(work: Promise<T> | (() => Promise<T>)): Promise<T> => {
    let isDone = false;
    const settle = (): void => {
      isDone = true;
    };
    const promise = typeof work === 'function' ? work() : work;
    promise.then(settle, settle);
    const endMs = now + maxRunMs;
    for (let idle = 0; ; ) {
      await turn();
      if (isDone) return promise;
      const next = sleepers.shift();
      if (next === undefined) {
        idle += 1;
        if (idle > IDLE_TURNS) throw new Error('Nobody sleeps, and yet the work does not end');
        continue;
      }
      idle = 0;
      now = Math.max(now, next.wakeMs);
      if (now > endMs) throw new Error(`The work did not end within ${maxRunMs} ms of virtual time`);
      next.wake();
    }
  };

  return {
    now: () => now,
    date: () => Math.floor(epochMs + now - startMs),
    sleep,
    run,
    pass: (ms) => run(sleep(ms)),
    at(ms, act) {
      insert({ wakeMs: now + ms, wake: act });
    },
  };
}

/** One turn of the event loop: every promise that can settle has settled after it. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
