/** What a token that may not do everything is told, on a virtual clock. */
import { describe, expect, test } from '@jest/globals';
import type { WorldOptions } from '../sandbox/northflank/world.ts';
import { scripts } from '../sandbox/northflank/world.ts';
import { TESTED } from '../sandbox/tested-resource.ts';
import { playRun } from '../scripts/simulate/whole-run.ts';
import { annotated, ownBuilds, printed, requestsTo } from './scenario.ts';

const HIDDEN =
  'warning: The log of the build cannot be shown, because the API token is not allowed to read it. Grant it the permission ' +
  `"${TESTED.section} > Deployment > View Instance Logs", or set \`logs: off\`.`;

const UNLISTED =
  `Grant the API token the permission "${TESTED.section} > General > Read". Without it, the action cannot find a build ` +
  'if the response to its start is lost.';

describe.each([401, 403] as const)(
  'a missing permission that is refused with %d',
  (missingPermissionStatus) => {
    const world: WorldOptions = { missingPermissionStatus };

    // Without it, a service's build cannot be read either.
    if (TESTED.kind === 'job')
      test('Read: one line, and the build runs all the same, just without the address of the job', async () => {
        const run = await playRun({ world, permissions: ['Deploy Build'], inputs: { logs: 'off' } });
        expect([run.main.succeeded, annotated(run.main), run.outputs['conclusion']]).toEqual([
          ...[true, [], 'success'],
        ]);
        expect(run.main.log).toContain(UNLISTED);
        expect(run.outputs).not.toHaveProperty('url');
      });

    test('View Instance Logs: one warning, and the build is judged by itself', async () => {
      const run = await playRun({ world, permissions: ['Deploy Build', 'Read'] });
      expect([run.main.succeeded, annotated(run.main), run.outputs['conclusion']]).toEqual([
        ...[true, [HIDDEN], 'success'],
      ]);
      expect(run.main.log).not.toContain('│');
    });

    test('View Instance Logs with `logs: failure`: a warning only where the log is wanted', async () => {
      const scenario = { permissions: ['Deploy Build', 'Read'], inputs: { logs: 'failure' } } as const;
      const succeeds = await playRun({ ...scenario, world });
      expect([succeeds.main.succeeded, annotated(succeeds.main)]).toEqual([true, []]);
      const bad = await playRun({ ...scenario, world: { ...world, script: scripts.crashed } });
      expect(annotated(bad.main)).toEqual([HIDDEN, expect.stringMatching(/^error: Build .* failed/)]);
    });

    test('Deploy Build: nothing is started, and the message names it', async () => {
      const run = await playRun({ world, permissions: ['Read'] });
      expect(run.main.succeeded).toBe(false);
      expect(run.outputs).toEqual({ conclusion: 'failure', concluded: 'false', success: 'false' });
      expect(annotated(run.main)).toEqual([
        `error: Could not start a build of ${TESTED.title}: Northflank answered HTTP ${missingPermissionStatus}: Missing ` +
          `permission. Grant the API token the permission "${TESTED.section} > Deployment > Deploy Build". No build was started.`,
      ]);
      expect(requestsTo('start', run)).toHaveLength(1);
      expect(ownBuilds(run)).toEqual([]);
    });
  },
);

test('a token that nobody knows', async () => {
  const run = await playRun({ inputs: { 'api-token': 'nf-revoked' } });
  expect([run.main.succeeded, run.outputs['conclusion']]).toEqual([false, 'failure']);
  expect(annotated(run.main)).toEqual([
    `error: Could not start a build of ${TESTED.title}: Northflank answered HTTP 401: Unauthorized. Check \`api-token\`: ` +
      'it is invalid, expired or for another account. No build was started.',
  ]);
  expect(printed(run)).not.toContain('nf-revoked');
});

test('a token that nobody knows, with a build to wait for', async () => {
  const run = await playRun({ attaches: true, inputs: { 'api-token': 'nf-revoked' } });
  expect([run.main.succeeded, run.outputs['conclusion']]).toEqual([false, 'failure']);
  expect(annotated(run.main)).toEqual([
    `error: Could not read build ${run.attached} of ${TESTED.title}: Northflank answered HTTP 401: Unauthorized. Check ` +
      '`api-token`: it is invalid, expired or for another account.',
  ]);
});
