import { expect, test } from '@jest/globals';
import { annotated, openNorthflank, RUN_SHA, SANDBOX } from '../../sandbox/run-step.ts';
import { rollouts } from '../../sandbox/northflank/world.ts';

const SERVICE = { job: '', service: SANDBOX.service, 'wait-for': 'deployment' };

test('a service that runs the commit: outputs, log and summary', async () => {
  await using northflank = await openNorthflank({ rollout: rollouts.success, speed: 5 });
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
