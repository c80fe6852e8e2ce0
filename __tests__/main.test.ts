/** What a step reports of its build: whole runs on a virtual clock. */
import { describe, expect, test } from '@jest/globals';
import type { FaultKind } from '../sandbox/northflank/faults.ts';
import { SANDBOX, scripts } from '../sandbox/northflank/world.ts';
import { playRun, type RunScenario } from '../scripts/simulate/whole-run.ts';
import { annotated, ownBuilds, requestsTo, printed, timesOf } from './scenario.ts';
import { TESTED } from '../sandbox/tested-resource.ts';

const SECOND = 1000;

describe('a build that is not waited for', () => {
  test('and that could not be submitted: the step fails', async () => {
    const { end } = scripts.submissionFailure;
    const run = await playRun({
      inputs: { wait: 'false' },
      world: { script: { phases: [], ...(end && { end }) } },
    });
    expect([run.main.succeeded, run.outputs]).toEqual([
      false,
      expect.objectContaining({
        conclusion: 'failure',
        status: 'SUBMISSION_FAILURE',
        'build-id': ownBuilds(run)[0]?.id,
      }),
    ]);
    expect(annotated(run.main)).toEqual([expect.stringContaining('It never ran: check its build settings')]);
    expect(run.state['end']).toBe('finished');
  });

  test('and that was started twice: the other build is named', async () => {
    const run = await playRun({
      inputs: { wait: 'false' },
      faults: [{ on: 'start', kind: 'reset-after', times: 1 }],
      quirks: { listLagMs: 45 * SECOND },
    });
    expect(run.outputs).toMatchObject({ conclusion: 'started', 'build-id': ownBuilds(run)[1]?.id });
    expect(annotated(run.main)).toEqual([
      expect.stringContaining(`build ${ownBuilds(run)[0]?.id} turned up`),
    ]);
  });
});

describe('a dry run that cannot reach the API', () => {
  test.each<[FaultKind, number]>([
    ['html-503', 0],
    ['hang-before', 0],
    ['429', 0],
    ['reset-after', 1],
  ])('fails, and nothing is unknown (%s after %d good answers)', async (kind, skip) => {
    const run = await playRun({
      inputs: { 'dry-run': 'true', 'timeout-minutes': '2' },
      faults: [{ on: 'any', kind, skip, reset: 3600 }],
    });
    expect([run.main.succeeded, run.outputs['conclusion']]).toEqual([false, 'failure']);
    expect(annotated(run.main)).toEqual([expect.stringMatching(/^error: Could not /)]);
    expect(requestsTo('start', run)).toEqual([]);
  });
});

test('a dry run that is killed has failed: nothing was started', async () => {
  const run = await playRun({
    inputs: { 'dry-run': 'true' },
    faults: [{ on: 'resource', kind: 'hang-before' }],
    killAtMs: SECOND,
  });
  expect([run.main.killed, run.outputs['conclusion']]).toEqual([true, 'failure']);
});

describe('a `build-id`', () => {
  test.each(['true', 'false'])('that does not exist fails the step (wait: %s)', async (wait) => {
    const run = await playRun({ inputs: { 'build-id': 'no-such-build-1000', wait } });
    expect(run.outputs).toEqual({
      ...{ 'build-id': 'no-such-build-1000', conclusion: 'failure', concluded: 'false', success: 'false' },
      url: expect.any(String),
    });
    expect(annotated(run.main)).toEqual([
      expect.stringContaining(`Check that no-such-build-1000 is a build of this ${TESTED.kind}.`),
    ]);
  });
});

