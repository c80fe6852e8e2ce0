import { expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseInPieces } from '../../src/northflank/json-stream.ts';
import { anyCharacter } from '../github/hostile-text.ts';
import { runs } from '../property-runs.ts';

/** Text that looks like the beginning, a boundary or the end of a list. */
const evil = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '},{',
        '},{"',
        '{"data":[',
        ',"data":[',
        ']}',
        '"',
        '\\',
        '\\"',
        '{',
        '[',
        ',',
        'ä€😀',
        '\n',
      ),
      fc.string({ unit: anyCharacter, maxLength: 3 }),
      fc.constantFrom('},{'.repeat(3000), 'x'.repeat(9000)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const value = fc.oneof(
  evil,
  fc.jsonValue(),
  fc.array(fc.dictionary(evil, evil, { maxKeys: 2 }), { maxLength: 4 }),
);
const line = fc.record({ log: value, ts: evil, data: value });
const page = fc.record({
  // The list is looked for near the beginning only.
  head: fc.oneof(
    { weight: 3, arbitrary: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2, noNullPrototype: true }) },
    { weight: 1, arbitrary: fc.dictionary(evil, value, { maxKeys: 2, noNullPrototype: true }) },
  ),
  data: fc.oneof(fc.array(line, { maxLength: 12, size: 'max' }), fc.array(value, { maxLength: 5 }), value),
  rest: fc.dictionary(evil, value, { maxKeys: 2, noNullPrototype: true }),
});

/** The text in chunks of so many bytes, which may split a character. */
async function* arrive(text: string, bytes = 64 * 1024): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const all = Buffer.from(text);
  for (let from = 0; from < all.length; from += bytes) {
    await Promise.resolve();
    yield Uint8Array.from(all.subarray(from, from + bytes));
  }
}

async function read(text: string, bytes?: number): Promise<{ body: unknown; pieces: unknown[][] }> {
  const pieces: unknown[][] = [];
  return { body: await parseInPieces(arrive(text, bytes), (piece) => pieces.push(piece)), pieces };
}

/** The answer as a whole. */
async function whole(text: string, bytes?: number): Promise<unknown> {
  const { body, pieces } = await read(text, bytes);
  return pieces.length === 0 ? body : { ...(body as object), data: pieces.flat() };
}

test.each([undefined, 2])(
  'all pieces together are what JSON.parse returns, with an indent of %p',
  async (indent) => {
    await fc.assert(
      fc.asyncProperty(
        page,
        fc.constantFrom(100, 1023, 8191, 100_000),
        async ({ head, data, rest }, bytes) => {
          const { data: _headData, ...fieldsBefore } = head;
          const { data: _restData, ...fieldsAfter } = rest;
          // Lone surrogates are replaced by the encoding, so it is done for both.
          const text = Buffer.from(
            JSON.stringify({ ...fieldsBefore, data, ...fieldsAfter }, undefined, indent),
          ).toString();
          expect(await whole(text, bytes)).toEqual(JSON.parse(text));
        },
      ),
      runs(100),
    );
  },
);

test('broken JSON is undefined, and the pieces before the break are complete', async () => {
  const lines = Array.from({ length: 300 }, (_, at) => ({
    log: `},{"a":[${at} ${'x'.repeat(90)}`,
    ts: `${at}`,
  }));
  const text = JSON.stringify({ data: lines, pagination: { hasNextPage: false } });
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: text.length - 1 }),
      fc.constantFrom('', '"', ',', ']', '}'),
      async (at, instead) => {
        const broken = instead === '' ? text.slice(0, at) : text.slice(0, at) + instead + text.slice(at + 1);
        const isJson = ((): boolean => {
          try {
            JSON.parse(broken);
            return true;
          } catch {
            return false;
          }
        })();
        fc.pre(!isJson);
        const taken: unknown[] = [];
        const parsing = parseInPieces(arrive(broken, 5000), (piece) => taken.push(...piece));
        expect(await parsing).toBeUndefined();
        const count = taken.length;
        // The break may be inside a string and change it, but only that of the last line.
        expect(taken.slice(0, -1)).toEqual(lines.slice(0, Math.max(0, count - 1)));
      },
    ),
    runs(100),
  );
});

test('a long list comes in many pieces, wherever it is', async () => {
  const data = Array.from({ length: 1000 }, (_, at) => ({ log: `line ${at}`, ts: 'x'.repeat(80) }));
  const pagination = { hasNextPage: true, cursor: 'c' };
  for (const answer of [
    { data, pagination },
    { pagination, data },
  ]) {
    const { body, pieces } = await read(JSON.stringify(answer), 5000);
    expect(pieces.length).toBeGreaterThan(5);
    expect({ body, data: pieces.flat() }).toEqual({ body: { pagination, data: [] }, data });
  }
});

test.each([
  ['a list of another name', '{"k\\"data":[', ']}'],
  ['a list further down', '{"pagination":{"data":[', ']}}'],
  ['a list in a list', '[{"data":[', ']}]'],
])('%s is not delivered in pieces', async (_, head, end) => {
  const lines = Array.from({ length: 1000 }, (_line, at) =>
    JSON.stringify({ log: `line ${at}`, ts: 'x'.repeat(80) }),
  );
  const text = head + lines.join(',') + end;
  expect(await read(text, 5000)).toEqual({ body: JSON.parse(text), pieces: [] });
});

test.each(['other', '1', '__proto__'])(
  'a list named %p is not taken for the one that it follows',
  async (name) => {
    const list = JSON.stringify(Array.from({ length: 500 }, (_, at) => ({ log: `line ${at}`, ts: 'x' })));
    const text = `{"data":${list},"${name}":${list}}`;
    expect(await whole(text, 5000)).toEqual(JSON.parse(text));
  },
);

test('boundaries within an element cost only a few attempts to parse', async () => {
  const text = JSON.stringify({ data: [{ log: Array.from({ length: 500_000 }, () => ({ a: 1 })) }, {}] });
  const parse = jest.spyOn(JSON, 'parse');
  try {
    const { pieces } = await read(text);
    expect(parse.mock.calls.length).toBeLessThan(20);
    expect(JSON.stringify({ data: pieces.flat() })).toBe(text);
  } finally {
    parse.mockRestore();
  }
});

test('the memory of a chunk is freed at once, unless it shares it with others', async () => {
  const text = new TextEncoder().encode('{"data":[1,2]}');
  const [own, shared] = [Uint8Array.from(text), new Uint8Array(100)];
  shared.set(text);
  async function* chunks(chunk: Uint8Array<ArrayBuffer>) {
    await Promise.resolve();
    yield chunk;
  }
  for (const chunk of [own, shared.subarray(0, text.length)]) {
    const taken: unknown[] = [];
    await parseInPieces(chunks(chunk), (piece) => taken.push(...piece));
    expect(taken).toEqual([1, 2]);
  }
  expect([own.buffer.detached, shared.buffer.detached]).toEqual([true, false]);
});
