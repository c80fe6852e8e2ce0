/** How a build can end, and what the step makes of it, on a virtual clock. */
import { expect, test } from '@jest/globals';
import type { Script } from '../sandbox/northflank/build-scripts.ts';
import { scripts } from '../sandbox/northflank/world.ts';
import { TESTED } from '../sandbox/tested-resource.ts';
import { playRun } from '../scripts/simulate/whole-run.ts';
import { annotated, requestsTo } from './scenario.ts';

const BUILD = 'rapid-lantern-7289';
const IN_LOG = 'The reason is in the log of the build.';
const EXIT_2 =
  'Northflank says: process "/bin/sh -c npm run build" did not complete successfully: exit code: 2.';

const bad: [what: string, script: Script, conclusion: string, status: string, says: string][] = [
  ['a failure', scripts.failure, 'failure', 'FAILURE', `failed. ${EXIT_2} ${IN_LOG}`],
  [
    'a build that somebody aborts',
    scripts.aborted,
    'aborted',
    'ABORTED',
    'was aborted outside this step. Run this step again if that was not intended.',
  ],
  ['a crash', scripts.crashed, 'failure', 'CRASHED', `failed (status CRASHED). ${IN_LOG}`],
  [
    'a build without a builder',
    scripts.submissionFailure,
    'failure',
    'SUBMISSION_FAILURE',
    'failed (status SUBMISSION_FAILURE). Northflank says: Build could not be submitted. It never ran: check its build settings in the Northflank app.',
  ],
  [
    'a failure that calls itself a success',
    scripts.failureCalledSuccess,
    'failure',
    'FAILURE',
    `failed. Northflank says: Image successfully built. ${IN_LOG}`,
  ],
  [
    'a success that calls itself a failure',
    scripts.successCalledFailure,
    'failure',
    'SUCCESS',
    `failed (status SUCCESS). ${EXIT_2} ${IN_LOG}`,
  ],
];

test.each(bad)('%s fails the step', async (_, script, conclusion, status, says) => {
  const run = await playRun({ world: { script }, inputs: { logs: 'off' } });
  expect(run.main.succeeded).toBe(false);
  expect(run.outputs).toMatchObject({
    ...{ 'build-id': BUILD, conclusion, status },
    ...{ concluded: 'true', success: 'false' },
  });
  expect(annotated(run.main)).toEqual([`error: Build ${BUILD} ${says}${TESTED.link}`]);
  expect(run.summary).toContain('❌');
  expect(requestsTo('start', run)).toHaveLength(1);
  expect(requestsTo('abort', run)).toEqual([]);
});

const succeeds: [what: string, script: Script, status: string][] = [
  ['a status in the middle that no list knows', scripts.unknownStatus, 'SUCCESS'],
  ['a status at the end that no list knows', scripts.unknownEnd, 'PUBLISHED'],
  ['a while without a place to run', scripts.unschedulable, 'SUCCESS'],
  ['a success that is concluded only later', scripts.lateConclusion, 'SUCCESS'],
  ['answers with nothing but an ID until the end', scripts.bare, 'SUCCESS'],
  ['a success of which only the status tells', scripts.successNotSaid, 'SUCCESS'],
];

test.each(succeeds)('%s is no failure', async (_, script, status) => {
  const run = await playRun({ world: { script }, inputs: { logs: 'off' } });
  expect([run.main.succeeded, annotated(run.main)]).toEqual([true, []]);
  expect(run.outputs).toMatchObject({
    ...{ 'build-id': BUILD, conclusion: 'success', status },
    ...{ concluded: 'true', success: 'true' },
  });
  expect(run.world.build(BUILD)?.concluded).toBe(true);
});

test('a status that no list knows is shown', async () => {
  const end = { status: 'DONE', concluded: true, success: true };
  const script: Script = { phases: [{ status: 'DE_FRAGMENTING', seconds: 10 }], end };
  const { main, outputs } = await playRun({ world: { script }, inputs: { logs: 'off' } });
  expect(main.log).toContain('● De fragmenting');
  expect(outputs).toMatchObject({ conclusion: 'success', status: 'DONE' });
});
