import type { Context } from '../context.ts';
import { formatError, lacksPermission, NorthflankError } from '../errors.ts';
import { classifyBuild } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import type { Tail } from '../northflank/log-stream.ts';
import { followTail, type LiveTail } from './live-tail.ts';
import { createLogWriter, type LogOutput, type LogWriter } from './log-writer.ts';
import { createPageReader, type PageReader } from './page-reader.ts';

/** When to show the log, as the `logs` input says. */
export type LogMode = 'stream' | 'failure' | 'off';

/** Where the live log comes from, and where its lines go. */
export interface LogOptions extends LogOutput {
  tail: Tail;
  /** Tells the user, once, that the log is not shown, or not all of it. */
  warn(text: string): void;
  /** Tells whoever debugs the action. */
  debug(text: string): void;
}

/** The log of the build that a step is about, shown as the `logs` input says. A log that cannot be read fails nothing. */
export interface BuildLog {
  /** To be called with the build after each poll. */
  onBuild(build: Build): void;
  /** To be called once, when it is known whether the build succeeded; takes that many milliseconds at most. */
  drain(succeeded: boolean, maxMs: number): Promise<void>;
  /** To be called instead where there is no time left. */
  stop(): void;
  /** The last lines that were shown. */
  lastLines(): readonly string[];
}

/** How far back the log of a build without a date is read, in milliseconds. */
const UNDATED_MS = 6 * 3600 * 1000;

/** Milliseconds before the build's creation from which lines are taken: the clocks of its machines may differ. */
const CLOCK_SLACK_MS = 3600 * 1000;

/** Milliseconds from one read to the next while the build runs: each costs a request. */
const MIN_READ_INTERVAL_MS = 3000;

/** After the end, the log is read until a pause of this many milliseconds brings no more lines. */
const DRAIN_PAUSE_MS = 1500;

/** Most reads after the end: what has not come by then hardly will. */
const MAX_DRAINS = 6;

/** The log of a build that is not known before the first poll. */
export function createBuildLog(mode: LogMode, context: Context, options: LogOptions): BuildLog {
  let log: Follower | undefined;
  return {
    onBuild(build) {
      if (mode === 'off') return;
      const createdAtMs = build.createdAtMs ?? context.clock.date() - UNDATED_MS;
      const isFirst = log === undefined;
      log ??= createFollower(build.id, createdAtMs - CLOCK_SLACK_MS, context, options);
      // The log of a build that is over is read at the end, whole.
      if (mode !== 'stream' || classifyBuild(build) !== 'running') return;
      if (isFirst) log.follow();
      else log.readMissing();
    },
    async drain(succeeded, maxMs) {
      if (mode === 'stream' || !succeeded) await log?.drain(Math.max(0, maxMs));
      log?.stop();
    },
    stop: () => log?.stop(),
    lastLines: () => log?.lastLines() ?? [],
  };
}

/** Shows the log of one build. */
interface Follower {
  /** Begins to follow it by the live tail. */
  follow(): void;
  /** Reads what no tail brings, and from time to time whether it brings everything; nobody waits for that. */
  readMissing(): void;
  /** Brings the rest of the log of a build that is over, within that many milliseconds. */
  drain(maxMs: number): Promise<void>;
  stop(): void;
  lastLines(): readonly string[];
}

