import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Script } from '../../sandbox/northflank/scripts.ts';
import { scripts } from '../../sandbox/northflank/world.ts';
import { createVirtualClock } from '../../sandbox/virtual-clock.ts';
import { createVirtualWorld } from '../../scripts/simulate/virtual-world.ts';
import { createBuildLog } from '../../src/build-log/build-log.ts';
import { createLogReader } from '../../src/build-log/log-reader.ts';
import { NorthflankError } from '../../src/errors.ts';
import type { Client, LogQuery } from '../../src/northflank/client.ts';
import type { LogLine } from '../../src/northflank/decode.ts';
import { judgeLog, type LogStory, logStories, play } from './log-story.ts';

/** How many stories are played: the same ones each time, or with RUNS=5000 for a long look others. */
const RUNS = Number(process.env['RUNS'] ?? 700);
const SEED = process.env['RUNS'] === undefined ? { seed: 3 } : {};

const PLAIN: LogStory = {
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

const never = new AbortController().signal;

describe('the log of a build', () => {
  test('every line is printed once and in its order, whatever happens to tails and queries', async () => {
    await fc.assert(
      fc.asyncProperty(logStories, async (story) => {
        expect(judgeLog(await play(story))).toBeUndefined();
      }),
      { numRuns: RUNS, ...SEED },
    );
  }, 120_000);

  test('without range queries the tail alone brings no line twice, and all if it is whole', async () => {
    await fc.assert(
      fc.asyncProperty(logStories, async (story) => {
        const whole = story.tails.length === 0 && story.laterTails === 'whole' && story.attachedAfter === 0;
        const onTime = story.lines.every(({ lateBy }) => lateBy === 0);
        // What a tail loses between two connections stays lost, so that equal lines and pieces would prove nothing.
        const lines = story.lines.map((line, index) => ({ ...line, letter: `${index}`, pieces: 1 }));
        const end = await play({ ...story, lines, rangeRefused: true, rangeFaults: [] });
        expect(judgeLog(end, whole && onTime && story.limits.maximumLineLimit > 100)).toBeUndefined();
      }),
      { numRuns: Math.ceil(RUNS / 3), ...SEED },
    );
  }, 120_000);

  test('a log that the token may not read costs one warning, and nothing else', async () => {
    const end = await play({ ...PLAIN, rangeRefused: true, laterTails: 'tail-auth-refused' });
    expect(end.printed).toEqual([]);
    expect(end.warnings).toEqual([expect.stringContaining('View Instance Logs')]);
  });

  test.each([
    ['tail', { laterTails: 'tail-auth-refused' }],
    ['range', { rangeRefused: true }],
  ] as const)('a refused %s alone is no matter', async (_name, change) => {
    const end = await play({ ...PLAIN, ...change });
    expect(end.printed).toEqual(end.all.map(({ text }) => text));
    expect(end.warnings).toEqual([]);
  });

  test('what a tail has brought waits for the lines before it, though the first read after the end fails', async () => {
    const end = await play({
      ...PLAIN,
      attachedAfter: 7,
      rangeFaults: [
        { on: 'logs', kind: 'hang-before', times: 2 },
        { on: 'logs', kind: 'html-502', times: 1 },
      ],
      limits: { ...PLAIN.limits, maximumLineLimit: 2 },
    });
    expect(judgeLog(end)).toBeUndefined();
  });

  test('a whole tail costs few requests, however long the build', async () => {
    const end = await play({ ...PLAIN, seconds: 400, pollMs: 20_000 });
    expect(judgeLog(end)).toBeUndefined();
    // Start, looks, one handshake, the query before the tail, and two after the end.
    expect(end.requests).toBeLessThan(1 + 22 + 1 + 1 + 3);
  });

  test('lines that come after the end of the build are awaited, within bounds', async () => {
    const { clock, world, client, tail, random } = createVirtualWorld();
    const late = Array.from({ length: 8 }, (_, index) => ({ log: `late ${index}`, lateBy: index * 1.4 }));
    const script: Script = {
      phases: [{ status: 'BUILDING', seconds: 1, lines: late }],
      end: { status: 'SUCCESS', concluded: true, success: true },
    };
    world.script(script);
    const { value: started } = await clock.run(client.startBuild({}, never));
    await clock.pass(2000);
    const printed: string[] = [];
    const log = createBuildLog('stream', {
      ...{
        client,
        tail,
        clock,
        random,
        signal: never,
        warn: () => {},
        debug: () => {},
      },
      print: (lines) => printed.push(...lines),
    });
    const from = clock.now();
    await clock.run(async () => {
      const { value } = await client.getBuild(started.id, never);
      await log.onBuild(value);
      await log.drain(true);
    });
    expect(printed).toEqual(['late 0', 'late 1', 'late 2', 'late 3', 'late 4', 'late 5', 'late 6']);
    expect(clock.now() - from).toBeLessThan(10_000);
  });

  test.each([
    ['off', true, 0],
    ['off', false, 0],
    ['failure', true, 0],
    ['failure', false, 27],
    ['stream', false, 27],
  ] as const)('logs: %s, build good: %p shows %p lines', async (mode, good, shown) => {
    const { clock, world, client, tail, random } = createVirtualWorld();
    world.script(scripts.failure);
    const printed: string[] = [];
    const log = createBuildLog(mode, {
      ...{
        client,
        tail,
        clock,
        random,
        signal: never,
        warn: () => {},
        debug: () => {},
      },
      print: (lines) => printed.push(...lines),
    });
    await clock.run(async () => {
      const { value: started } = await client.startBuild({}, never);
      await log.onBuild(started);
      await clock.sleep(20_000);
      await log.onBuild((await client.getBuild(started.id, never)).value);
      await log.drain(good);
    });
    expect(printed.length >= shown && (shown > 0 || printed.length === 0)).toBe(true);
    expect(log.lastLines()).toEqual(printed.slice(-30));
  });

  test('a cancelled step reads no more, and ends at once', async () => {
    const { clock, world, client, tail, random } = createVirtualWorld();
    world.script(scripts.forever);
    const cancel = new AbortController();
    const printed: string[] = [];
    const log = createBuildLog('stream', {
      ...{
        client,
        tail,
        clock,
        random,
        signal: cancel.signal,
        warn: () => {},
        debug: () => {},
      },
      print: (lines) => printed.push(...lines),
    });
    await clock.run(async () => {
      await log.onBuild((await client.startBuild({}, never)).value);
      await clock.sleep(20_000);
      cancel.abort();
      const before = [printed.length, world.requests.length, clock.now()];
      await log.drain(false);
      expect([printed.length, world.requests.length, clock.now()]).toEqual(before);
      await clock.sleep(60_000);
      expect([printed.length, world.requests.length]).toEqual(before.slice(0, 2));
    });
    expect(printed.length).toBeGreaterThan(10);
  });
});

describe('pages of a log', () => {
  const START_MS = Date.parse('2024-06-01T12:00:00Z');

  /** An API that refuses pages of more than `most` lines, or has them cut to it. */
  function api(lines: LogLine[], { most, refuses }: { most: number; refuses: boolean }) {
    const asked: number[] = [];
    const client = {
      readLogs: ({ startTime, lineLimit, take }: LogQuery) => {
        asked.push(lineLimit);
        if (asked.length > 500) throw new Error('This has no end');
        if (refuses && lineLimit > most) {
          return Promise.reject(new NorthflankError('Too many lines', { kind: 'refused', status: 400 }));
        }
        const from = lines.filter(({ ts }) => !(Date.parse(ts) < Date.parse(startTime)));
        const page = from.slice(0, Math.min(most, lineLimit));
        const cutAt = from.length > page.length ? page.at(-1)?.ts : undefined;
        take(page);
        return Promise.resolve({ value: { cutAt }, limit: undefined, serverTimeMs: undefined });
      },
    };
    return { asked, client: client as unknown as Client };
  }

  /** An API whose first answers break off if they have more than so many lines, and that is down for some. */
  function brittle(lines: LogLine[], { breaks = 1000, after, down = [] as number[] }: Brittle) {
    const { asked, client } = api(lines, { most: 10_000, refuses: false });
    let left = breaks;
    const readLogs: Client['readLogs'] = async (query, signal) => {
      if (down.includes(asked.length + 1)) {
        asked.push(0);
        throw new NorthflankError('Down', { kind: 'unknown' });
      }
      let isCut = false;
      const take: LogQuery['take'] = (page) => {
        isCut = left > 0 && page.length > after;
        query.take(isCut ? page.slice(0, after) : page);
      };
      const answer = await client.readLogs({ ...query, take }, signal);
      if (!isCut) return answer;
      left -= 1;
      throw new NorthflankError('Broken off', { kind: 'unknown' });
    };
    return { asked, client: { ...client, readLogs } };
  }

  interface Brittle {
    breaks?: number;
    after: number;
    /** The requests, from 1, that get no answer. */
    down?: number[];
  }

  async function read(client: Client): Promise<string[]> {
    const clock = createVirtualClock();
    const printed: string[] = [];
    const reader = createLogReader('build', START_MS, {
      ...{
        client,
        clock,
        random: () => 0.5,
        signal: never,
        warn: () => {},
        debug: () => {},
      },
      tail: () => Promise.resolve('no tail'),
      print: (lines) => printed.push(...lines),
    });
    await clock.run(reader.drain());
    return printed;
  }

  const lineAt = (text: string, ms: number): LogLine => ({
    ...{ text, ts: new Date(START_MS + ms).toISOString(), containerId: '', partial: false },
  });

  /** A reader whose tail is at hand, and whose nth read (from 0, after the one before the tail) is as given. */
  function follow(readOf: (nth: number, take: LogQuery['take'], tail: Handle) => Promise<void> | void) {
    const clock = createVirtualClock();
    const printed: string[] = [];
    const close = Promise.withResolvers<string>();
    const tail: Handle = { bring: () => {}, close: () => close.resolve('closed') };
    let reads = -1;
    const client = {
      async readLogs({ take }: LogQuery) {
        reads += 1;
        if (reads > 0) await readOf(reads - 1, take, tail);
        return { value: { cutAt: undefined, isLast: true } };
      },
    };
    const reader = createLogReader('build', START_MS, {
      ...{ client: client as unknown as Client, clock, random: () => 0.5 },
      ...{ signal: never, warn: () => {}, debug: () => {} },
      tail: (_query, handlers) => {
        tail.bring = handlers.onLines;
        handlers.onOpen();
        return close.promise;
      },
      print: (lines) => printed.push(...lines),
    });
    reader.follow();
    return { clock, printed, reader, tail, reads: () => reads };
  }

  type Handle = { bring: (lines: LogLine[]) => void; close: () => void };

  test('what the tail brings while a page is shown waits for its end', async () => {
    const { clock, printed, reader } = follow(async (nth, take, tail) => {
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

  test('it is not lost when the tail closes meanwhile', async () => {
    const { clock, printed, reader } = follow(async (nth, take, tail) => {
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

  test('after the end, a tail that still brings lines is waited for', async () => {
    const { clock, printed, reader, tail, reads } = follow(() => {});
    await clock.pass(100);
    clock.at(1000, () => tail.bring([lineAt('late', 1)]));
    clock.at(2000, () => tail.bring([lineAt('later', 2)]));
    await clock.run(reader.drain());
    expect(printed).toEqual(['late', 'later']);
    expect(reads()).toBeLessThan(6);
  });

  test('two reads do not take equal lines for each other', async () => {
    const clock = createVirtualClock();
    const printed: string[] = [];
    let reads = 0;
    const client = {
      async readLogs({ take }: LogQuery) {
        reads += 1;
        // No later read is to bring what these two have missed.
        if (reads > 2) throw new NorthflankError('Gone', { kind: 'unknown' });
        for (let piece = 0; piece < 3; piece += 1) {
          take([lineAt('same', 1)]);
          await clock.sleep(10);
        }
        return { value: { cutAt: undefined, isLast: true } };
      },
    };
    const reader = createLogReader('build', START_MS, {
      ...{ client: client as unknown as Client, clock, random: () => 0.5 },
      ...{ signal: never, warn: () => {}, debug: () => {}, tail: () => Promise.resolve('no tail') },
      print: (lines) => printed.push(...lines),
    });
    reader.readMissing();
    await clock.pass(5);
    await clock.run(reader.drain());
    expect(printed).toEqual(['same', 'same', 'same']);
  });

  test('a line from a wrong future hides no other, however many follow', async () => {
    const ahead = lineAt('ahead', 48 * 3600 * 1000);
    const lines = Array.from({ length: 60_000 }, (_, index) => lineAt(`${index}`, index));
    const { client } = api([lines[0] ?? ahead, ahead, ...lines.slice(1)], { most: 10_000, refuses: false });
    expect((await read(client)).filter((text) => text !== 'ahead')).toHaveLength(60_000);
  });

  test('a page that is too large for the API is asked for in a smaller size', async () => {
    const lines = Array.from({ length: 2500 }, (_, index) => lineAt(`${index}`, index));
    const { asked, client } = api(lines, { most: 1000, refuses: true });
    expect(await read(client)).toEqual(lines.map(({ text }) => text));
    expect(asked.slice(0, 2)).toEqual([10_000, 1000]);
  });

  test('a page that breaks off is gone on with where it broke', async () => {
    const lines = Array.from({ length: 1000 }, (_, index) => lineAt(`${index}`, index));
    const { asked, client } = brittle(lines, { breaks: 15, after: 40 });
    expect(await read(client)).toEqual(lines.map(({ text }) => text));
    expect(asked.length).toBeLessThan(20);
  });

  test('one that breaks off in the middle of a moment is read again', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => lineAt(`${index % 3}`, 7));
    const { asked, client } = brittle(lines, { breaks: 3, after: 40 });
    expect(await read(client)).toEqual(lines.map(({ text }) => text));
    expect(asked.length).toBeLessThan(8);
  });

  test('pages that always break off come to their end as well, though the API is down once', async () => {
    const lines = Array.from({ length: 1000 }, (_, index) => lineAt(`${index}`, index));
    const { asked, client } = brittle(lines, { after: 40, down: [4] });
    expect(await read(client)).toEqual(lines.map(({ text }) => text));
    expect(asked.length).toBeLessThan(100);
  });

  test('a moment that never comes whole is passed over', async () => {
    const times = [
      ...Array.from({ length: 20 }, (_, at) => at),
      ...Array.from({ length: 100 }, () => 50),
      60,
      70,
    ];
    const lines = times.map((ms, at) => lineAt(`${at}`, ms));
    const { client } = brittle(lines, { after: 40 });
    const printed = await read(client);
    expect(printed.slice(0, 39)).toEqual(lines.slice(0, 39).map(({ text }) => text));
    expect(printed.slice(-2)).toEqual(['120', '121']);
  });

  test.each([
    ['no', ''],
    ['a wrong', new Date(START_MS + 48 * 3600 * 1000).toISOString()],
  ])('a page that breaks off at a line with %s time hides no other', async (_name, ts) => {
    const lines = Array.from({ length: 200 }, (_, at) => ({
      ...lineAt(`${at}`, at),
      ...(at === 39 ? { ts } : {}),
    }));
    const { client } = brittle(lines, { after: 40 });
    expect(new Set(await read(client))).toEqual(new Set(lines.map(({ text }) => text)));
  });

  test('what the tail brings waits for what is left of a page that broke off', async () => {
    const { clock, printed, reader } = follow(async (nth, take, tail) => {
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

  test('one moment with more lines than a page gets a larger one', async () => {
    const lines = Array.from({ length: 25_000 }, (_, index) => lineAt(`${index}`, index < 24_000 ? 7 : 8));
    const { client } = api(lines, { most: 80_000, refuses: false });
    expect(await read(client)).toEqual(lines.map(({ text }) => text));
  });

  test.each([true, false])(
    'lines that the API never gives do not stop the rest, refuses: %p',
    async (refuses) => {
      const lines = Array.from({ length: 3000 }, (_, index) => lineAt(`${index}`, index < 2000 ? 7 : index));
      const { client, asked } = api(lines, { most: 1000, refuses });
      const printed = await read(client);
      expect(printed.slice(-1000)).toEqual(lines.slice(-1000).map(({ text }) => text));
      expect(new Set(printed).size).toBe(printed.length);
      expect(asked.length).toBeLessThan(60);
    },
  );
});

test('a log of 200,000 lines is read in little memory', () => {
  const script = path.join(import.meta.dirname, 'log-memory.ts');
  const report = execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' });
  const { printed, wrong, heapMb } = JSON.parse(report) as Record<string, number>;
  expect({ printed, wrong }).toEqual({ printed: 200_000, wrong: 0 });
  expect(heapMb).toBeLessThan(60);
}, 60_000);
