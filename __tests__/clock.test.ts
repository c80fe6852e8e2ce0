import { describe, expect, test } from '@jest/globals';
import { createVirtualClock } from '../sandbox/virtual-clock.ts';
import { abortAfter, abortLater, formatDuration, systemClock } from '../src/clock.ts';

describe('a duration', () => {
  test.each([
    [-5, '<1s'],
    [999, '<1s'],
    [1000, '1s'],
    [59_600, '1m 0s'],
    [134_000, '2m 14s'],
    [3_780_000, '1h 3m'],
    [3_599_900, '1h 0m'],
  ])('of %p ms is written as %p', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('abortLater', () => {
  test('aborts after the other signal, for the same reason', async () => {
    const clock = createVirtualClock({ startMs: 0 });
    const controller = new AbortController();
    const follower = abortLater(controller.signal, 500, clock);
    clock.at(100, () => controller.abort('why'));
    await clock.pass(599);
    expect(follower.aborted).toBe(false);
    await clock.pass(1);
    expect([follower.aborted, follower.reason]).toEqual([true, 'why']);
  });

  test('waits as long where the other signal is aborted already', async () => {
    const clock = createVirtualClock({ startMs: 0 });
    const follower = abortLater(AbortSignal.abort('why'), 500, clock);
    await clock.pass(499);
    expect(follower.aborted).toBe(false);
    await clock.pass(1);
    expect([follower.aborted, follower.reason]).toEqual([true, 'why']);
  });

  test('never aborts where the other signal is not', async () => {
    const clock = createVirtualClock();
    const follower = abortLater(new AbortController().signal, 500, clock);
    await clock.pass(60_000);
    expect(follower.aborted).toBe(false);
  });
});

test('abortAfter aborts when the time is up', async () => {
  const clock = createVirtualClock({ startMs: 0 });
  const signal = abortAfter(500, clock);
  await clock.pass(499);
  expect(signal.aborted).toBe(false);
  await clock.pass(1);
  expect(signal.reason).toEqual(new Error('Time is up'));
});

describe('the system clock', () => {
  test('measures the time that it sleeps, and knows the date', async () => {
    const startMs = systemClock.now();
    await systemClock.sleep(20);
    expect(systemClock.now() - startMs).toBeGreaterThan(18);
    expect(Math.abs(systemClock.date() - Date.now())).toBeLessThan(1000);
  });

  test("rejects with the signal's reason, before and during a sleep", async () => {
    const reason = new Error('cancelled');
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const sleep = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleep).rejects.toBe(reason);
  });
});
