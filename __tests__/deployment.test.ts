/** `wait-for: deployment`: whole runs of a combined service on a virtual clock. */
import { describe, expect, test } from '@jest/globals';
import { createWorld, rollouts, SANDBOX, scripts } from '../sandbox/northflank/world.ts';
import type { RolloutScript } from '../sandbox/northflank/deployment.ts';
import type { ResourceSettings } from '../sandbox/northflank/resources.ts';
import { type OtherBuild, playRun, type RunScenario, type WholeRun } from '../scripts/simulate/whole-run.ts';
import { annotated, ownBuilds, printed, RUN_SHA, requestsTo } from './scenario.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const OTHER_SHA = 'b'.repeat(40);
const WEB = { kind: 'service', id: SANDBOX.service } as const;

const play = (scenario: RunScenario = {}): Promise<WholeRun> =>
  playRun({
    resource: WEB,
    ...scenario,
    inputs: { 'wait-for': 'deployment', 'timeout-minutes': '10', ...scenario.inputs },
  });

const withRollout = (rollout: RolloutScript, scenario: RunScenario = {}): Promise<WholeRun> =>
  play({ ...scenario, world: { rollout, ...scenario.world } });

/** Whether the service has finished rolling out the build of the step. */
const isDeployed = ({ world, outputs }: WholeRun): boolean =>
  world.deployedAt(outputs['build-id'] ?? '') !== undefined;

const LATE_RUNS: RolloutScript = { delay: 300, phases: rollouts.success.phases };

test('a service that is deployed: the step passes once it runs the commit', async () => {
  const run = await play();
  expect([run.main.succeeded, annotated(run.main)]).toEqual([true, []]);
  expect(run.outputs).toMatchObject({
    ...{ conclusion: 'success', success: 'true', 'deployment-status': 'COMPLETED', 'deployed-sha': RUN_SHA },
    'deployment-url': 'https://http--web--acme.code.run',
  });
  expect(isDeployed(run)).toBe(true);
  expect(run.main.log).toMatch(/● Deploying[\s\S]*IN_PROGRESS \(DEPLOYING\)[\s\S]*● Deployed after \d+s/);
  expect(run.main.log).toMatch(/Build \S+ succeeded in 10s, and the service runs its commit\.\n$/);
  expect(run.summary).toContain('Deploying');
  expect(run.summary).toMatch(/<th align="left">Deployed<\/th>/);
  expect(run.post).toBeUndefined();
});

test.each(Object.keys(rollouts).filter((name) => !['failure', 'stuck', 'never'].includes(name)))(
  'a rollout that is %s is seen to its end, and not before',
  async (name) => {
    const run = await withRollout(rollouts[name as keyof typeof rollouts]);
    expect(run.outputs['conclusion']).toBe('success');
    expect(isDeployed(run)).toBe(true);
  },
);

describe('no false success', () => {
  test('the commit runs already, and its new build is never deployed', async () => {
    const run = await play({
      sha: '5be1f0c83a7d94621e0fb5c7d8a2936417f0e5d2',
      world: { rollout: rollouts.never },
      inputs: { 'timeout-minutes': '2' },
    });
    expect(run.outputs).toMatchObject({ conclusion: 'timed-out', 'deployment-status': 'COMPLETED' });
    expect(annotated(run.main)).toEqual([
      expect.stringMatching(
        /^error: Build \S+ succeeded in 10s, but its deployment did not finish within 2 minutes\./,
      ),
    ]);
  });

  test('another build was deployed while ours was made, and its end is not taken for ours', async () => {
    const run = await withRollout(
      { ...rollouts.earlySha, shaLead: 14, delay: 15 },
      { others: [{ atMs: 0, ageMs: 4 * SECOND, sha: OTHER_SHA, rollout: rollouts.instant }] },
    );
    expect(run.outputs['conclusion']).toBe('success');
    expect(isDeployed(run)).toBe(true);
  });

  test.each([-9000, 9000, null])('the dates of deployments are off by %p ms', async (transitionOffsetMs) => {
    for (const rollout of [rollouts.success, rollouts.earlySha]) {
      // oxlint-disable-next-line no-await-in-loop -- each has a world of its own
      const run = await withRollout(rollout, { quirks: { transitionOffsetMs } });
      expect(run.outputs['conclusion']).toBe('success');
      expect(isDeployed(run)).toBe(true);
    }
  });

  test('killed while it waits: the build has succeeded, the conclusion is not known', async () => {
    const run = await withRollout(rollouts.slow, { killAtMs: 30 * SECOND });
    expect(run.outputs).toMatchObject({ conclusion: 'unknown', success: 'true' });
    expect(run.post).toBeUndefined();
  });
});

