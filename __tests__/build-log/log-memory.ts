import { createVirtualClock } from '../../sandbox/virtual-clock.ts';
import { scripts } from '../../sandbox/northflank/world.ts';
import { createBuildLog } from '../../src/build-log/build-log.ts';
import { createFailingStepFinder } from '../../src/build-log/failing-step.ts';
import type { Client, LogQuery } from '../../src/northflank/client.ts';
import type { LogLine } from '../../src/northflank/decode.ts';

/**
 * Reads a log of 200,000 lines to its end, in a process of its own, and prints as JSON how many lines came out and by
 * how many MB the memory rose meanwhile, with and without what is only waiting to be collected. With the argument
 * `find` it looks for the step that failed, 5,000 lines before the end.
 */
const COUNT = 200_000;
const PAGE = 10_000;
const START_MS = Date.parse('2024-06-01T12:00:00Z');
const LINES_PER_MS = 4;
const MB = 1024 * 1024;

const FAILURE = scripts.failure.phases
  .flatMap(({ lines = [] }) => ('count' in lines ? [] : lines))
  .map(String);
const FAILURE_START = COUNT - 5000 - FAILURE.length;

const lineAt = (index: number): LogLine => ({
  timestampMs: START_MS + Math.floor(index / LINES_PER_MS),
  containerId: 'builder',
  text:
    FAILURE[index - FAILURE_START] ?? `#8 ${index} ${'some output of a compiler '.repeat(1 + (index % 9))}`,
  partial: false,
});

const clock = createVirtualClock();
const gc = globalThis.gc ?? (() => undefined);
const heap = (): number => {
  gc();
  return process.memoryUsage().heapUsed;
};
let [printed, mismatches, peakHeap, peakRss] = [0, 0, 0, 0];

// Only the log is asked for.
const client = {
  readLogs: ({ fromMs, take }: LogQuery) => {
    const from = Math.max(0, Math.ceil((fromMs - START_MS) * LINES_PER_MS));
    const to = Math.min(COUNT, from + PAGE);
    const lines = Array.from({ length: Math.max(0, to - from) }, (_, index) => lineAt(from + index));
    take(lines);
    return Promise.resolve({
      value: { hasMore: to < COUNT, cursorMs: Number.NaN },
      limit: undefined,
      serverTimeMs: undefined,
    });
  },
} as unknown as Client;

const [floorHeap, floorRss] = [heap(), process.memoryUsage().rss];
const finder = process.argv[2] === 'find' ? createFailingStepFinder() : undefined;
const context = { client, clock, random: Math.random, signal: new AbortController().signal };
const log = createBuildLog('stream', context, {
  tail: () => Promise.resolve('no tail'),
  print(lines) {
    finder?.add(lines);
    for (const text of lines) {
      if (text !== lineAt(printed).text) mismatches += 1;
      printed += 1;
    }
    peakHeap = Math.max(peakHeap, heap());
    peakRss = Math.max(peakRss, process.memoryUsage().rss);
  },
  info: () => {},
  warn: () => {},
  ...{ debug: () => {}, onLive: () => {} },
});
log.onBuild({ id: 'build', createdAtMs: START_MS, concluded: true, raw: {} });
await clock.run(log.drain(true, 30_000));
process.stdout.write(
  `${JSON.stringify({
    printed,
    mismatches,
    step: finder?.find()?.step,
    heapMb: Math.round((peakHeap - floorHeap) / MB),
    rssMb: Math.round((peakRss - floorRss) / MB),
  })}\n`,
);
