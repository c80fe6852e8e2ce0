import { type Clock, pause } from '../clock.ts';
import type { LogLine } from '../northflank/decode.ts';
import { createLineDeduplicator, type LogSource, type UnreadRange } from './deduplicator.ts';
import { createLineJoiner } from './line-joiner.ts';
import type { PageTarget } from './page-reader.ts';

/** Where the lines go. */
export interface LogOutput {
  /** Prints whole lines of the build, text of unknown origin. */
  print(lines: string[]): void;
  /** Prints a line of the action between them. */
  info(text: string): void;
}

/** A stretch of the log that no tail brings, so that it has to be read. Times are milliseconds since 1970. */
export interface LogGap extends UnreadRange {
  /** What is before has been printed, late lines apart; it moves on as the gap is read. */
  fromMs: number;
  /** The first line of the tail that follows; Infinity if there is none. */
  untilMs: number;
  /** Where the next read begins: where one has broken off, or earlier, for the sake of late lines. */
  readFromMs: number;
  /** Whether a tail brings all that comes after the beginning of the read that is going on, late lines included. */
  isFollowed: boolean;
}

/** A read of a gap. */
export interface GapRead extends PageTarget {
  /** To be called once, with whether the gap was read to its end. */
  end(isComplete: boolean): void;
}

/** Prints the lines of a log that come by a tail and by pages: in order, and each once. */
export interface LogWriter {
  /** A tail has opened: what it brings is held back, as long as that is possible, until what is before it was read. */
  beginTail(): void;
  writeTail(lines: LogLine[]): void;
  /** The tail has ended: what is written from now on has to be read. */
  endTail(): void;
  /** What has to be read, the oldest first. */
  gaps(): readonly LogGap[];
  /** Adds what comes after the latest line, also where a tail should bring it. */
  openGap(): void;
  /** Begins to read a gap, so early that it meets all lines that are late; the tail is held back meanwhile. */
  beginRead(gap: LogGap): GapRead;
  /** From where on a tail has to bring the log, in milliseconds since 1970. */
  tailFromMs(): number;
  /** Prints what is held back, and lines that were never finished. */
  end(): void;
  /** How many lines were printed. */
  count(): number;
  /** The last lines that were printed. */
  lastLines(): string[];
}

/** Milliseconds for which a line of the tail is held back, and how many are: a hanging read must not stop a live log. */
const MAX_HOLD_MS = 1500;
const MAX_BUFFERED_LINES = 5000;

/** How long before a gap a read begins, in milliseconds: a line may come a minute late, and a read take another. */
const LOOK_BACK_MS = 120_000;

/** Lines that are kept for the failure annotation and the summary. */
const LAST_LINES = 30;

const EARLIER = 'Earlier lines of the log, which could only be read now:';
const CONTINUED = 'The log continues:';

