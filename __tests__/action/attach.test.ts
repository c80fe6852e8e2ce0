import { expect, test } from '@jest/globals';
import { annotated, openNorthflank, RUN_SHA, scripts } from '../../sandbox/run-step.ts';
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

test('a build that failed before fails the step at the first look', async () => {
  await using northflank = await openNorthflank({ script: scripts.submissionFailure, speed: 1e6 });
  const { id } = northflank.world.startBuildElsewhere();
  const run = await northflank.run({ 'build-id': id });
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
  expect(northflank.asked('get')).toHaveLength(1);
});

test.each([
  { what: 'running', script: scripts.forever, conclusion: 'started', exitCode: 0, concluded: 'false' },
  {
    what: 'over',
    script: { phases: [], end: { status: 'SUCCESS', concluded: true, success: true } },
    conclusion: 'success',
    exitCode: 0,
    concluded: 'true',
  },
  {
    what: 'failed',
    script: { phases: [], end: { status: 'FAILURE', concluded: true, success: false } },
    conclusion: 'failure',
    exitCode: 1,
    concluded: 'true',
  },
])(
  'one look at a build that is $what, with `wait: false`',
  async ({ script, conclusion, exitCode, concluded }) => {
    await using northflank = await openNorthflank({ script });
    const { id } = northflank.world.startBuildElsewhere();
    const run = await northflank.run({ 'build-id': id, wait: false });
    expect(run.exitCode).toBe(exitCode);
    expect(run.outputs).toMatchObject({ 'build-id': id, conclusion, concluded });
    expect(run.log).toContain(`Checking build ${id} of ${TESTED.title}.`);
    expect(northflank.asked('get')).toHaveLength(1);
    expect(northflank.asked('abort')).toEqual([]);
  },
);

test('a build that is not there: a sentence with what to check, and its ID in the outputs', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ 'build-id': 'joyous-view-6290' });
  expect(run.exitCode).toBe(1);
  expect(run.outputs).toMatchObject({ 'build-id': 'joyous-view-6290', concluded: 'false', success: 'false' });
  expect(run.outputs['conclusion']).toBe('failure');
  expect(annotated(run)).toEqual([
    `error: Could not read build joyous-view-6290 of ${TESTED.title}: Northflank answered HTTP 404: Build not found. ` +
      `Check that joyous-view-6290 is a build of this ${TESTED.kind}. ${TESTED.check}${TESTED.link}`,
  ]);
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
