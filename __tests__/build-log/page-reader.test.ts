import { describe, expect, test } from '@jest/globals';
import { createVirtualClock } from '../../sandbox/virtual-clock.ts';
import { createLogWriter } from '../../src/build-log/log-writer.ts';
import { createPageReader, nextPage, type PageRequest } from '../../src/build-log/page-reader.ts';
import { NorthflankError } from '../../src/errors.ts';
import type { Client, LogQuery } from '../../src/northflank/client.ts';
import type { LogLine } from '../../src/northflank/decode.ts';

const START_MS = Date.parse('2024-06-01T12:00:00Z');
const never = new AbortController().signal;

const lineAt = (text: string, ms: number): LogLine => ({
  ...{ text, timestampMs: START_MS + ms, containerId: '', partial: false },
});

describe('where the next page begins', () => {
  const request: PageRequest = { fromMs: 100, lineLimit: 10 };
  const page = { count: 10, lastMs: 200, hasMore: true, cursorMs: Number.NaN };

  test.each([
    ['a little before the last line', page, { fromMs: 199, lineLimit: 40 }],
    ['there as well where the page has a cursor', { ...page, cursorMs: 300 }, { fromMs: 199 }],
    ['nowhere after the last page', { ...page, hasMore: false }, undefined],
    ['nowhere after an empty page', { ...page, count: 0 }, undefined],
    ['where fewer lines than asked for have ended', { ...page, count: 3 }, { fromMs: 199 }],
    [
      'at the cursor where no line has a time',
      { ...page, lastMs: Number.NaN, cursorMs: 300 },
      { fromMs: 299 },
    ],
    [
      'at the same place after a page of one moment, which becomes as large as possible',
      { ...page, lastMs: 100 },
      { fromMs: 100, lineLimit: 40 },
    ],
    [
      'behind a moment that never comes whole',
      { ...page, lastMs: 100, count: 5 },
      { fromMs: 101, isStalled: true },
    ],
    [
      'after the last line where it is not said whether there are more',
      { ...page, hasMore: undefined },
      { fromMs: 199 },
    ],
    [
      'nowhere where it is not said, and nothing came after',
      { ...page, hasMore: undefined, lastMs: 100, count: 3 },
      undefined,
    ],
  ])('%s', (_name, given, expected) => {
    const next = nextPage(request, given, 40);
    if (expected === undefined) expect(next).toBeUndefined();
    else expect(next).toMatchObject(expected);
  });

  test('nowhere after two pages in a row that lead nowhere', () => {
    const stalled = nextPage(request, { ...page, lastMs: 100, count: 5 }, 40) ?? request;
    expect(nextPage(stalled, { ...page, lastMs: 100, count: 5 }, 40)).toBeUndefined();
  });
});

/** An API that refuses pages of more than `most` lines, or has them cut to it, or breaks them off after `after`. */
function api(lines: LogLine[], { most, refuses = false, after = Infinity, breaks = 1000 }: Limits) {
  const asked: number[] = [];
  let remaining = breaks;
  const client = {
    readLogs: ({ fromMs, lineLimit, take }: LogQuery) => {
      asked.push(lineLimit);
      if (asked.length > 700) throw new Error('This has no end');
      if (refuses && lineLimit > most) {
        return Promise.reject(new NorthflankError('Too many lines', { kind: 'refused', status: 400 }));
      }
      const from = lines.filter(({ timestampMs }) => !(timestampMs < fromMs));
      const page = from.slice(0, Math.min(most, lineLimit));
      if (page.length > after && remaining > 0) {
        remaining -= 1;
        take(page.slice(0, after));
        return Promise.reject(new NorthflankError('Broken off', { kind: 'unknown' }));
      }
      take(page);
      const hasMore = from.length > page.length;
      return Promise.resolve({ value: { hasMore, cursorMs: Number.NaN }, limit: undefined });
    },
  };
  return { asked, client: client as unknown as Client };
}

interface Limits {
  most: number;
  refuses?: boolean;
  after?: number;
  breaks?: number;
}

