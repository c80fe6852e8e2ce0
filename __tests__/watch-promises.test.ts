/** How a build is waited for and aborted, whatever the API does: whole runs on a virtual clock. */
import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../sandbox/northflank/faults.ts';
import { scripts } from '../sandbox/northflank/world.ts';
import { playRun, type RunScenario } from '../scripts/simulate/whole-run.ts';
import { annotated, ownBuilds, RUN_SHA, requestsTo, printed, timesOf } from './scenario.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A build that never ends by itself. */
const FOREVER: RunScenario['world'] = { script: scripts.forever };

describe('a build that cannot be read yet', () => {
  test.each([5, 50])('answers 404 for %d s: it is waited for', async (seconds) => {
    const run = await playRun({ quirks: { readLagMs: seconds * SECOND } });
    expect(requestsTo('get', run)[0]?.status).toBe(404);
    expect([run.main.succeeded, run.outputs['conclusion'], annotated(run.main)]).toEqual([
      true,
      'success',
      [],
    ]);
  });

  test('answers 404 for more than a minute: the result is unknown, and the message has its ID', async () => {
    const run = await playRun({ quirks: { readLagMs: 10 * MINUTE } });
    const id = ownBuilds(run)[0]?.id;
    expect(run.outputs).toMatchObject({ conclusion: 'unknown', 'build-id': id });
    expect(annotated(run.main)).toEqual([expect.stringContaining(`\`build-id: ${id}\``)]);
    expect(timesOf('get', run).at(-1)).toBeGreaterThanOrEqual(MINUTE);
    expect(run.main.durationMs).toBeLessThan(2 * MINUTE);
  });

  test('and the step is cancelled: the abort is retried until the build is known', async () => {
    const run = await playRun({ world: FOREVER, quirks: { readLagMs: 3 * SECOND }, cancelAtMs: 500 });
    expect(ownBuilds(run)).toMatchObject([{ aborted: true }]);
    expect(run.outputs).toMatchObject({ conclusion: 'cancelled', status: 'ABORTED' });
    expect(run.post).toBeUndefined();
  });
});

describe('a given build that the token may not read', () => {
  test.each([
    [2, 'success'],
    [undefined, 'failure'],
  ])('%p refusals: %s, and the third one is believed', async (times, conclusion) => {
    const run = await playRun({
      attaches: true,
      faults: [{ on: 'get', kind: 'forbidden-403', ...(times === undefined ? {} : { times }) }],
    });
    expect(run.outputs['conclusion']).toBe(conclusion);
    expect(requestsTo('get', run).filter(({ status }) => status === 403)).toHaveLength(times ?? 3);
  });
});

test('a given build that is not there for 8 s does not exist', async () => {
  const faults: Fault[] = [{ on: 'get', kind: 'not-found-404' }];
  const run = await playRun({ attaches: true, faults });
  expect(run.outputs['conclusion']).toBe('failure');
  expect(timesOf('get', run).at(-1)).toBeGreaterThanOrEqual(8 * SECOND);
  expect(run.main.durationMs).toBeLessThan(20 * SECOND);
});

