import type { BuildLog, LogLine, LogQuery } from './build-log.ts';
import { readLog } from './build-log.ts';

/** A message of the live tail, from server to client. */
export type TailFrame =
  | { type: 'init'; data: { auth: string; message?: string } }
  | { type: 'log-lines'; data: LogLine[] }
  | { type: 'error'; data: { message: string } };

/** The server's half of a live tail, without a socket, so that tests can drive it directly. */
export type TailSession = {
  /** Takes a message of the client and gives the answers. */
  receive: (message: string) => TailFrame[];
  /** The lines that have become readable since the last call, in batches; none before the client is let in. */
  poll: () => TailFrame[];
  /** Whether the client has been let in. */
  readonly open: boolean;
  /** Whether the server is done: the client was refused, or the log has ended and the world closes then. */
  readonly finished: boolean;
};

/** What a tail follows, once the client is authenticated. */
export type Followed = {
  log: BuildLog;
  query: LogQuery;
  /** The time of the last line, and when the build is over; Infinity while it runs. */
  until: () => number;
};

const BATCH_BYTES = 32_700;
const FRAME_BYTES = JSON.stringify({ type: 'log-lines', data: [] }).length;

/** Opens a tail; `enter` takes a token and returns what to follow, or the reason for refusing it. */
export function openTail(
  enter: (token: string) => Followed | { refused: string },
  now: () => number,
  closesAtEnd: boolean,
): TailSession {
  let followed: Followed | undefined;
  let refused = false;
  let backlog: LogLine[] = [];
  let next = 0;

  function receive(message: string): TailFrame[] {
    if (followed) return [];
    const token = readToken(message);
    const entered = token === undefined ? { refused: 'Expected an init message' } : enter(token);
    if ('refused' in entered) {
      refused = true;
      return [{ type: 'init', data: { auth: 'failed', message: entered.refused } }];
    }
    followed = entered;
    const { log, query } = entered;
    const time = now();
    // First come the last lines of the past, oldest first.
    backlog = readLog(log, { ...query, backward: true }, time, entered.until()).lines.toReversed();
    while ((log.byArrival[next]?.readableAt ?? Number.POSITIVE_INFINITY) <= time) next++;
    return [{ type: 'init', data: { auth: 'successful' } }];
  }

  function poll(): TailFrame[] {
    if (!followed) return [];
    const { log, query, until } = followed;
    const lines = backlog;
    backlog = [];
    const time = now();
    for (let timed = log.byArrival[next]; timed && timed.readableAt <= time; timed = log.byArrival[++next]) {
      if (timed.at <= until() && query.matches(timed.line)) lines.push(timed.line);
    }
    return batches(lines);
  }

  return {
    receive,
    poll,
    get open() {
      return followed !== undefined;
    },
    get finished() {
      if (!followed || refused) return refused;
      return closesAtEnd && backlog.length === 0 && followed.until() <= now();
    },
  };
}

function readToken(message: string): string | undefined {
  try {
    const frame: unknown = JSON.parse(message);
    const auth = member(member(frame, 'data'), 'auth');
    const token = member(auth, 'apiToken');
    const valid = member(frame, 'type') === 'init' && member(auth, 'type') === 'apiToken';
    return valid && typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function batches(lines: readonly LogLine[]): TailFrame[] {
  const frames: TailFrame[] = [];
  let batch: LogLine[] = [];
  let bytes = FRAME_BYTES;
  for (const line of lines) {
    const size = Buffer.byteLength(JSON.stringify(line)) + 1;
    if (batch.length > 0 && bytes + size > BATCH_BYTES) {
      frames.push({ type: 'log-lines', data: batch });
      batch = [];
      bytes = FRAME_BYTES;
    }
    batch.push(line);
    bytes += size;
  }
  if (batch.length > 0) frames.push({ type: 'log-lines', data: batch });
  return frames;
}
