import { expect, test } from '@jest/globals';
import type { RolloutScript } from '../../sandbox/northflank/deployment.ts';
import { annotated, type Northflank, openNorthflank, RUN_SHA, SANDBOX } from '../../sandbox/run-step.ts';
import { rollouts, scripts } from '../../sandbox/northflank/world.ts';
import { until } from './until.ts';

const SERVICE = { job: '', service: SANDBOX.service, 'wait-for': 'deployment' };
const OTHER_SHA = 'b'.repeat(40);

const open = (rollout: RolloutScript): Promise<Northflank> => openNorthflank({ rollout, speed: 5 });

test('a service that runs the commit: outputs, log and summary', async () => {
  await using northflank = await open(rollouts.success);
  const run = await northflank.run(SERVICE);
  expect([run.exitCode, annotated(run), run.post?.log ?? '']).toEqual([0, [], '']);
  expect(run.outputs).toMatchObject({
    ...{ conclusion: 'success', 'deployment-status': 'COMPLETED', 'deployed-sha': RUN_SHA },
    'deployment-url': 'https://http--web--acme.code.run',
  });
  expect(northflank.world.deployedAt(run.outputs['build-id'] ?? '')).toEqual(expect.any(Number));
  expect(run.log).toMatch(/● Deploying[^]*● Deployed after/);
  expect(run.summary).toContain('Northflank deployment succeeded');
});

test('a deployment that fails', async () => {
  await using northflank = await open(rollouts.failure);
  const run = await northflank.run(SERVICE);
  expect([run.exitCode, run.outputs['conclusion'], run.outputs['success']]).toEqual([1, 'failure', 'true']);
  expect(annotated(run)).toEqual([expect.stringMatching(/succeeded in \d+s, but its deployment failed\./)]);
});

test('a deployment that never ends', async () => {
  await using northflank = await open(rollouts.stuck);
  const run = await northflank.run({ ...SERVICE, 'timeout-minutes': 0.1 });
  expect([run.exitCode, run.outputs['conclusion'], run.outputs['success']]).toEqual([1, 'timed-out', 'true']);
  expect(annotated(run)).toEqual([expect.stringContaining('Northflank sometimes shows PENDING')]);
});

test('the same commit runs already: its new build is not taken for deployed', async () => {
  await using northflank = await open(rollouts.never);
  const sha = '5be1f0c83a7d94621e0fb5c7d8a2936417f0e5d2';
  const run = await northflank.run({ ...SERVICE, sha, 'timeout-minutes': 0.1 });
  expect(run.outputs).toMatchObject({ conclusion: 'timed-out', 'deployed-sha': sha });
});

test('a newer build is deployed instead', async () => {
  await using northflank = await open(rollouts.never);
  const work = northflank.run(SERVICE);
  const { world } = northflank;
  // Dates are in milliseconds, and the newer build is to be newer.
  await until(() => world.now() > (world.builds()[0]?.createdAt ?? Number.POSITIVE_INFINITY) + 10);
  const newer = world.startBuildElsewhere({
    ...{ resource: SANDBOX.service, sha: OTHER_SHA, rollout: rollouts.success },
  });
  const run = await work;
  expect(run.outputs['conclusion']).toBe('failure');
  expect(annotated(run)).toEqual([
    expect.stringContaining(`deployed instead: ${newer.id} of commit ${OTHER_SHA}`),
  ]);
});

test.each([
  ['CD is off', { disabledCD: true }, "Northflank's CD is off for service web"],
  ['paused', { paused: true }, 'service web in project shop is paused'],
])('%s: nothing is started', async (_, settings, says) => {
  await using northflank = await open(rollouts.success);
  northflank.world.configure(SANDBOX.service, settings);
  const run = await northflank.run(SERVICE);
  expect([run.exitCode, run.outputs['conclusion'], northflank.asked('start')]).toEqual([1, 'failure', []]);
  expect(annotated(run)).toEqual([expect.stringContaining(says)]);
});

test('a good build from before, which runs: done at once', async () => {
  await using northflank = await open(rollouts.success);
  northflank.world.startBuildElsewhere({ resource: SANDBOX.service, sha: RUN_SHA, ageMs: 3_600_000 });
  const run = await northflank.run({ ...SERVICE, start: 'if-needed' });
  expect(run.outputs).toMatchObject({ conclusion: 'success', reused: 'true', 'deployed-sha': RUN_SHA });
  expect(northflank.asked('start')).toEqual([]);
});

test('a build that fails is not deployed', async () => {
  await using northflank = await openNorthflank({ script: scripts.failure });
  const run = await northflank.run(SERVICE);
  expect(run.outputs).toMatchObject({ conclusion: 'failure', success: 'false' });
  expect(run.outputs).not.toHaveProperty('deployment-status');
});