/** A writer of the log from `startMs` on (milliseconds since 1970); `signal` ends it. */
export function createLogWriter(
  startMs: number,
  clock: Clock,
  output: LogOutput,
  signal: AbortSignal,
): LogWriter {
  const printer = createPrinter(output);
  const deduplicator = createLineDeduplicator(startMs);
  const { latestMs } = deduplicator;
  let gaps: LogGap[] = [];
  let acceptNew = deduplicator.beginRead('tail');
  let isTailOpen = false;
  /** What the tail has brought and is not printed yet, as it is held back. */
  let held: LogLine[] = [];
  let isHolding = false;

  /** Whether the time of a line can be right. */
  const hasTime = ({ timestampMs }: LogLine): boolean => timestampMs >= startMs;

  const openGap = (): LogGap => {
    const last = gaps.at(-1);
    if (last?.untilMs === Infinity) return last;
    // Also after what is still held back.
    const fromMs = Math.max(latestMs(), held.findLast(hasTime)?.timestampMs ?? startMs);
    const gap = { fromMs, untilMs: Infinity, readFromMs: fromMs - LOOK_BACK_MS, isFollowed: false };
    gaps.push(gap);
    return gap;
  };

  const gapStartMs = ({ fromMs, readFromMs }: LogGap): number =>
    Math.min(fromMs - 1, Math.max(deduplicator.minTimestampMs(), readFromMs));

  const release = (): void => {
    isHolding = false;
    printer.print(acceptNew(held), 'tail');
    held = [];
    deduplicator.evict(gaps);
  };

  const releaseLater = async (): Promise<void> => {
    const lines = held;
    await pause(MAX_HOLD_MS, clock, signal);
    if (held === lines) release();
  };

  openGap();
  return {
    beginTail() {
      // These lines are not of the read that begins.
      release();
      const gap = openGap();
      // A read that broke off before has missed what came late, which no tail brings.
      gap.readFromMs = gap.fromMs - LOOK_BACK_MS;
      isTailOpen = true;
      acceptNew = deduplicator.beginRead('tail');
      isHolding = true;
    },
    writeTail(lines) {
      const gap = gaps.at(-1);
      const firstMs = lines.find(hasTime)?.timestampMs;
      if (gap?.untilMs === Infinity && firstMs !== undefined) gap.untilMs = Math.max(gap.fromMs, firstMs);
      if (held.length === 0 && isHolding) void releaseLater();
      for (const line of lines) held.push(line);
      if (!isHolding || held.length > MAX_BUFFERED_LINES) release();
    },
    endTail() {
      isTailOpen = false;
      openGap().isFollowed = false;
    },
    gaps: () => gaps,
    openGap,
    beginRead(gap) {
      gap.isFollowed = isTailOpen || gap.untilMs < Infinity;
      isHolding = true;
      return {
        startMs: gapStartMs(gap),
        untilMs: () => gap.untilMs,
        beginPage() {
          // Each page begins before the first of the lines that are equal, and so is a read of its own.
          const acceptNewOfPage = deduplicator.beginRead('range', gap);
          return (lines) => {
            const newestMs = latestMs();
            printer.print(acceptNewOfPage(lines), 'range', newestMs);
            // A wrong time that is far ahead must not hide the lines between.
            const lastMs = lines.findLast(({ timestampMs }) => timestampMs <= latestMs())?.timestampMs;
            gap.fromMs = Math.max(gap.fromMs, lastMs ?? gap.fromMs);
            gap.readFromMs = Math.max(gap.readFromMs, (lastMs ?? gap.readFromMs) - 1);
            deduplicator.evict(gaps);
            return lastMs;
          };
        },
        end(isComplete) {
          if (isComplete) {
            gap.fromMs = Math.min(latestMs(), gap.untilMs);
            gap.readFromMs = gap.fromMs - LOOK_BACK_MS;
            if (gap.isFollowed) gaps = gaps.filter((one) => one !== gap);
          }
          // What is held back comes before a gap that begins with its end.
          const heldMs = held.find(hasTime)?.timestampMs ?? Infinity;
          if (!isComplete || gaps.every(({ fromMs }) => fromMs >= heldMs)) release();
        },
      };
    },
    tailFromMs: () => gapStartMs(openGap()),
    end() {
      release();
      printer.end();
    },
    count: printer.count,
    lastLines: printer.lastLines,
  };
}

interface Printer {
  /** Prints lines of the log; those from before `earlierThanMs` (milliseconds since 1970) under a line of their own. */
  print(lines: LogLine[], source: LogSource, earlierThanMs?: number): void;
  /** Prints what was never finished. */
  end(): void;
  count(): number;
  lastLines(): string[];
}

/** Makes whole lines and prints them. */
function createPrinter({ print, info }: LogOutput): Printer {
  const joiner = createLineJoiner();
  let isUnderEarlier = false;
  let printed = 0;
  let last: string[] = [];

  const write = (lines: string[], isEarlier: boolean): void => {
    if (lines.length === 0) return;
    if (isEarlier !== isUnderEarlier) info(isEarlier ? EARLIER : CONTINUED);
    isUnderEarlier = isEarlier;
    printed += lines.length;
    print(lines);
    const newest = lines.slice(-LAST_LINES);
    last = (isEarlier ? [...newest, ...last] : [...last, ...newest]).slice(-LAST_LINES);
  };

  return {
    print(lines, source, earlierThanMs = Number.NEGATIVE_INFINITY) {
      for (const isEarlier of [true, false]) {
        const some = lines.filter(({ timestampMs }) => timestampMs < earlierThanMs === isEarlier);
        write(joiner.join(some, source), isEarlier);
      }
    },
    end: () => write(joiner.rest(), false),
    count: () => printed,
    lastLines: () => last,
  };
}
