/** Runs of the action on one account, on a virtual clock: its real start, poll schedule and wait. */
import { createVirtualClock, type VirtualClock } from '../../sandbox/virtual-clock.ts';
import { seededRandom } from '../../sandbox/northflank/random.ts';
import { durationsMs } from '../../src/northflank/build-status.ts';
import type { Client, Reply } from '../../src/northflank/client.ts';
import { startBuild } from '../../src/start/start-build.ts';
import { createPollSchedule } from '../../src/wait/poll-schedule.ts';
import { createRateLimitTracker, type RateLimitTracker } from '../../src/wait/rate-limit.ts';
import { waitForBuild } from '../../src/wait/wait-for-build.ts';
import { type Account, createAccount, type Load, SHA } from './account.ts';

const HOUR_MS = 3_600_000;

/** Runs on one account. */
export interface Fleet {
  load: Load;
  /** They begin within ten seconds, like the jobs of a matrix. */
  runs: number;
  /** More runs, which begin within the ten seconds after so many milliseconds. */
  late?: { runs: number; afterMs: number };
  /** Requests an hour that others send, evenly. */
  foreign?: number;
  /** Streamed, at three requests, while the schedule hears of each batch of lines, of all but the last, or of none; or off. */
  log: 'heard' | 'unfinished' | 'unheard' | 'off';
}

/** How a run ended; the delay is from the end of the build until the run knows of it. */
export interface RunEnd {
  failed: boolean;
  late: boolean;
  delayMs: number;
  lengthMs: number;
}

/** What some fleets cost: counts are means over the accounts, requests are per run. */
export interface FleetResult {
  requests: number;
  limited: number;
  failed: number;
  ends: RunEnd[];
}

/** Plays a fleet so many times, each time on a new account. */
export async function playFleets(fleet: Fleet, seed: number, times: number): Promise<FleetResult> {
  const random = seededRandom(seed);
  const ends: RunEnd[] = [];
  const total = { requests: 0, limited: 0 };
  for (let time = 0; time < times; time += 1) {
    const clock = createVirtualClock();
    const account = createAccount(clock, fleet.load, random);
    const { runs, late = { runs: 0, afterMs: 0 }, foreign = 0, log } = fleet;
    const over = new AbortController();
    void sendOthers(account, clock, foreign, over.signal);
    const all = Array.from({ length: runs + late.runs }, async (_, index): Promise<RunEnd> => {
      const isLate = index >= runs;
      await clock.sleep((isLate ? late.afterMs : 0) + 10_000 * random());
      return { ...(await playRun(account, clock, random, log)), late: isLate };
    });
    ends.push(...(await clock.run(Promise.all(all))));
    over.abort();
    total.requests += account.count.requests;
    total.limited += account.count.limited;
  }
  return {
    requests: total.requests / ends.length,
    limited: total.limited / times,
    failed: ends.filter(({ failed }) => failed).length / times,
    ends,
  };
}

/** Sends so many requests an hour that are none of ours, until the signal. */
async function sendOthers(
  account: Account,
  clock: VirtualClock,
  perHour: number,
  signal: AbortSignal,
): Promise<void> {
  while (perHour > 0 && !signal.aborted) {
    await clock.sleep(HOUR_MS / perHour, signal).catch(() => undefined);
    account.spend();
  }
}

/** A run of the action, with the requests for its log. */
async function playRun(
  { client: accountClient, planOf }: Account,
  clock: VirtualClock,
  random: () => number,
  log: Fleet['log'],
): Promise<Omit<RunEnd, 'late'>> {
  const { signal } = new AbortController();
  const deadlineMs = clock.now() + 2 * HOUR_MS;
  const rateLimit = createRateLimitTracker(clock);
  const client = withRateLimit(accountClient, rateLimit);
  const context = { client, clock, random, signal };
  const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs: undefined });
  const readLog = async (times: number): Promise<void> => {
    for (let time = 0; log !== 'off' && time < times; time += 1) {
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
      for (const ms of log === 'unfinished' ? messages.slice(0, -1) : messages) {
        if (fromMs + ms > clock.now()) await clock.sleep(fromMs + ms - clock.now(), ended.signal);
        schedule.logReceived();
      }
    };
    // The handshake of the tail, and the lines before it.
    await readLog(2);
    if (log === 'heard' || log === 'unfinished') void follow().catch(() => undefined);
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