describe('before the start', () => {
  const refused = async (settings: ResourceSettings, scenario: RunScenario = {}): Promise<WholeRun> =>
    play({ ...scenario, settings });

  test.each<[string, ResourceSettings, RunScenario]>([
    ["Northflank's CD is off for service web", { disabledCD: true }, {}],
    ['service web in project shop is paused', { paused: true }, {}],
    [
      'service images in project shop is a build service',
      {},
      { resource: { ...WEB, id: SANDBOX.buildService } },
    ],
    ['General > Read', {}, { permissions: ['Deploy Build', 'View Instance Logs'] }],
  ])('%s: the step fails, and nothing is started', async (says, settings, scenario) => {
    const run = await refused(settings, scenario);
    expect(run.outputs['conclusion']).toBe('failure');
    expect(annotated(run.main)).toEqual([expect.stringContaining(says)]);
    expect(annotated(run.main)[0]).toContain('Nothing was started.');
    expect(requestsTo('start', run)).toEqual([]);
    const dry = await refused(settings, { ...scenario, inputs: { 'dry-run': 'true' } });
    expect([dry.outputs['conclusion'], requestsTo('start', dry)]).toEqual(['failure', []]);
  });

  test('an outage is waited out', async () => {
    const run = await play({ faults: [{ on: 'resource', kind: 'html-502', times: 3 }] });
    expect(run.outputs['conclusion']).toBe('success');
  });
});

describe('a deployment that does not come', () => {
  test('it fails', async () => {
    const run = await withRollout(rollouts.failure);
    expect(run.outputs).toMatchObject({
      conclusion: 'failure',
      success: 'true',
      'deployment-status': 'FAILED',
    });
    expect(annotated(run.main)).toEqual([
      expect.stringMatching(/^error: Build \S+ succeeded in 10s, but its deployment failed\./),
    ]);
    expect(run.summary).toContain('Northflank deployment failed');
  });

  test('an old failure is not that of our build', async () => {
    const old: OtherBuild = { atMs: 0, ageMs: 10 * MINUTE, sha: OTHER_SHA, rollout: rollouts.failure };
    const run = await play({ others: [old] });
    expect(run.outputs['conclusion']).toBe('success');
  });

  test('it stays PENDING: the message says that this may mean nothing', async () => {
    const run = await withRollout(rollouts.stuck, { inputs: { 'timeout-minutes': '3' } });
    expect(run.outputs).toMatchObject({ conclusion: 'timed-out', 'deployment-status': 'PENDING' });
    expect(annotated(run.main)).toEqual([
      expect.stringContaining('Northflank sometimes shows PENDING for a healthy service'),
    ]);
    expect(run.main.durationMs).toBeLessThan(4 * MINUTE);
  });

  test('a newer build is deployed instead', async () => {
    const run = await withRollout(LATE_RUNS, {
      others: [{ atMs: 5 * SECOND, sha: OTHER_SHA, rollout: rollouts.success }],
    });
    expect(run.outputs).toMatchObject({ conclusion: 'failure', 'deployed-sha': OTHER_SHA });
    const newer = run.world.builds().find(({ elsewhere }) => elsewhere);
    expect(annotated(run.main)).toEqual([
      expect.stringContaining(`a newer build was deployed instead: ${newer?.id} of commit ${OTHER_SHA}`),
    ]);
    // Once after the start, and once for that commit.
    expect(requestsTo('list', run)).toHaveLength(2);
  });

  test('whether another build is newer cannot be read: the wait goes on, and the list is left alone', async () => {
    const run = await withRollout(
      { ...rollouts.success, delay: 60 },
      {
        faults: [{ on: 'list', kind: 'forbidden-403', skip: 1 }],
        others: [{ atMs: 0, ageMs: 5 * SECOND, sha: OTHER_SHA, rollout: rollouts.success }],
      },
    );
    expect(run.outputs).toMatchObject({ conclusion: 'success', 'deployed-sha': RUN_SHA });
    // One before the start, and at most three for the other commit.
    expect(requestsTo('list', run).length).toBeLessThanOrEqual(4);
    expect(run.main.log).not.toContain('Still waiting.');
  });

  test('an older build is deployed meanwhile: the wait goes on', async () => {
    const run = await withRollout(
      { ...rollouts.success, delay: 60 },
      { others: [{ atMs: 0, ageMs: 5 * SECOND, sha: OTHER_SHA, rollout: rollouts.success }] },
    );
    expect(run.outputs).toMatchObject({ conclusion: 'success', 'deployed-sha': RUN_SHA });
  });

  test('the service cannot be read any more: the build succeeded, the rest is not known', async () => {
    const run = await play({ faults: [{ on: 'resource', kind: 'html-502', skip: 1 }] });
    expect(run.outputs).toMatchObject({ conclusion: 'unknown', success: 'true' });
    expect(annotated(run.main)).toEqual([
      expect.stringMatching(/Build \S+ succeeded, but may not have been deployed/),
    ]);
  });

  test('an exhausted rate limit is no outage: the wait goes on after the reset', async () => {
    const run = await play({ faults: [{ on: 'resource', kind: '429', reset: 400, skip: 2, times: 1 }] });
    expect(run.outputs['conclusion']).toBe('success');
    expect(run.main.durationMs).toBeGreaterThan(400 * SECOND);
  });

  test.each([
    ['forbidden-403', 1],
    ['html-503', 5],
  ] as const)('a service that cannot be read (%s) is given up after %d minutes', async (kind, minutes) => {
    const run = await play({ faults: [{ on: 'resource', kind, skip: 2 }] });
    expect(run.outputs).toMatchObject({ conclusion: 'unknown', success: 'true' });
    expect(run.main.durationMs).toBeGreaterThan(minutes * MINUTE);
    expect(run.main.durationMs).toBeLessThan((minutes + 1.5) * MINUTE);
    expect(run.main.log.match(/Still waiting\./g)).toHaveLength(1);
  });

  test('a short outage late in the wait is no long one', async () => {
    const run = await withRollout(
      { ...rollouts.success, delay: 400 },
      { outages: [{ fromMs: 370 * SECOND, toMs: 390 * SECOND, kind: 'html-502' }] },
    );
    expect(run.outputs['conclusion']).toBe('success');
    expect(run.main.log.match(/Still waiting\./g)).toHaveLength(1);
  });

  test('a build that fails is not waited for further', async () => {
    const run = await play({ world: { script: scripts.failure } });
    expect(run.outputs['conclusion']).toBe('failure');
    expect(run.outputs).not.toHaveProperty('deployment-status');
    expect(run.main.log).not.toContain('Deploying');
  });
});

