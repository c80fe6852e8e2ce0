import { pause } from '../clock.ts';
import type { Context } from '../context.ts';
import type { LogLine } from '../northflank/decode.ts';
import type { Tail } from '../northflank/log-stream.ts';
import { backoffMs } from '../retry.ts';

/** Where a live tail begins, and who is told. */
export interface LiveTailOptions {
  tail: Tail;
  buildId: string;
  /** From where on a new connection has to bring the log, in milliseconds since 1970. */
  fromMs(): number;
  onOpen(): void;
  onLines(lines: LogLine[]): void;
  /** Called when a connection that was open ends. */
  onEnd(): void;
  /** Milliseconds for which no connection is to be tried: the rate limit is exhausted. */
  delayMs(): number;
  /** Tells whoever debugs the action. */
  debug(text: string): void;
}

/** The live log of a build; it reconnects by itself until its signal is aborted. */
export interface LiveTail {
  /** True while a connection is open. */
  isOpen(): boolean;
  /** True if nothing has come for so long that a read should tell whether something is missing. */
  isSilent(): boolean;
  /** Takes what that read has shown: a tail that has missed lines is replaced, unless it brings some at last. */
  onChecked(hasMissedLines: boolean): void;
}

/** Short connections in a row after which tailing is abandoned: each costs requests, and reads bring the lines as well. */
const MAX_FAILURES = 6;

/** Milliseconds between two connections, and those after which one was no failure. */
const MIN_REOPEN_MS = 3000;
const STABLE_CONNECTION_MS = 60_000;

/** Lines of the past that a connection is to bring; pages bring what is before them faster. */
const BACKLOG_LINES = 1000;

/**
 * Milliseconds without a line after which a tail is checked: a dead connection looks like a quiet build. Each check that
 * finds nothing doubles the time.
 */
const SILENCE_MS = { first: 8000, most: 60_000 };

/** Milliseconds by which a tail may bring a line later than a read: it sends once a second what has come. */
const TAIL_LAG_MS = 5000;

/** Follows the log until `signal` is aborted or too many connections have failed. */
export function followTail(
  options: LiveTailOptions,
  { clock, random }: Pick<Context, 'clock' | 'random'>,
  signal: AbortSignal,
): LiveTail {
  let connection: Connection | undefined;

  /** Connects once; resolves when the connection has ended. */
  const connect = async (): Promise<void> => {
    const replaced = new AbortController();
    const nowMs = clock.now();
    const current = { lastLineMs: nowMs, checkedMs: nowMs, checks: 0, replace: () => replaced.abort() };
    const why = await options.tail(
      { buildId: options.buildId, fromMs: options.fromMs(), lineLimit: BACKLOG_LINES },
      {
        onOpen() {
          connection = current;
          options.onOpen();
        },
        onLines(lines) {
          current.lastLineMs = clock.now();
          options.onLines(lines);
        },
      },
      AbortSignal.any([signal, replaced.signal]),
    );
    options.debug(`The live log ended: ${why}`);
    if (connection !== undefined) options.onEnd();
    connection = undefined;
  };

  const follow = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted && failures < MAX_FAILURES; ) {
      const beganMs = clock.now();
      await connect();
      failures = clock.now() - beganMs > STABLE_CONNECTION_MS ? 1 : failures + 1;
      // Each handshake costs a request; meanwhile reads bring the lines.
      const delayMs = Math.max(MIN_REOPEN_MS, backoffMs(2 + failures, random), options.delayMs());
      await pause(delayMs, clock, signal);
    }
  };

  const replaceIfSilent = async (suspect: Connection): Promise<void> => {
    const { lastLineMs } = suspect;
    await pause(TAIL_LAG_MS, clock, signal);
    if (suspect.lastLineMs === lastLineMs) suspect.replace();
  };

  void follow();
  return {
    isOpen: () => connection !== undefined,
    isSilent() {
      if (connection === undefined) return true;
      const { lastLineMs, checkedMs, checks } = connection;
      const silenceMs = clock.now() - Math.max(lastLineMs, checkedMs);
      return silenceMs >= Math.min(SILENCE_MS.most, SILENCE_MS.first * 2 ** checks);
    },
    onChecked(hasMissedLines) {
      if (connection === undefined) return;
      connection.checkedMs = clock.now();
      if (hasMissedLines) void replaceIfSilent(connection);
      else connection.checks += 1;
    },
  };
}

/** A connection that is open. */
interface Connection {
  /** When the last lines came, or else when it began, in milliseconds on the clock. */
  lastLineMs: number;
  /** When it was last checked, or else when it began, in milliseconds on the clock. */
  checkedMs: number;
  /** How many checks have found nothing missing. */
  checks: number;
  /** Ends it, so that another one follows. */
  replace(): void;
}
