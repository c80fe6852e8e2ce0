import { describe, expect, test } from '@jest/globals';
import type { Script } from '../../sandbox/northflank/build-scripts.ts';
import { scripts } from '../../sandbox/northflank/world.ts';
import { createVirtualWorld, type VirtualWorldOptions } from '../../scripts/simulate/virtual-world.ts';
import { createBuildLog, type LogMode } from '../../src/build-log/build-log.ts';

/** A virtual world with a build log, and what the log prints. */
function createLog(mode: LogMode, options: VirtualWorldOptions) {
  const virtual = createVirtualWorld(options);
  const printed: string[] = [];
  const log = createBuildLog(mode, virtual.context, {
    tail: virtual.tail,
    print: (lines) => printed.push(...lines),
    warn: () => {},
    debug: () => {},
  });
  return { ...virtual, signal: virtual.context.signal, printed, log };
}

const FAILURE_LINES = scripts.failure.phases.flatMap(({ lines }) =>
  Array.isArray(lines) ? lines : [],
).length;

describe('the build log', () => {
  test.each([
    ['off', true, 0],
    ['off', false, 0],
    ['failure', true, 0],
    ['failure', false, FAILURE_LINES],
    ['stream', true, FAILURE_LINES],
    ['stream', false, FAILURE_LINES],
  ] as const)('with `logs: %s` and success %p prints %p lines', async (mode, succeeded, count) => {
    const { clock, client, signal, printed, log } = createLog(mode, { world: { script: scripts.failure } });
    await clock.run(async () => {
      const { value: started } = await client.startBuild({}, signal);
      log.onBuild(started);
      await clock.sleep(20_000);
      log.onBuild((await client.getBuild(started.id, signal)).value);
      await log.drain(succeeded, 30_000);
    });
    expect(printed).toHaveLength(count);
    expect(log.lastLines()).toEqual(printed.slice(-30));
  });

  test('waits for lines that come after the end of the build, within bounds', async () => {
    const late = Array.from({ length: 8 }, (_, index) => ({ log: `late ${index}`, lateBy: index * 1.4 }));
    const script: Script = {
      phases: [{ status: 'BUILDING', seconds: 1, lines: late }],
      end: { status: 'SUCCESS', concluded: true, success: true },
    };
    const { clock, client, signal, printed, log } = createLog('stream', { world: { script } });
    const { value: started } = await clock.run(client.startBuild({}, signal));
    await clock.pass(2000);
    const startMs = clock.now();
    await clock.run(async () => {
      log.onBuild((await client.getBuild(started.id, signal)).value);
      await log.drain(true, 30_000);
    });
    expect(printed).toEqual(['late 0', 'late 1', 'late 2', 'late 3', 'late 4', 'late 5', 'late 6']);
    expect(clock.now() - startMs).toBeLessThan(10_000);
  });

  test('reads no more, and ends at once, when the step is cancelled', async () => {
    const cancellation = new AbortController();
    const { clock, world, client, printed, log } = createLog('stream', {
      ...{ world: { script: scripts.forever }, signal: cancellation.signal },
    });
    await clock.run(async () => {
      log.onBuild((await client.startBuild({}, cancellation.signal)).value);
      await clock.sleep(20_000);
      cancellation.abort();
      const counts = [printed.length, world.requests.length];
      const cancelledMs = clock.now();
      await log.drain(false, 30_000);
      expect([printed.length, world.requests.length]).toEqual(counts);
      expect(clock.now()).toBe(cancelledMs);
      await clock.sleep(60_000);
      expect([printed.length, world.requests.length]).toEqual(counts);
    });
    expect(printed.length).toBeGreaterThan(10);
  });

  test('is read from the last hours if the build has no date', async () => {
    const { clock, client, signal, printed, log } = createLog('stream', {
      world: { script: scripts.success },
    });
    await clock.run(async () => {
      const { value: started } = await client.startBuild({}, signal);
      await clock.sleep(2 * 3_600_000);
      const { value: build } = await client.getBuild(started.id, signal);
      log.onBuild({ ...build, createdAt: undefined, createdAtMs: undefined });
      await log.drain(true, 30_000);
    });
    expect(printed[0]).toContain('Cloning repository');
    expect(printed.at(-1)).toContain('Image pushed');
  });
});
