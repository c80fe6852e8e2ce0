/**
 * Prints what waiting costs, on a virtual clock: one run next to fixed pauses with as many requests, and many runs at
 * once on one account. Ours is the real start, watch and pace; the others look every few seconds, as people write it,
 * and fail on an answer that is no build. `npm run simulate` writes `docs/polling.md`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../sandbox/northflank/random.ts';
import { createVirtualClock, type VirtualClock } from '../sandbox/virtual-clock.ts';
import { durationsMs } from '../src/northflank/build-status.ts';
import type { Client, Reply } from '../src/northflank/client.ts';
import { startBuild } from '../src/start/start-build.ts';
import { createPollSchedule } from '../src/wait/poll-schedule.ts';
import { type RateLimitTracker, createRateLimitTracker } from '../src/wait/rate-limit.ts';
import { waitForBuild } from '../src/wait/wait-for-build.ts';
import { type Account, createAccount, type Load, SHA } from './simulate/account.ts';
import { LENGTHS, type Lengths } from './simulate/builds.ts';

const HOUR_MS = 3_600_000;

/** Builds of a job's history, where there is one. */
const HISTORY = 10;

/** The kind for which a list and a log cost more requests than the looks. */
const SHORTEST = 'about 10 seconds';

/** Single runs for one row of the first tables. */
const SINGLE_RUNS = 300;

const RUNS = [1, 3, 10, 30, 100, 300];
const RIVALS = [2, 5, 10, 30];

/** What became of one run; the delay is from the end of the build to its notice. */
type End = { failed: boolean; delayMs: number; lengthMs: number };

/** A run of the action, with the requests that its log takes. */
async function ours(
  { client: shared, planOf }: Account,
  clock: VirtualClock,
  random: () => number,
  hasLog: boolean,
): Promise<End> {
  const { signal } = new AbortController();
  const deadlineMs = clock.now() + 2 * HOUR_MS;
  const rateLimit = createRateLimitTracker(clock);
  const client = observed(shared, rateLimit);
  const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs: undefined });
  const tools = { client, clock, schedule, random, signal, deadlineMs };
  const quiet = { saveIntent: () => undefined, info: () => undefined, warning: () => undefined };
  const readLog = async (times: number): Promise<void> => {
    for (let time = 0; hasLog && time < times; time += 1) {
      await client
        .readLogs({ buildId: '', fromMs: 0, untilMs: 1, lineLimit: 1, take: () => undefined }, signal)
        .catch(() => undefined);
    }
  };
  const ended = new AbortController();
  try {
    const { build, previousBuilds } = await startBuild({ sha: SHA }, { ...tools, ...quiet });
    schedule.start(durationsMs(previousBuilds));
    const { fromMs, endMs, messages } = planOf(build.id);
    const follow = async (): Promise<void> => {
      for (const ms of messages) {
        if (fromMs + ms > clock.now()) await clock.sleep(fromMs + ms - clock.now(), ended.signal);
        schedule.logReceived();
      }
    };
    // The tail's handshake, and the lines before it.
    await readLog(2);
    if (hasLog) void follow().catch(() => undefined);
    let delayMs = 0;
    await waitForBuild(build.id, {
      ...tools,
      ...{ build, stopAfterFirstPoll: false, onPollFailed: () => undefined },
      async onBuild(one) {
        if (one.concluded !== true) return;
        delayMs = clock.now() - fromMs - endMs;
        ended.abort();
        // What the tail has missed.
        await readLog(1);
      },
    });
    return { failed: false, delayMs, lengthMs: endMs };
  } catch {
    ended.abort();
    return { failed: true, delayMs: Number.NaN, lengthMs: Number.NaN };
  }
}