function createFollower(id: string, startMs: number, context: Context, options: LogOptions): Follower {
  const { clock, signal } = context;
  const ending = new AbortController();
  const ended = AbortSignal.any([signal, ending.signal]);
  const writer = createLogWriter(startMs, clock, options, ended);
  const reader = createPageReader(id, context, ended);
  const backfill = createBackfill(writer, reader, options.debug);
  let tail: LiveTail | undefined;
  let lastReadMs = clock.now();

  const pause = async (ms: number): Promise<void> => {
    try {
      await clock.sleep(ms, ended);
    } catch {
      // Ended meanwhile, as every caller sees for itself.
    }
  };

  /** Reads what the tail should have brought, until there is something. */
  const check = async (): Promise<void> => {
    const before = writer.count();
    writer.openGap();
    const hasMore = (): boolean => writer.count() > before;
    if (await backfill.read({ isEnough: hasMore })) tail?.onChecked(hasMore());
  };

  const readMissing = (): void => {
    if (backfill.isReading() || reader.isRefused() || reader.delayMs() > 0) return;
    if (ended.aborted || clock.now() - lastReadMs < MIN_READ_INTERVAL_MS) return;
    const isWatched = tail?.isOpen() === true && writer.gaps().length === 0;
    if (isWatched && tail?.isSilent() !== true) return;
    lastReadMs = clock.now();
    void (isWatched ? check() : backfill.read());
  };

  const endAfter = async (ms: number, cancelled: AbortSignal): Promise<void> => {
    try {
      await clock.sleep(ms, cancelled);
      ending.abort();
    } catch {
      // It ended in time.
    }
  };

  return {
    follow() {
      tail = followTail(
        {
          ...{ tail: options.tail, buildId: id, fromMs: writer.tailFromMs, debug: options.debug },
          onOpen() {
            writer.beginTail();
            // What is before its first line is read as soon as there is one.
            lastReadMs = Number.NEGATIVE_INFINITY;
          },
          onLines(lines) {
            writer.writeTail(lines);
            if (writer.gaps().length > 0) readMissing();
          },
          onEnd: writer.endTail,
        },
        context,
        ended,
      );
    },
    readMissing,
    async drain(maxMs) {
      const deadlineMs = clock.now() + maxMs;
      const drained = new AbortController();
      void endAfter(maxMs, drained.signal);
      const isLive = tail?.isOpen() === true;
      const isWatched = isLive && writer.gaps().every(({ isEmpty }) => isEmpty);
      let isComplete = false;
      let lookBack = !isLive;
      let before = writer.count();
      // A tail brings the last lines by itself, so that one read after them tells whether any is missing.
      if (isLive) await pause(DRAIN_PAUSE_MS);
      for (let drains = isLive ? 1 : 0; drains < MAX_DRAINS && !ended.aborted; ) {
        const isRefused = reader.isRefused();
        if ((isRefused && tail?.isOpen() !== true) || clock.now() + reader.delayMs() > deadlineMs) break;
        if (reader.delayMs() > 0) await pause(reader.delayMs());
        const beforeRead = writer.count();
        if (!isRefused) writer.openGap();
        const isRead = !isRefused && (await backfill.read({ lookBack }));
        isComplete ||= isRead;
        // A read that failed says nothing about whether more is to come.
        if (!isRead && !isRefused) continue;
        if (drains > 0 && writer.count() === before) break;
        lookBack = writer.count() > beforeRead;
        before = writer.count();
        drains += 1;
        await pause(DRAIN_PAUSE_MS);
      }
      drained.abort();
      isComplete ||= isWatched && reader.isRefused();
      if (!isComplete && !signal.aborted) options.warn(incompleteWarning(writer.count(), reader.error()));
    },
    stop() {
      ending.abort();
      writer.end();
    },
    lastLines: writer.lastLines,
  };
}

/** What to say of a log of which so many lines were printed and not all could be read. */
function incompleteWarning(printed: number, error: unknown): string {
  const what = printed === 0 ? 'cannot be shown' : 'is shown in part only';
  if (error instanceof NorthflankError && lacksPermission(error)) {
    return (
      `The log of the build ${what}, because the API token is not allowed to read it. Grant it the permission ` +
      `"${error.permission ?? 'Deployment > View Instance Logs'}", or set \`logs: off\`.`
    );
  }
  const why = error === undefined ? 'it took too long' : formatError(error);
  return `The log of the build ${what}; the whole log is in Northflank. It could not be read: ${why}`;
}

/** Reads the gaps of a log, one read at a time. */
interface Backfill {
  /**
   * Reads the gaps, or until that is enough; resolves with whether that has worked. `lookBack`, true by default, is
   * that of {@link LogWriter.beginRead}.
   */
  read(options?: { lookBack?: boolean; isEnough?: () => boolean }): Promise<boolean>;
  isReading(): boolean;
}

function createBackfill(writer: LogWriter, reader: PageReader, debug: (text: string) => void): Backfill {
  let backfilling = 0;
  let last: Promise<boolean> = Promise.resolve(true);

  const readGaps: Backfill['read'] = async ({ lookBack = true, isEnough } = {}) => {
    for (const gap of [...writer.gaps()]) {
      const read = writer.beginRead(gap, lookBack);
      const isComplete = await reader.read(read, isEnough);
      read.end(isComplete);
      if (!isComplete) debug(`The log could not be read this time: ${formatError(reader.error())}`);
      if (!isComplete) return false;
    }
    return true;
  };

  return {
    async read(options) {
      backfilling += 1;
      // Two at a time would take each other's lines for new ones.
      last = last.then(() => readGaps(options));
      const isComplete = await last;
      backfilling -= 1;
      return isComplete;
    },
    isReading: () => backfilling > 0,
  };
}
