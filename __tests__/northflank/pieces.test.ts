import { expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseInPieces } from '../../src/northflank/pieces.ts';

/** Text that looks like the places where a list begins, is cut, and ends. */
const evil = fc
  .array(
    fc.oneof(
      fc.constantFrom('},{', '{"data":[', ',"data":[', ']}', '"', '\\', '\\"', '{', '[', ',', 'ä€😀', '\n'),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('},{'.repeat(9000), 'x'.repeat(9000)),
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
  before: fc.dictionary(evil, value, { maxKeys: 2, noNullPrototype: true }),
  data: fc.oneof(fc.array(line, { maxLength: 12, size: 'max' }), fc.array(value, { maxLength: 5 }), value),
  after: fc.dictionary(evil, value, { maxKeys: 2, noNullPrototype: true }),
});

function read(text: string): { body: unknown; pieces: unknown[][] } {
  const pieces: unknown[][] = [];
  return { body: parseInPieces(Buffer.from(text), (piece) => pieces.push(piece)), pieces };
}

/** The answer as if it had been parsed at once. */
function whole(text: string): unknown {
  const { body, pieces } = read(text);
  return pieces.length === 0 ? body : { ...(body as object), data: pieces.flat() };
}

test.each([undefined, 2])('pieces are together what JSON.parse gives, indented by %p', (indent) => {
  fc.assert(
    fc.property(page, ({ before, data, after }) => {
      const { data: _before, ...head } = before;
      const { data: _after, ...rest } = after;
      // What a lone surrogate becomes is the same for both.
      const text = Buffer.from(JSON.stringify({ ...head, data, ...rest }, undefined, indent)).toString();
      expect(whole(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test('what is cut or broken is no JSON, and what came before the break is whole', () => {
  const lines = Array.from({ length: 300 }, (_, at) => ({
    log: `},{"a":[${at} ${'x'.repeat(90)}`,
    ts: `${at}`,
  }));
  const text = JSON.stringify({ data: lines, pagination: { hasNextPage: false } });
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom('', '"', ',', ']', '}'), (at, instead) => {
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
      expect(() => parseInPieces(Buffer.from(broken), (piece) => taken.push(...piece))).toThrow(SyntaxError);
      const count = taken.length;
      // The break may have fallen into a text that ends up in another line, but into the last one only.
      expect(taken.slice(0, -1)).toEqual(lines.slice(0, Math.max(0, count - 1)));
    }),
    { numRuns: 300 },
  );
});

test('a long list comes in many pieces, wherever it stands', () => {
  const data = Array.from({ length: 1000 }, (_, at) => ({ log: `line ${at}`, ts: 'x'.repeat(80) }));
  const pagination = { hasNextPage: true, cursor: 'c' };
  for (const answer of [
    { data, pagination },
    { pagination, data },
  ]) {
    const { body, pieces } = read(JSON.stringify(answer));
    expect(pieces.length).toBeGreaterThan(5);
    expect({ body, data: pieces.flat() }).toEqual({ body: { pagination, data: [] }, data });
  }
});

test.each([
  ['a list of another name', '{"k\\"data":[', ']}'],
  ['a list further down', '{"pagination":{"data":[', ']}}'],
  ['a list in a list', '[{"data":[', ']}]'],
])('%s is not taken for it', (_, head, end) => {
  const lines = Array.from({ length: 1000 }, (_line, at) =>
    JSON.stringify({ log: `line ${at}`, ts: 'x'.repeat(80) }),
  );
  const text = head + lines.join(',') + end;
  expect(read(text)).toEqual({ body: JSON.parse(text), pieces: [] });
});

test('texts that look like cuts cost no more than a few attempts', () => {
  const text = JSON.stringify({ data: [{ log: '},{'.repeat(3_000_000) }, { log: 'a' }] });
  const parse = jest.spyOn(JSON, 'parse');
  try {
    read(text);
    expect(parse.mock.calls.length).toBeLessThan(30);
  } finally {
    parse.mockRestore();
  }
  expect(whole(text)).toEqual(JSON.parse(text));
});