describe('killed while the log is read to its end', () => {
  const DRAINING: RunScenario = {
    inputs: { 'poll-interval-seconds': '1' },
    faults: [
      { on: 'tail', kind: 'tail-silent' },
      { on: 'logs', kind: 'hang-before' },
    ],
    killAtMs: 20 * SECOND,
  };

  test.each([
    [scripts.success, 'success'],
    [scripts.failure, 'failure'],
  ])('the result is recorded, and post does nothing', async (script, conclusion) => {
    const run = await playRun({ ...DRAINING, world: { script } });
    expect(run.main.killed).toBe(true);
    expect(run.outputs).toMatchObject({ conclusion, concluded: 'true', 'build-id': ownBuilds(run)[0]?.id });
    expect(run.outputs['registry-uri'] === undefined).toBe(conclusion === 'failure');
    expect([run.state['end'], run.post]).toEqual(['finished', undefined]);
  });

  test('the same after the time limit', async () => {
    const run = await playRun({
      ...DRAINING,
      inputs: { ...DRAINING.inputs, 'timeout-minutes': '0.1' },
      world: { script: scripts.forever },
    });
    expect(run.main.killed).toBe(true);
    expect(run.outputs).toMatchObject({ conclusion: 'timed-out', status: 'ABORTED' });
    expect([run.state['end'], run.post]).toEqual(['finished', undefined]);
  });
});

describe('odd values of the API', () => {
  test('the end of a build in milliseconds: its duration is right', async () => {
    const run = await playRun({ quirks: { concludedAtInMs: true } });
    expect(run.main.log).toContain('succeeded in 10s.');
    const { 'created-at': from = '', 'concluded-at': to = '', 'duration-seconds': seconds } = run.outputs;
    expect([seconds, Math.round((Date.parse(to) - Date.parse(from)) / SECOND)]).toEqual(['10', 10]);
  });

  test('the URI of the image comes 1.5 s after the end: the output is set', async () => {
    const run = await playRun({ quirks: { imageLagMs: 1500 }, inputs: { 'poll-interval-seconds': '0.5' } });
    const id = ownBuilds(run)[0]?.id;
    expect(run.outputs['registry-uri']).toBe(`registry.northflank.com/shop/${TESTED.id}:${id}`);
    expect(run.outputs['build']).toContain(`registry.northflank.com/shop/${TESTED.id}:${id}`);
  });

  test('the URI of the image never comes: it is waited for 6 s, and the build has succeeded all the same', async () => {
    const inputs = { logs: 'off', 'poll-interval-seconds': '5' };
    const run = await playRun({ quirks: { imageLagMs: 3_600_000 }, inputs });
    expect([run.outputs['conclusion'], run.outputs['registry-uri']]).toEqual(['success', undefined]);
    expect(timesOf('get', run)).toEqual([5, 10, 11, 13, 16].map((seconds) => seconds * SECOND));
  });

  test.each([
    [scripts.success, 'success'],
    [scripts.failure, 'failure'],
  ])('numbers and booleans as text', async (script, conclusion) => {
    const run = await playRun({ world: { script }, quirks: { asText: true } });
    expect(run.outputs).toMatchObject({
      ...{ conclusion, concluded: 'true', success: String(conclusion === 'success') },
      'duration-seconds': conclusion === 'success' ? '10' : expect.stringMatching(/^\d+$/),
      'concluded-at': expect.stringMatching(/^2024-06-01T12:00:/),
    });
  });
});

describe('a secret that is null', () => {
  test.each(['dockerSecretMounts: { npmrc: null }', 'buildFiles: { /etc/key: null }'])(
    'is refused: %s',
    async (overrides) => {
      const run = await playRun({ inputs: { overrides } });
      expect(run.outputs).toEqual({ conclusion: 'failure', concluded: 'false', success: 'false' });
      expect(annotated(run.main)).toEqual([
        expect.stringMatching(/^error: overrides 1:\d+: "[/a-z]+" of \w+ is null: does the secret exist\?/),
      ]);
      expect(run.world.requests).toEqual([]);
    },
  );

  test('is text in quotes', async () => {
    const run = await playRun({ inputs: { overrides: 'dockerSecretMounts: { npmrc: "null" }' } });
    expect([run.outputs['conclusion'], printed(run)]).toEqual([
      'success',
      expect.not.stringContaining('null'),
    ]);
  });
});

