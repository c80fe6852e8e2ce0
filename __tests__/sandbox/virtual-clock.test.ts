import { describe, expect, test } from '@jest/globals';
import { createVirtualClock, EPOCH_MS } from '../../sandbox/virtual-clock.ts';

describe('the virtual clock', () => {
  test('wakes sleepers by their wake time, those of the same time in their order, and shows that time', async () => {
    const clock = createVirtualClock({ startMs: 0 });
    const woken: [string, number][] = [];
    const sleeper = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push([name, clock.now()]);
    };
    await clock.run(Promise.all([sleeper('b', 20), sleeper('a', 10), sleeper('c', 20), sleeper('z', 0)]));
    expect(woken).toEqual([
      ['z', 1],
      ['a', 10],
      ['b', 20],
      ['c', 20],
    ]);
  });

  test('lets all promises settle before time passes', async () => {
    const clock = createVirtualClock({ startMs: 0 });
    const times: number[] = [];
    void clock.sleep(5).then(() => times.push(clock.now()));
    await clock.run(async () => {
      for (let i = 0; i < 1000; i += 1) await Promise.resolve();
      times.push(clock.now());
      await clock.sleep(10);
    });
    expect(times).toEqual([0, 5]);
  });

  test('stands still unless something runs', async () => {
    const clock = createVirtualClock({ startMs: 0 });
    let woken = false;
    void clock.sleep(5).then(() => {
      woken = true;
    });
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect([woken, clock.now()]).toEqual([false, 0]);
    await clock.pass(5);
    expect([woken, clock.now()]).toEqual([true, 5]);
  });

  test("ends a sleep at once with the signal's reason, before and during it", async () => {
    const clock = createVirtualClock({ startMs: 0 });
    const controller = new AbortController();
    const reason = new Error('enough');
    clock.at(7, () => controller.abort(reason));
    await expect(clock.run(clock.sleep(1000, controller.signal))).rejects.toBe(reason);
    expect(clock.now()).toBe(7);
    await expect(clock.run(clock.sleep(1000, controller.signal))).rejects.toBe(reason);
    expect(clock.now()).toBe(7);
  });

  test('rejects instead of hanging when nothing can happen any more', async () => {
    const clock = createVirtualClock();
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow('Nobody sleeps');
  });

  test('rejects when the work never ends', async () => {
    const clock = createVirtualClock({ maxRunMs: 1000 });
    const endless = async (): Promise<void> => {
      for (;;) await clock.sleep(100);
    };
    await expect(clock.run(endless)).rejects.toThrow('did not end');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])('refuses to sleep %p ms', async (ms) => {
    await expect(createVirtualClock().sleep(ms)).rejects.toThrow(RangeError);
  });

  test('has a date that follows its time', async () => {
    const clock = createVirtualClock();
    expect(clock.date()).toBe(EPOCH_MS);
    const epochMs = Date.UTC(2026, 0, 2);
    const other = createVirtualClock({ startMs: 0.5, epochMs });
    expect(other.date()).toBe(epochMs);
    await other.pass(1500.7);
    expect(other.date()).toBe(epochMs + 1500);
  });
});
