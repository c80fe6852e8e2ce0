import { setImmediate as turn } from 'node:timers/promises';
import { isRecord } from './api-error.ts';

/** Bytes of a piece: so few that what is made of them is collected before it could fill the memory. */
const PIECE_BYTES = 8 * 1024;

/** Bytes in which the list has to begin; of what comes before it, as much as that is never needed. */
const HEAD_BYTES = 1024;

const LIST = /[{,]"data":\[/;
const BETWEEN = '},{';

/**
 * Parses `{"data": [...], ...}` while it arrives, handing on the elements of `data` piece by piece; it is empty in the
 * result. Resolves with undefined where it is no JSON, and rejects as the chunks do, or with the signal's reason;
 * whatever was handed on until then was whole. No chunk can be used any more afterwards.
 */
export async function parseInPieces(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  take: (elements: unknown[]) => void,
  signal: AbortSignal,
): Promise<unknown> {
  let arrived: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let head: string | undefined;
  /** How many bytes have to be there before they are looked at. */
  let enough = HEAD_BYTES;
  for await (const chunk of chunks) {
    arrived.push(chunk);
    size += chunk.length;
    if (size < enough) continue;
    const bytes = join(arrived);
    let from = 0;
    if (head === undefined) {
      from = headLength(bytes);
      head = bytes.toString('utf8', 0, from);
      enough = from === 0 ? Infinity : PIECE_BYTES;
    }
    for (;;) {
      const end = bytes.indexOf(BETWEEN, from + enough) + 1;
      if (end === 0) break;
      const elements = parseJson(`[${bytes.toString('utf8', from, end)}]`);
      if (Array.isArray(elements)) {
        take(elements);
        from = end + 1;
        enough = PIECE_BYTES;
        // V8 ends a collection between two turns only; until then the memory would grow.
        await turn(undefined, { signal });
      } else {
        // Not between two elements. Leaps that grow keep the attempts few, whatever the texts are.
        enough *= 2;
      }
    }
    const rest = Buffer.from(bytes.subarray(from));
    giveBack(bytes);
    arrived = [rest];
    size = rest.length;
    while (enough <= size) enough *= 2;
  }
  const body = parseJson((head ?? '') + new TextDecoder().decode(join(arrived)));
  if (!isRecord(body) || !Array.isArray(body['data'])) return body;
  take(body['data']);
  return { ...body, data: [] };
}

/** How many bytes come before the first element; 0 where there is no such list. */
function headLength(bytes: Buffer): number {
  const list = LIST.exec(bytes.toString('latin1', 0, HEAD_BYTES));
  const length = list === null ? 0 : list.index + list[0].length;
  // Within a text or further down, this would not be all.
  return parseJson(`${bytes.toString('utf8', 0, length)}]}`) === undefined ? 0 : length;
}

function join(chunks: Uint8Array<ArrayBuffer>[]): Buffer<ArrayBuffer> {
  const bytes = Buffer.concat(chunks);
  for (const chunk of chunks) giveBack(chunk);
  return bytes;
}

/** Frees the memory of what is not needed any more, which would pile up until it is collected. */
function giveBack({ buffer, length }: Uint8Array<ArrayBuffer>): void {
  // What is smaller shares its memory with others.
  if (length === buffer.byteLength) buffer.transfer(0);
}

/** Undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
