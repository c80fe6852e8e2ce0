/**
 * Prints what waiting costs: many runs at once on one account, on a virtual clock. Ours is the real start and the real
 * watch; the others look every few seconds, as people write it, and fail on an answer that is no build.
 * `npm run simulate` writes `docs/pace.md`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createVirtualClock, type VirtualClock } from '../__tests__/build/virtual-clock.ts';
import { seededRandom } from '../__tests__/sandbox/random.ts';
import { type Budget, createBudget } from '../src/build/budget.ts';
import { startBuild } from '../src/build/start.ts';
import { watchBuild } from '../src/build/watch.ts';
import { NorthflankError } from '../src/errors.ts';
import type { Client, Reply } from '../src/northflank/client.ts';
import type { Build } from '../src/northflank/decode.ts';

const LIMIT = 1000;
const HOUR_MS = 3_600_000;
const SHA = '262ed9817b3cad5142fbceabe0c9e371e390d616';

/** What became of one run. */
type End = { failed: boolean; delayMs: number };

/** A kind of workload: how long builds take, in milliseconds, and what the job's history says. */
type Load = { name: string; durations: (random: () => number) => number; history: boolean };

const LOADS: Load[] = [
  {
    name: '10-minute builds, first of their job',
    durations: (random) => 600_000 * (0.9 + 0.2 * random()),
    history: false,
  },
  {
    name: '10-minute builds, with history',
    durations: (random) => 600_000 * (0.9 + 0.2 * random()),
    history: true,
  },
  { name: 'seconds to an hour, no history', durations: mixed, history: false },
];
const RUNS = [1, 3, 10, 30, 100, 300];
const RIVALS = [2, 5, 10, 30];

/** Half of the builds are over in four minutes, few take an hour. */
function mixed(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.min(3_540_000, Math.max(8000, 240_000 * Math.exp(1.1 * normal)));
}

/** An account with the request limit that the API documents, and its builds. */
function createAccount(clock: VirtualClock, load: Load, random: () => number) {
  let window: { endMs: number; left: number } | undefined;
  const builds = new Map<string, { fromMs: number; toMs: number; uploadMs: number }>();
  const count = { requests: 0, limited: 0 };

  /** One request: the network's time, the limit, then the answer. */
  async function ask<T>(to: string, answer: () => T): Promise<Reply<T>> {
    await clock.sleep(40 + 60 * random());
    count.requests += 1;
    if (window === undefined || clock.now() >= window.endMs)
      window = { endMs: clock.now() + HOUR_MS, left: LIMIT };
    // The header is in whole seconds.
    const resetMs = Math.ceil((window.endMs - clock.now()) / 1000) * 1000;
    if (window.left <= 0) {
      count.limited += 1;
      throw new NorthflankError(`Could not ${to}`, { kind: 'unsent', status: 429, retryAfterMs: resetMs });
    }
    window.left -= 1;
    const value = answer();
    const limit = { remaining: window.left, resetMs };
    await clock.sleep(20 + 30 * random());
    return { value, limit, serverTimeMs: clock.now() };
  }

  function view(id: string): Build {
    const build = builds.get(id);
    if (build === undefined) throw new Error('There is no such build.');
    const age = clock.now() - build.fromMs;
    const concluded = clock.now() >= build.toMs;
    const status = concluded
      ? 'SUCCESS'
      : age < 5000
        ? 'QUEUED'
        : age < 12_000
          ? 'CLONING'
          : clock.now() > build.toMs - build.uploadMs
            ? 'UPLOADING'
            : 'BUILDING';
    return { id, sha: SHA, status, concluded, success: concluded, raw: { id } };
  }

  const past: Build[] = Array.from({ length: load.history ? 10 : 0 }, (_, index) => {
    const createdMs = Date.UTC(2026, 0, 1) + index * HOUR_MS;
    return {
      ...{ id: `old-${index}`, status: 'SUCCESS', concluded: true, success: true, raw: {} },
      createdAt: new Date(createdMs).toISOString(),
      buildConcludedAt: Math.round((createdMs + load.durations(random)) / 1000),
    };
  });

  const client: Client = {
    startBuild: () =>
      ask('start', () => {
        const id = `build-${builds.size}`;
        const ms = load.durations(random);
        // Pushing the image takes its part, and small images take seconds.
        const uploadMs = Math.min(ms / 2, 3000 + ms * 0.08 * random());
        builds.set(id, { fromMs: clock.now(), toMs: clock.now() + ms, uploadMs });
        return view(id);
      }),
    getBuild: (id) => ask('look', () => view(id)),
    listBuilds: () => ask('list', () => ({ builds: past, cursor: undefined })),
    abortBuild: () => ask('abort', () => ({})),
    readLogs: () => ask('read the log', () => ({ cutAt: undefined, isLast: true })),
    getJob: () => ask('read the job', () => ({ appId: '/acme/shop/api' })),
  };
  return { client, count, endOf: (id: string) => builds.get(id)?.toMs ?? 0 };
}

type Account = ReturnType<typeof createAccount>;

