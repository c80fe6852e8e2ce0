import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import * as original from '@sindresorhus/is';

type Check = (value: unknown) => unknown;
type Checks = Record<string, Check>;
type Assertions = Checks & { any(checks: Check[], value: unknown): void };

/** A stand-in of `scripts/build`; it has no types. */
function load(name: string): unknown {
  return createRequire(import.meta.url)(`../../scripts/build/stand-ins/${name}.cjs`);
}

describe('@sindresorhus/is', () => {
  const standIn = load('@sindresorhus/is') as Checks & { assert: Assertions; isBuffer: Check };
  const { assert: assertions, isBuffer, ...checks } = standIn;
  const originals = original.default as unknown as Checks;
  const originalAssertions = original.assert as unknown as Assertions;

  const values: unknown[] = [
    ...[undefined, null, true, false, 0, -0, 1, -1, 1.5, Number.NaN, Infinity, 10n, '', ' ', 'text'],
    ...[Symbol('s'), {}, { a: 1 }, Object.create(null), Object.create({}), [], [1], [[]]],
    ...[() => {}, Map, async () => {}, function* () {}, (function* () {})(), (async function* () {})()],
    ...[new Map(), new Set(), new Date(0), /x/, new Error('e'), Object(1), Object('text'), new Proxy({}, {})],
    ...[Buffer.from('b'), new Uint8Array(1), new Uint16Array(1), new ArrayBuffer(1), new Blob([])],
    ...[new URL('https://example.com'), new URLSearchParams(), new FormData(), new AbortController()],
    ...[new PassThrough(), new ReadableStream(), Promise.resolve(), { then() {} }, { then() {}, catch() {} }],
    ...[
      { pipe() {} },
      { next() {}, throw() {} },
      { [Symbol.iterator]() {} },
      { [Symbol.asyncIterator]() {} },
    ],
    ...[{ [Symbol.toStringTag]: 'URL' }, { [Symbol.toStringTag]: 'Promise' }, JSON, globalThis],
  ];

  /** Whether a function throws. */
  const throws = (run: () => unknown): boolean => {
    try {
      run();
      return false;
    } catch {
      return true;
    }
  };

  test.each(Object.keys(checks))('`%s` is that of the package', (name) => {
    const [check, known] = [checks[name], originals[name]];
    expect(values.map((value) => check?.(value))).toEqual(values.map((value) => known?.(value)));
    const outcomes = (all: Checks): boolean[] => values.map((value) => throws(() => all[name]?.(value)));
    expect(outcomes(assertions)).toEqual(outcomes(originalAssertions));
  });

  test('any of several checks is enough', () => {
    const named = (all: Checks): Check[] => ['string', 'plainObject'].map((name) => all[name] as Check);
    expect(values.map((value) => throws(() => assertions.any(named(checks), value)))).toEqual(
      values.map((value) => throws(() => originalAssertions.any(named(originals), value))),
    );
    expect(values.map((value) => isBuffer(value))).toEqual(values.map((value) => original.isBuffer(value)));
  });

  test('the value of a failed check is not in its message', () => {
    expect(() => assertions.any([checks['string'] as Check], { token: 'secret' })).toThrow(
      /^Expected string, received object\.$/,
    );
  });

  test('it has every check that got makes', () => {
    const folder = path.resolve(import.meta.dirname, '../../node_modules/got/dist/source');
    const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(path.join(folder, file), 'utf8'))
      .join('\n');
    const used = (object: string): string[] =>
      Array.from(source.matchAll(new RegExp(`\\b${object}\\.(\\w+)`, 'g')), ([, name = '']) => name);
    expect(used('is').length).toBeGreaterThan(100);
    expect(used('is').filter((name) => !(name in checks))).toEqual([]);
    expect(used('assert').filter((name) => !(name in assertions))).toEqual([]);
    expect(source).not.toMatch(/\bis\(/);
  });
});

test('whatever is called of an excluded module throws', () => {
  const excluded = load('excluded-module') as Record<string, new () => unknown> & (() => void);
  const { Class = Object } = excluded;
  expect(() => excluded()).toThrow('excluded from the bundle');
  expect(() => new Class()).toThrow('excluded from the bundle');
  // Errors and answers of each kind are compared with its classes.
  expect(new Error('e') instanceof Class).toBe(false);
});
