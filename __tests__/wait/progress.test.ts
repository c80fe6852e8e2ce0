import { describe, expect, test } from '@jest/globals';
import { createVirtualClock } from '../../sandbox/virtual-clock.ts';
import { createTimeline } from '../../src/wait/phases.ts';
import { createProgressReporter, type ProgressMessage } from '../../src/wait/progress.ts';

/** A reporter, and a way to let it observe a build after some time. */
function createReporter(typicalMs?: number) {
  const clock = createVirtualClock();
  const timeline = createTimeline(clock);
  const progress = createProgressReporter(timeline, clock);
  progress.setTypicalDuration(typicalMs);
  const poll = async (
    afterMs: number,
    status?: string,
    concluded = false,
  ): Promise<ProgressMessage | undefined> => {
    await clock.pass(afterMs);
    const ended = { concluded: true, createdAtMs: 0, buildConcludedAt: 193 };
    return progress.onBuild({ id: 'joyous-view-6290', raw: {}, status, ...(concluded ? ended : {}) });
  };
  return { progress, timeline, poll };
}

describe('the progress reporter', () => {
  test('has a heading for each phase, and a heartbeat after a minute without output', async () => {
    const { progress, timeline, poll } = createReporter();
    expect(await poll(1, 'QUEUED')).toEqual({ heading: 'Queued' });
    expect(await poll(3000, 'QUEUED')).toBeUndefined();
    expect(await poll(9000, 'BUILDING')).toEqual({ heading: 'Building (queued for 12s)' });
    expect(await poll(59_000, 'BUILDING')).toBeUndefined();
    expect(await poll(1000, 'BUILDING')).toEqual({ note: 'Still building, 1m 12s so far.' });
    expect(await poll(59_000)).toBeUndefined();
    expect(await poll(2000)).toEqual({ note: 'Still running, 2m 13s so far.' });
    progress.onLogLines();
    expect(await poll(59_000, 'BUILDING')).toBeUndefined();
    expect(await poll(1000, 'SUCCESS', true)).toEqual({ heading: 'Success after 3m 13s' });
    timeline.end();
    expect(timeline.phases.map(({ status, fromMs, toMs }) => [status, fromMs, toMs])).toEqual([
      ['QUEUED', 0, 12_000],
      ['BUILDING', 12_000, 193_000],
      ['SUCCESS', 193_000, 193_000],
    ]);
  });

  test('adds the progress to each heading while the build runs', async () => {
    const { poll } = createReporter(240_000);
    expect([
      await poll(0, 'QUEUED'),
      await poll(5000, 'CLONING'),
      await poll(75_000, 'BUILDING'),
      await poll(200_000, 'UPLOADING'),
      await poll(0, 'SUCCESS', true),
    ]).toEqual([
      { heading: 'Queued · usually takes about 4m 0s' },
      { heading: 'Cloning · 5s of about 4m 0s (queued for 5s)' },
      { heading: 'Building · 1m 20s of about 4m 0s (cloned in 1m 15s)' },
      { heading: 'Uploading (built in 3m 20s)' },
      { heading: 'Success after 3m 13s' },
    ]);
  });

  test('claims no duration of a build that does not say it', async () => {
    const { progress, poll } = createReporter(240_000);
    await poll(0, 'BUILDING');
    expect(progress.onBuild({ id: 'a', raw: {}, status: 'FAILURE', concluded: true })).toEqual({
      heading: 'Failure',
    });
  });

  test('does not take a status for the end', async () => {
    const { poll } = createReporter();
    await poll(0, 'UPLOADING');
    expect(await poll(2000, 'SUCCESS')).toEqual({ heading: 'Success (uploaded in 2s)' });
  });

  test('ends the timeline when the build is concluded', async () => {
    const { timeline, poll } = createReporter();
    await poll(0, 'BUILDING');
    await poll(2000, undefined, true);
    await poll(9000, undefined, true);
    expect(timeline.phases).toEqual([{ status: 'BUILDING', fromMs: 0, toMs: expect.closeTo(2000, -1) }]);
  });

  test('shows the typical duration until the build exceeds it', async () => {
    const { poll } = createReporter(130_000);
    await poll(0, 'BUILDING');
    expect([
      await poll(60_000, 'BUILDING'),
      await poll(60_000, 'BUILDING'),
      await poll(60_000, 'BUILDING'),
    ]).toEqual([
      { note: 'Still building, 1m 0s of about 2m 10s.' },
      { note: 'Still building, 2m 0s of about 2m 10s.' },
      { note: 'Still building, 3m 0s so far.' },
    ]);
  });
});