/** The same client, with every answer's limit noted. */
function observed(client: Client, rateLimit: RateLimitTracker): Client {
  const note = async <T>(reply: Promise<Reply<T>>): Promise<Reply<T>> => {
    rateLimit.observe((await reply).limit);
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
async function rival({ client, planOf }: Account, clock: VirtualClock, seconds: number): Promise<End> {
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

type Row = { requests: number; limited: number; failed: number; meanS: number; p95S: number; ends: End[] };

/** Many runs that begin within ten seconds, as the legs of a matrix do; repeated, each time on a new account. */
async function simulate(
  load: Load,
  {
    runs,
    atLeast = 60,
    seconds,
    hasLog,
  }: { runs: number; atLeast?: number; seconds?: number; hasLog: boolean },
): Promise<Row> {
  const repeats = Math.max(1, Math.ceil(atLeast / runs));
  const random = seededRandom(runs * 31 + (seconds ?? 0));
  const ends: End[] = [];
  const total = { requests: 0, limited: 0 };
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const clock = createVirtualClock();
    const account = createAccount(clock, load, random);
    const all = Array.from({ length: runs }, async () => {
      await clock.sleep(10_000 * random());
      return seconds === undefined ? ours(account, clock, random, hasLog) : rival(account, clock, seconds);
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

/** The fixed pause, in seconds, that spends as many requests on the same builds, and its mean delay. */
function fixedPauseOf({ requests, ends }: Row): { pauseS: number; meanS: number } {
  const lengths = ends.map(({ lengthMs }) => lengthMs / 1000);
  const looks = (pause: number): number => mean(lengths.map((length) => Math.ceil(length / pause)));
  // By halving: the longer the pause, the fewer the requests. One more is the start.
  let [short, long] = [0.1, 3600];
  for (let step = 0; step < 60; step += 1) {
    const middle = Math.sqrt(short * long);
    if (1 + looks(middle) > requests) short = middle;
    else long = middle;
  }
  return {
    pauseS: long,
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
  'Written by `npm run simulate`: the real start, watch and pace of this action on a virtual clock. "Requests" is per run',
  'and holds all that the action sends: the list of builds, the start, the looks, and three for the log. The delay is from',
  'the end of the build to its notice. How builds behave is a model, in [`builds.ts`](../scripts/simulate/builds.ts):',
  'they are queued, cloned, built by steps of which some are silent, and uploaded.',
  '',
  '## The delay at equal requests',
  '',
  'One run, next to the loop whose fixed pause costs as many requests for the same builds. With history, the job has',
  `${HISTORY} earlier builds of the same kind.`,
];
for (const [title, failing] of [
  ['All builds succeed', 0],
  ['One in five breaks off somewhere', 0.2],
] as const) {
  parts.push(
    '',
    `### ${title}`,
    '',
    '| builds | known | requests | mean delay | fixed pause | its mean delay | ours to its |',
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
      const row = await simulate({ lengths, failing, history }, { runs: 1, atLeast: SINGLE_RUNS, hasLog });
      const { pauseS, meanS } = fixedPauseOf(row);
      if (name !== SHORTEST) ratios.push(row.meanS / meanS);
      const cells = [name, known, number(row.requests), `${number(row.meanS)} s`];
      cells.push(`${number(pauseS)} s`, `${number(meanS)} s`, `${number(row.meanS / meanS, 2)} ×`);
      parts.push(`| ${cells.join(' | ')} |`);
    }
  }
  parts.push('', `On the whole, but for the shortest builds: ${number(mean(ratios), 2)} ×.`);
}
parts.push(
  '',
  '## Many runs at once',
  '',
  'Runs that begin together on one account with 1,000 requests an hour, their logs streamed. The loops with a fixed pause',
  'send nothing but the start and their looks, and fail on the first 429. Where more wait than the limit can serve, this',
  'action stretches its looks rather than to fail: the delays grow, above all where no history tells when to look.',
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
    for (const seconds of [undefined, ...RIVALS]) {
      const row = await simulate(load, {
        ...{ runs, hasLog: true },
        ...(seconds === undefined ? {} : { seconds }),
      });
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
writeFileSync(path.join(folder, 'polling.md'), `${parts.join('\n')}\n`);
console.log(parts.join('\n'));
