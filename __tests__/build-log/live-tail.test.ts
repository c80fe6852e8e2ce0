import { expect, test } from '@jest/globals';
import { createVirtualClock } from '../../sandbox/virtual-clock.ts';
import { followTail } from '../../src/build-log/live-tail.ts';
import type { Tail, TailHandlers } from '../../src/northflank/log-stream.ts';

/** A tail whose connections are at hand. */
function open(connects: (nth: number) => boolean = () => true, delayMs = () => 0) {
  const clock = createVirtualClock();
  const stop = new AbortController();
  const connections: { atMs: number; handlers: TailHandlers; close: (why: string) => void }[] = [];
  const tail: Tail = (_query, handlers, signal) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    connections.push({ atMs: clock.now(), handlers, close: resolve });
    signal.addEventListener('abort', () => resolve('not wanted any more'), { once: true });
    if (connects(connections.length - 1)) handlers.onOpen();
    else resolve('the connection failed');
    return promise;
  };
  const calls: string[] = [];
  const options = {
    ...{ tail, buildId: 'build', fromMs: () => 0, delayMs, debug: () => {} },
    onOpen: () => void calls.push('open'),
    onLines: () => void calls.push('lines'),
    onEnd: () => void calls.push('end'),
  };
  const live = followTail(options, { clock, random: () => 0.5 }, stop.signal);
  return { clock, connections, calls, live, stop };
}

test('a connection that has ended is followed by another, after a pause that grows', async () => {
  const { clock, connections, live } = open();
  for (let nth = 0; nth < 5; nth += 1) {
    expect(live.isOpen()).toBe(true);
    connections[nth]?.close('closed');
    await clock.pass(1);
    expect(live.isOpen()).toBe(false);
    await clock.pass(30_000);
  }
  const pauses = connections.slice(1).map(({ atMs }, index) => atMs - (connections[index]?.atMs ?? 0));
  expect(connections.length).toBe(6);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(3000);
});

test.each([
  ['never opens', () => false, 6],
  ['always closes', () => true, 6],
])('a tail that %s is abandoned', async (_name, connects, attempts) => {
  const { clock, connections } = open(connects);
  for (let nth = 0; nth < 40; nth += 1) {
    connections[nth]?.close('closed');
    await clock.pass(40_000);
  }
  expect(connections).toHaveLength(attempts);
});

test('while the rate limit is exhausted no connection is tried', async () => {
  const { clock, connections } = open(undefined, () => 300_000);
  connections[0]?.close('closed');
  await clock.pass(299_000);
  expect(connections).toHaveLength(1);
  await clock.pass(2000);
  expect(connections).toHaveLength(2);
});

test('one that has missed lines is replaced, unless it brings some', async () => {
  const { clock, connections, live, calls } = open();
  expect(live.isSilent()).toBe(false);
  await clock.pass(8000);
  expect(live.isSilent()).toBe(true);
  live.onChecked(true);
  await clock.pass(1000);
  connections[0]?.handlers.onLines([]);
  await clock.pass(30_000);
  expect(connections).toHaveLength(1);
  live.onChecked(true);
  await clock.pass(30_000);
  expect(connections).toHaveLength(2);
  expect(calls).toEqual(['open', 'lines', 'end', 'open']);
});

test('each check that finds nothing makes the next one later, up to a minute', async () => {
  const { clock, live } = open();
  const checks: number[] = [];
  for (let second = 1; second <= 300; second += 1) {
    await clock.pass(1000);
    if (!live.isSilent()) continue;
    checks.push(second);
    live.onChecked(false);
  }
  expect(checks).toEqual([8, 24, 56, 116, 176, 236, 296]);
});

test('nothing follows once it is over', async () => {
  const { clock, connections, stop } = open();
  stop.abort();
  await clock.pass(120_000);
  expect(connections).toHaveLength(1);
});