describe('the time limit', () => {
  const LIMIT = { 'timeout-minutes': '0.2' };
  const LIMIT_MS = 12 * SECOND;

  test('the rate limit is exhausted: the abort waits until it resets', async () => {
    const run = await playRun({
      ...{ inputs: LIMIT, world: FOREVER },
      faults: [{ on: 'abort', kind: '429', reset: 30, times: 1 }],
    });
    expect(ownBuilds(run)).toMatchObject([{ aborted: true }]);
    expect(run.outputs).toMatchObject({ conclusion: 'timed-out', status: 'ABORTED' });
    const [firstMs = 0, secondMs = 0, ...others] = timesOf('abort', run);
    expect([secondMs - firstMs >= 30 * SECOND, others]).toEqual([true, []]);
  });

  test.each(['204', 'empty-200'] as const)(
    'an abort that is answered with %s counts',
    async (abortAnswer) => {
      const run = await playRun({ inputs: LIMIT, world: FOREVER, quirks: { abortAnswer } });
      expect(run.outputs).toMatchObject({ conclusion: 'timed-out', status: 'ABORTED' });
      expect(requestsTo('abort', run)).toHaveLength(1);
      expect(annotated(run.main)).toEqual([
        expect.stringMatching(/did not finish within 0\.2 minutes \(last status: \w+\)\. It was aborted\./),
      ]);
      // Also where the answer is all that is known.
      const unconfirmed = await playRun({
        ...{ inputs: LIMIT, world: FOREVER },
        quirks: { abortAnswer, abortLagMs: 10 * MINUTE },
      });
      expect(annotated(unconfirmed.main)).toEqual([
        expect.stringContaining('It may still be running: the abort was accepted'),
      ]);
    },
  );

  test('an abort that is accepted but never seen: the message says so', async () => {
    const run = await playRun({ inputs: LIMIT, world: FOREVER, quirks: { abortLagMs: 10 * MINUTE } });
    expect(annotated(run.main)).toEqual([
      expect.stringContaining(
        'It may still be running: the abort was accepted but not confirmed. Check it in the Northflank app.',
      ),
    ]);
    expect(run.outputs).toMatchObject({ conclusion: 'timed-out', concluded: 'false' });
    expect(printed(run)).not.toContain('was aborted');
    expect(annotated(run.post)).toEqual([
      expect.stringContaining('may still be running: the abort was accepted but not confirmed'),
    ]);
  });

  test.each(['ignore', 'conflict'] as const)(
    'the build has succeeded, and cannot be read for a while: it is judged by its end (abort: %s)',
    async (abortConcluded) => {
      const run = await playRun({
        ...{ inputs: LIMIT, world: { abortConcluded } },
        faults: [{ on: 'get', kind: 'html-503', skip: 1, times: 8 }],
      });
      expect(run.world.running()).toEqual([]);
      expect(requestsTo('abort', run)).not.toEqual([]);
      expect([run.main.succeeded, run.outputs['conclusion']]).toEqual([true, 'success']);
      expect(printed(run)).not.toContain('was aborted');
    },
  );

  test('the build is seen for the first time when it has ended: its log is shown', async () => {
    const run = await playRun({
      ...{ attaches: true, inputs: LIMIT },
      faults: [{ on: 'get', kind: 'html-503', times: 6 }],
      world: { abortConcluded: 'conflict' },
    });
    expect(run.outputs['conclusion']).toBe('success');
    expect(run.main.log).toContain('│ Cloning repository');
  });

  test('the build has succeeded, and cannot be read any more: it is not said to be aborted', async () => {
    const run = await playRun({ inputs: LIMIT, faults: [{ on: 'get', kind: 'html-503', skip: 1 }] });
    expect(run.world.running()).toEqual([]);
    expect(run.outputs['conclusion']).toBe('timed-out');
    expect(annotated(run.main)).toEqual([
      expect.stringContaining('may still be running: the abort was accepted but not confirmed'),
    ]);
    expect(printed(run)).not.toContain('was aborted');
  });

  test('a build that ends just when the time is over is judged by its end', async () => {
    const run = await playRun({
      inputs: { ...LIMIT, 'poll-interval-seconds': '60', 'on-timeout': 'leave', logs: 'off' },
      world: { speed: 2 },
    });
    expect([run.main.succeeded, annotated(run.main), run.outputs['conclusion']]).toEqual([
      ...[true, [], 'success'],
    ]);
    // No poll is due before the one at the end of the time limit.
    expect(timesOf('get', run)).toEqual([LIMIT_MS]);
  });

  test('the last poll has a time limit of its own', async () => {
    const run = await playRun({
      inputs: { ...LIMIT, 'on-timeout': 'leave', 'poll-interval-seconds': '60', logs: 'off' },
      world: FOREVER,
      faults: [{ on: 'get', kind: 'hang-before' }],
    });
    expect(timesOf('get', run)).toEqual([LIMIT_MS]);
    expect(run.main.durationMs).toBeLessThanOrEqual(LIMIT_MS + 5 * SECOND);
    expect(run.outputs['conclusion']).toBe('timed-out');
  });

  test('a poll shortly before its end does not outlast it', async () => {
    const run = await playRun({
      inputs: { ...LIMIT, 'on-timeout': 'leave', 'poll-interval-seconds': '10', logs: 'off' },
      world: FOREVER,
      faults: [{ on: 'get', kind: 'hang-before' }],
    });
    expect(timesOf('get', run)).toEqual([10 * SECOND]);
    expect(run.main.durationMs).toBeLessThan(LIMIT_MS + 100);
    expect(run.outputs['conclusion']).toBe('timed-out');
  });
});

test('`poll-interval-seconds` fixes the interval', async () => {
  const run = await playRun({ inputs: { 'poll-interval-seconds': '3', logs: 'off' } });
  const times = timesOf('get', run);
  expect(times.length).toBeGreaterThan(3);
  expect(times).toEqual(times.map((_, index) => (index + 1) * 3 * SECOND));
});

