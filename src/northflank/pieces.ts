import { setImmediate as turn } from 'node:timers/promises';
import { isRecord } from './error.ts';

/** Bytes of a piece: so few that what is made of them is collected before it could fill the memory. */
const PIECE_BYTES = 8 * 1024;

/** Bytes in which the list has to begin; of what comes before it, as much as that is never needed. */
const HEAD_BYTES = 1024;

const LIST = /[{,]"data":\[/;
const BETWEEN = '},{';

/**
 * Parses `{"data": [...], ...}`, handing on the elements of `data` piece by piece; it is empty in the result. Rejects as
 * JSON.parse throws, or with the signal's reason; whatever was handed on until then was whole.
 */
export async function parseInPieces(
  bytes: Buffer,
  take: (elements: unknown[]) => void,
  signal: AbortSignal,
): Promise<unknown> {
  const text = (from: number, to: number): string => bytes.toString('utf8', from, to);
  const list = LIST.exec(bytes.toString('latin1', 0, HEAD_BYTES));
  const start = list === null ? 0 : list.index + list[0].length;
  const head = text(0, start);
  // Within a text or further down, this would not be all.
  if (parse(`${head}]}`) === undefined) return takeRest(new TextDecoder().decode(bytes), take);
  let from = start;
  let length = PIECE_BYTES;
  for (;;) {
    const end = bytes.indexOf(BETWEEN, from + length) + 1;
    if (end === 0) return takeRest(head + text(from, bytes.length), take);
    const elements = parse(`[${text(from, end)}]`);
    if (Array.isArray(elements)) {
      take(elements);
      from = end + 1;
      length = PIECE_BYTES;
      // V8 ends a collection between two turns only; until then the memory would grow.
      await turn(undefined, { signal });
    } else {
      // Not between two elements. Leaps that grow keep the attempts few, whatever the texts are.
      length *= 2;
    }
  }
}

function takeRest(text: string, take: (elements: unknown[]) => void): unknown {
  const body = JSON.parse(text) as unknown;
  if (!isRecord(body) || !Array.isArray(body['data'])) return body;
  take(body['data']);
  return { ...body, data: [] };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
