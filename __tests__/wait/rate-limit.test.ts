import { describe, expect, test } from '@jest/globals';
import { createVirtualClock } from '../../sandbox/virtual-clock.ts';
import type { Answer, ApiRequest, RateLimit } from '../../src/northflank/http.ts';
import { createRateLimitTracker, trackRateLimit } from '../../src/wait/rate-limit.ts';

function createTracker() {
  const clock = createVirtualClock();
  const tracker = createRateLimitTracker(clock);
  const observe = async (afterMs: number, remaining: number): Promise<void> => {
    await clock.pass(afterMs);
    tracker.observe({ remaining, resetMs: 1000 });
  };
  return { tracker, observe };
}

describe('the rate limit tracker', () => {
  test('knows nothing before the first answer', () => {
    const { tracker } = createTracker();
    expect(tracker.current()).toBeUndefined();
    expect(tracker.requestsByOthers(1000)).toBe(0);
  });

  test('shows the limit of the latest answer that had one', async () => {
    const { tracker, observe } = createTracker();
    await observe(1000, 999);
    tracker.observe(undefined);
    expect(tracker.current()).toEqual({ remaining: 999, resetMs: 1000 });
  });

  test('counts the requests of others, but not our own', async () => {
    const { tracker, observe } = createTracker();
    for (let poll = 0; poll < 5; poll += 1) await observe(1000, 1000 - poll);
    expect(tracker.requestsByOthers(1000)).toBe(0);
    await observe(10_000, 960);
    expect(tracker.requestsByOthers(10_000)).toBeCloseTo(35);
    expect(tracker.requestsByOthers(5000)).toBeCloseTo(17.5);
  });

  test('starts counting again when the limit is reset', async () => {
    const { tracker, observe } = createTracker();
    await observe(0, 1000);
    await observe(10_000, 960);
    await observe(1000, 999);
    expect(tracker.requestsByOthers(10_000)).toBe(0);
    await observe(1000, 988);
    expect(tracker.requestsByOthers(10_000)).toBeCloseTo(100);
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
});
