import { abortAfter, pause } from '../clock.ts';
import type { Context } from '../context.ts';
import { formatError, lacksPermission, NorthflankError } from '../errors.ts';
import { classifyBuild } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import type { Tail } from '../northflank/log-stream.ts';
import { followTail, type LiveTail } from './live-tail.ts';
import { createLogWriter, type LogOutput } from './log-writer.ts';
import { createPageReader } from './page-reader.ts';

/** When to show the log, as the `logs` input says. */
export type LogMode = 'stream' | 'failure' | 'off';

/** Where the live log comes from, and where its lines go. */
export interface LogOptions extends LogOutput {
  tail: Tail;
  /** Called when the tail has brought lines: the build has printed them just now. */
  onLive(): void;
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

/**
 * Milliseconds before the build's creation from which lines are taken: the clocks of its machines may differ. Without a
 * date of its creation, those before the first poll.
 */
const BEFORE_MS = 6 * 3600 * 1000;

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
      const startMs = (build.createdAtMs ?? context.clock.date()) - BEFORE_MS;
      log ??= createFollower(build.id, startMs, context, options);
      // The log of a build that is over is read at the end, whole.
      if (mode === 'stream' && classifyBuild(build) === 'running') log.follow();
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
  /**
   * Follows it by the live tail, and reads what no tail brings, and from time to time whether it brings everything; to
   * be called after each poll.
   */
  follow(): void;
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
  let tail: LiveTail | undefined;
  let lastReadMs = clock.now();
  /** The read that is going on. */
  let reading: Promise<boolean> | undefined;

  const readGaps = async (): Promise<boolean> => {
    for (const gap of [...writer.gaps()]) {
      const target = writer.beginRead(gap);
      const isComplete = await reader.read(target);
      target.end(isComplete);
      if (isComplete) continue;
      options.debug(`The log could not be read this time: ${formatError(reader.error())}`);
      return false;
    }
    return true;
  };

  /** Reads what has to be read; resolves with whether that has worked. */
  const read = async (): Promise<boolean> => {
    // Two at a time would take each other's lines for new ones.
    await reading;
    reading = readGaps();
    const isComplete = await reading;
    reading = undefined;
    return isComplete;
  };

  /** Reads what no tail brings, or else whether the tail has missed anything. */
  const readMissing = async (): Promise<void> => {
    const isTooEarly = reader.delayMs() > 0 || clock.now() - lastReadMs < MIN_READ_INTERVAL_MS;
    if (isTooEarly || reading !== undefined || reader.isRefused()) return;
    const isCheck = tail?.isOpen() === true && writer.gaps().length === 0;
    if (isCheck && tail?.isSilent() !== true) return;
    lastReadMs = clock.now();
    if (isCheck) writer.openGap();
    const before = writer.count();
    if ((await read()) && isCheck) tail?.onChecked(writer.count() > before);
  };

  return {
    follow() {
      tail ??= followTail(
        {
          ...{ tail: options.tail, buildId: id, fromMs: writer.tailFromMs, debug: options.debug },
          delayMs: reader.delayMs,
          onOpen() {
            writer.beginTail();
            // What is before its first line is read as soon as there is one.
            lastReadMs = Number.NEGATIVE_INFINITY;
          },
          onLines(lines) {
            options.onLive();
            writer.writeTail(lines);
            if (writer.gaps().length > 0) void readMissing();
          },
          onEnd: writer.endTail,
        },
        context,
        ended,
      );
      void readMissing();
    },
    async drain(maxMs) {
      abortAfter(maxMs, clock).addEventListener('abort', () => ending.abort());
      const deadlineMs = clock.now() + maxMs;
      const isTailOpen = (): boolean => tail?.isOpen() === true;
      let isComplete = false;
      // A tail brings the last lines by itself, so that one read after them tells whether any is missing.
      let drains = isTailOpen() ? 1 : 0;
      while (drains < MAX_DRAINS && !ended.aborted && clock.now() + reader.delayMs() <= deadlineMs) {
        if (reader.isRefused() && !isTailOpen()) break;
        const before = writer.count();
        await pause(Math.max(drains > 0 ? DRAIN_PAUSE_MS : 0, reader.delayMs()), clock, ended);
        if (!reader.isRefused()) {
          writer.openGap();
          isComplete = await read();
          // A read that failed says nothing about whether more is to come.
          if (!isComplete) continue;
        }
        if (drains > 0 && writer.count() === before) break;
        drains += 1;
      }
      // Without a read nobody knows whether the tail has brought all.
      if (!isComplete) options.warn(incompleteWarning(writer.count(), reader.error(), signal.aborted));
    },
    stop() {
      ending.abort();
      writer.end();
    },
    lastLines: writer.lastLines,
  };
}

/** What to say of a log of which so many lines were printed and not all could be read. */
function incompleteWarning(printed: number, error: unknown, isCancelled: boolean): string {
  const what = printed === 0 ? 'cannot be shown' : 'may be incomplete';
  if (error instanceof NorthflankError && lacksPermission(error)) {
    return (
      `The log of the build ${what}, because the API token is not allowed to read it. Grant it the permission ` +
      `"${error.permission ?? 'Deployment > View Instance Logs'}", or set \`logs: off\`.`
    );
  }
  if (isCancelled)
    return `The log of the build ${what}, because the step was cancelled; the full log is in Northflank.`;
  const why = error === undefined ? 'it took too long' : formatError(error);
  return `The log of the build ${what}; the full log is in Northflank. Reading it failed: ${why}`;
}
