/** Never two builds, never a lost one, always an end: starts and waits under random weather, on a virtual clock. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fault, RequestFaultKind } from '../sandbox/northflank/faults.ts';
import { SANDBOX, scripts } from '../sandbox/northflank/world.ts';
import { createVirtualWorld } from '../scripts/simulate/virtual-world.ts';
import type { Journey } from '../scripts/simulate/world-send.ts';
import { ActionError } from '../src/errors.ts';
import type { StartIntent } from '../src/github/state.ts';
import { durationsMs } from '../src/northflank/build-status.ts';
import { createClient } from '../src/northflank/client.ts';
import { findBuild } from '../src/start/find-build.ts';
import { startBuild } from '../src/start/start-build.ts';
import { abortBuild } from '../src/wait/abort-build.ts';
import { createPollSchedule } from '../src/wait/poll-schedule.ts';
import { createRateLimitTracker, trackRateLimit } from '../src/wait/rate-limit.ts';
import { waitForBuild } from '../src/wait/wait-for-build.ts';

const SHA = '262ed9817b3cad5142fbceabe0c9e371e390d616';
const MINUTE_MS = 60_000;

const FAULT_KINDS: RequestFaultKind[] = [
  ...([
    'reset-before',
    'reset-after',
    'cut',
    'hang-before',
    'hang-after',
    'slow',
    '429',
    'html-502',
  ] as const),
  ...([
    'html-503',
    'html-504',
    'html-502-after',
    'error-500',
    'nonsense',
    'wrong-shape',
    'redirect',
  ] as const),
  ...(['unauthorized-401', 'forbidden-403', 'not-found-404', 'conflict-409', 'huge'] as const),
];

/** What happens to a run. */
type Weather = {
  seed: number;
  faults: Fault[];
  journeys: Journey[];
  /** Starts by someone else: when, in milliseconds, and whether of our commit. */
  others: { atMs: number; ours: boolean }[];
  cancelAtMs: number | undefined;
  timeoutMinutes: number;
  latest: boolean;
};

const fault: fc.Arbitrary<Fault> = fc.record(
  {
    on: fc.constantFrom(
      'start' as const,
      'start' as const,
      'list' as const,
      'get' as const,
      'abort' as const,
      'any' as const,
    ),
    kind: fc.constantFrom(...FAULT_KINDS),
    skip: fc.nat(3),
    times: fc.integer({ min: 1, max: 4 }),
    ms: fc.integer({ min: 10, max: 50_000 }),
  },
  { requiredKeys: ['on', 'kind', 'times'] },
);

const journey: fc.Arbitrary<Journey> = fc.record(
  {
    // A request whose connection has broken arrives within the time that a search allows for.
    outMs: fc.nat(4000),
    backMs: fc.nat(20_000),
    breaksAfterMs: fc.integer({ min: 1, max: 40_000 }),
  },
  { requiredKeys: [] },
);

const weather: fc.Arbitrary<Weather> = fc.record({
  seed: fc.integer(),
  faults: fc.array(fault, { maxLength: 5 }),
  journeys: fc.array(journey, { maxLength: 12 }),
  others: fc.array(fc.record({ atMs: fc.nat(120_000), ours: fc.boolean() }), { maxLength: 3 }),
  cancelAtMs: fc.option(fc.nat(90_000), { nil: undefined, freq: 3 }),
  timeoutMinutes: fc.constantFrom(0.5, 5, 60),
  latest: fc.boolean(),
});

