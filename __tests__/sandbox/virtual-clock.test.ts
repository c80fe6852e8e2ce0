import { describe, expect, test } from '@jest/globals';
import { createVirtualClock } from '../../sandbox/virtual-clock.ts';
import { abortLater } from '../../src/clock.ts';

describe('the virtual clock', () => {
  test('wakes sleepers in the order of their time, and of lying down, and stands at their moment', async () => {
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

  test('lets all promises settle before time goes on', async () => {
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

  test('time stands still where nothing runs', async () => {
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

  test('a sleep ends at once, with its reason, when its signal is aborted, before or meanwhile', async () => {
    const clock = createVirtualClock({ startMs: 0 });
    const controller = new AbortController();
    const reason = new Error('enough');
    clock.at(7, () => controller.abort(reason));
    await expect(clock.run(clock.sleep(1000, controller.signal))).rejects.toBe(reason);
    expect(clock.now()).toBe(7);
    await expect(clock.run(clock.sleep(1000, controller.signal))).rejects.toBe(reason);
    expect(clock.now()).toBe(7);
  });

  test('says that nothing can happen any more instead of hanging', async () => {
    const clock = createVirtualClock();
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow('Nobody sleeps');
  });

  test('says that work has no end', async () => {
    const clock = createVirtualClock({ maxRunMs: 1000 });
    const endless = async (): Promise<void> => {
      for (;;) await clock.sleep(100);
    };
    await expect(clock.run(endless)).rejects.toThrow('did not end');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])('refuses to sleep %p ms', async (ms) => {
    await expect(createVirtualClock().sleep(ms)).rejects.toThrow(RangeError);
  });

  test('a signal follows another one later, with its reason', async () => {
    const clock = createVirtualClock({ startMs: 0 });
    const controller = new AbortController();
    const follower = abortLater(controller.signal, 500, clock);
    clock.at(100, () => controller.abort('why'));
    await clock.pass(599);
    expect(follower.aborted).toBe(false);
    await clock.pass(1);
    expect([follower.aborted, follower.reason]).toEqual([true, 'why']);
  });
});
