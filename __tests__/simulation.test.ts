import { expect, test } from '@jest/globals';
import { playSeed } from '../scripts/simulate/runs.ts';
import type { Conclusion } from '../src/outcome.ts';

const SEEDS = 1000;

/** Every conclusion, and runs that were killed before they had one. */
const ENDS: readonly (Conclusion | 'killed')[] = [
  ...(['success', 'failure', 'aborted', 'timed-out', 'cancelled', 'started', 'dry-run'] as const),
  ...(['unknown', 'killed'] as const),
];

/** A last resort, for a machine that is very busy. */
const MAX_MS = 10 * 60_000;

test(
  `${SEEDS} simulated runs with random faults keep every promise`,
  async () => {
    const violations: string[] = [];
    const tally = new Map<string, number>(ENDS.map((end) => [end, 0]));
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { violations: ofSeed, run } = await playSeed(seed);
      const end = run.main.killed ? 'killed' : (run.outputs['conclusion'] ?? 'none');
      tally.set(end, (tally.get(end) ?? 0) + 1);
      if (ofSeed.length === 0) continue;
      violations.push(
        `seed ${seed}: ${ofSeed.join('; ')} (npm run simulate -- runs --seeds 1 --from ${seed})`,
      );
    }
    expect(violations).toEqual([]);
    // The faults must be neither so many nor so few that some ends are hardly ever seen.
    expect([...tally.keys()].toSorted()).toEqual(ENDS.toSorted());
    expect([...tally].filter(([, times]) => times < SEEDS / 100)).toEqual([]);
  },
  MAX_MS,
);
