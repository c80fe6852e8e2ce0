/**
 * Prints what waiting costs, on a virtual clock: a single run next to fixed intervals with as many requests, and many
 * runs at once on one account. The action's side is its real start, wait and poll schedule; the other polls at a fixed
 * interval, as many workflows do, and fails on any error. `npm run simulate` writes `docs/polling.md`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../../sandbox/northflank/random.ts';
import { createVirtualClock, type VirtualClock } from '../../sandbox/virtual-clock.ts';
import { durationsMs } from '../../src/northflank/build-status.ts';
import type { Client, Reply } from '../../src/northflank/client.ts';
import { startBuild } from '../../src/start/start-build.ts';
import { createPollSchedule } from '../../src/wait/poll-schedule.ts';
import { createRateLimitTracker, type RateLimitTracker } from '../../src/wait/rate-limit.ts';
import { waitForBuild } from '../../src/wait/wait-for-build.ts';
import { type Account, createAccount, type Load, SHA } from './account.ts';
import { LENGTHS, type Lengths } from './builds.ts';

const HOUR_MS = 3_600_000;

/** Previous builds of a job with history. */
const HISTORY = 10;

/** Builds so short that the list and the log cost more requests than the polls. */
const SHORTEST = 'about 10 seconds';

/** Runs for each line of the first tables. */
const SINGLE_RUNS = 300;

const RUNS = [1, 3, 10, 30, 100, 300];
const FIXED_INTERVALS_S = [2, 5, 10, 30];

/** How one run ended; the delay is from the end of the build until the run knows of it. */
type RunEnd = { failed: boolean; delayMs: number; lengthMs: number };

/** A run of the action, with the requests for its log. */
async function runAction(
  { client: accountClient, planOf }: Account,
  clock: VirtualClock,
  random: () => number,
  hasLog: boolean,
): Promise<RunEnd> {
  const { signal } = new AbortController();
  const deadlineMs = clock.now() + 2 * HOUR_MS;
  const rateLimit = createRateLimitTracker(clock);
  const client = withRateLimit(accountClient, rateLimit);
  const context = { client, clock, random, signal };
  const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs: undefined });
  const readLog = async (times: number): Promise<void> => {
    for (let time = 0; hasLog && time < times; time += 1) {
      await client
        .readLogs({ buildId: '', fromMs: 0, untilMs: 1, lineLimit: 1, take: () => undefined }, signal)
        .catch(() => undefined);
    }
  };
  const ended = new AbortController();
  try {
    const { build, previousBuilds } = await startBuild({ sha: SHA }, context, {
      ...{ deadlineMs, saveIntent: () => undefined, info: () => undefined, warning: () => undefined },
    });
    schedule.start(durationsMs(previousBuilds));
    const { fromMs, endMs, messages } = planOf(build.id);
    const follow = async (): Promise<void> => {
      for (const ms of messages) {
        if (fromMs + ms > clock.now()) await clock.sleep(fromMs + ms - clock.now(), ended.signal);
        schedule.logReceived();
      }
    };
    // The handshake of the tail, and the lines before it.
    await readLog(2);
    if (hasLog) void follow().catch(() => undefined);
    const result = await waitForBuild(build.id, context, {
      ...{ schedule, deadlineMs, build, isOurs: true, stopAfterFirstPoll: false },
      ...{ onBuild: () => undefined, onPollFailed: () => undefined },
    });
    if (result.end === 'deadline') throw new Error('The build did not finish in time');
    const delayMs = clock.now() - fromMs - endMs;
    ended.abort();
    // The lines that the tail has missed.
    await readLog(1);
    return { failed: false, delayMs, lengthMs: endMs };
  } catch {
    ended.abort();
    return { failed: true, delayMs: Number.NaN, lengthMs: Number.NaN };
  }
}

/** The same client, with the rate limit of each answer observed by a tracker. */
function withRateLimit(client: Client, rateLimit: RateLimitTracker): Client {
  const tracked = async <T>(reply: Promise<Reply<T>>): Promise<Reply<T>> => {
    rateLimit.observe((await reply).limit);
    return reply;
  };
  return {
    startBuild: (...parameters) => tracked(client.startBuild(...parameters)),
    getBuild: (...parameters) => tracked(client.getBuild(...parameters)),
    listBuilds: (...parameters) => tracked(client.listBuilds(...parameters)),
    abortBuild: (...parameters) => tracked(client.abortBuild(...parameters)),
    readLogs: (...parameters) => tracked(client.readLogs(...parameters)),
    getResource: (...parameters) => tracked(client.getResource(...parameters)),
  };
}

/** A loop with a fixed interval, as many workflows have it. */
async function runFixedInterval(
  { client, planOf }: Account,
  clock: VirtualClock,
  seconds: number,
): Promise<RunEnd> {
  const { signal } = new AbortController();
  try {
    const { value } = await client.startBuild({}, signal);
    const { fromMs, endMs } = planOf(value.id);
    for (;;) {
      await clock.sleep(seconds * 1000);
      const reply = await client.getBuild(value.id, signal);
      if (reply.value.concluded === true) {
        return { failed: false, delayMs: clock.now() - fromMs - endMs, lengthMs: endMs };
      }
    }
  } catch {
    return { failed: true, delayMs: Number.NaN, lengthMs: Number.NaN };
  }
}

/** Means over all runs; `limited` and `failed` are counts per account. */
type Result = {
  requests: number;
  limited: number;
  failed: number;
  meanS: number;
  p95S: number;
  ends: RunEnd[];
};

