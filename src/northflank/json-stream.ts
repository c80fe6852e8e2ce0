import { isRecord } from './api-error.ts';

/** Characters of a piece, at least: few enough that what is made of them is collected before it fills the memory. */
const PIECE_LENGTH = 8 * 1024;

/** Where one element ends and the next begins. The quotes of a text are escaped, so that hardly any has this in it. */
const BETWEEN = '},{"';

const LIST_START = '{"data":[';

/**
 * Parses `{"data": [...], ...}` while it arrives, handing on the elements of `data` piece by piece; it is empty in the
 * result. Resolves with undefined where it is no JSON, and rejects as the chunks do; what was handed on was whole. No
 * chunk can be used any more afterwards.
 */
export async function parseInPieces(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  take: (elements: unknown[]) => void,
): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = '';
  let enough = PIECE_LENGTH;
  let before = {};
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    // Frees its memory, which would pile up until it is collected. What is smaller shares it with others.
    if (chunk.length === chunk.buffer.byteLength) chunk.buffer.transfer(0);
    if (text.length < enough) continue;
    // Cut between two elements and closed, it is a page of its own. The 0 shows that `data` was the list that was cut.
    const end = text.lastIndexOf(BETWEEN) + 1;
    const body = parseJson(`${text.slice(0, end)},0]}`);
    if (isPage(body) && body.data.pop() === 0) {
      take(body.data);
      before = { ...before, ...body };
      text = LIST_START + text.slice(end + 1);
      enough = PIECE_LENGTH;
    } else {
      // The cut was elsewhere. Leaps that grow keep the attempts few, whatever the texts are.
      enough = text.length * 2;
    }
  }
  const body = parseJson(text + decoder.decode());
  if (!isPage(body)) return body;
  take(body.data);
  return { ...before, ...body, data: [] };
}

function isPage(body: unknown): body is { data: unknown[] } {
  return isRecord(body) && Array.isArray(body['data']);
}

/** Undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
