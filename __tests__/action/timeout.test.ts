import { expect, test } from '@jest/globals';
import { withQuirks } from '../../sandbox/northflank/quirks.ts';
import { createWorld } from '../../sandbox/northflank/world.ts';
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

test.each(['204', 'empty-200'] as const)('an abort that is answered with %s counts', async (abortAnswer) => {
  const world = withQuirks(createWorld({ script: scripts.forever, speed: 50 }), { abortAnswer });
  await using northflank = await openNorthflank({ world });
  const run = await northflank.run({ 'timeout-minutes': SOON });
  expect(run.outputs).toMatchObject({ conclusion: 'timed-out', status: 'ABORTED' });
  expect(annotated(run)).toEqual([expect.stringContaining('It was aborted.')]);
  expect(northflank.asked('abort')).toHaveLength(1);
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

test('a build that ends just when the time is over is judged by its end', async () => {
  // Its ten seconds pass within the step's six, with time to spare for a busy machine.
  await using northflank = await openNorthflank({ speed: 5 });
  const run = await northflank.run({ 'timeout-minutes': 0.1, 'poll-interval-seconds': 60 });
  expect([run.exitCode, run.annotations, run.outputs['conclusion']]).toEqual([0, [], 'success']);
  // No poll is due before the one at the end of the time limit.
  expect(northflank.asked('get')).toHaveLength(1);
});

test('`poll-interval-seconds` fixes the interval', async () => {
  await using northflank = await openNorthflank({ speed: 5 });
  const run = await northflank.run({ 'poll-interval-seconds': 0.5 });
  expect(run.exitCode).toBe(0);
  const times = northflank.asked('get').map(({ time }) => time);
  const pauses = times.slice(1).map((time, at) => time - (times[at] ?? 0));
  expect(pauses.length).toBeGreaterThanOrEqual(3);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(490);
  expect(times.length).toBeLessThanOrEqual(6);
});
