import { describe, expect, test } from '@jest/globals';
import { annotated, openNorthflank, SANDBOX, scripts, shownLines } from '../../sandbox/run-step.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

const HIDDEN =
  'warning: The log of the build cannot be shown, because the API token is not allowed to read it. Grant it the permission ' +
  `"${TESTED.section} > Deployment > View Instance Logs", or set \`logs: off\`.`;

const UNLISTED =
  `Grant the API token the permission "${TESTED.section} > General > Read". Without it, the action cannot find a build ` +
  'if the response to its start is lost.';

describe.each([401, 403] as const)(
  'a missing permission that is refused with %d',
  (missingPermissionStatus) => {
    // Without it, a service's build cannot be read either.
    if (TESTED.kind === 'job')
      test('Read: one line, and the build runs all the same, just without the address of the job', async () => {
        await using northflank = await openNorthflank({ missingPermissionStatus });
        northflank.world.addToken({ token: 'nf-less', team: SANDBOX.team, permissions: ['Deploy Build'] });
        const run = await northflank.run({ 'api-token': 'nf-less' });
        expect([run.exitCode, annotated(run), run.outputs['conclusion']]).toEqual([0, [], 'success']);
        expect(run.log).toContain(UNLISTED);
        expect(run.outputs).not.toHaveProperty('url');
      });

    test('View Instance Logs: one warning, and the build is judged by itself', async () => {
      await using northflank = await openNorthflank({ missingPermissionStatus, speed: 8 });
      northflank.world.addToken({
        token: 'nf-less',
        team: SANDBOX.team,
        permissions: ['Deploy Build', 'Read'],
      });
      const run = await northflank.run({ 'api-token': 'nf-less', logs: 'stream' });
      expect([run.exitCode, annotated(run), run.outputs['conclusion']]).toEqual([0, [HIDDEN], 'success']);
      expect(shownLines(run)).toEqual([]);
    });

    test('View Instance Logs with `logs: failure`: a warning only where the log is wanted', async () => {
      await using northflank = await openNorthflank({ missingPermissionStatus });
      northflank.world.addToken({
        token: 'nf-less',
        team: SANDBOX.team,
        permissions: ['Deploy Build', 'Read'],
      });
      const inputs = { 'api-token': 'nf-less', logs: 'failure' };
      const succeeds = await northflank.run(inputs);
      expect([succeeds.exitCode, succeeds.annotations]).toEqual([0, []]);
      northflank.world.script(scripts.crashed);
      const bad = await northflank.run(inputs);
      expect(annotated(bad)).toEqual([HIDDEN, expect.stringMatching(/^error: Build .* failed/)]);
    });

    test('Deploy Build: nothing is started, and the message names it', async () => {
      await using northflank = await openNorthflank({ missingPermissionStatus });
      northflank.world.addToken({ token: 'nf-less', team: SANDBOX.team, permissions: ['Read'] });
      const run = await northflank.run({ 'api-token': 'nf-less' });
      expect([run.exitCode, run.outputs]).toEqual([
        1,
        { conclusion: 'failure', concluded: 'false', success: 'false' },
      ]);
      expect(annotated(run)).toEqual([
        `error: Could not start a build of ${TESTED.title}: Northflank answered HTTP ${missingPermissionStatus}: Missing ` +
          `permission. Grant the API token the permission "${TESTED.section} > Deployment > Deploy Build". No build was started.`,
      ]);
      expect(northflank.asked('start')).toHaveLength(1);
      expect(northflank.world.builds()).toEqual([]);
    });
  },
);

test('a token that nobody knows', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ 'api-token': 'nf-revoked' });
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
  expect(annotated(run)).toEqual([
    `error: Could not start a build of ${TESTED.title}: Northflank answered HTTP 401: Unauthorized. Check \`api-token\`: ` +
      'it is invalid, expired or for another account. No build was started.',
  ]);
  expect(run.raw.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('nf-revoked');
});

test('a token that nobody knows, with a build to wait for', async () => {
  await using northflank = await openNorthflank();
  const { id } = northflank.world.startBuildElsewhere();
  const run = await northflank.run({ 'api-token': 'nf-revoked', 'build-id': id });
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
  expect(annotated(run)).toEqual([
    `error: Could not read build ${id} of ${TESTED.title}: Northflank answered HTTP 401: Unauthorized. Check ` +
      '`api-token`: it is invalid, expired or for another account.',
  ]);
});
