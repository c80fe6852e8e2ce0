import { describe, expect, test } from '@jest/globals';
import { scripts } from '../../sandbox/northflank/world.ts';
import { createVirtualWorld, type VirtualWorldOptions } from '../../scripts/simulate/virtual-world.ts';
import type { Build } from '../../src/northflank/decode.ts';

const never = new AbortController().signal;

async function started(options: VirtualWorldOptions = {}) {
  const virtual = createVirtualWorld(options);
  const { clock, client } = virtual;
  const build: Build = (await clock.run(client.startBuild({}, never))).value;
  return { ...virtual, build };
}

describe('a virtual world', () => {
  test('builds in no time, and answers like the API', async () => {
    const { clock, client, build } = await started();
    const { value, limit, serverTimeMs } = await clock.run(client.getBuild(build.id, never));
    expect(value.status).toBe('QUEUED');
    expect(limit?.remaining).toBe(998);
    expect(serverTimeMs).toBe(Date.parse('2024-06-01T12:00:00Z'));
    await clock.pass(10_000);
    expect((await clock.run(client.getBuild(build.id, never))).value.success).toBe(true);
  });

  test('a request reaches the world even if the client gave up, and a late one after its break', async () => {
    const { clock, world, client } = createVirtualWorld({
      network: (_, nth) => (nth === 0 ? { outMs: 200 } : { outMs: 4000, breaksAfterMs: 100 }),
    });
    const controller = new AbortController();
    clock.at(100, () => controller.abort(new Error('enough')));
    await expect(clock.run(client.startBuild({}, controller.signal))).rejects.toThrow('enough');
    expect(world.builds()).toHaveLength(0);
    await clock.pass(100);
    expect(world.builds()).toHaveLength(1);
    await expect(clock.run(client.startBuild({}, never))).rejects.toMatchObject({ kind: 'unknown' });
    expect(world.builds()).toHaveLength(1);
    await clock.pass(4000);
    expect(world.builds()).toHaveLength(2);
  });

  test('an answer that never comes ends with the time of its request', async () => {
    const { clock, client, faults, world } = createVirtualWorld();
    faults.add({ on: 'start', kind: 'hang-after' });
    const from = clock.now();
    await expect(clock.run(client.startBuild({}, never, 7000))).rejects.toMatchObject({
      kind: 'unknown',
      message: expect.stringContaining('no answer from api.northflank.test in time'),
    });
    expect(clock.now() - from).toBe(7000);
    expect(world.builds()).toHaveLength(1);
  });

  test('a request that never left is surely not carried out', async () => {
    const { clock, client, world } = createVirtualWorld({
      network: () => ({ blocked: { code: 'ECONNREFUSED', message: 'refused' } }),
    });
    await expect(clock.run(client.startBuild({}, never))).rejects.toMatchObject({ kind: 'unsent' });
    expect(world.requests).toHaveLength(0);
  });

  test('a tail brings the lines as they come, and ends when it is cut', async () => {
    const { clock, tail, faults, build } = await started({
      world: { script: scripts.success },
      tail: { lagMs: 20 },
    });
    faults.add({ on: 'tail', kind: 'tail-cut', lines: 5, times: 1 });
    const lines: string[] = [];
    let opened = 0;
    const query = { buildId: build.id, startTime: build.createdAt ?? '', lineLimit: 100 };
    const handlers = {
      onOpen: () => {
        opened += 1;
      },
      onLines: (more: { text: string }[]) => lines.push(...more.map(({ text }) => text)),
    };
    await expect(clock.run(tail(query, handlers, never))).resolves.toBe('the connection was closed');
    expect([opened, lines.length]).toEqual([1, 5]);
    const stop = new AbortController();
    clock.at(20_000, () => stop.abort());
    await expect(clock.run(tail(query, handlers, stop.signal))).resolves.toBe('not wanted any more');
    expect(lines.length).toBe(5 + 31);
  });

  test.each([
    ['tail-refused', 'the connection failed'],
    ['tail-auth-refused', 'refused: Unauthorized'],
    ['tail-silent', 'no answer in time'],
    ['tail-error', 'error: Log stream failed'],
    ['html-502', 'the connection failed'],
    ['hang-before', 'no answer in time'],
  ] as const)('a tail with %s ends: %s', async (kind, why) => {
    const { clock, tail, faults, build } = await started();
    faults.add({ on: 'tail', kind });
    const query = { buildId: build.id, startTime: build.createdAt ?? '', lineLimit: 100 };
    const handlers = { onOpen: () => {}, onLines: () => {} };
    await expect(clock.run(tail(query, handlers, never))).resolves.toBe(why);
  });
});
