import { expect, test } from '@jest/globals';
import { openNorthflank, RUN_SHA } from '../../sandbox/run-step.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

test('a build that runs already is waited for, and nothing is started', async () => {
  await using northflank = await openNorthflank();
  const { id } = northflank.world.startBuildElsewhere({ branch: 'release', pullRequestId: 7 });
  const run = await northflank.run({ 'build-id': id, sha: 'not used', overrides: 'not: used' });
  expect([run.exitCode, run.annotations]).toEqual([0, []]);
  expect(run.outputs).toMatchObject({
    ...{ 'build-id': id, conclusion: 'success', status: 'SUCCESS', branch: 'release' },
    'pull-request-id': '7',
    sha: northflank.world.build(id)?.sha,
  });
  expect(run.log).toContain(`Waiting for build ${id} of ${TESTED.title}.`);
  expect(northflank.asked('start')).toEqual([]);
  expect(northflank.asked('list')).toEqual([]);
});

test('start now, wait in a later step', async () => {
  await using northflank = await openNorthflank({ speed: 10 });
  const first = await northflank.run({ wait: false });
  expect([first.exitCode, first.annotations]).toEqual([0, []]);
  expect(first.outputs).toMatchObject({
    conclusion: 'started',
    concluded: 'false',
    success: 'false',
    sha: RUN_SHA,
  });
  expect(northflank.asked('get')).toEqual([]);

  const id = String(first.outputs['build-id']);
  expect(northflank.world.build(id)?.concluded).toBe(false);
  const second = await northflank.run({ 'build-id': id });
  expect(second.outputs).toMatchObject({
    'build-id': id,
    conclusion: 'success',
    concluded: 'true',
    success: 'true',
  });
  expect(northflank.asked('start')).toHaveLength(1);
  expect(northflank.asked('abort')).toEqual([]);
});
