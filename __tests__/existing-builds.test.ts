/** Existing builds: `start: if-needed` and `start: never`, on a virtual clock. */
import { describe, expect, test } from '@jest/globals';
import { scripts } from '../sandbox/northflank/world.ts';
import { TESTED } from '../sandbox/tested-resource.ts';
import { type OtherBuild, playRun, type RunScenario, type WholeRun } from '../scripts/simulate/whole-run.ts';
import { annotated, ownBuilds, printed, RUN_SHA, requestsTo, timesOf } from './scenario.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const OTHER_SHA = 'b'.repeat(40);

const RUNNING: OtherBuild = { atMs: 0 };
const GOOD: OtherBuild = { atMs: 0, ageMs: HOUR };
const FAILED: OtherBuild = { ...GOOD, script: scripts.failure };
const ABORTED: OtherBuild = { ...GOOD, script: scripts.aborted };
const ENDLESS: OtherBuild = { ...RUNNING, script: scripts.forever };

const play = (start: string, others: readonly OtherBuild[], scenario: RunScenario = {}): Promise<WholeRun> =>
  playRun({ ...scenario, others, inputs: { start, ...scenario.inputs } });

/** The builds that the step was not to abort, and that were. */
const abortedOthers = ({ world }: WholeRun): unknown[] =>
  world.builds().filter(({ elsewhere, aborted }) => elsewhere && aborted);

describe('start: if-needed', () => {
  test.each([
    ['that has succeeded is taken at once', [GOOD]],
    ['that is running is waited for', [RUNNING]],
    ['that failed long ago, and a good one since, is taken', [{ ...FAILED, ageMs: 2 * HOUR }, GOOD]],
  ])('a build %s', async (_, others) => {
    const run = await play('if-needed', others);
    expect(ownBuilds(run)).toEqual([]);
    expect(annotated(run.main)).toEqual([]);
    const found = run.world.builds().at(-1);
    expect(run.outputs).toMatchObject({
      ...{ conclusion: 'success', reused: 'true', 'build-id': found?.id, concluded: 'true' },
      'registry-uri': `registry.northflank.com/shop/${TESTED.id}:${found?.id}`,
    });
    expect(run.main.log).toContain(`Found build ${found?.id} of ${TESTED.title} at commit ${RUN_SHA}`);
    expect(run.main.log).not.toContain('Started');
    expect(run.main.log).toContain('The build was found, not started by this step.');
    expect(run.summary).toContain('Build found');
  });

  test('a good build costs no request more than a start', async () => {
    const [reused, started] = [await play('if-needed', [GOOD]), await play('always', [])];
    expect(requestsTo('list', reused)).toHaveLength(1);
    expect(requestsTo('get', reused)).toEqual([]);
    expect(requestsTo('list', started)).toHaveLength(1);
  });

  test.each([
    ['there is none', []],
    ['the newest failed', [{ ...GOOD, ageMs: 2 * HOUR }, FAILED]],
    ['the newest was aborted', [ABORTED]],
    ['there is one of another commit', [{ ...GOOD, sha: OTHER_SHA }]],
  ])('a build is started where %s', async (_, others) => {
    const run = await play('if-needed', others);
    expect(ownBuilds(run)).toMatchObject([{ sha: RUN_SHA, success: true }]);
    expect(run.outputs).toMatchObject({
      conclusion: 'success',
      reused: 'false',
      'build-id': ownBuilds(run)[0]?.id,
    });
  });

  test.each(['forbidden-403', 'html-502'] as const)(
    'a list that fails (%s): one warning, and a build is started',
    async (kind) => {
      const run = await play('if-needed', [GOOD], { faults: [{ on: 'list', kind }] });
      expect(ownBuilds(run)).toHaveLength(1);
      expect(annotated(run.main)).toEqual([
        expect.stringContaining('A build of this commit may already exist; a new one is started anyway.'),
      ]);
      expect(run.outputs).toMatchObject({ conclusion: 'success', reused: 'false' });
    },
  );

  test('a list that is late does not show the build, so one is started', async () => {
    const run = await play('if-needed', [RUNNING], { quirks: { listLagMs: 20 * SECOND } });
    expect(ownBuilds(run)).toHaveLength(1);
    expect(run.outputs).toMatchObject({ conclusion: 'success', 'build-id': ownBuilds(run)[0]?.id });
  });

  test('dates are absent: the first in the list is the newest', async () => {
    const others = [{ ...FAILED, ageMs: 2 * HOUR }, GOOD];
    const run = await play('if-needed', others, { quirks: { without: ['createdAt'] } });
    expect(run.outputs).toMatchObject({ reused: 'true', 'build-id': run.world.builds()[1]?.id });
  });

  test('dates count, not the order of the list', async () => {
    const others = [GOOD, { ...FAILED, ageMs: 2 * HOUR }];
    const run = await play('if-needed', others);
    expect(run.outputs).toMatchObject({ reused: 'true', 'build-id': run.world.builds()[0]?.id });
  });

  test('a running build that somebody aborts is replaced by one of our own, once', async () => {
    const run = await play('if-needed', [{ ...ENDLESS, abortAtMs: 20 * SECOND }]);
    expect(ownBuilds(run)).toMatchObject([{ success: true }]);
    expect(annotated(run.main)).toEqual([]);
    expect(run.outputs).toMatchObject({
      conclusion: 'success',
      reused: 'false',
      'build-id': ownBuilds(run)[0]?.id,
    });
    expect(run.main.log).toContain('was aborted outside this step');
  });

  test('and if that one is aborted as well, the step fails', async () => {
    const run = await play('if-needed', [{ ...ENDLESS, abortAtMs: 20 * SECOND }], {
      world: { script: scripts.aborted },
    });
    expect(ownBuilds(run)).toHaveLength(1);
    expect(run.outputs).toMatchObject({ conclusion: 'aborted', 'build-id': ownBuilds(run)[0]?.id });
  });

  test('a running build that fails fails the step', async () => {
    const run = await play('if-needed', [{ ...RUNNING, script: scripts.failure }]);
    expect(ownBuilds(run)).toEqual([]);
    expect(run.outputs).toMatchObject({ conclusion: 'failure', reused: 'true' });
  });

  test('with `wait: false` a running build is named, and not waited for', async () => {
    const run = await play('if-needed', [RUNNING], { inputs: { wait: 'false' } });
    expect(ownBuilds(run)).toEqual([]);
    expect(run.outputs).toMatchObject({ conclusion: 'started', reused: 'true' });
  });
});

