/** What a step reports of its build: whole runs on a virtual clock. */
import { describe, expect, test } from '@jest/globals';
import type { Fault, FaultKind } from '../sandbox/northflank/faults.ts';
import { SANDBOX, scripts } from '../sandbox/northflank/world.ts';
import { playRun, type RunScenario } from '../scripts/simulate/whole-run.ts';
import { annotated, ownBuilds, RUN_SHA, requestsTo, printed, timesOf } from './scenario.ts';
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
      expect.stringContaining(`build ${ownBuilds(run)[0]?.id} may be a duplicate`),
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

test('a dry run that the API asks to wait goes on for half a minute, and a start for as long as it may', async () => {
  const faults: Fault[] = [{ on: 'any', kind: 'html-503', retryAfter: '40' }];
  const dry = await playRun({ inputs: { 'dry-run': 'true' }, faults });
  expect([dry.outputs['conclusion'], dry.main.durationMs]).toEqual(['failure', 30 * SECOND]);
  const run = await playRun({ faults });
  expect(timesOf('start', run)).toEqual([15 * SECOND]);
  expect(run.outputs['conclusion']).toBe('unknown');
  expect(run.main.durationMs).toBeLessThan(7 * 60 * SECOND);
});

test('a dry run that is killed has failed: nothing was started', async () => {
  const run = await playRun({
    inputs: { 'dry-run': 'true' },
    faults: [{ on: 'resource', kind: 'hang-before' }],
    killAtMs: SECOND,
  });
  expect([run.main.killed, run.outputs['conclusion']]).toEqual([true, 'failure']);
});

describe('a dry run', () => {
  const KINDS = { forbidden: 'forbidden-403', unknown: 'unauthorized-401' } as const;

  test.each<[string, Partial<RunScenario>, string, string[], string?]>([
    [
      'and a build that may be read',
      { others: [{ atMs: 0, sha: RUN_SHA }] },
      'dry-run',
      [],
      'All checks passed.',
    ],
    ['and no build', {}, 'dry-run', [], 'has no builds yet'],
    [
      'and a token that may not read the settings',
      { faults: [{ on: 'resource', kind: KINDS.forbidden }] },
      'dry-run',
      [],
      'The API token is not allowed to read',
    ],
    [
      'and a wrong token',
      { faults: [{ on: 'any', kind: KINDS.unknown }] },
      'failure',
      ['error: .* Check `api-token`'],
    ],
    [
      'and a token that may not build',
      { others: [{ atMs: 0, sha: RUN_SHA }], faults: [{ on: 'get', kind: KINDS.forbidden }] },
      'failure',
      ['error: .* Grant the API token the permission'],
    ],
    [
      'of a given build, and a token that may not read the settings',
      { attaches: true, faults: [{ on: 'resource', kind: KINDS.forbidden }] },
      'dry-run',
      [],
    ],
  ])('%s', async (_, scenario, conclusion, annotations, says = '') => {
    const network = () => ({ outMs: 10 });
    const run = await playRun({ inputs: { 'dry-run': 'true' }, network, ...scenario });
    expect(run.outputs['conclusion']).toBe(conclusion);
    expect(annotated(run.main)).toEqual(annotations.map((text) => expect.stringMatching(text)));
    expect(run.main.log).toContain(says);
    expect(requestsTo('start', run)).toEqual([]);
  });
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
    ['forbidden-403', 'Retrying in case this is temporary.'],
  ])('a poll that fails (%s) is explained once in a row', async (kind, text) => {
    const run = await playRun({ faults: [{ on: 'get', kind, times: 2 }] });
    expect(run.outputs['conclusion']).toBe('success');
    expect(run.main.log.split(text)).toHaveLength(2);
  });

  test('a build that prints is not said to be still running, and a silent one is', async () => {
    const world = { speed: 0.05 };
    expect((await playRun({ world })).main.log).not.toContain('Still ');
    expect((await playRun({ world, inputs: { logs: 'off' } })).main.log).toContain('Still building, ');
  });

  test.each([
    [{ reset: 600 }, 'It resets in 10m 0s. Waiting for the reset.'],
    [{ reset: 7200 }, 'It resets in 2h 0m. `timeout-minutes` expires before the reset.'],
  ])(
    'a poll at the end of the rate limit says when it resets, and what the step does',
    async (fault, text) => {
      const run = await playRun({
        faults: [{ on: 'get', kind: '429', times: 1, ...fault }],
        world: { script: scripts.forever },
      });
      expect(run.main.log).toContain(text);
    },
  );

  test('an address in place of an ID is answered by the ID in it', async () => {
    const { kind, id, url } = TESTED;
    const run = await playRun({ inputs: { [kind]: url } });
    expect(annotated(run.main)).toEqual([
      `error: ${kind}: got "${url}"; expected the ID only; did you mean "${id}"?`,
    ]);
  });

  test('wrong inputs are one error, and a summary', async () => {
    const run = await playRun({ inputs: { sha: 'main', logs: 'loud' } });
    expect(run.outputs).toMatchObject({ conclusion: 'failure', concluded: 'false', success: 'false' });
    expect(annotated(run.main)).toEqual([expect.stringMatching(/^error: logs: .*\nsha: /)]);
    expect(run.summary).toContain(`No Northflank build was started: ${TESTED.id}`);
    expect(run.world.requests).toEqual([]);
  });
});

