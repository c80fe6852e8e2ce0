import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createVirtualClock } from '../../sandbox/virtual-clock.ts';
import { createLogReader, type LogOptions } from '../../src/build-log/log-reader.ts';
import { NorthflankError } from '../../src/errors.ts';
import type { Client, LogQuery } from '../../src/northflank/client.ts';
import type { LogLine } from '../../src/northflank/decode.ts';
import { checkLog, type LogScenario, logScenarios, playScenario } from './log-scenario.ts';

/** How many scenarios are played: the same ones each time, or random ones with, for example, RUNS=5000. */
const RUNS = Number(process.env['RUNS'] ?? 700);
const SEED = process.env['RUNS'] === undefined ? { seed: 3 } : {};

/** A scenario in which nothing goes wrong. */
const PLAIN: LogScenario = {
  seconds: 20,
  lines: Array.from({ length: 40 }, () => ({ letter: 'a', long: false, lateBy: 0, pieces: 1 })),
  format: 'container',
  nanoseconds: true,
  grain: 1,
  limits: { lineLimit: 1000, maximumLineLimit: 5000, cursor: 'last-given', openEnd: 'now' },
  tails: [],
  laterTails: 'whole',
  rangeFaults: [],
  rangeRefused: false,
  lagMs: 0,
  tailLagMs: 0,
  tailCloses: false,
  pollMs: undefined,
  attachedAfter: 0,
  seed: 1,
};

describe('the log of a build', () => {
  test('has each line printed once and in order, whatever happens to tails and queries', async () => {
    await fc.assert(
      fc.asyncProperty(logScenarios, async (scenario) => {
        expect(checkLog(await playScenario(scenario))).toBeUndefined();
      }),
      { numRuns: RUNS, ...SEED },
    );
  }, 120_000);

  test('is printed without duplicates by the tail alone, and completely if the tail is whole', async () => {
    await fc.assert(
      fc.asyncProperty(logScenarios, async (scenario) => {
        const whole =
          scenario.tails.length === 0 && scenario.laterTails === 'whole' && scenario.attachedAfter === 0;
        const onTime = scenario.lines.every(({ lateBy }) => lateBy === 0);
        // Lines between two connections are lost, so identical lines and parts of lines could not be told apart.
        const lines = scenario.lines.map((line, index) => ({ ...line, letter: `${index}`, pieces: 1 }));
        const result = await playScenario({ ...scenario, lines, rangeRefused: true, rangeFaults: [] });
        expect(checkLog(result, whole && onTime && scenario.limits.maximumLineLimit > 100)).toBeUndefined();
      }),
      { numRuns: Math.ceil(RUNS / 3), ...SEED },
    );
  }, 120_000);

  test('costs one warning if the token is not allowed to read it', async () => {
    const result = await playScenario({ ...PLAIN, rangeRefused: true, laterTails: 'tail-auth-refused' });
    expect(result.printed).toEqual([]);
    expect(result.warnings).toEqual([expect.stringContaining('View Instance Logs')]);
  });

  test.each([
    ['tail', { laterTails: 'tail-auth-refused' }],
    ['range', { rangeRefused: true }],
  ] as const)('is complete although a %s is refused', async (_name, change) => {
    const result = await playScenario({ ...PLAIN, ...change });
    expect(result.printed).toEqual(result.all.map(({ text }) => text));
    expect(result.warnings).toEqual([]);
  });

  test('is in order although the first reads after the end fail: lines of the tail wait for those before it', async () => {
    const result = await playScenario({
      ...PLAIN,
      attachedAfter: 7,
      rangeFaults: [
        { on: 'logs', kind: 'hang-before', times: 2 },
        { on: 'logs', kind: 'html-502', times: 1 },
      ],
      limits: { ...PLAIN.limits, maximumLineLimit: 2 },
    });
    expect(checkLog(result)).toBeUndefined();
  });

  test('costs few requests if the tail is whole, however long the build takes', async () => {
    const result = await playScenario({ ...PLAIN, seconds: 400, pollMs: 20_000 });
    expect(checkLog(result)).toBeUndefined();
    // Start, polls, one handshake, the query before the tail, and two after the end.
    expect(result.requests).toBeLessThan(1 + 22 + 1 + 1 + 3);
  });
});

