/** A build that the step is given as `build-id`, on a virtual clock. */
import { expect, test } from '@jest/globals';
import { scripts } from '../sandbox/northflank/world.ts';
import { TESTED } from '../sandbox/tested-resource.ts';
import { playRun } from '../scripts/simulate/whole-run.ts';
import { annotated, requestsTo } from './scenario.ts';

test('a build that failed before fails the step at the first look', async () => {
  const script = { ...scripts.submissionFailure, phases: [] };
  const run = await playRun({ attaches: true, world: { script } });
  expect([run.main.succeeded, run.outputs['conclusion']]).toEqual([false, 'failure']);
  expect(requestsTo('get', run)).toHaveLength(1);
});

test.each([
  { what: 'running', script: scripts.forever, conclusion: 'started', succeeded: true, concluded: 'false' },
  {
    what: 'over',
    script: { phases: [], end: { status: 'SUCCESS', concluded: true, success: true } },
    conclusion: 'success',
    succeeded: true,
    concluded: 'true',
  },
  {
    what: 'failed',
    script: { phases: [], end: { status: 'FAILURE', concluded: true, success: false } },
    conclusion: 'failure',
    succeeded: false,
    concluded: 'true',
  },
])(
  'one look at a build that is $what, with `wait: false`',
  async ({ script, conclusion, succeeded, concluded }) => {
    const run = await playRun({ attaches: true, inputs: { wait: 'false' }, world: { script } });
    expect(run.main.succeeded).toBe(succeeded);
    expect(run.outputs).toMatchObject({ 'build-id': run.attached, conclusion, concluded });
    expect(run.main.log).toContain(`Checking build ${run.attached} of ${TESTED.title}.`);
    expect(requestsTo('get', run)).toHaveLength(1);
    expect(requestsTo('abort', run)).toEqual([]);
  },
);

test('a build that is not there: a sentence with what to check, and its ID in the outputs', async () => {
  const run = await playRun({ inputs: { 'build-id': 'joyous-view-6290' } });
  expect(run.main.succeeded).toBe(false);
  expect(run.outputs).toMatchObject({ 'build-id': 'joyous-view-6290', concluded: 'false', success: 'false' });
  expect(run.outputs['conclusion']).toBe('failure');
  expect(annotated(run.main)).toEqual([
    `error: Could not read build joyous-view-6290 of ${TESTED.title}: Northflank answered HTTP 404: Build not found. ` +
      `Check that joyous-view-6290 is a build of this ${TESTED.kind}. ${TESTED.check}${TESTED.link}`,
  ]);
});
