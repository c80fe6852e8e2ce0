import { createVirtualClock } from '../../sandbox/virtual-clock.ts';
import { createLogReader } from '../../src/build-log/log-reader.ts';
import type { Client, LogQuery } from '../../src/northflank/client.ts';
import type { LogLine } from '../../src/northflank/decode.ts';

/**
 * Reads a log of 200,000 lines to its end, in a process of its own, and prints as JSON how many lines were printed, how
 * many of them were not as expected, and by how many MB the heap and the resident memory have grown.
 */
const COUNT = 200_000;
const PAGE = 10_000;
const START_MS = Date.parse('2024-06-01T12:00:00Z');
const LINES_PER_MS = 4;
const MB = 1024 * 1024;

const lineAt = (index: number): LogLine => ({
  ts: new Date(START_MS + Math.floor(index / LINES_PER_MS)).toISOString(),
  containerId: 'builder',
  text: `#8 ${index} ${'some output of a compiler '.repeat(1 + (index % 9))}`,
  partial: false,
});

const clock = createVirtualClock();
const gc = globalThis.gc ?? (() => undefined);
const heap = (): number => {
  gc();
  return process.memoryUsage().heapUsed;
};
let [printed, mismatches, peakHeap, peakRss] = [0, 0, 0, 0];

// Only the log is read.
const client = {
  readLogs: ({ startTime, take }: LogQuery) => {
    const from = Math.max(0, Math.ceil((Date.parse(startTime) - START_MS) * LINES_PER_MS));
    const to = Math.min(COUNT, from + PAGE);
    const lines = Array.from({ length: Math.max(0, to - from) }, (_, index) => lineAt(from + index));
    const cutAt = to < COUNT ? lines.at(-1)?.ts : undefined;
    take(lines);
    return Promise.resolve({ value: { cutAt }, limit: undefined, serverTimeMs: undefined });
  },
} as unknown as Client;

const [initialHeap, initialRss] = [heap(), process.memoryUsage().rss];
const context = { client, clock, random: Math.random, signal: new AbortController().signal };
const reader = createLogReader('build', START_MS, context, {
  tail: () => Promise.resolve('no tail'),
  print(lines) {
    for (const text of lines) {
      if (text !== lineAt(printed).text) mismatches += 1;
      printed += 1;
    }
    peakHeap = Math.max(peakHeap, heap());
    peakRss = Math.max(peakRss, process.memoryUsage().rss);
  },
  warn: () => {},
  debug: () => {},
});
await clock.run(reader.drain());
process.stdout.write(
  `${JSON.stringify({
    printed,
    mismatches,
    heapMb: Math.round((peakHeap - initialHeap) / MB),
    rssMb: Math.round((peakRss - initialRss) / MB),
  })}\n`,
);
