import { describe, expect, test } from '@jest/globals';
import { createVirtualClock } from '../../sandbox/virtual-clock.ts';
import type { Answer, ApiRequest, RateLimit } from '../../src/northflank/http.ts';
import { createRateLimitTracker, trackRateLimit } from '../../src/wait/rate-limit.ts';

const HOUR_MS = 3_600_000;

function createTracker() {
  const clock = createVirtualClock();
  const tracker = createRateLimitTracker(clock);
  const observe = async (afterMs: number, ...remaining: number[]): Promise<void> => {
    await clock.pass(afterMs);
    for (const one of remaining) tracker.observe({ remaining: one, resetMs: HOUR_MS });
  };
  return { clock, tracker, observe };
}

describe('the rate limit tracker', () => {
  test('knows nothing before the first answer', () => {
    const { tracker } = createTracker();
    expect(tracker.current()).toBeUndefined();
    expect(tracker.requestsPerOwn()).toBe(1);
    expect(tracker.requestsInLastMinute()).toBe(0);
  });

  test('shows the limit of the latest answer that had one, until it is reset', async () => {
    const { clock, tracker, observe } = createTracker();
    await observe(1000, 999);
    await clock.pass(1000);
    tracker.observe(undefined);
    expect(tracker.current()).toEqual({ remaining: 999, resetMs: HOUR_MS - 1000 });
    await clock.pass(HOUR_MS);
    expect(tracker.current()).toBeUndefined();
  });

  test('does not believe in a reset that is further away than an hour', () => {
    const { tracker } = createTracker();
    tracker.observe({ remaining: 3, resetMs: 999_999_999_000 });
    expect(tracker.current()).toEqual({ remaining: 3, resetMs: HOUR_MS });
  });

  test('tells how much the account spends for each request of ours', async () => {
    const { tracker, observe } = createTracker();
    await observe(1000, 1000, 999, 998, 997, 996, 995);
    expect(tracker.requestsPerOwn()).toBeLessThan(2);
    await observe(1000, 965, 935, 905, 875, 845);
    expect(tracker.requestsPerOwn()).toBeGreaterThan(15);
    expect(tracker.requestsPerOwn()).toBeLessThan(30);
  });

  test('starts counting again when the limit is reset', async () => {
    const { tracker, observe } = createTracker();
    await observe(0, 1000, 900, 800, 700);
    expect(tracker.requestsPerOwn()).toBeGreaterThan(50);
    await observe(1000, 999, 998, 997, 996);
    expect(tracker.requestsPerOwn()).toBeLessThan(3);
  });

  test('takes answers that overtake each other for no reset', async () => {
    const { tracker, observe } = createTracker();
    await observe(0, 1000, 900, 800, 700, 701);
    expect(tracker.requestsPerOwn()).toBeGreaterThan(50);
  });

  test('counts the requests of the last minute, those without a limit as well', async () => {
    const { clock, tracker, observe } = createTracker();
    await observe(0, 1000, 999);
    await clock.pass(40_000);
    tracker.observe(undefined);
    expect(tracker.requestsInLastMinute()).toBe(3);
    await clock.pass(30_000);
    expect(tracker.requestsInLastMinute()).toBe(1);
  });
});

test('a tracked transport passes everything on, and has the limit of each answer observed', async () => {
  const { tracker } = createTracker();
  const limits: (RateLimit | undefined)[] = [{ remaining: 7, resetMs: 1000 }, undefined];
  const answers = limits.map((limit, body): Answer => ({ body, limit, serverTimeMs: undefined }));
  const request: ApiRequest = {
    ...{ method: 'GET', path: '/v1', timeoutMs: 1000 },
    context: { to: 'ask', permission: '', check: '' },
  };
  const { signal } = new AbortController();
  const received: unknown[] = [];
  const send = trackRateLimit((...parameters) => {
    received.push(parameters);
    const answer = answers[received.length - 1];
    return answer === undefined ? Promise.reject(new Error('Down')) : Promise.resolve(answer);
  }, tracker);
  expect(await send(request, signal)).toBe(answers[0]);
  expect(await send(request, signal)).toBe(answers[1]);
  await expect(send(request, signal)).rejects.toThrow('Down');
  expect(received).toEqual([
    [request, signal],
    [request, signal],
    [request, signal],
  ]);
  expect(tracker.current()).toEqual(limits[0]);
  expect(tracker.requestsInLastMinute()).toBe(3);
});
