/** What only services have: kinds, branches, pull requests, and permissions of their own. */
import { describe, expect, test } from '@jest/globals';
import { SANDBOX, scripts } from '../sandbox/northflank/world.ts';
import { playRun, RUN_SHA, type RunScenario, type WholeRun } from '../scripts/simulate/whole-run.ts';
import { annotated, ownBuilds, requestsTo } from './scenario.ts';

const play = (id: string, scenario: RunScenario = {}): Promise<WholeRun> =>
  playRun({ resource: { kind: 'service', id }, ...scenario });

describe('a build service', () => {
  test.each<[inputs: Record<string, string>, body: object]>([
    [{ branch: 'release' }, { sha: RUN_SHA, branch: 'release' }],
    [{ 'pull-request-id': '7' }, { sha: RUN_SHA, pullRequestId: 7 }],
    [{ branch: 'release', sha: 'latest' }, { branch: 'release' }],
  ])('with %j is started with %j', async (inputs, body) => {
    const run = await play(SANDBOX.buildService, { inputs });
    expect(requestsTo('start', run).map(({ json }) => json)).toEqual([body]);
    expect(run.outputs['conclusion']).toBe('success');
    expect(run.main.log).toMatch(/of (branch release|pull request 7)\.\n/);
  });

  test('without a branch or a pull request is refused, and the message says what it needs', async () => {
    const run = await play(SANDBOX.buildService);
    expect(run.outputs['conclusion']).toBe('failure');
    expect(annotated(run.main)).toEqual([
      expect.stringMatching(
        /HTTP 400.* A build service needs `branch` or `pull-request-id`\. No build was started\./,
      ),
    ]);
  });

  test('takes no build of another branch for one whose answer was lost', async () => {
    const run = await play(SANDBOX.buildService, {
      inputs: { branch: 'release' },
      faults: [{ on: 'start', kind: 'reset-before', times: 1 }],
      others: [{ atMs: 1000, branch: 'main' }],
    });
    expect(ownBuilds(run)).toMatchObject([{ branch: 'release' }]);
    expect(run.outputs).toMatchObject({ conclusion: 'success', 'build-id': ownBuilds(run)[0]?.id });
  });

  test('finds its lost build by the branch', async () => {
    const run = await play(SANDBOX.buildService, {
      inputs: { branch: 'release' },
      faults: [{ on: 'start', kind: 'reset-after', times: 1 }],
      others: [{ atMs: 0, branch: 'main' }],
    });
    expect(ownBuilds(run)).toHaveLength(1);
    expect(run.outputs).toMatchObject({ conclusion: 'success', 'build-id': ownBuilds(run)[0]?.id });
  });

  test('reuses a build of its branch only', async () => {
    const inputs = { start: 'if-needed', branch: 'release' };
    const other = await play(SANDBOX.buildService, { inputs, others: [{ atMs: 0, branch: 'main' }] });
    expect(other.outputs).toMatchObject({ reused: 'false' });
    const same = await play(SANDBOX.buildService, { inputs, others: [{ atMs: 0, branch: 'release' }] });
    expect(same.outputs).toMatchObject({ reused: 'true' });
  });
});

test('a combined service takes no branch, and the message says so', async () => {
  const run = await play(SANDBOX.service, { inputs: { branch: 'main' } });
  expect(annotated(run.main)).toEqual([
    expect.stringMatching(
      /HTTP 400.* Only a build service takes `branch` or `pull-request-id`\. No build was started\./,
    ),
  ]);
});

test('a deployment service has nothing to build, which a dry run tells', async () => {
  const run = await play(SANDBOX.deploymentService, { inputs: { 'dry-run': 'true' } });
  expect(run.outputs['conclusion']).toBe('failure');
  expect(annotated(run.main)).toEqual([expect.stringContaining('There is nothing to build: service edge')]);
});

test('a dry run cannot prove that a service may be built, and says so', async () => {
  const run = await play(SANDBOX.service, { inputs: { 'dry-run': 'true' }, others: [{ atMs: 0 }] });
  expect([run.outputs['conclusion'], annotated(run.main)]).toEqual(['dry-run', []]);
  expect(run.main.log).toContain(
    'A dry run cannot check whether the API token has the permission "Project > Services > Deployment > Deploy Build".',
  );
});

test('without General > Read the build is started, and the message says why its result is not known', async () => {
  const run = await play(SANDBOX.service, {
    permissions: ['Deploy Build', 'View Instance Logs'],
    world: { script: scripts.forever },
  });
  const id = ownBuilds(run)[0]?.id;
  expect(run.outputs).toMatchObject({ conclusion: 'unknown', 'build-id': id });
  expect(annotated(run.main)).toEqual([
    expect.stringMatching(
      /Grant the API token the permission "Project > Services > General > Read"\..*`build-id: /,
    ),
  ]);
});
