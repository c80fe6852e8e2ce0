import type { Clock } from '../../src/clock.ts';
import { resourcePath } from '../../src/northflank/resource.ts';
import { isRecord } from '../../src/northflank/api-error.ts';
import { parseJson } from '../../src/northflank/json-stream.ts';
import type { Target } from './api.ts';

/** What a live tail has sent so far. */
export interface TailRecord {
  /** `data.auth` of the first answer; undefined until it is there. */
  auth: string | undefined;
  /** Types of the messages. */
  types: Set<string>;
  lines: Record<string, unknown>[];
  /** When it was closed by the server, on the clock. */
  closedAtMs: number | undefined;
  closeCode: number | undefined;
}

/** A live tail that is recorded until it is closed. */
export interface Tail {
  record: TailRecord;
  close(): void;
}

/** Opens the live tail of a build's log, and records what comes. */
export function openTail(target: Target, query: Record<string, string>, clock: Clock): Tail {
  const record: TailRecord = {
    ...{ auth: undefined, types: new Set(), lines: [], closedAtMs: undefined, closeCode: undefined },
  };
  const parameters = new URLSearchParams({ queryType: 'tail', ...query }).toString();
  // `http` becomes `ws`, `https` becomes `wss`.
  const origin = target.apiUrl.replace(/^http/, 'ws');
  const socket = new WebSocket(`${origin}${resourcePath(target)}/build-logs?${parameters}`);
  socket.addEventListener('open', () => {
    const auth = { type: 'apiToken', apiToken: target.token };
    socket.send(JSON.stringify({ type: 'init', data: { auth } }));
  });
  socket.addEventListener('message', (event) => {
    const message = parseJson(String(event.data));
    if (!isRecord(message) || typeof message['type'] !== 'string') {
      record.types.add('no type');
      return;
    }
    const { type, data } = message;
    record.types.add(type);
    if (type === 'init') record.auth = isRecord(data) ? String(data['auth']) : 'no auth';
    if (type === 'log-lines' && Array.isArray(data)) record.lines.push(...data.filter(isRecord));
  });
  const onClose = ({ code }: { code: number }): void => {
    record.closedAtMs = clock.now();
    record.closeCode = code;
  };
  socket.addEventListener('close', onClose);
  return {
    record,
    close() {
      socket.removeEventListener('close', onClose);
      socket.close();
    },
  };
}
