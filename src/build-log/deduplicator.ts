import type { LogLine } from '../northflank/decode.ts';
import { createFifoTable } from './fifo-table.ts';

/** Which lines of a log have been printed, so that each is printed once however often it is read. */
export interface LineDeduplicator {
  /**
   * Begins to read the log from some moment on; the returned function keeps what has not been printed yet.
   * There is one reading of each source at a time: a new one takes the place of the one before.
   */
  beginRead(source: 'tail' | 'range'): (lines: LogLine[]) => LogLine[];
  /**
   * Forgets what is too old at that moment, in milliseconds since 1970, and what is too much; to be called between the
   * pages of a log, as the lines of one may be in any order.
   */
  evict(atMs: number | undefined): void;
  /** Timestamp of the latest line, in milliseconds since 1970; undefined before the first. */
  latestMs(): number | undefined;
  /** No line before this moment is taken any more, in milliseconds since 1970. */
  minTimestampMs(): number;
}

/** Lines that are remembered: one that comes later than that many others is lost, and memory stays flat. */
const MAX_LINES = 20_000;

/** How late a line may come and still be taken, in milliseconds of the log's own clock. */
export const MAX_LATENESS_MS = 60_000;

/** A timestamp that is further ahead of the one before is wrong, and must not hide all that comes after, in ms. */
const MAX_LEAP_MS = 24 * 3600 * 1000;

/**
 * What is known of a line, or of several that are equal in all: its time in milliseconds, how often it is printed and,
 * for each source, its latest reading that has met the line, and how often that did.
 */
const [MS, PRINTED, FIELDS] = [0, 1, 6];
const READ = { tail: 2, range: 4 };
const OCCURRENCES = { tail: 3, range: 5 };

/**
 * Equal lines with one timestamp are told apart by their number: a reading that meets the third such line where two
 * are printed has met a new one. This holds for every reading that begins before the first of them.
 */
export function createLineDeduplicator(startMs: number): LineDeduplicator {
  const table = createFifoTable(FIELDS);
  let reads = 0;
  let floor = startMs;
  let latest: number | undefined;

  return {
    beginRead(source) {
      reads += 1;
      const beginRead = reads;
      return (lines) =>
        lines.filter((line) => {
          const ms = timeOf(line, latest ?? floor);
          if (ms < floor) return false;
          const row = table.rowOf(keyOf(line));
          const printed = table.get(row, PRINTED);
          if (printed === 0) table.set(row, MS, ms);
          const occurrence =
            table.get(row, READ[source]) === beginRead ? table.get(row, OCCURRENCES[source]) + 1 : 1;
          table.set(row, READ[source], beginRead);
          table.set(row, OCCURRENCES[source], occurrence);
          if (occurrence <= printed) return false;
          table.set(row, PRINTED, printed + 1);
          if (ms - (latest ?? startMs) < MAX_LEAP_MS) latest = Math.max(latest ?? ms, ms);
          return true;
        });
    },
    evict(atMs) {
      for (let row = table.oldest(); row !== undefined; row = table.oldest()) {
        const ms = table.get(row, MS);
        // A wrong time that is far ahead says nothing of the others.
        const isAhead = ms > (latest ?? ms);
        const old = isAhead || ms < (atMs ?? ms) - MAX_LATENESS_MS;
        // Of the latest moment nothing is forgotten: more of its lines may come.
        if (!old && (table.count() <= MAX_LINES || ms === latest)) return;
        table.evictOldest();
        if (!isAhead) floor = Math.max(floor, ms + 1);
      }
    },
    latestMs: () => latest,
    minTimestampMs: () => floor,
  };
}

function keyOf({ ts, containerId, text, partial }: LogLine): string {
  return `${ts}\n${containerId}\n${partial ? 'P' : 'F'}${text}`;
}

/** Milliseconds of a line's timestamp; a line without one is as old as the latest. */
function timeOf({ ts }: LogLine, fallback: number): number {
  const ms = Date.parse(ts);
  return Number.isNaN(ms) ? fallback : ms;
}
