import { describe, expect, test } from '@jest/globals';
import { scripts } from '../../sandbox/northflank/world.ts';
import { createVirtualWorld, type VirtualWorldOptions } from '../../scripts/simulate/virtual-world.ts';

/** A virtual world with a build that was just started. */
async function startedWorld(options: VirtualWorldOptions = {}) {
  const virtual = createVirtualWorld(options);
  const { clock, client, context } = virtual;
  const { value: build } = await clock.run(client.startBuild({}, context.signal));
  return { ...virtual, signal: context.signal, build };
}

describe('a virtual world', () => {
  test('builds in virtual time, and answers like the API', async () => {
    const { clock, client, signal, build } = await startedWorld();
    const { value, limit, serverTimeMs } = await clock.run(client.getBuild(build.id, signal));
    expect(value.status).toBe('QUEUED');
    expect(limit?.remaining).toBe(998);
    expect(serverTimeMs).toBe(Date.parse('2024-06-01T12:00:00Z'));
    await clock.pass(10_000);
    expect((await clock.run(client.getBuild(build.id, signal))).value.success).toBe(true);
  });

  test('gets a request even if the client has given up, or the connection has broken', async () => {
    const { clock, world, client, context } = createVirtualWorld({
      network: (_, nth) => (nth === 0 ? { outMs: 200 } : { outMs: 4000, breaksAfterMs: 100 }),
    });
    const controller = new AbortController();
    clock.at(100, () => controller.abort(new Error('enough')));
    await expect(clock.run(client.startBuild({}, controller.signal))).rejects.toThrow('enough');
    expect(world.builds()).toHaveLength(0);
    await clock.pass(100);
    expect(world.builds()).toHaveLength(1);
    await expect(clock.run(client.startBuild({}, context.signal))).rejects.toMatchObject({ kind: 'unknown' });
    expect(world.builds()).toHaveLength(1);
    await clock.pass(4000);
    expect(world.builds()).toHaveLength(2);
  });

  test('lets a request time out that is never answered', async () => {
    const { clock, client, faults, world, context } = createVirtualWorld();
    faults.add({ on: 'start', kind: 'hang-after' });
    const from = clock.now();
    await expect(clock.run(client.startBuild({}, context.signal, 7000))).rejects.toMatchObject({
      kind: 'unknown',
      message: expect.stringContaining('api.northflank.test did not respond in time'),
    });
    expect(clock.now() - from).toBe(7000);
    expect(world.builds()).toHaveLength(1);
  });

  test('does not get a request that could not be sent', async () => {
    const { clock, client, world, context } = createVirtualWorld({
      network: () => ({ blocked: { code: 'ECONNREFUSED', message: 'refused' } }),
    });
    await expect(clock.run(client.startBuild({}, context.signal))).rejects.toMatchObject({ kind: 'unsent' });
    expect(world.requests).toHaveLength(0);
  });

  test('has a tail that delivers lines as they are printed, until it is cut or aborted', async () => {
    const { clock, tail, faults, signal, build } = await startedWorld({
      world: { script: scripts.success },
      tail: { lagMs: 20 },
    });
    faults.add({ on: 'tail', kind: 'tail-cut', lines: 5, times: 1 });
    const lines: string[] = [];
    let opened = 0;
    const query = { buildId: build.id, fromMs: build.createdAtMs ?? 0, untilMs: Infinity, lineLimit: 100 };
    const handlers = {
      onOpen: () => {
        opened += 1;
      },
      onLines: (more: { text: string }[]) => lines.push(...more.map(({ text }) => text)),
    };
    await expect(clock.run(tail(query, handlers, signal))).resolves.toBe('the connection was closed');
    expect([opened, lines.length]).toEqual([1, 5]);
    const stop = new AbortController();
    clock.at(20_000, () => stop.abort());
    await expect(clock.run(tail(query, handlers, stop.signal))).resolves.toBe('not wanted any more');
    expect(lines.length).toBe(5 + 31);
  });

  test('has a context with its signal, and the date of its clock', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    const epochMs = Date.UTC(2026, 0, 2);
    const { clock, client, world, random, context } = createVirtualWorld({ signal, epochMs });
    expect(context).toEqual({ client, clock, random, signal });
    expect(world.now()).toBe(epochMs);
    await clock.pass(1500);
    expect(world.now()).toBe(epochMs + 1500);
    expect(clock.date()).toBe(epochMs + 1500);
    expect(createVirtualWorld().context.signal.aborted).toBe(false);
  });

  test.each([
    ['tail-refused', 'the connection failed'],
    ['tail-auth-refused', 'refused: Unauthorized'],
    ['tail-silent', 'no answer in time'],
    ['tail-error', 'error: Log stream failed'],
    ['html-502', 'the connection failed'],
    ['hang-before', 'no answer in time'],
  ] as const)('has a tail that ends after %s, because %s', async (kind, why) => {
    const { clock, tail, faults, signal, build } = await startedWorld();
    faults.add({ on: 'tail', kind });
    const query = { buildId: build.id, fromMs: build.createdAtMs ?? 0, untilMs: Infinity, lineLimit: 100 };
    const handlers = { onOpen: () => {}, onLines: () => {} };
    await expect(clock.run(tail(query, handlers, signal))).resolves.toBe(why);
  });
});
