import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../sandbox/northflank/faults.ts';
import { scripts } from '../../sandbox/northflank/world.ts';
import { createVirtualWorld, type VirtualWorldOptions } from '../../scripts/simulate/virtual-world.ts';
import { abortBuild } from '../../src/wait/abort-build.ts';

const never = new AbortController().signal;

async function abort(
  faults: Fault[],
  options: VirtualWorldOptions & { tries?: number; afterMs?: number } = {},
) {
  const virtual = createVirtualWorld(options);
  const { clock, world, client, random } = virtual;
  if (options.world?.script === undefined) world.script(scripts.forever);
  const { value } = await clock.run(client.startBuild({}, never));
  await clock.pass(options.afterMs ?? 5000);
  for (const fault of faults) virtual.faults.add(fault);
  const from = clock.now();
  const tools = { client, clock, random, signal: never, maxAttempts: options.tries ?? 1 };
  const abortion = await clock.run(abortBuild(value.id, tools));
  return { ...abortion, took: clock.now() - from, real: world.build(value.id)?.aborted };
}

describe('aborting a build', () => {
  test('works, and is looked after', async () => {
    const { state, build, real } = await abort([]);
    expect({ state, status: build?.status, real }).toEqual({
      state: 'aborted',
      status: 'ABORTED',
      real: true,
    });
  });

  test.each(['reset-after', 'cut', 'html-502-after', 'hang-after', 'nonsense'] as const)(
    'an answer that is lost (%s) is no failure',
    async (kind) => {
      expect(await abort([{ on: 'abort', kind }])).toMatchObject({ state: 'aborted', real: true });
    },
  );

  test('an abort that is taken is one, though nothing can be read afterwards', async () => {
    expect(await abort([{ on: 'get', kind: 'html-502' }])).toMatchObject({
      state: 'aborted',
      build: undefined,
    });
  });

  test.each(['ignore', 'conflict'] as const)(
    'a build that is over stays what it is (%s)',
    async (abortConcluded) => {
      const options = { world: { abortConcluded, script: scripts.success }, afterMs: 20_000 };
      expect(await abort([], options)).toMatchObject({
        state: 'concluded',
        build: { success: true },
        real: false,
      });
    },
  );

  test('one failed try is a failure, a second one may do', async () => {
    const faults: Fault[] = [{ on: 'abort', kind: 'html-502', times: 1 }];
    expect(await abort(faults)).toMatchObject({ state: 'failed', real: false });
    expect(await abort(faults, { tries: 2 })).toMatchObject({ state: 'aborted', real: true });
  });

  test('a server that hangs takes its two requests and no more', async () => {
    const { state, took } = await abort([{ on: 'any', kind: 'hang-before' }]);
    expect(state).toBe('failed');
    expect(took).toBeLessThanOrEqual(8000);
  });

  test('never throws, even where there is no time left', async () => {
    const { clock, client, random } = createVirtualWorld();
    const over = AbortSignal.abort(new Error('over'));
    const abortion = await clock.run(
      abortBuild('x', { client, clock, random, signal: over, maxAttempts: 3 }),
    );
    expect(abortion).toMatchObject({ state: 'failed', build: undefined });
  });
});
