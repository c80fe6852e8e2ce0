import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createFifoTable } from '../../src/build-log/fifo-table.ts';

/** Texts that are met again and again, or seldom, so that chains are long and forgotten ones come back. */
const ranges = fc.oneof(
  fc.nat({ max: 9 }).map((number) => ({ first: number, count: 1 })),
  fc.record({ first: fc.nat({ max: 5000 }), count: fc.nat({ max: 1500 }) }),
);

test('rows are what a map of objects would be, however many there are and in whatever order they go', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ range: ranges, forget: fc.nat({ max: 1200 }) }), { maxLength: 12 }),
      (steps) => {
        const rows = createFifoTable(2);
        const model = new Map<string, [number, number]>();
        for (const { range, forget } of steps) {
          for (let number = range.first; number < range.first + range.count; number += 1) {
            const row = rows.rowOf(`line ${number}`);
            const [met, last] = model.get(`line ${number}`) ?? [0, 0];
            if (rows.get(row, 0) !== met || rows.get(row, 1) !== last)
              throw new Error(`line ${number} is lost`);
            // A time of today needs more than 32 bits.
            const now = 1_717_243_200_000 + number / 2;
            model.set(`line ${number}`, [met + 1, now]);
            rows.set(row, 0, met + 1);
            rows.set(row, 1, now);
          }
          for (const key of [...model.keys()].slice(0, forget)) {
            model.delete(key);
            rows.evictOldest();
          }
          expect(rows.count()).toBe(model.size);
          const oldest = rows.oldest();
          expect(oldest === undefined ? undefined : rows.get(oldest, 1)).toBe([...model.values()][0]?.[1]);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('texts that differ in one character have rows of their own', () => {
  const rows = createFifoTable(1);
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
  expect(new Set(texts.map((text) => rows.rowOf(text))).size).toBe(texts.length);
  expect(texts.map((text) => rows.rowOf(text))).toEqual(texts.map((_, row) => row));
});
