import type { LogLine } from '../northflank/decode.ts';
import { createFifoTable } from './fifo-table.ts';

/** Where lines come from: the live tail, or a query for a range. */
export type LogSource = 'tail' | 'range';

/** A stretch of the log that has not been printed yet, but for parts of its first and its last moment. */
export interface UnreadRange {
  /** Its beginning, in milliseconds since 1970. */
  readonly fromMs: number;
  /** Its end. */
  readonly untilMs: number;
}

/** Which lines of a log have been printed, so that each is printed once however often it is read. */
export interface LineDeduplicator {
  /**
   * Begins to read the log from some moment on; the returned function keeps what has not been printed yet. In an
   * `unread` range, lines are also taken from before `minTimestampMs`. A source has one read at a time: a new one takes
   * the place of the one before.
   */
  beginRead(source: LogSource, unread?: UnreadRange): (lines: LogLine[]) => LogLine[];
  /**
   * Forgets the oldest lines where there are too many, but the first and the last moment of the unread ranges; to be
   * called between batches of lines, as those of one may be in any order.
   */
  evict(unread: readonly UnreadRange[]): void;
  /** Time of the latest line, in milliseconds since 1970; where the log starts before the first. */
  latestMs(): number;
  /** No line before this moment is taken any more, in milliseconds since 1970. */
  minTimestampMs(): number;
}

/**
 * Lines that are remembered: one that comes later than that many others is lost, and memory stays flat. One page brings
 * them again.
 */
const MAX_LINES = 7000;

/** Most lines that are remembered until a batch is over, or as long as they bear the latest timestamp. */
const CAPACITY = 32_768;

/** A time that is further ahead of the one before is wrong, and must not hide all that comes after; milliseconds. */
const MAX_LEAP_MS = 24 * 3600 * 1000;

/**
 * What is known of a line, or of several that are equal: its time in milliseconds, how often it is printed and, for
 * each source, the latest read that has met the line, followed by how often that did.
 */
const [MS, PRINTED, FIELDS] = [0, 1, 6];
const READ = { tail: 2, range: 4 };

/**
 * Equal lines of one millisecond are told apart by their number: a read that meets the third such line where two are
 * printed has met a new one. This holds for every read that begins before the first of them.
 */
export function createLineDeduplicator(startMs: number): LineDeduplicator {
  const table = createFifoTable(FIELDS, CAPACITY);
  let reads = 0;
  let floor = startMs;
  let latest = startMs;

  /** Whether the line at hand is new to the read. */
  const isNew = (line: LogLine, source: LogSource, read: number, unread?: UnreadRange): boolean => {
    // A line without a time is as old as the latest.
    const ms = Number.isNaN(line.timestampMs) ? latest : line.timestampMs;
    const isUnread = unread !== undefined && ms >= unread.fromMs && ms <= unread.untilMs;
    if (ms < floor && !isUnread) return false;
    const row = table.rowOf(keyOf(line));
    const printed = table.get(row, PRINTED);
    const isMetAgain = table.get(row, READ[source]) === read;
    const occurrence = isMetAgain ? table.get(row, READ[source] + 1) + 1 : 1;
    table.set(row, MS, ms);
    table.set(row, READ[source], read);
    table.set(row, READ[source] + 1, occurrence);
    if (occurrence <= printed) return false;
    table.set(row, PRINTED, printed + 1);
    if (ms - latest < MAX_LEAP_MS) latest = Math.max(latest, ms);
    return true;
  };

  return {
    beginRead(source, unread) {
      reads += 1;
      const read = reads;
      return (lines) => lines.filter((line) => isNew(line, source, read, unread));
    },
    evict(unread) {
      for (let excess = table.count() - MAX_LINES; excess > 0; excess -= 1) {
        const ms = table.get(table.oldest(), MS);
        // Of the latest moment more lines may come.
        if (ms === latest) return;
        if (unread.some(({ fromMs, untilMs }) => ms === fromMs || ms === untilMs)) {
          table.keepOldest();
          continue;
        }
        table.evictOldest();
        // A wrong time that is far ahead says nothing of the others.
        if (ms < latest) floor = Math.max(floor, ms + 1);
      }
    },
    latestMs: () => latest,
    minTimestampMs: () => floor,
  };
}

/** Not by its container: range and tail may name it differently. */
function keyOf({ timestampMs, text, partial }: LogLine): string {
  return `${timestampMs}\n${partial ? 'P' : 'F'}${text}`;
}