describe('a build that fails', () => {
  const FAILS = { world: { script: scripts.failure, speed: 0.2 } };

  test('is one annotation beside the line of the Dockerfile, with the step and the address', async () => {
    const run = await playRun(FAILS);
    expect(run.main.annotations).toEqual([
      {
        ...{ level: 'error', title: 'Northflank build failed' },
        message: expect.stringMatching(
          /The step that failed:\n\[build 5\/5\] RUN npm run build\n[^]*\n\nOpen in Northflank: \S+$/,
        ),
        location: { file: 'Dockerfile', line: 14 },
      },
    ]);
    expect(run.main.annotations[0]?.message.endsWith(TESTED.link)).toBe(true);
    expect(requestsTo('resource', run)).toHaveLength(1);
    expect(run.summary).toContain('<p>The step that failed in <a ');
    expect(run.summary).toMatch(/ {2}Building \d+s : crit, /);
  });

  test('has its settings read then, where they were not read before', async () => {
    const run = await playRun({ ...FAILS, inputs: { team: SANDBOX.team } });
    expect(run.main.annotations).toMatchObject([{ location: { file: 'Dockerfile', line: 14 } }]);
    expect(requestsTo('resource', run)).toHaveLength(1);
    expect(requestsTo('resource', await playRun({ inputs: { team: SANDBOX.team } }))).toEqual([]);
  });

  // Without it, a service's build cannot be read either.
  if (TESTED.kind === 'job')
    test('is beside no line where the token is not allowed to read them, which is asked once', async () => {
      const run = await playRun({ ...FAILS, permissions: ['Deploy Build', 'View Instance Logs'] });
      expect(run.main.annotations.map(({ location }) => location)).toEqual([undefined]);
      expect(requestsTo('resource', run)).toHaveLength(1);
    });

  test.each<[string, RunScenario]>([
    ['the Dockerfile of the workspace is shorter', { files: { Dockerfile: 'FROM scratch\n' } }],
    [
      'the overrides set another file',
      { inputs: { overrides: 'docker: { dockerFilePath: /Dockerfile.web }' } },
    ],
    ['another commit was built', { inputs: { sha: 'a'.repeat(40) } }],
    ['it was started by another step', { attaches: true }],
    ['it was found', { inputs: { start: 'never' }, others: [{ atMs: 0, sha: RUN_SHA }] }],
  ])('is beside no line where %s', async (_, scenario) => {
    const run = await playRun({ ...FAILS, ...scenario });
    expect(run.main.annotations).toHaveLength(1);
    expect(run.main.annotations[0]).not.toHaveProperty('location');
    expect(run.main.annotations[0]?.message).toContain('Dockerfile:14');
  });

  test('is shown with `logs: failure`, and where the whole log comes at the end', async () => {
    const late = { ...FAILS, faults: [{ on: 'tail', kind: 'tail-silent' }] } as const;
    for (const scenario of [{ ...FAILS, inputs: { logs: 'failure' } }, late]) {
      const run = await playRun(scenario);
      expect(annotated(run.main)).toEqual([expect.stringContaining('[build 5/5] RUN npm run build')]);
    }
  });
});

test('a run that is cancelled shows no lines of the log', async () => {
  const run = await playRun({ world: { script: scripts.forever }, cancelAtMs: 30 * SECOND });
  expect(run.main.log).toContain('still compiling');
  expect(annotated(run.main)).toEqual([
    expect.stringMatching(
      /^error: The step was cancelled\. Build \S+ was aborted\.\n\nOpen in Northflank: \S+$/,
    ),
  ]);
  expect(run.summary).not.toContain('still compiling');
});

test('the timeline of a build that was aborted ends then, however long its log takes', async () => {
  const run = await playRun({
    inputs: { 'timeout-minutes': '0.5' },
    world: { script: scripts.forever },
    faults: [{ on: 'logs', kind: 'hang-before' }],
  });
  const ends = [...run.summary.matchAll(/, 2000-01-02 00:00:(\d\d)\.\d+$/gm)].map(([, seconds]) =>
    Number(seconds),
  );
  expect(ends.length).toBeGreaterThan(2);
  expect(Math.max(...ends)).toBeGreaterThanOrEqual(30);
  expect(Math.max(...ends)).toBeLessThanOrEqual(33);
  expect(run.main.durationMs).toBeGreaterThan(45 * SECOND);
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
    expect.stringContaining('the first start may have made a build'),
    expect.stringContaining('keeps running'),
  ]);
  const once = await playRun({
    inputs: { 'on-cancel': 'leave' },
    world: { script: scripts.forever },
    cancelAtMs: 60 * SECOND,
  });
  expect(annotated(once.main)).toHaveLength(1);
});