describe('start: never', () => {
  test('a build that is there is taken with the first list', async () => {
    const run = await play('never', [GOOD]);
    expect(ownBuilds(run)).toEqual([]);
    expect(requestsTo('list', run)).toHaveLength(1);
    expect(run.outputs).toMatchObject({ conclusion: 'success', reused: 'true' });
  });

  test('a build that comes after four seconds is found and waited for', async () => {
    const run = await play('never', [{ atMs: 3900 }]);
    expect(requestsTo('list', run)).toHaveLength(2);
    expect(run.outputs).toMatchObject({ conclusion: 'success', reused: 'true' });
    expect(run.main.log).toContain("for Northflank's CI to build commit");
  });

  test('a build that never comes: few lists, five minutes, and what may be the reason', async () => {
    const run = await play('never', [{ atMs: 0, sha: OTHER_SHA }]);
    expect(timesOf('list', run)).toEqual(
      [2, 4, 8, 16, 30, 75, 120, 165, 210, 255, 300].map((seconds) => (seconds - 2) * SECOND),
    );
    expect(run.main.durationMs).toBe(5 * MINUTE);
    expect([run.main.succeeded, run.outputs]).toEqual([
      false,
      { conclusion: 'failure', concluded: 'false', success: 'false' },
    ]);
    expect(annotated(run.main)).toEqual([expect.stringMatching(/^error: No build of commit .* CI is on/)]);
    expect(requestsTo('start', run)).toEqual([]);
  });

  test('a shorter time limit ends the search', async () => {
    const run = await play('never', [], { inputs: { 'timeout-minutes': '0.2' } });
    expect(run.main.durationMs).toBe(12 * SECOND);
    expect(annotated(run.main)).toEqual([expect.stringContaining('was listed within 0.2 minutes')]);
  });

  test('a build that failed fails the step, and shows its log', async () => {
    const run = await play('never', [FAILED]);
    expect(run.outputs).toMatchObject({ conclusion: 'failure', reused: 'true' });
    expect(run.main.log).toContain('│ ');
  });

  test('of two builds of the commit, the newest is taken', async () => {
    const run = await play('never', [FAILED, { ...GOOD, ageMs: MINUTE }]);
    expect(run.outputs).toMatchObject({ conclusion: 'success', 'build-id': run.world.builds()[1]?.id });
  });

  test('a list that is refused fails the step at once', async () => {
    const run = await play('never', [GOOD], { faults: [{ on: 'list', kind: 'forbidden-403' }] });
    expect(run.outputs['conclusion']).toBe('failure');
    expect(requestsTo('list', run)).toHaveLength(1);
    expect(annotated(run.main)).toEqual([expect.stringContaining('General > Read')]);
  });

  test('an outage is waited out', async () => {
    const run = await play('never', [GOOD], { faults: [{ on: 'list', kind: 'html-502', times: 3 }] });
    expect(run.outputs['conclusion']).toBe('success');
    expect(run.main.log.match(/Still searching\./g)).toHaveLength(1);
  });

  test('an outage that does not end: nobody knows whether there is a build', async () => {
    const run = await play('never', [GOOD], { faults: [{ on: 'list', kind: 'html-502' }] });
    expect(run.outputs['conclusion']).toBe('unknown');
  });
});

