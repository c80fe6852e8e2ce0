import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../sandbox/northflank/faults.ts';
import { scripts, type WorldOptions } from '../../sandbox/northflank/world.ts';
import { createVirtualWorld } from '../../scripts/simulate/virtual-world.ts';
import { abortBuild } from '../../src/wait/abort-build.ts';

/** Aborts a build that has run for a while; by default one that never ends, in one attempt. */
async function abort(
  faults: Fault[],
  options: { world?: WorldOptions; afterMs?: number; retryMs?: number } = {},
) {
  const { world: worldOptions = {}, afterMs = 5000, retryMs = 0 } = options;
  const virtual = createVirtualWorld({ world: { script: scripts.forever, ...worldOptions } });
  const { clock, world, client, context } = virtual;
  const { value } = await clock.run(client.startBuild({}, context.signal));
  await clock.pass(afterMs);
  for (const fault of faults) virtual.faults.add(fault);
  const startMs = clock.now();
  const { state, build, error } = await clock.run(
    abortBuild(value.id, context, { deadlineMs: startMs + retryMs }),
  );
  return {
    ...{ state, build, error },
    tookMs: clock.now() - startMs,
    isAborted: world.build(value.id)?.aborted,
    aborts: world.requests.filter(({ operation }) => operation === 'abort').length,
  };
}

describe('aborting a build', () => {
  test('aborts it, and reads it back', async () => {
    expect(await abort([])).toMatchObject({
      ...{ state: 'aborted', isAborted: true, error: undefined },
      build: { status: 'ABORTED' },
    });
  });

  test.each(['reset-after', 'cut', 'html-502-after', 'hang-after', 'nonsense'] as const)(
    'succeeds although the answer is lost (%s)',
    async (kind) => {
      expect(await abort([{ on: 'abort', kind, times: 1 }], { retryMs: 10_000 })).toMatchObject({
        ...{ state: 'aborted', isAborted: true, aborts: 1 },
      });
    },
  );

  test('claims no more than that it was accepted, if the build cannot be read back', async () => {
    expect(await abort([{ on: 'get', kind: 'html-502' }], { retryMs: 10_000 })).toMatchObject({
      ...{ state: 'requested', isAborted: true, build: undefined },
      error: { message: expect.stringContaining('HTTP 502') },
    });
  });

  test('reads a build first where it is told to, and leaves one that has ended alone', async () => {
    const virtual = createVirtualWorld({ world: { script: scripts.success } });
    const { clock, world, client, context } = virtual;
    const { value } = await clock.run(client.startBuild({}, context.signal));
    await clock.pass(20_000);
    const deadlineMs = clock.now() + 1000;
    expect(await clock.run(abortBuild(value.id, context, { deadlineMs, readFirst: true }))).toMatchObject({
      state: 'concluded',
    });
    expect(world.requests.filter(({ operation }) => operation === 'abort')).toEqual([]);
  });

  test('waits for the reset of an exhausted rate limit, where there is time', async () => {
    const limited: Fault[] = [{ on: 'abort', kind: '429', reset: 20, times: 1 }];
    expect(await abort(limited, { retryMs: 10_000 })).toMatchObject({
      state: 'failed',
      aborts: 1,
      tookMs: 0,
    });
    expect(await abort(limited, { retryMs: 40_000 })).toMatchObject({ state: 'aborted', aborts: 2 });
  });

  test.each(['ignore', 'conflict'] as const)(
    'does not change a build that has finished (%s)',
    async (abortConcluded) => {
      const options = { world: { abortConcluded, script: scripts.success }, afterMs: 20_000, retryMs: 2000 };
      expect(await abort([], options)).toMatchObject({
        ...{ state: 'concluded', build: { success: true }, isAborted: false },
      });
    },
  );

  test('fails after one attempt if there is no time for another, and is repeated if there is', async () => {
    const faults: Fault[] = [{ on: 'abort', kind: 'html-502', times: 2 }];
    expect(await abort(faults)).toMatchObject({
      ...{ state: 'failed', isAborted: false, aborts: 1 },
      error: { message: expect.stringContaining('HTTP 502') },
    });
    expect(await abort(faults, { retryMs: 20_000 })).toMatchObject({
      ...{ state: 'aborted', isAborted: true, aborts: 3 },
    });
  });

  test('gives up at its deadline', async () => {
    const { state, tookMs, aborts } = await abort([{ on: 'abort', kind: 'html-502' }], { retryMs: 20_000 });
    expect(state).toBe('failed');
    expect(aborts).toBeGreaterThan(2);
    expect(tookMs).toBeLessThanOrEqual(20_000);
  });

  test.each([
    ['conflict-409', 2, 'aborted'],
    ['forbidden-403', 1, 'failed'],
  ] as const)(
    'makes another attempt after a conflict, but not after another refusal (%s)',
    async (kind, aborts, state) => {
      expect(await abort([{ on: 'abort', kind, times: 1 }], { retryMs: 20_000 })).toMatchObject({
        ...{ aborts, state },
      });
    },
  );

  test('takes no longer than its two requests if the server hangs', async () => {
    const { state, tookMs } = await abort([{ on: 'any', kind: 'hang-before' }]);
    expect(state).toBe('failed');
    expect(tookMs).toBeLessThanOrEqual(8000);
  });

  test('never rejects, even if the signal is aborted already', async () => {
    const signal = AbortSignal.abort(new Error('time is up'));
    const { clock, world, context } = createVirtualWorld({ signal });
    const deadlineMs = clock.now() + 20_000;
    expect(await clock.run(abortBuild('joyous-view-6290', context, { deadlineMs }))).toEqual({
      ...{ state: 'failed', build: undefined, error: new Error('time is up') },
    });
    expect(world.requests).toEqual([]);
  });
});