/** A whole run, main and post, put together as the entry points do it. */
async function play({ seed, faults, journeys, others, cancelAtMs, timeoutMinutes, latest }: Weather) {
  const virtual = createVirtualWorld({
    seed,
    world: { script: scripts.success, speed: 0.2 },
    network: (_, nth) => journeys[nth] ?? {},
  });
  const { clock, world, random } = virtual;
  for (const one of faults) virtual.faults.add(one);
  const rateLimit = createRateLimitTracker(clock);
  const client = createClient(trackRateLimit(virtual.send, rateLimit), {
    project: SANDBOX.project,
    job: SANDBOX.job,
  });
  const cancel = new AbortController();
  const { signal } = cancel;
  if (cancelAtMs !== undefined) clock.at(cancelAtMs, () => cancel.abort(new Error('cancelled')));
  for (const { atMs, ours } of others) {
    clock.at(atMs, () => world.startBuildElsewhere({ job: SANDBOX.job, sha: ours ? SHA : 'b'.repeat(40) }));
  }

  let intent: StartIntent | undefined;
  let id: string | undefined;
  const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs: undefined });
  const tools = {
    client,
    clock,
    random,
    signal,
    deadlineMs: clock.now() + timeoutMinutes * MINUTE_MS,
  };
  const main = async (): Promise<string> => {
    const { build, previousBuilds } = await startBuild(latest ? {} : { sha: SHA }, {
      ...tools,
      saveIntent: (one) => (intent = one),
      info: () => undefined,
      warning: () => undefined,
    });
    ({ id } = build);
    signal.throwIfAborted();
    schedule.start(durationsMs(previousBuilds));
    const waiting = { build, schedule, stopAfterFirstPoll: false, onBuild: () => undefined };
    const { end } = await waitForBuild(id, { ...tools, ...waiting, onPollFailed: () => undefined });
    return end;
  };
  let end: string;
  let error: unknown;
  try {
    end = await clock.run(main);
  } catch (thrown) {
    error = thrown;
    end = signal.aborted ? 'cancelled' : 'failed';
  }
  // Main had its one try to abort and failed, so that all is left to post.
  if (end === 'cancelled') {
    virtual.faults.clear();
    await clock.run(async () => {
      const never = new AbortController().signal;
      let target = id;
      if (target === undefined && intent !== undefined) {
        const found = await findBuild(intent, { client, clock, signal: never, failedAtMs: undefined });
        if (found.kind === 'one') target = found.build.id;
        else if (found.kind !== 'none') end = 'unclear';
      }
      if (target !== undefined) await abortBuild(target, { ...tools, signal: never, maxAttempts: 5 });
    });
  }
  const started = world.builds().filter((build) => !build.elsewhere);
  const foreign = new Set(
    world
      .builds()
      .filter((build) => build.elsewhere)
      .map((build) => build.id),
  );
  return { end, error, id, started, foreign, world };
}

/** Enough to meet every pair of faults at the start. */
const RUNS = 2000;

test('never two builds, never a lost one, always an end', async () => {
  const ends = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(weather, async (one) => {
      const { end, error, id, started, foreign, world } = await play(one);
      ends.set(end, (ends.get(end) ?? 0) + 1);
      expect(started.length).toBeLessThanOrEqual(1);
      const [ours] = started;
      if (ours !== undefined && (end === 'concluded' || end === 'deadline')) expect(id).toBe(ours.id);
      if (ours !== undefined && end === 'failed') {
        // Either the ID is known, or the error says how to find the build.
        const said = error instanceof ActionError ? error.message : '';
        expect(id === ours.id || said.includes('build-id')).toBe(true);
      }
      if (ours !== undefined && end === 'cancelled')
        expect(world.running().map((build) => build.id)).not.toContain(ours.id);
      // A build of others is never taken for ours while ours is there.
      if (ours !== undefined && id !== undefined) expect(foreign.has(id)).toBe(false);
      if (end === 'failed') expect(error).toBeInstanceOf(ActionError);
    }),
    { numRuns: RUNS },
  );
  // The weather must not be so bad that no run ever sees the end of its build.
  expect(ends.get('concluded') ?? 0).toBeGreaterThan(RUNS / 10);
  expect([...ends.keys()].toSorted()).toEqual(expect.arrayContaining(['cancelled', 'concluded', 'failed']));
});
