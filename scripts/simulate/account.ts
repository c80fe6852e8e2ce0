/** An account on a virtual clock, with the request limit that the API documents, and its builds. */
import type { VirtualClock } from '../../sandbox/virtual-clock.ts';
import { NorthflankError } from '../../src/errors.ts';
import type { Client, Reply } from '../../src/northflank/client.ts';
import type { Build } from '../../src/northflank/decode.ts';
import { type Lengths, type Plan, planBuild } from './builds.ts';

/** What is simulated: the lengths of builds, the share that fails, and how many builds the job has had before. */
export interface Load {
  lengths: Lengths;
  failing: number;
  history: number;
}

/** An account, how many requests it got, and the plans of its builds. */
export interface Account {
  client: Client;
  count: { requests: number; limited: number };
  /** A request of somebody else. */
  spend(): void;
  /** A build's plan, with its start on the clock. */
  planOf(id: string): Plan & { fromMs: number };
}

/** The commit of all builds. */
export const SHA = '262ed9817b3cad5142fbceabe0c9e371e390d616';

/** Requests an hour. */
export const LIMIT = 1000;
const HOUR_MS = 3_600_000;

/** Makes an account. */
export function createAccount(clock: VirtualClock, load: Load, random: () => number): Account {
  let window = { endMs: Number.NEGATIVE_INFINITY, remaining: 0 };
  const builds = new Map<string, Plan & { fromMs: number }>();
  const count = { requests: 0, limited: 0 };
  // The date when the clock shows 0, after the builds of the history.
  const epochMs = Date.UTC(2026, 0, 2);

  function currentWindow(): { endMs: number; remaining: number } {
    if (clock.now() >= window.endMs) window = { endMs: clock.now() + HOUR_MS, remaining: LIMIT };
    return window;
  }

  /** One request: delay by the network, rate limit, answer. */
  async function ask<T>(to: string, answer: () => T): Promise<Reply<T>> {
    await clock.sleep(40 + 60 * random());
    count.requests += 1;
    const { endMs, remaining } = currentWindow();
    // The header is in whole seconds.
    const resetMs = Math.ceil((endMs - clock.now()) / 1000) * 1000;
    if (remaining <= 0) {
      count.limited += 1;
      throw new NorthflankError(`Could not ${to}`, { kind: 'unsent', status: 429, retryAfterMs: resetMs });
    }
    window.remaining = remaining - 1;
    const value = answer();
    const limit = { remaining: remaining - 1, resetMs };
    const serverTimeMs = Math.floor((epochMs + clock.now()) / 1000) * 1000;
    await clock.sleep(20 + 30 * random());
    return { value, limit, serverTimeMs };
  }

  function planOf(id: string): Plan & { fromMs: number } {
    const build = builds.get(id);
    if (build === undefined) throw new Error('There is no such build.');
    return build;
  }

  function view(id: string): Build {
    const { fromMs, endMs, succeeds, status } = planOf(id);
    const ageMs = clock.now() - fromMs;
    const concluded = ageMs >= endMs;
    return {
      ...{ id, sha: SHA, concluded, success: concluded && succeeds, raw: { id } },
      status: concluded ? (succeeds ? 'SUCCESS' : 'FAILURE') : status(ageMs),
      createdAtMs: Math.floor(epochMs + fromMs),
    };
  }

  const past: Build[] = Array.from({ length: load.history }, (_, index) => {
    const { endMs, succeeds } = planBuild(load.lengths, load.failing, random);
    const createdMs = Date.UTC(2026, 0, 1) + index * HOUR_MS;
    return {
      ...{ id: `old-${index}`, concluded: true, success: succeeds, raw: {} },
      status: succeeds ? 'SUCCESS' : 'FAILURE',
      createdAtMs: createdMs,
      buildConcludedAt: Math.round((createdMs + endMs) / 1000),
    };
  });

  const client: Client = {
    startBuild: () =>
      ask('start', () => {
        const id = `build-${builds.size}`;
        builds.set(id, { ...planBuild(load.lengths, load.failing, random), fromMs: clock.now() });
        return view(id);
      }),
    getBuild: (id) => ask('read the build', () => view(id)),
    listBuilds: () => ask('list', () => ({ builds: past, hasMore: false })),
    abortBuild: () => ask('abort', () => ({})),
    readLogs: () => ask('read the log', () => ({ hasMore: false, cursorMs: Number.NaN })),
    getResource: () => Promise.reject(new Error('Not needed here.')),
  };
  function spend(): void {
    const shown = currentWindow();
    shown.remaining = Math.max(0, shown.remaining - 1);
  }

  return { client, count, planOf, spend };
}
