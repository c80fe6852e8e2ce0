import { expect, test } from '@jest/globals';
import {
  bundleCells,
  type CellResult,
  cells,
  playCell,
  runOnBundle,
} from '../../scripts/faults/fault-matrix.ts';

/** Cells on the bundle wait for the real time of retries and searches; this is no more than a last resort. */
const BUNDLE_MS = 15 * 60_000;

const failuresOf = (results: CellResult[]): string[] =>
  results
    .filter(({ mismatches }) => mismatches.length > 0)
    .map(({ on, kind, position, mismatches }) => `${on} ${kind} ${position}: ${mismatches.join('; ')}`);

test('no fault starts a build twice, loses one, or shows a wrong end', async () => {
  const results: CellResult[] = [];
  for (const cell of cells()) results.push(await playCell(cell));
  expect(failuresOf(results)).toEqual([]);
  expect(results.length).toBeGreaterThan(250);
});

test(
  'the shipped bundle meets the faults that matter most in the same way',
  async () => {
    const results: CellResult[] = [];
    await runOnBundle(bundleCells(), (result) => results.push(result));
    expect(failuresOf(results)).toEqual([]);
    expect(results).toHaveLength(bundleCells().length);
  },
  BUNDLE_MS,
);
