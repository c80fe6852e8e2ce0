/** Several runs of the shipped bundle at once, with a fifth of all answers broken. */
import { expect, test } from '@jest/globals';
import type { RequestFaultKind } from '../../sandbox/northflank/faults.ts';
import { startSandbox } from '../../sandbox/northflank/server.ts';
import { createWorld, SANDBOX, scripts } from '../../sandbox/northflank/world.ts';
import type { Run } from '../../sandbox/runner/run-action.ts';
import { runCheckedAction } from '../../sandbox/run-step.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

const RUNS = 8;

/** Share of the answers that are broken, over all kinds. */
const BROKEN = 0.2;

/** Ways to break an answer that no request can tell from a bad network. */
const KINDS: RequestFaultKind[] = [
  ...(['reset-before', 'reset-after', 'cut', 'html-502', 'html-503', 'error-500'] as const),
  ...(['nonsense', 'wrong-shape', 'slow', '429'] as const),
];

/** Builds take about twenty seconds, so that the runs meet hundreds of broken answers. */
const SPEED = 0.5;

/** A last resort, for a machine that is very busy. */
const MAX_MS = 10 * 60_000;

test(
  `${RUNS} runs at once with a fifth of the answers broken: as many builds, and each with its right end`,
  async () => {
    // Each run has a commit of its own: runs of one commit at once may have to ask their user which build is theirs.
    const world = createWorld({ script: scripts.success, speed: SPEED, rateLimit: 1_000_000 });
    await using sandbox = await startSandbox({ world });
    for (const kind of KINDS)
      sandbox.faults.add({ on: 'any', kind, chance: BROKEN / KINDS.length, ms: 2000 });
    const runs = await Promise.all(
      Array.from(
        { length: RUNS },
        (_, index): Promise<Run> =>
          runCheckedAction({
            sha: index.toString(16).padStart(40, 'a'),
            with: {
              ...{ 'api-url': sandbox.url, 'api-token': SANDBOX.token, team: SANDBOX.team },
              ...{ project: SANDBOX.project, [TESTED.kind]: TESTED.id, 'poll-interval-seconds': 0.5 },
            },
            timeoutMs: MAX_MS,
          }),
      ),
    );
    const builds = world.builds();
    expect(builds).toHaveLength(RUNS);
    expect(runs.map((run) => run.outputs['conclusion'])).toEqual(
      Array.from({ length: RUNS }, () => 'success'),
    );
    expect(runs.map((run) => run.outputs['build-id']).toSorted()).toEqual(
      builds.map(({ id }) => id).toSorted(),
    );
    expect(runs.map((run) => run.outputs['sha'])).toEqual(
      runs.map((_, index) => index.toString(16).padStart(40, 'a')),
    );
    expect(runs.filter((run) => run.post?.log !== '')).toEqual([]);
    // Enough must have been broken.
    expect(sandbox.faults.hits.length).toBeGreaterThan(world.requests.length * (BROKEN / 2));
  },
  MAX_MS,
);