test('a clock of the API that is hours late does not make an old build a young one', async () => {
  const scenario: RunScenario = { inputs: { logs: 'off', 'timeout-minutes': '30' }, world: FOREVER };
  const usual = await playRun(scenario);
  const late = await playRun({ ...scenario, quirks: { dateOffsetMs: -120 * MINUTE } });
  expect(requestsTo('get', late).length).toBeLessThan(1.2 * requestsTo('get', usual).length);
});

test('a log that is read for want of a tail does not lead to more polls', async () => {
  const scenario: RunScenario = { inputs: { logs: 'off', 'timeout-minutes': '30' }, world: FOREVER };
  const without = await playRun(scenario);
  const read = await playRun({
    ...{ ...scenario, inputs: { ...scenario.inputs, logs: 'stream' } },
    faults: [{ on: 'tail', kind: 'tail-refused' }],
  });
  expect(requestsTo('logs', read).length).toBeGreaterThan(50);
  expect(requestsTo('get', read).length).toBeLessThan(1.1 * requestsTo('get', without).length);
});

describe('a cancellation', () => {
  test('the rate limit is exhausted for too long: main ends at once, and post waits for the reset', async () => {
    const run = await playRun({
      ...{ world: FOREVER, cancelAtMs: 5 * SECOND },
      faults: [{ on: 'abort', kind: '429', reset: 20, times: 2 }],
    });
    expect(run.main.killed).toBe(false);
    expect(run.main.durationMs).toBeLessThan(6 * SECOND);
    expect(ownBuilds(run)).toMatchObject([{ aborted: true }]);
    expect(run.post?.log).toContain('was aborted');
    const [, secondMs = 0, thirdMs = 0] = timesOf('abort', run);
    expect(thirdMs - secondMs).toBeGreaterThanOrEqual(20 * SECOND);
  });

  test.each(['cancelAtMs', 'killAtMs'] as const)(
    'a build that is only read is not aborted (%s)',
    async (end) => {
      const run = await playRun({
        ...{ attaches: true, inputs: { wait: 'false' }, world: FOREVER },
        faults: [{ on: 'get', kind: 'hang-before' }],
        [end]: 2 * SECOND,
      });
      expect(requestsTo('get', run)).toHaveLength(1);
      expect(requestsTo('abort', run)).toEqual([]);
      expect(run.world.running()).toHaveLength(1);
      expect(run.post).toBeUndefined();
      if (end === 'cancelAtMs') {
        expect(run.outputs['conclusion']).toBe('cancelled');
        expect(annotated(run.main)).toEqual([
          expect.stringContaining(
            `cancelled. Build ${run.attached} was not aborted: with \`wait: false\`, this step only reads it.`,
          ),
        ]);
      }
    },
  );
});

describe('the rate limit', () => {
  test.each([
    [1000, 1],
    [400, 0],
  ])('of %d requests leaves %d for the address of the job', async (rateLimit, requests) => {
    const run = await playRun({ world: { rateLimit } });
    expect(run.outputs['conclusion']).toBe('success');
    expect(requestsTo('resource', run)).toHaveLength(requests);
  });

  test('that is nearly exhausted: the next poll waits for the reset', async () => {
    const run = await playRun({
      inputs: { logs: 'off', team: 'acme' },
      world: { rateLimit: 10, rateLimitWindowSeconds: 300, speed: 0.02 },
      quirks: { earlierBuilds: { count: 5, sha: RUN_SHA } },
    });
    expect(run.outputs['conclusion']).toBe('success');
    expect(run.world.requests.filter(({ status }) => status === 429)).toEqual([]);
    const [firstMs = 0, secondMs = 0] = timesOf('get', run);
    expect(firstMs).toBeLessThan(MINUTE);
    expect([secondMs >= 300 * SECOND, secondMs <= 325 * SECOND]).toEqual([true, true]);
  });
});

describe('the log', () => {
  test('the step is cancelled while the log is read: the warning says that it is not whole', async () => {
    const run = await playRun({
      world: { script: scripts.failure },
      inputs: { logs: 'failure' },
      faults: [{ on: 'logs', kind: 'hang-before' }],
      cancelAtMs: 17 * SECOND,
    });
    expect(run.outputs['conclusion']).toBe('failure');
    expect(annotated(run.main)).toContain(
      'warning: The log of the build cannot be shown, because the step was cancelled; the full log is in Northflank.',
    );
  });
});
