import { expect, test } from '@jest/globals';
import { createVirtualClock } from '../../sandbox/virtual-clock.ts';
import { createTimeline } from '../../src/wait/phases.ts';

test('a timeline has a phase for each status, from the moment that the first one is observed', async () => {
  const clock = createVirtualClock();
  const timeline = createTimeline(clock);
  await clock.pass(5000);
  expect(timeline.observe(undefined)).toBeUndefined();
  expect(timeline.observe('QUEUED')).toEqual({
    began: { status: 'QUEUED', fromMs: 0, toMs: undefined },
    ended: undefined,
  });
  await clock.pass(3000);
  expect(timeline.observe('QUEUED')).toBeUndefined();
  expect(timeline.observe(undefined)).toBeUndefined();
  await clock.pass(9000);
  expect(timeline.observe('BUILDING')).toEqual({
    began: { status: 'BUILDING', fromMs: 12_000, toMs: undefined },
    ended: { status: 'QUEUED', fromMs: 0, toMs: 12_000 },
  });
  await clock.pass(1000);
  timeline.end();
  await clock.pass(1000);
  timeline.end();
  expect(timeline.phases).toEqual([
    { status: 'QUEUED', fromMs: 0, toMs: 12_000 },
    { status: 'BUILDING', fromMs: 12_000, toMs: 13_000 },
  ]);
});

test('a timeline without a status has no phases', () => {
  const timeline = createTimeline(createVirtualClock());
  timeline.end();
  expect(timeline.phases).toEqual([]);
});
