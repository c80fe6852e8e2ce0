import { type Resource, resourcePath } from './resource.ts';
import { decodeLogLines, type LogLine } from './decode.ts';
import { isRecord } from './api-error.ts';
import type { Account } from './http.ts';
import { keepYoungGenerationSmall } from './young-generation.ts';

/** What a live tail tells while it runs. */
export interface TailHandlers {
  /** The server has accepted the token: what is written from now on will come. */
  onOpen(): void;
  onLines(lines: LogLine[]): void;
}

/** Follows the log of a build from `fromMs` (milliseconds since 1970) until the connection ends; resolves with why it did. */
export type Tail = (
  query: { buildId: string; fromMs: number; lineLimit: number },
  handlers: TailHandlers,
  signal: AbortSignal,
) => Promise<string>;

/** Milliseconds until the connection must stand and the token be accepted. */
const OPEN_TIMEOUT_MS = 10_000;

/** The live tail over Node's built-in WebSocket; costs no request but its handshake. */
export function createTail({ apiUrl, apiToken }: Account, resource: Resource): Tail {
  return (query, handlers, signal) =>
    // oxlint-disable-next-line promise/avoid-new -- a WebSocket speaks in events
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve('not wanted any more');
        return;
      }
      keepYoungGenerationSmall();
      const parameters = new URLSearchParams({
        queryType: 'tail',
        buildId: query.buildId,
        startTime: new Date(query.fromMs).toISOString(),
        lineLimit: String(query.lineLimit),
      });
      // `http` becomes `ws`, `https` becomes `wss`.
      const url = `${apiUrl.replace(/^http/, 'ws')}${resourcePath(resource)}/build-logs?${parameters.toString()}`;
      const socket = new WebSocket(url);
      // What still comes while the connection is being closed belongs to no reading any more.
      const listening = new AbortController();
      const whileOpen = { signal: listening.signal };

      const end = (why: string): void => {
        clearTimeout(openTimer);
        signal.removeEventListener('abort', stop);
        listening.abort();
        socket.close();
        resolve(why);
      };
      const stop = (): void => end('not wanted any more');
      const openTimer = setTimeout(() => end('no answer in time'), OPEN_TIMEOUT_MS);
      signal.addEventListener('abort', stop, { once: true });

      socket.addEventListener(
        'open',
        () => {
          socket.send(JSON.stringify({ type: 'init', data: { auth: { type: 'apiToken', apiToken } } }));
        },
        whileOpen,
      );
      socket.addEventListener('error', () => end('the connection failed'), whileOpen);
      socket.addEventListener('close', () => end('the connection was closed'), whileOpen);
      socket.addEventListener(
        'message',
        ({ data }) => {
          const frame = parseFrame(data);
          switch (frame?.type) {
            case 'init':
              if (!isRecord(frame.data) || frame.data['auth'] !== 'successful') {
                end(`refused: ${messageOf(frame.data)}`);
                return;
              }
              clearTimeout(openTimer);
              handlers.onOpen();
              return;
            case 'log-lines':
              if (Array.isArray(frame.data)) handlers.onLines(decodeLogLines(frame.data));
              return;
            case 'error':
              end(`error: ${messageOf(frame.data)}`);
              return;
            default:
            // A kind of frame that is not known yet is no reason to stop reading.
          }
        },
        whileOpen,
      );
    });
}

function parseFrame(data: unknown): { type: unknown; data: unknown } | undefined {
  try {
    const frame: unknown = JSON.parse(String(data));
    return isRecord(frame) ? { type: frame['type'], data: frame['data'] } : undefined;
  } catch {
    return undefined;
  }
}

function messageOf(data: unknown): string {
  const message = isRecord(data) ? data['message'] : undefined;
  return typeof message === 'string' ? message : 'no reason given';
}