/** A run of the action, with the requests that its log takes. */
async function ours(
  { client: shared, endOf }: Account,
  clock: VirtualClock,
  random: () => number,
): Promise<End> {
  const { signal } = new AbortController();
  const deadlineMs = clock.now() + 2 * HOUR_MS;
  const budget = createBudget(clock);
  const client = observed(shared, budget);
  const tools = { client, clock, budget, random, signal, deadlineMs };
  const quiet = { remember: () => undefined, say: () => undefined, warn: () => undefined };
  try {
    const { build, typicalMs } = await startBuild({ sha: SHA }, { ...tools, ...quiet });
    let delayMs = 0;
    let isFirst = true;
    await watchBuild(build.id, {
      ...tools,
      ...{ typicalMs, pollIntervalMs: undefined, once: false, troubled: () => undefined },
      async seen(one) {
        const thrifty = (budget.limit()?.remaining ?? 1000) < 500;
        const reads = isFirst ? 2 : one.concluded !== true ? 0 : thrifty ? 1 : 2;
        isFirst = false;
        if (one.concluded === true) delayMs = clock.now() - endOf(one.id);
        // The tail's handshake and the lines before it; at the end, the rest of the log.
        for (let read = 0; read < reads; read += 1) {
          await client
            .readLogs({ buildId: one.id, startTime: '', lineLimit: 1, take: () => undefined }, signal)
            .catch(() => undefined);
        }
      },
    });
    return { failed: false, delayMs };
  } catch {
    return { failed: true, delayMs: Number.NaN };
  }
}

/** The same client, with every answer's limit noted. */
function observed(client: Client, budget: Budget): Client {
  const note = async <T>(reply: Promise<Reply<T>>): Promise<Reply<T>> => {
    budget.observe((await reply).limit);
    return reply;
  };
  return {
    startBuild: (...parameters) => note(client.startBuild(...parameters)),
    getBuild: (...parameters) => note(client.getBuild(...parameters)),
    listBuilds: (...parameters) => note(client.listBuilds(...parameters)),
    abortBuild: (...parameters) => note(client.abortBuild(...parameters)),
    readLogs: (...parameters) => note(client.readLogs(...parameters)),
    getJob: (...parameters) => note(client.getJob(...parameters)),
  };
}

/** A loop with a fixed pause, as it stands in many workflows. */
async function rival({ client, endOf }: Account, clock: VirtualClock, seconds: number): Promise<End> {
  const { signal } = new AbortController();
  try {
    const { value } = await client.startBuild({}, signal);
    for (;;) {
      await clock.sleep(seconds * 1000);
      const reply = await client.getBuild(value.id, signal);
      if (reply.value.concluded === true) return { failed: false, delayMs: clock.now() - endOf(value.id) };
    }
  } catch {
    return { failed: true, delayMs: Number.NaN };
  }
}

type Row = { requests: number; limited: number; failed: number; meanS: number; p95S: number };

/** Many runs that begin within ten seconds, as the legs of a matrix do. */
async function simulate(load: Load, runs: number, seconds: number | undefined): Promise<Row> {
  // A single run says little: the same again, each on an account of its own.
  const repeats = Math.max(1, Math.ceil(60 / runs));
  const random = seededRandom(runs * 31 + (seconds ?? 0));
  const ends: End[] = [];
  const total = { requests: 0, limited: 0 };
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const clock = createVirtualClock();
    const account = createAccount(clock, load, random);
    const all = Array.from({ length: runs }, async () => {
      await clock.sleep(10_000 * random());
      return seconds === undefined ? ours(account, clock, random) : rival(account, clock, seconds);
    });
    ends.push(...(await clock.run(Promise.all(all))));
    total.requests += account.count.requests;
    total.limited += account.count.limited;
  }
  const delays = ends
    .filter(({ failed }) => !failed)
    .map(({ delayMs }) => delayMs / 1000)
    .toSorted((a, b) => a - b);
  return {
    requests: total.requests / ends.length,
    limited: total.limited / repeats,
    failed: ends.filter(({ failed }) => failed).length / repeats,
    meanS: delays.reduce((sum, delay) => sum + delay, 0) / delays.length,
    p95S: delays[Math.floor(delays.length * 0.95)] ?? Number.NaN,
  };
}

const number = (value: number, digits = 1): string => (Number.isNaN(value) ? '–' : value.toFixed(digits));
const parts = [
  '# What waiting costs',
  '',
  'Runs that begin at once on one account with 1,000 requests an hour, on a virtual clock: `npm run simulate`.',
  '"Requests" is per run and holds all that the action sends, its log too; the delay is from the end of the build to its notice.',
  'The loops with a fixed pause send nothing but the start and their looks, and fail on the first 429.',
];
for (const load of LOADS) {
  parts.push(
    '',
    `## ${load.name}`,
    '',
    '| runs | waiting | requests | 429s | failed | mean delay | 95 % below |',
  );
  parts.push('| ---: | --- | ---: | ---: | ---: | ---: | ---: |');
  for (const runs of RUNS) {
    for (const seconds of [undefined, ...RIVALS]) {
      const row = await simulate(load, runs, seconds);
      const cells = [
        String(runs),
        seconds === undefined ? '**this action**' : `every ${seconds} s`,
        ...[number(row.requests), number(row.limited, 0), number(row.failed, 0)],
        ...[`${number(row.meanS)} s`, `${number(row.p95S)} s`],
      ];
      parts.push(`| ${cells.join(' | ')} |`);
    }
  }
}
const folder = path.resolve(import.meta.dirname, '../docs');
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, 'pace.md'), `${parts.join('\n')}\n`);
console.log(parts.join('\n'));
