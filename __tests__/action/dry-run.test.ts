import { expect, test } from '@jest/globals';
import { annotated, openNorthflank, RUN_SHA, SANDBOX } from '../../sandbox/run-step.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

const NOT_FOUND = TESTED.kind === 'job' ? 'Job not found' : 'Service not found';

const OVERRIDES = `
buildArguments: { LEVEL: 3 }
buildFiles: { /etc/motd: hello }
dockerSecretMounts: { npmrc: correct-horse-battery }
`;

test('the request is printed without a secret, and nothing is started', async () => {
  await using northflank = await openNorthflank();
  northflank.world.startBuildElsewhere();
  const run = await northflank.run({ 'dry-run': true, overrides: OVERRIDES });
  expect([run.exitCode, run.annotations]).toEqual([0, []]);
  expect(run.outputs).toEqual({ conclusion: 'dry-run', concluded: 'false', success: 'false' });
  expect(run.log).toContain(
    `The request would be: ${JSON.stringify(
      {
        sha: RUN_SHA,
        overrides: {
          buildArguments: { LEVEL: '3' },
          buildFiles: { '/etc/motd': { data: '<5 bytes>', encoding: 'utf-8' } },
          dockerSecretMounts: { npmrc: { data: '<21 bytes>', encoding: 'utf-8' } },
        },
      },
      undefined,
      2,
    )}`,
  );
  expect(run.raw.replaceAll(/^::add-mask::.*$/gm, '')).not.toMatch(/correct-horse|Y29ycmVjdC1ob3JzZS/);
  expect(northflank.lines()).toEqual([
    `GET /v1${TESTED.path}`,
    `GET /v1${TESTED.path}/build?per_page=100`,
    `GET /v1${TESTED.path}/build/rapid-lantern-7289`,
  ]);
  expect(run.summary).toContain('Dry run');
});

test('a job without a build: that it may be built could not be checked', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ 'dry-run': true });
  expect(run.exitCode).toBe(0);
  expect(annotated(run)).toEqual([]);
  expect(run.log).toContain(
    `The ${TESTED.kind} has no builds yet, so whether the token is allowed to build it was not checked. Nothing was started`,
  );
});

test.each([
  {
    what: 'a wrong ID',
    inputs: { [TESTED.kind]: 'apis' },
    says: `error: Could not read ${TESTED.kind} apis in project shop: Northflank answered HTTP 404: ${NOT_FOUND}. ${TESTED.check}`,
  },
  {
    what: 'a wrong token',
    inputs: { 'api-token': 'nf-wrong' },
    says: `error: Could not read ${TESTED.title}: Northflank answered HTTP 401: Unauthorized. Check \`api-token\`: it is invalid, expired or for another account.`,
  },
  {
    what: "an organisation's token without a team",
    inputs: { 'api-token': SANDBOX.organisationToken },
    says: `error: Could not read ${TESTED.title}: Northflank answered HTTP 404: Project not found. ${TESTED.check}`,
  },
])('$what is found', async ({ inputs, says }) => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ 'dry-run': true, ...inputs });
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
  expect(annotated(run)).toEqual([says]);
  expect(northflank.asked('start')).toEqual([]);
});

// A service's build is read with another permission.
if (TESTED.kind === 'job')
  test('a token that may not build is found', async () => {
    await using northflank = await openNorthflank();
    northflank.world.startBuildElsewhere();
    northflank.world.addToken({ token: 'nf-reader', team: SANDBOX.team, permissions: ['Read'] });
    const run = await northflank.run({ 'dry-run': true, 'api-token': 'nf-reader' });
    expect(run.exitCode).toBe(1);
    expect(annotated(run)).toEqual([
      `error: Could not read build rapid-lantern-7289 of ${TESTED.title}: Northflank answered HTTP 401: Missing permission. Grant the API token the permission "${TESTED.section} > Deployment > Deploy Build".`,
    ]);
  });

test('a token that may not read is no failure: it may well build', async () => {
  await using northflank = await openNorthflank();
  northflank.world.addToken({ token: 'nf-builder', team: SANDBOX.team, permissions: ['Deploy Build'] });
  const run = await northflank.run({ 'dry-run': true, 'api-token': 'nf-builder' });
  expect(run.exitCode).toBe(0);
  expect(annotated(run)).toEqual([]);
  expect(run.log).toContain(
    `The API token is not allowed to read the ${TESTED.kind}, so whether it exists and can be built was not checked. Nothing was started`,
  );
});

test('a hiccup of the API is waited out', async () => {
  await using northflank = await openNorthflank({
    faults: [
      { on: 'resource', kind: 'html-502', times: 1 },
      { on: 'list', kind: 'reset-after', times: 1 },
    ],
  });
  const run = await northflank.run({ 'dry-run': true });
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([0, 'dry-run']);
  expect(run.log).toMatch(/HTTP 502.*Trying again in \d+s\./);
  expect(northflank.asked('start')).toEqual([]);
});

test('an API that stays away is told of', async () => {
  await using northflank = await openNorthflank({ faults: [{ on: 'resource', kind: '429', reset: 3000 }] });
  const run = await northflank.run({ 'dry-run': true, 'timeout-minutes': 0.5 });
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
  expect(annotated(run)).toEqual([expect.stringContaining("the account's rate limit is exhausted")]);
  expect(northflank.asked('resource')).toHaveLength(1);
});
