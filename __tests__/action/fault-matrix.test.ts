import { expect, test } from '@jest/globals';
import { type CellResult, cells, runMatrix } from '../../scripts/faults/fault-matrix.ts';

/** Most cells wait for a timeout of the action or the runner; several run at once. */
const WHOLE_MATRIX_MS = 15 * 60_000;

test(
  'no fault starts a build twice, loses one, or shows a wrong end',
  async () => {
    const results: CellResult[] = [];
    await runMatrix(cells(), (result) => results.push(result));
    const wrong = results
      .filter((result) => result.wrong.length > 0)
      .map(({ on, kind, position, wrong: what }) => `${on} ${kind} ${position}: ${what.join('; ')}`);
    expect(wrong).toEqual([]);
    expect(results).toHaveLength(cells().length);
  },
  WHOLE_MATRIX_MS,
);
