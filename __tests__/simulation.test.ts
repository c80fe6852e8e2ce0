import { expect, test } from '@jest/globals';
import { playSeed } from '../scripts/simulate/runs.ts';
import type { Conclusion } from '../src/outcome.ts';

const SEEDS = 2000;

/** Every way in which a step can end, and one in which it cannot. */
const ENDS: readonly (Conclusion | 'killed')[] = [
  ...(['success', 'failure', 'aborted', 'timed-out', 'cancelled', 'started', 'dry-run'] as const),
  ...(['unknown', 'killed'] as const),
];

test(`${SEEDS} whole runs under random trouble keep every promise`, async () => {
  const violations: string[] = [];
  const tally = new Map<string, number>(ENDS.map((end) => [end, 0]));
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { violations: ofSeed, run } = await playSeed(seed);
    const end = run.main.killed ? 'killed' : (run.outputs['conclusion'] ?? 'none');
    tally.set(end, (tally.get(end) ?? 0) + 1);
    if (ofSeed.length === 0) continue;
    violations.push(`seed ${seed}: ${ofSeed.join('; ')} (npm run simulate -- runs --seeds 1 --from ${seed})`);
  }
  expect(violations).toEqual([]);
  // The trouble must not be so bad, or so rare, that only some ends are ever seen.
  expect([...tally.keys()].toSorted()).toEqual(ENDS.toSorted());
  expect([...tally].filter(([, times]) => times < SEEDS / 100)).toEqual([]);
});