describe('what is printed', () => {
  test('a good run says what it started, where it is, and how it ended, and writes a summary', async () => {
    const run = await playRun({ inputs: { logs: 'off' } });
    const [build] = ownBuilds(run);
    expect(run.main.log).toContain(`Started build ${build?.id} of ${TESTED.title} at commit ${build?.sha}.`);
    expect(run.main.log).toContain(`The ${TESTED.kind} in Northflank: ${TESTED.url}`);
    expect(run.main.log).toMatch(/Build \S+ succeeded in \d+s\.\n$/);
    expect(run.summary).toContain(`Northflank build succeeded: ${TESTED.id}`);
    expect((await playRun({ inputs: { summary: 'false' } })).summary).toBe('');
  });

  test.each<[FaultKind, string]>([
    ['html-503', 'Still waiting.'],
    ['forbidden-403', 'Asking again, to be sure.'],
  ])('a poll that fails (%s) is explained once in a row', async (kind, text) => {
    const run = await playRun({ faults: [{ on: 'get', kind, times: 2 }] });
    expect(run.outputs['conclusion']).toBe('success');
    expect(run.main.log.split(text)).toHaveLength(2);
  });

  test('wrong inputs are one error, and a summary', async () => {
    const run = await playRun({ inputs: { sha: 'main', logs: 'loud' } });
    expect(run.outputs).toMatchObject({ conclusion: 'failure', concluded: 'false', success: 'false' });
    expect(annotated(run.main)).toEqual([expect.stringMatching(/^error: logs: .*\nsha: /)]);
    expect(run.summary).toContain(`No Northflank build was started: ${TESTED.id}`);
    expect(run.world.requests).toEqual([]);
  });
});

test.each([true, false])(
  'a build that is not waited for: nobody waits for its address (cancelled: %p)',
  async (cancelled) => {
    const run = await playRun({
      inputs: { wait: 'false' },
      world: { script: scripts.forever },
      faults: [{ on: 'resource', kind: 'hang-before' }],
      cancelAtMs: cancelled ? 2 * SECOND : undefined,
    });
    expect(run.outputs['conclusion']).toBe(cancelled ? 'cancelled' : 'started');
    expect(run.main.durationMs).toBe(cancelled ? 2 * SECOND : 3 * SECOND);
    expect(ownBuilds(run)).toMatchObject([{ aborted: cancelled }]);
  },
);

test('the token is masked, and an empty one is an error', async () => {
  const run = await playRun({});
  expect(run.masks).toEqual([SANDBOX.token]);
  const without = await playRun({ inputs: { 'api-token': '' } });
  expect([without.masks, annotated(without.main)]).toEqual([[], [expect.stringContaining('api-token')]]);
});

test('a `build-id` with `wait: false` is read once, and its state is reported', async () => {
  const run = await playRun({ attaches: true, inputs: { wait: 'false' } });
  expect(run.outputs).toMatchObject({ conclusion: 'started', 'build-id': run.attached, status: 'QUEUED' });
  expect(requestsTo('get', run)).toHaveLength(1);
});

test('a start whose answer is lost just before the time limit is searched for after it, and aborted', async () => {
  const run = await playRun({
    inputs: { 'timeout-minutes': '0.5' },
    world: { script: scripts.forever },
    faults: [{ on: 'start', kind: 'hang-after' }],
  });
  expect(run.outputs).toMatchObject({ conclusion: 'timed-out', 'build-id': ownBuilds(run)[0]?.id });
  expect(run.world.running()).toEqual([]);
});

test('a cancellation that leaves a repeated start running says that there may be a second build', async () => {
  const run = await playRun({
    inputs: { 'on-cancel': 'leave' },
    world: { script: scripts.forever },
    faults: [{ on: 'start', kind: 'reset-before', times: 1 }],
    cancelAtMs: 60 * SECOND,
  });
  expect(annotated(run.main)).toEqual([
    expect.stringContaining('it is not known whether a build of the first one turned up'),
    expect.stringContaining('keeps running'),
  ]);
  const once = await playRun({
    inputs: { 'on-cancel': 'leave' },
    world: { script: scripts.forever },
    cancelAtMs: 60 * SECOND,
  });
  expect(annotated(once.main)).toHaveLength(1);
});
