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
    return progress.onBuild({ id: 'joyous-view-6290', raw: {}, status, concluded });
  };
  return { progress, timeline, poll };
}

describe('the progress reporter', () => {
  test('has a heading for each phase, and a heartbeat after a minute without output', async () => {
    const { progress, timeline, poll } = createReporter();
    expect(await poll(1, 'QUEUED')).toEqual({ heading: 'Queued' });
    expect(await poll(3000, 'QUEUED')).toBeUndefined();
    expect(await poll(9000, 'BUILDING')).toEqual({ heading: 'Building (queued 12s)' });
    expect(await poll(59_000, 'BUILDING')).toBeUndefined();
    expect(await poll(1000, 'BUILDING')).toEqual({ note: 'Still building, 1m 12s so far.' });
    expect(await poll(59_000)).toBeUndefined();
    expect(await poll(2000)).toEqual({ note: 'Still running, 2m 13s so far.' });
    progress.onLogLines();
    expect(await poll(59_000, 'BUILDING')).toBeUndefined();
    expect(await poll(1000, 'SUCCESS', true)).toEqual({ heading: 'Success (building 3m 1s)' });
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
      { heading: 'Queued (builds of this job take about 4m 0s)' },
      { heading: 'Cloning (queued 5s, 5s of about 4m 0s in all)' },
      { heading: 'Building (cloning 1m 15s, 1m 20s of about 4m 0s in all)' },
      { heading: 'Uploading (building 3m 20s)' },
      { heading: 'Success (uploading 1ms)' },
    ]);
  });

  test('does not compare a concluded build with the typical duration', async () => {
    const { poll } = createReporter(240_000);
    await poll(0, 'BUILDING');
    expect(await poll(60_000, 'FAILURE', true)).toEqual({ heading: 'Failure (building 1m 0s)' });
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
