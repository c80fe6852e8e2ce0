import { expect, test } from '@jest/globals';
import { annotated, openNorthflank, scripts } from '../../sandbox/run-step.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

const BUILD = 'rapid-lantern-7289';
/** A little over half a second. */
const SOON = 0.01;

test('a build that takes too long is aborted, and the step fails', async () => {
  await using northflank = await openNorthflank({ script: scripts.forever });
  const run = await northflank.run({ 'timeout-minutes': SOON });
  expect([run.exitCode, run.outcome]).toEqual([1, 'failure']);
  expect(run.outputs).toMatchObject({
    ...{ 'build-id': BUILD, conclusion: 'timed-out', status: 'ABORTED' },
    ...{ concluded: 'true', success: 'false' },
  });
  expect(annotated(run)).toEqual([
    `error: Build ${BUILD} did not finish within 0.01 minutes (last status: BUILDING). It was aborted. Raise ` +
      `\`timeout-minutes\` if builds take longer than that.${TESTED.link}`,
  ]);
  expect(northflank.lines()).toContain(`DELETE /v1${TESTED.path}/build/${BUILD}`);
  expect(northflank.world.running()).toEqual([]);
});

test('or left to itself', async () => {
  await using northflank = await openNorthflank({ script: scripts.forever });
  const run = await northflank.run({ 'timeout-minutes': SOON, 'on-timeout': 'leave' });
  expect(run.exitCode).toBe(1);
  expect(run.outputs).toMatchObject({ conclusion: 'timed-out', status: 'BUILDING', concluded: 'false' });
  expect(annotated(run)).toEqual([
    `error: Build ${BUILD} did not finish within 0.01 minutes (last status: BUILDING). It keeps running (\`on-timeout: ` +
      `leave\`). Raise \`timeout-minutes\` if builds take longer than that.${TESTED.link}`,
  ]);
  expect(northflank.asked('abort')).toEqual([]);
  expect(northflank.world.running()).toHaveLength(1);
});