/** Reads a log until it is complete, as the end of a build does. */
async function read(client: Client): Promise<string[]> {
  const clock = createVirtualClock();
  const printed: string[] = [];
  const output = { print: (lines: string[]) => void printed.push(...lines), info: () => {} };
  const writer = createLogWriter(START_MS, clock, output, never);
  const reader = createPageReader('build', { client, clock, random: () => 0.5 }, never);
  await clock.run(async () => {
    for (let isComplete = false; !isComplete; await clock.sleep(reader.delayMs() + 1)) {
      const [gap] = writer.gaps();
      if (gap === undefined) return;
      const target = writer.beginRead(gap);
      isComplete = await reader.read(target);
      target.end(isComplete);
    }
  });
  return printed;
}

describe('a log that is read by pages', () => {
  const lines = Array.from({ length: 2500 }, (_, index) => lineAt(`${index}`, index));
  const texts = lines.map(({ text }) => text);

  test('a page that is too large for the API is asked for in a smaller size, and no larger one is tried again', async () => {
    const { asked, client } = api(lines, { most: 600, refuses: true });
    expect(await read(client)).toEqual(texts);
    expect(asked.filter((size) => size > 600)).toHaveLength(2);
  });

  test('a log that is refused in every size is not asked for again at once', async () => {
    const { asked, client } = api(lines, { most: 1, refuses: true });
    const clock = createVirtualClock();
    const reader = createPageReader('build', { client, clock, random: () => 0.5 }, never);
    const target = { startMs: START_MS, untilMs: () => Infinity, beginPage: () => () => undefined };
    const sizes = [8000, 2000, 500, 125, 31, 10];
    for (let reads = 0; reads < sizes.length; reads += 1) await reader.read(target);
    expect(asked).toEqual(sizes);
    expect(reader.delayMs()).toBeGreaterThan(0);
  });

  test('a server that gives fewer lines than it is asked for is followed', async () => {
    const { asked, client } = api(lines, { most: 500 });
    expect(await read(client)).toEqual(texts);
    expect(asked.length).toBeLessThan(8);
  });

  test.each([3, 1000])(
    'a page that breaks off is read again, in a smaller size at last: %p times',
    async (breaks) => {
      const { asked, client } = api(lines, { most: 10_000, after: 40, breaks });
      expect(await read(client)).toEqual(texts);
      expect(asked.slice(0, 3)).toEqual([8000, 8000, 2000]);
      expect(Math.min(...asked)).toBeGreaterThanOrEqual(500);
    },
  );

  test('lines that are equal in a page that breaks off are all shown', async () => {
    const equal = Array.from({ length: 100 }, (_, index) => lineAt(`${index % 3}`, 7));
    const { client } = api(equal, { most: 10_000, after: 40, breaks: 3 });
    expect((await read(client)).toSorted()).toEqual(equal.map(({ text }) => text).toSorted());
  });

  test('one moment with more lines than a page gets a larger one', async () => {
    const many = Array.from({ length: 25_000 }, (_, index) => lineAt(`${index}`, index < 24_000 ? 7 : 8));
    expect(await read(api(many, { most: 80_000 }).client)).toEqual(many.map(({ text }) => text));
  });

  test.each([true, false])(
    'lines that the API never gives do not stop the rest, refuses: %p',
    async (refuses) => {
      const some = Array.from({ length: 3000 }, (_, index) => lineAt(`${index}`, index < 2000 ? 7 : index));
      const { client, asked } = api(some, { most: 1000, refuses });
      const printed = await read(client);
      expect(printed.slice(-1000)).toEqual(some.slice(-1000).map(({ text }) => text));
      expect(new Set(printed).size).toBe(printed.length);
      expect(asked.length).toBeLessThan(60);
    },
  );

  test('a line from a wrong future hides no other, however many follow', async () => {
    const ahead = lineAt('ahead', 48 * 3600 * 1000);
    const all = Array.from({ length: 60_000 }, (_, index) => lineAt(`${index}`, index));
    const { client } = api([lineAt('0', 0), ahead, ...all.slice(1)], { most: 10_000 });
    expect((await read(client)).filter((text) => text !== 'ahead')).toHaveLength(60_000);
  });
});