describe('a build that was over before this step', () => {
  const OLD: OtherBuild = { atMs: 0, ageMs: 30 * MINUTE };

  test('and that runs: done at once', async () => {
    const run = await play({ others: [OLD], inputs: { start: 'if-needed' } });
    expect(run.outputs).toMatchObject({ conclusion: 'success', reused: 'true', 'deployed-sha': RUN_SHA });
    expect(run.main.durationMs).toBeLessThan(SECOND);
  });

  test('and another commit runs: two minutes later the step fails, and names it', async () => {
    const newer: OtherBuild = { atMs: 0, ageMs: 10 * MINUTE, sha: OTHER_SHA };
    const run = await play({ others: [OLD, newer], inputs: { start: 'never' } });
    expect(run.outputs['conclusion']).toBe('failure');
    expect(annotated(run.main)).toEqual([expect.stringContaining(OTHER_SHA.slice(0, 7))]);
    expect(run.main.durationMs).toBeLessThan(3 * MINUTE);
    expect(run.main.durationMs).toBeGreaterThanOrEqual(2 * MINUTE);
  });

  test('and whose deployment has just begun: it is waited for', async () => {
    const fresh: OtherBuild = { atMs: 0, ageMs: 11 * SECOND };
    const run = await play({ others: [fresh], inputs: { start: 'if-needed' } });
    expect(run.outputs['conclusion']).toBe('success');
    expect(isDeployed(run)).toBe(true);
  });
});

test('a cancellation aborts nothing: the build is over', async () => {
  const run = await withRollout(rollouts.slow, { cancelAtMs: 60 * SECOND });
  expect(run.outputs).toMatchObject({ conclusion: 'cancelled', success: 'true' });
  expect([requestsTo('abort', run), run.post]).toEqual([[], undefined]);
  expect(printed(run)).toContain('and its deployment continues');
});

test('a cancellation during the build aborts it as always', async () => {
  const run = await play({ world: { script: scripts.forever }, cancelAtMs: 5 * SECOND });
  expect(ownBuilds(run)).toMatchObject([{ aborted: true }]);
});

test('the sandbox deploys nothing where CD is off', () => {
  let now = 0;
  const world = createWorld({ now: () => now });
  world.configure(SANDBOX.service, { disabledCD: true });
  const { id } = world.startBuildElsewhere({ resource: SANDBOX.service });
  now = MINUTE;
  expect([world.build(id)?.success, world.deployedAt(id)]).toEqual([true, undefined]);
});
