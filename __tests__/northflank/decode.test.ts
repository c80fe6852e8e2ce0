import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  decodeBuild,
  decodeBuildPage,
  decodeResource,
  decodeLogLines,
  decodeLogPage,
} from '../../src/northflank/decode.ts';
import { runs } from '../property-runs.ts';

const KEYS = [
  ...[
    'data',
    'builds',
    'pagination',
    'hasNextPage',
    'cursor',
    'id',
    'status',
    'sha',
    'registry',
    'uri',
    'ts',
  ],
  ...[
    'concluded',
    'createdAt',
    'success',
    'message',
    'buildConcludedAt',
    'log',
    'containerId',
    ...['appId', 'vcsData', 'projectUrl', 'dockerFilePath', 'dockerWorkDir'],
    '__proto__',
  ],
];
const odd = fc.constantFrom<unknown>(
  '',
  'x',
  '..',
  'a/b',
  0,
  -1,
  1e308,
  8.64e15,
  9e15,
  true,
  false,
  null,
  [],
  {},
);

/** JSON in the shape of answers, with any value anywhere. */
const answers = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, odd, fc.string(), tie('object'), tie('list')),
  object: fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 6, noNullPrototype: true }),
  list: fc.array(tie('value'), { maxLength: 4 }),
})).value;

describe('answers of the API', () => {
  test('never make a decoder throw, and are decoded to the declared types', () => {
    fc.assert(
      fc.property(fc.oneof(answers, fc.jsonValue()), (body) => {
        for (const one of [
          body,
          { data: body },
          { data: { builds: [body] }, pagination: body },
          { data: [body] },
        ]) {
          const build = decodeBuild(one);
          expect(build === undefined || /^[^\s/?#]+$/.test(build.id)).toBe(true);
          expect(build?.createdAtMs).not.toBeNaN();
          const page = decodeBuildPage(one);
          expect(page === undefined || page.builds.every(({ id }) => id !== '')).toBe(true);
          decodeResource(one);
          decodeLogPage(one);
          for (const line of decodeLogLines(Array.isArray(body) ? body : [body])) {
            expect([typeof line.timestampMs, typeof line.text, typeof line.partial]).toEqual([
              'number',
              'string',
              'boolean',
            ]);
          }
        }
      }),
      runs(300),
    );
  });

  test('need nothing but an ID to be a build', () => {
    expect(decodeBuild({ data: { id: 'a-b-1' } })).toMatchObject({ id: 'a-b-1', raw: { id: 'a-b-1' } });
    const data = { id: 'a', status: 7, concluded: 'yes', success: 1, registry: 'x', buildConcludedAt: 'x' };
    expect(decodeBuild({ data })).toEqual({ id: 'a', raw: data });
  });

  test.each([
    ['2024-06-01T12:00:00.500Z', Date.UTC(2024, 5, 1, 12, 0, 0, 500)],
    ['soon', undefined],
  ])('have a date in milliseconds where %p is one', (createdAt, createdAtMs) => {
    expect(decodeBuild({ data: { id: 'a', createdAt } })).toMatchObject({ createdAt, createdAtMs });
  });

  test.each(['', '..', '.', 'a/b', 'a b', 'a?b', 'a#b', 7, null, undefined, 'x'.repeat(300)])(
    'are no build with the ID %p',
    (id) => {
      expect(decodeBuild({ data: { id } })).toBeUndefined();
    },
  );

  test.each([
    [{ hasNextPage: true }, 1, true],
    [{ hasNextPage: 'true' }, 1, true],
    [{ hasNextPage: 'false', cursor: 'x' }, 100, false],
    [{ hasNextPage: null, cursor: 'x' }, 1, true],
    [{ cursor: null }, 99, false],
    [{}, 100, true],
    [undefined, 99, false],
  ])('have more builds or not, with the pagination %j and %d builds', (pagination, count, hasMore) => {
    const builds = Array.from({ length: count }, (_, index) => ({ id: `build-${index}` }));
    expect(decodeBuildPage({ data: { builds }, pagination })).toMatchObject({ hasMore });
  });

  test('have each build once', () => {
    const page = decodeBuildPage({ data: { builds: [{ id: 'a' }, { id: 'b' }, { id: 'a' }] } });
    expect(page?.builds.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test.each([
    ['text', 'text', false],
    ['', '', false],
    ['stdout F text', 'text', false],
    ['stderr P text', 'text', true],
    ['stdout F ', '', false],
    ['stdout F', '', false],
    ['stdout F  two blanks', ' two blanks', false],
    ['stdout X text', 'stdout X text', false],
    ['stdout Fast', 'stdout Fast', false],
    ['2023-04-13T08:18:13.944190216Z stdout F text', 'text', false],
    ['2023-04-13T08:18:13+02:00 stderr P text', 'text', true],
    ['2023-04-13T08:18:13Z text', '2023-04-13T08:18:13Z text', false],
    [{ log: 'stdout F text', stream: 'stdout' }, 'text', false],
    [{ message: 'a' }, '{"message":"a"}', false],
    [['a'], '["a"]', false],
    [7, '7', false],
    [null, '', false],
  ])('have %j as the log of the line %j', (log, text, partial) => {
    expect(decodeLogLines([{ ts: 't', containerId: 'c', log }])).toEqual([
      { timestampMs: Number.NaN, containerId: 'c', text, partial },
    ]);
  });

  test('are skipped where they are no lines', () => {
    expect(decodeLogLines([null, 'x', [], { log: 'a' }])).toEqual([
      { timestampMs: Number.NaN, containerId: '', text: 'a', partial: false },
    ]);
  });

  test.each([
    ['2024-06-01T12:00:00.250Z', 1_717_243_200_250],
    ['2024-06-01T12:00:00.250944190Z', 1_717_243_200_250],
    [1_717_243_200, 1_717_243_200_000],
    [1_717_243_200_250, 1_717_243_200_250],
    [1_717_243_200_250_944_000, 1_717_243_200_250],
    ['soon', Number.NaN],
    [undefined, Number.NaN],
  ])('have the time %p of a line in seconds, milliseconds or nanoseconds: %p', (ts, timestampMs) => {
    const [line] = decodeLogLines([{ ts, log: 'a' }]);
    expect(Math.floor(line?.timestampMs ?? 0)).toBe(timestampMs);
  });
});

test.each([
  'web.example.com/path',
  'web.example.com:443',
  'user@web.example.com',
  'web.example.com?q',
  'web.example.com\nnext',
  'javascript:alert(1)',
  '<b>',
  '',
])('%j is no host name, so the next public port counts', (dns) => {
  const urlOf = (...ports: object[]): string | undefined =>
    decodeResource({ data: { ports } })?.deployment.url;
  const port = { dns, public: true };
  expect(urlOf(port)).toBeUndefined();
  expect(urlOf({ dns: 'private.example.com', public: false }, port, { dns: 'web.example.com' })).toBe(
    'https://web.example.com',
  );
});