/** Many runs that begin within ten seconds, like the jobs of a matrix; repeated, each time on a new account. */
async function simulate(
  load: Load,
  {
    runs,
    atLeast = 60,
    seconds,
    hasLog,
  }: { runs: number; atLeast?: number; seconds?: number; hasLog: boolean },
): Promise<Result> {
  const repeats = Math.max(1, Math.ceil(atLeast / runs));
  const random = seededRandom(runs * 31 + (seconds ?? 0));
  const ends: RunEnd[] = [];
  const total = { requests: 0, limited: 0 };
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const clock = createVirtualClock();
    const account = createAccount(clock, load, random);
    const all = Array.from({ length: runs }, async () => {
      await clock.sleep(10_000 * random());
      return seconds === undefined
        ? runAction(account, clock, random, hasLog)
        : runFixedInterval(account, clock, seconds);
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
    meanS: mean(delays),
    p95S: delays[Math.floor(delays.length * 0.95)] ?? Number.NaN,
    ends,
  };
}

/** The fixed interval, in seconds, that costs as many requests for the same builds, and its mean delay. */
function equivalentInterval({ requests, ends }: Result): { intervalS: number; meanS: number } {
  const lengths = ends.map(({ lengthMs }) => lengthMs / 1000);
  const polls = (interval: number): number => mean(lengths.map((length) => Math.ceil(length / interval)));
  // By bisection: the longer the interval, the fewer the requests. One more request is the start.
  let [short, long] = [0.1, 3600];
  for (let step = 0; step < 60; step += 1) {
    const middle = Math.sqrt(short * long);
    if (1 + polls(middle) > requests) short = middle;
    else long = middle;
  }
  return {
    intervalS: long,
    meanS: mean(lengths.map((length) => Math.ceil(length / long) * long - length)),
  };
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const number = (value: number, digits = 1): string => (Number.isNaN(value) ? '–' : value.toFixed(digits));
const parts = [
  '# What waiting costs',
  '',
  'Written by `npm run simulate`: the real start, wait and poll schedule of this action on a virtual clock. "Requests" is',
  'per run and counts everything that the action sends: the list of builds, the start, the polls, and three for the log.',
  'The delay is from the end of the build until the run knows of it. How builds behave is a model, in',
  '[`builds.ts`](../scripts/simulate/builds.ts): they are queued, cloned, built in steps of which some are silent, and',
  'uploaded.',
  '',
  '## The delay at equal requests',
  '',
  'One run, next to the loop whose fixed interval costs as many requests for the same builds. With history, the job has',
  `${HISTORY} previous builds of the same kind.`,
];
for (const [title, failing] of [
  ['All builds succeed', 0],
  ['One in five fails on the way', 0.2],
] as const) {
  parts.push(
    '',
    `### ${title}`,
    '',
    '| builds | known | requests | mean delay | fixed interval | its mean delay | ratio |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
  );
  const ratios: number[] = [];
  for (const [name, lengths] of Object.entries(LENGTHS)) {
    for (const [known, history, hasLog] of [
      ['nothing', 0, false],
      ['live log', 0, true],
      ['history', HISTORY, false],
      ['history, live log', HISTORY, true],
    ] as const) {
      const result = await simulate({ lengths, failing, history }, { runs: 1, atLeast: SINGLE_RUNS, hasLog });
      const { intervalS, meanS } = equivalentInterval(result);
      if (name !== SHORTEST) ratios.push(result.meanS / meanS);
      const cells = [name, known, number(result.requests), `${number(result.meanS)} s`];
      cells.push(`${number(intervalS)} s`, `${number(meanS)} s`, `${number(result.meanS / meanS, 2)} ×`);
      parts.push(`| ${cells.join(' | ')} |`);
    }
  }
  parts.push('', `On average, without the shortest builds: ${number(mean(ratios), 2)} ×.`);
}
parts.push(
  '',
  '## Many runs at once',
  '',
  'Runs that begin together on one account with 1,000 requests an hour, with their logs streamed. The loops with a fixed',
  'interval send only the start and their polls, and fail on the first 429. Where the limit cannot serve all runs, this',
  'action polls more slowly instead of failing: the delays grow, most of all without a history that tells when to poll.',
);
const about10 = LENGTHS['about 10 minutes'] as Lengths;
const mixed = LENGTHS['seconds to an hour'] as Lengths;
for (const [title, load] of [
  ['10-minute builds, first of their job', { lengths: about10, failing: 0, history: 0 }],
  ['10-minute builds, with history', { lengths: about10, failing: 0, history: HISTORY }],
  ['seconds to an hour, no history', { lengths: mixed, failing: 0, history: 0 }],
] as const) {
  parts.push(
    '',
    `### ${title}`,
    '',
    '| runs | waiting | requests | 429s | failed | mean delay | 95 % below |',
  );
  parts.push('| ---: | --- | ---: | ---: | ---: | ---: | ---: |');
  for (const runs of RUNS) {
    for (const seconds of [undefined, ...FIXED_INTERVALS_S]) {
      const result = await simulate(load, {
        ...{ runs, hasLog: true },
        ...(seconds === undefined ? {} : { seconds }),
      });
      const cells = [
        String(runs),
        seconds === undefined ? '**this action**' : `every ${seconds} s`,
        ...[number(result.requests), number(result.limited, 0), number(result.failed, 0)],
        ...[`${number(result.meanS)} s`, `${number(result.p95S)} s`],
      ];
      parts.push(`| ${cells.join(' | ')} |`);
    }
  }
}
const folder = path.resolve(import.meta.dirname, '../../docs');
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, 'polling.md'), `${parts.join('\n')}\n`);
console.log(parts.join('\n'));