describe.each(['if-needed', 'never'])('a found build (start: %s) is never aborted', (start) => {
  test('by a cancellation', async () => {
    const run = await play(start, [ENDLESS], { cancelAtMs: 30 * SECOND });
    expect(run.outputs['conclusion']).toBe('cancelled');
    expect([requestsTo('abort', run), abortedOthers(run), run.post]).toEqual([[], [], undefined]);
    expect(printed(run)).toContain('was found, not started by this step, and keeps running');
  });

  test('by the time limit', async () => {
    const run = await play(start, [ENDLESS], { inputs: { 'timeout-minutes': '0.5' } });
    expect(run.outputs['conclusion']).toBe('timed-out');
    expect([requestsTo('abort', run), run.post]).toEqual([[], undefined]);
  });

  test('by a kill at any moment', async () => {
    const whole = await play(start, [RUNNING]);
    for (let effect = 1; effect <= whole.main.effects; effect += 1) {
      // oxlint-disable-next-line no-await-in-loop -- each has a world of its own
      const run = await play(start, [RUNNING], { killAtEffect: effect });
      expect([effect, requestsTo('abort', run), abortedOthers(run)]).toEqual([effect, [], []]);
    }
  });
});

test('a build of our own that replaced a found one is aborted by a cancellation', async () => {
  const run = await play('if-needed', [{ ...ENDLESS, abortAtMs: 20 * SECOND }], {
    ...{ world: { script: scripts.forever }, cancelAtMs: 2 * MINUTE },
  });
  expect(ownBuilds(run)).toMatchObject([{ aborted: true }]);
  expect(run.outputs).toMatchObject({ conclusion: 'cancelled', status: 'ABORTED' });
});

test('a build of our own that replaced a found one is aborted by post, if main is killed', async () => {
  const run = await play('if-needed', [{ ...ENDLESS, abortAtMs: 20 * SECOND }], {
    ...{ world: { script: scripts.forever }, killAtMs: 2 * MINUTE },
  });
  expect(ownBuilds(run)).toMatchObject([{ aborted: true }]);
});

describe('a dry run says which build would be taken', () => {
  test.each([
    ['if-needed', [GOOD], /No build would be started: build \S+ of commit \S+ already exists\./],
    ['if-needed', [FAILED], /A build would be started: no running or successful build of commit/],
    ['never', [FAILED], /This step would wait for build \S+ of commit/],
    [
      'never',
      [{ ...GOOD, sha: OTHER_SHA }],
      /No build of commit \S+ is listed yet; this step would wait for one\./,
    ],
  ])('start: %s', async (start, others, says) => {
    const run = await play(start, others, { inputs: { 'dry-run': 'true' } });
    expect(run.outputs['conclusion']).toBe('dry-run');
    expect(run.main.log).toMatch(says);
    expect(requestsTo('start', run)).toEqual([]);
  });
});
