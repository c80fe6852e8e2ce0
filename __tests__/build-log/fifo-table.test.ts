import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createFifoTable } from '../../src/build-log/fifo-table.ts';

/** Few keys that repeat, or many that seldom do, so that chains are long and evicted keys come back. */
const ranges = fc.oneof(
  fc.nat({ max: 9 }).map((number) => ({ first: number, count: 1 })),
  fc.record({ first: fc.nat({ max: 5000 }), count: fc.nat({ max: 1500 }) }),
);

test('a FIFO table has the same content as a map, however many keys there are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ range: ranges, kept: fc.nat({ max: 9 }), evictions: fc.nat({ max: 1200 }) }), {
        maxLength: 12,
      }),
      (steps) => {
        const table = createFifoTable(2, 20_000);
        const model = new Map<string, [number, number]>();
        for (const { range, kept, evictions } of steps) {
          for (let number = range.first; number < range.first + range.count; number += 1) {
            const index = table.rowOf(`line ${number}`);
            const [count, latest] = model.get(`line ${number}`) ?? [0, 0];
            if (table.get(index, 0) !== count || table.get(index, 1) !== latest)
              throw new Error(`line ${number} is lost`);
            // Milliseconds since 1970 need more than 32 bits.
            const now = 1_717_243_200_000 + number / 2;
            model.set(`line ${number}`, [count + 1, now]);
            table.set(index, 0, count + 1);
            table.set(index, 1, now);
          }
          for (const [key, row] of [...model].slice(0, kept)) {
            model.delete(key);
            model.set(key, row);
            table.keepOldest();
          }
          for (const key of [...model.keys()].slice(0, evictions)) {
            model.delete(key);
            table.evictOldest();
          }
          expect(table.count()).toBe(model.size);
          const [oldest] = model.values();
          if (oldest !== undefined) expect(table.get(table.oldest(), 1)).toBe(oldest[1]);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('keys that differ in one character have different entries', () => {
  const table = createFifoTable(1, 10);
  const texts = [
    '',
    'a',
    'b',
    'a\n',
    '\ud83d\ude00',
    '\ud83d\ude01',
    'x'.repeat(70_000),
    `${'x'.repeat(69_999)}y`,
  ];
  expect(new Set(texts.map((text) => table.rowOf(text))).size).toBe(texts.length);
  expect(texts.map((text) => table.rowOf(text))).toEqual(texts.map((_, index) => index));
});

test('in a full table the oldest row gives way to a new one, and a kept one stays', () => {
  const table = createFifoTable(1, 3);
  for (const text of ['a', 'b', 'c']) table.set(table.rowOf(text), 0, text.charCodeAt(0));
  table.keepOldest();
  table.rowOf('d');
  expect(table.count()).toBe(3);
  expect(['c', 'a', 'd'].map((text) => table.get(table.rowOf(text), 0))).toEqual([99, 97, 0]);
  expect(table.get(table.rowOf('b'), 0)).toBe(0);
});
