/** Dry runs, on a virtual clock. */
import { expect, test } from '@jest/globals';
import type { Fault } from '../sandbox/northflank/faults.ts';
import { SANDBOX } from '../sandbox/northflank/world.ts';
import { TESTED } from '../sandbox/tested-resource.ts';
import { playRun, RUN_SHA, type RunScenario, type WholeRun } from '../scripts/simulate/whole-run.ts';
import { annotated, printed, requestLines, requestsTo } from './scenario.ts';

/** A dry run; others have started a build before, unless the scenario says otherwise. */
const play = (inputs: Record<string, string> = {}, scenario: RunScenario = {}): Promise<WholeRun> =>
  playRun({ others: [{ atMs: 0 }], ...scenario, inputs: { 'dry-run': 'true', ...inputs } });

const NOT_FOUND = TESTED.kind === 'job' ? 'Job not found' : 'Service not found';

const OVERRIDES = `
buildArguments: { LEVEL: 3 }
buildFiles: { /etc/motd: hello }
dockerSecretMounts: { npmrc: correct-horse-battery }
`;

test('the request is printed without a secret, and nothing is started', async () => {
  const run = await play({ overrides: OVERRIDES });
  expect([run.main.succeeded, annotated(run.main)]).toEqual([true, []]);
  expect(run.outputs).toEqual({ conclusion: 'dry-run', concluded: 'false', success: 'false' });
  expect(run.main.log).toContain(
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
  expect(printed(run)).not.toMatch(/correct-horse|Y29ycmVjdC1ob3JzZS/);
  expect(requestLines(run)).toEqual([
    `GET /v1${TESTED.path}`,
    `GET /v1${TESTED.path}/build?per_page=100`,
    `GET /v1${TESTED.path}/build/${run.world.builds()[0]?.id}`,
  ]);
  expect(run.summary).toContain('Dry run');
});

test('a job without a build: that it may be built could not be checked', async () => {
  const run = await play({}, { others: [] });
  expect(run.main.succeeded).toBe(true);
  expect(annotated(run.main)).toEqual([]);
  expect(run.main.log).toContain(
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
  const run = await play(inputs);
  expect([run.main.succeeded, run.outputs['conclusion']]).toEqual([false, 'failure']);
  expect(annotated(run.main)).toEqual([says]);
  expect(requestsTo('start', run)).toEqual([]);
});

// A service's build is read with another permission.
if (TESTED.kind === 'job')
  test('a token that may not build is found', async () => {
    const run = await play({}, { permissions: ['Read'] });
    expect(run.main.succeeded).toBe(false);
    expect(annotated(run.main)).toEqual([
      `error: Could not read build ${run.world.builds()[0]?.id} of ${TESTED.title}: Northflank answered HTTP 401: Missing permission. Grant the API token the permission "${TESTED.section} > Deployment > Deploy Build".`,
    ]);
  });

test('a token that may not read is no failure: it may well build', async () => {
  const run = await play({}, { permissions: ['Deploy Build'] });
  expect(run.main.succeeded).toBe(true);
  expect(annotated(run.main)).toEqual([]);
  expect(run.main.log).toContain(
    `The API token is not allowed to read the ${TESTED.kind}, so whether it exists and can be built was not checked. Nothing was started`,
  );
});

test('a hiccup of the API is waited out', async () => {
  const faults: Fault[] = [
    { on: 'resource', kind: 'html-502', times: 1 },
    { on: 'list', kind: 'reset-after', times: 1 },
  ];
  const run = await play({}, { faults });
  expect([run.main.succeeded, run.outputs['conclusion']]).toEqual([true, 'dry-run']);
  expect(run.main.log).toMatch(/HTTP 502.*Trying again in \d+s\./);
  expect(requestsTo('start', run)).toEqual([]);
});

test('an API that stays away is told of', async () => {
  const faults: Fault[] = [{ on: 'resource', kind: '429', reset: 3000 }];
  const run = await play({ 'timeout-minutes': '0.5' }, { faults });
  expect([run.main.succeeded, run.outputs['conclusion']]).toEqual([false, 'failure']);
  expect(annotated(run.main)).toEqual([expect.stringContaining("the account's rate limit is exhausted")]);
  expect(requestsTo('resource', run)).toHaveLength(1);
});