describe('pages of a log', () => {
  const START_MS = Date.parse('2024-06-01T12:00:00Z');

  const lineAt = (text: string, ms: number): LogLine => ({
    ...{ text, ts: new Date(START_MS + ms).toISOString(), containerId: '', partial: false },
  });

  /** A client that can only read logs. */
  const clientOf = (readLogs: (query: LogQuery) => Promise<unknown>): Client =>
    ({ readLogs }) as unknown as Client;

  /** An API that has at most `most` lines on a page; it refuses, or shortens, larger ones. */
  function limitedApi(lines: LogLine[], { most, refuses }: { most: number; refuses: boolean }) {
    const limits: number[] = [];
    const readLogs = ({ startTime, lineLimit, take }: LogQuery) => {
      limits.push(lineLimit);
      if (limits.length > 500) throw new Error('This never ends');
      if (refuses && lineLimit > most) {
        return Promise.reject(new NorthflankError('Too many lines', { kind: 'refused', status: 400 }));
      }
      const from = lines.filter(({ ts }) => !(Date.parse(ts) < Date.parse(startTime)));
      const page = from.slice(0, Math.min(most, lineLimit));
      const cutAt = from.length > page.length ? page.at(-1)?.ts : undefined;
      take(page);
      return Promise.resolve({ value: { cutAt } });
    };
    return { limits, readLogs, client: clientOf(readLogs) };
  }

  interface Breaks {
    /** How many answers break off; all by default. */
    times?: number;
    /** Lines after which they do. */
    after: number;
    /** The requests, from 1, that get no answer. */
    down?: number[];
  }

  /** An API whose answers break off, and that is down for some requests. */
  function unreliableApi(lines: LogLine[], { times = Number.POSITIVE_INFINITY, after, down = [] }: Breaks) {
    const { limits, readLogs } = limitedApi(lines, { most: 10_000, refuses: false });
    let remaining = times;
    const client = clientOf(async (query) => {
      if (down.includes(limits.length + 1)) {
        limits.push(0);
        throw new NorthflankError('Down', { kind: 'unknown' });
      }
      let breaksOff = false;
      const take: LogQuery['take'] = (page) => {
        breaksOff = remaining > 0 && page.length > after;
        query.take(breaksOff ? page.slice(0, after) : page);
      };
      const answer = await readLogs({ ...query, take });
      if (!breaksOff) return answer;
      remaining -= 1;
      throw new NorthflankError('Broken off', { kind: 'unknown' });
    });
    return { limits, client };
  }

  /** A reader on a clock of its own; there is no tail by default. */
  function createReader(client: Client, tail: LogOptions['tail'] = () => Promise.resolve('no tail')) {
    const clock = createVirtualClock();
    const printed: string[] = [];
    const context = { client, clock, random: () => 0.5, signal: new AbortController().signal };
    const reader = createLogReader('build', START_MS, context, {
      ...{ tail, print: (lines) => printed.push(...lines), warn: () => {}, debug: () => {} },
    });
    return { clock, printed, reader };
  }

  /** Everything that is printed of a build that has finished. */
  async function readAll(client: Client): Promise<string[]> {
    const { clock, printed, reader } = createReader(client);
    await clock.run(reader.drain());
    return printed;
  }

  /** Controls the tail of a test. */
  interface TailControl {
    bring(lines: LogLine[]): void;
    close(): void;
  }

  /** A reader with a tail under control, whose nth read (from 0, after the one before the tail) is as given. */
  function createFollower(
    readOf: (nth: number, take: LogQuery['take'], tail: TailControl) => Promise<void> | void,
  ) {
    const closed = Promise.withResolvers<string>();
    const tail: TailControl = { bring: () => {}, close: () => closed.resolve('closed') };
    let reads = -1;
    const client = clientOf(async ({ take }) => {
      reads += 1;
      if (reads > 0) await readOf(reads - 1, take, tail);
      return { value: { cutAt: undefined, isLast: true } };
    });
    const follower = createReader(client, (_query, handlers) => {
      tail.bring = handlers.onLines;
      handlers.onOpen();
      return closed.promise;
    });
    follower.reader.follow();
    return { ...follower, tail, reads: () => reads };
  }

  test('are shown before the lines that the tail brings meanwhile', async () => {
    const { clock, printed, reader } = createFollower(async (nth, take, tail) => {
      if (nth > 0) return;
      take([lineAt('first', 1)]);
      tail.bring([lineAt('third', 3)]);
      await clock.sleep(1);
      take([lineAt('second', 2)]);
    });
    await clock.pass(100);
    await clock.run(reader.drain());
    expect(printed).toEqual(['first', 'second', 'third']);
  });

  test('do not lose the lines of a tail that closes meanwhile', async () => {
    const { clock, printed, reader } = createFollower(async (nth, take, tail) => {
      take([lineAt('first', 1)]);
      if (nth > 0) return;
      tail.bring([lineAt('last', 2)]);
      tail.close();
      await clock.sleep(1);
    });
    await clock.pass(100);
    await clock.run(reader.drain());
    expect(printed).toEqual(['first', 'last']);
  });

  test('are read after the end until the tail brings no more lines', async () => {
    const { clock, printed, reader, tail, reads } = createFollower(() => {});
    await clock.pass(100);
    clock.at(1000, () => tail.bring([lineAt('late', 1)]));
    clock.at(2000, () => tail.bring([lineAt('later', 2)]));
    await clock.run(reader.drain());
    expect(printed).toEqual(['late', 'later']);
    expect(reads()).toBeLessThan(6);
  });

  test('may have identical lines, even in two reads at once', async () => {
    let reads = 0;
    const client = clientOf(async ({ take }) => {
      reads += 1;
      // No later read may bring what these two have missed.
      if (reads > 2) throw new NorthflankError('Gone', { kind: 'unknown' });
      for (let piece = 0; piece < 3; piece += 1) {
        take([lineAt('same', 1)]);
        await clock.sleep(10);
      }
      return { value: { cutAt: undefined, isLast: true } };
    });
    const { clock, printed, reader } = createReader(client);
    reader.readMissing();
    await clock.pass(5);
    await clock.run(reader.drain());
    expect(printed).toEqual(['same', 'same', 'same']);
  });

  test('are complete although a timestamp is wrong and far in the future', async () => {
    const ahead = lineAt('ahead', 48 * 3600 * 1000);
    const lines = Array.from({ length: 60_000 }, (_, index) => lineAt(`${index}`, index));
    const { client } = limitedApi([lines[0] ?? ahead, ahead, ...lines.slice(1)], {
      most: 10_000,
      refuses: false,
    });
    expect((await readAll(client)).filter((text) => text !== 'ahead')).toHaveLength(60_000);
  });

  test('become smaller if they are too large for the API', async () => {
    const lines = Array.from({ length: 2500 }, (_, index) => lineAt(`${index}`, index));
    const { limits, client } = limitedApi(lines, { most: 1000, refuses: true });
    expect(await readAll(client)).toEqual(lines.map(({ text }) => text));
    expect(limits.slice(0, 2)).toEqual([10_000, 1000]);
  });

  test('are continued where they break off', async () => {
    const lines = Array.from({ length: 1000 }, (_, index) => lineAt(`${index}`, index));
    const { limits, client } = unreliableApi(lines, { times: 15, after: 40 });
    expect(await readAll(client)).toEqual(lines.map(({ text }) => text));
    expect(limits.length).toBeLessThan(20);
  });

  test('are read again if they break off between lines with the same timestamp', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => lineAt(`${index % 3}`, 7));
    const { limits, client } = unreliableApi(lines, { times: 3, after: 40 });
    expect(await readAll(client)).toEqual(lines.map(({ text }) => text));
    expect(limits.length).toBeLessThan(8);
  });

  test('are read to the end although all of them break off, and the API is down once', async () => {
    const lines = Array.from({ length: 1000 }, (_, index) => lineAt(`${index}`, index));
    const { limits, client } = unreliableApi(lines, { after: 40, down: [4] });
    expect(await readAll(client)).toEqual(lines.map(({ text }) => text));
    expect(limits.length).toBeLessThan(100);
  });

  test('skip a timestamp whose lines never arrive completely', async () => {
    const times = [
      ...Array.from({ length: 20 }, (_, at) => at),
      ...Array.from({ length: 100 }, () => 50),
      60,
      70,
    ];
    const lines = times.map((ms, at) => lineAt(`${at}`, ms));
    const { client } = unreliableApi(lines, { after: 40 });
    const printed = await readAll(client);
    expect(printed.slice(0, 39)).toEqual(lines.slice(0, 39).map(({ text }) => text));
    expect(printed.slice(-2)).toEqual(['120', '121']);
  });

  test.each([
    ['no', ''],
    ['a wrong', new Date(START_MS + 48 * 3600 * 1000).toISOString()],
  ])('are complete although one breaks off at a line with %s timestamp', async (_name, ts) => {
    const lines = Array.from({ length: 200 }, (_, at) => ({
      ...lineAt(`${at}`, at),
      ...(at === 39 ? { ts } : {}),
    }));
    const { client } = unreliableApi(lines, { after: 40 });
    expect(new Set(await readAll(client))).toEqual(new Set(lines.map(({ text }) => text)));
  });

  test('are shown completely before the lines of the tail, even if one breaks off', async () => {
    const { clock, printed, reader } = createFollower(async (nth, take, tail) => {
      if (nth === 0) {
        take([lineAt('one', 1), { ...lineAt('tw', 2), partial: true }]);
        tail.bring([lineAt('four', 4)]);
        await clock.sleep(1);
        throw new NorthflankError('Broken off', { kind: 'unknown' });
      }
      take([{ ...lineAt('tw', 2), partial: true }, lineAt('o', 2), lineAt('three', 3)]);
    });
    await clock.pass(100);
    await clock.run(reader.drain());
    expect(printed).toEqual(['one', 'two', 'three', 'four']);
  });

  test('become larger for a timestamp with more lines than fit on one', async () => {
    const lines = Array.from({ length: 25_000 }, (_, index) => lineAt(`${index}`, index < 24_000 ? 7 : 8));
    const { client } = limitedApi(lines, { most: 80_000, refuses: false });
    expect(await readAll(client)).toEqual(lines.map(({ text }) => text));
  });

  test.each([true, false])(
    'are read to the end although the API never returns some lines (refuses large pages: %p)',
    async (refuses) => {
      const lines = Array.from({ length: 3000 }, (_, index) => lineAt(`${index}`, index < 2000 ? 7 : index));
      const { client, limits } = limitedApi(lines, { most: 1000, refuses });
      const printed = await readAll(client);
      expect(printed.slice(-1000)).toEqual(lines.slice(-1000).map(({ text }) => text));
      expect(new Set(printed).size).toBe(printed.length);
      expect(limits.length).toBeLessThan(60);
    },
  );
});

test('a log of 200,000 lines is read in little memory', () => {
  const script = path.join(import.meta.dirname, 'log-memory.ts');
  const report = execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' });
  const { printed, mismatches, heapMb } = JSON.parse(report) as Record<string, number>;
  expect({ printed, mismatches }).toEqual({ printed: 200_000, mismatches: 0 });
  expect(heapMb).toBeLessThan(60);
}, 60_000);
