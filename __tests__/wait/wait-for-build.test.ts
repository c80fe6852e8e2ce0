import { describe, expect, test } from '@jest/globals';
import type { Fault, FaultKind } from '../../sandbox/northflank/faults.ts';
import type { Script } from '../../sandbox/northflank/build-scripts.ts';
import { scripts, type WorldOptions } from '../../sandbox/northflank/world.ts';
import { createVirtualWorld, JOB } from '../../scripts/simulate/virtual-world.ts';
import { ActionError, type NorthflankError } from '../../src/errors.ts';
import { classifyBuild } from '../../src/northflank/build-status.ts';
import { createClient } from '../../src/northflank/client.ts';
import type { Build } from '../../src/northflank/decode.ts';
import { createPollSchedule } from '../../src/wait/poll-schedule.ts';
import { createRateLimitTracker, trackRateLimit } from '../../src/wait/rate-limit.ts';
import { waitForBuild } from '../../src/wait/wait-for-build.ts';

const MINUTE_MS = 60_000;

/** The build, what goes wrong, and how it is waited for. */
interface Scenario {
  script?: Script;
  world?: WorldOptions;
  faults?: Fault[];
  /** Milliseconds after the start at which the time limit ends; an hour by default. */
  timeoutMs?: number;
  pollIntervalMs?: number;
  stopAfterFirstPoll?: boolean;
  /** Milliseconds after the start at which the step is cancelled. */
  cancelAtMs?: number;
  /** True if it is known from its start that the build is running. */
  justStarted?: boolean;
}

const CANCELLED = new Error('cancelled');

/** Waits for a build; `result` is what that resolves or rejects with. */
async function waitIn({ script = scripts.success, faults = [], ...scenario }: Scenario) {
  const cancellation = new AbortController();
  const virtual = createVirtualWorld({ world: { script, ...scenario.world }, signal: cancellation.signal });
  const { clock, world, context } = virtual;
  const { random, signal } = context;
  const rateLimit = createRateLimitTracker(clock);
  const client = createClient(trackRateLimit(virtual.send, rateLimit), JOB);
  const { value: started } = await clock.run(client.startBuild({}, signal));
  for (const fault of faults) virtual.faults.add(fault);
  const polled: Build[] = [];
  const failures: NorthflankError[] = [];
  const startMs = clock.now();
  if (scenario.cancelAtMs !== undefined) clock.at(scenario.cancelAtMs, () => cancellation.abort(CANCELLED));
  const { pollIntervalMs } = scenario;
  const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs });
  schedule.start([]);
  const outcome = waitForBuild(
    started.id,
    { ...context, client },
    {
      schedule,
      deadlineMs: startMs + (scenario.timeoutMs ?? 60 * MINUTE_MS),
      build: scenario.justStarted === true ? started : undefined,
      isOurs: true,
      stopAfterFirstPoll: scenario.stopAfterFirstPoll ?? false,
      onBuild: (build) => void polled.push(build),
      onPollFailed: (error) => void failures.push(error),
    },
  );
  const result = await clock.run(outcome).catch((error: unknown) => error);
  return { clock, world, id: started.id, result, polled, failures, tookMs: clock.now() - startMs };
}

describe('waiting for a build', () => {
  test.each([
    ['success', 'success'],
    ['unschedulable', 'success'],
    ['unknownStatus', 'success'],
    ['unknownEnd', 'success'],
    ['lateConclusion', 'success'],
    ['bare', 'success'],
    ['failure', 'failure'],
    ['crashed', 'failure'],
  ] as const)('lasts until it is concluded: %s', async (name, state) => {
    const { result, polled, tookMs } = await waitIn({ script: scripts[name] });
    expect(result).toMatchObject({ end: 'concluded', build: { concluded: true } });
    expect((result as { build: Build }).build).toBe(polled.at(-1));
    expect(polled.map(classifyBuild).filter((reached) => reached !== 'running')).toEqual([state]);
    expect(tookMs).toBeLessThan(20_000);
  });

  test.each<FaultKind>(['error-500', 'html-502', 'html-503', 'html-504', 'html-502-after', 'reset-before'])(
    'outlasts minutes of %s, which it reports once',
    async (kind) => {
      const { result, failures } = await waitIn({ faults: [{ on: 'get', kind, skip: 1, times: 10 }] });
      expect(result).toMatchObject({ end: 'concluded' });
      expect(failures).toHaveLength(1);
    },
  );

  test.each<FaultKind>([
    'reset-after',
    'cut',
    'nonsense',
    'wrong-shape',
    'huge',
    'hang-before',
    'hang-after',
  ])('outlasts several polls in a row that end in %s', async (kind) => {
    const { result, failures } = await waitIn({ faults: [{ on: 'get', kind, skip: 1, times: 4 }] });
    expect(result).toMatchObject({ end: 'concluded' });
    expect(failures).toHaveLength(1);
  });

  test('reports each streak of failures once', async () => {
    const faults: Fault[] = [1, 3, 5].map((skip) => ({ on: 'get', kind: 'html-502', skip, times: 2 }));
    const { failures } = await waitIn({ script: scripts.forever, faults, timeoutMs: 5 * MINUTE_MS });
    expect(failures).toHaveLength(3);
  });

  test.each<FaultKind>(['html-502', 'reset-before', 'nonsense', 'wrong-shape', 'hang-before'])(
    'gives up after minutes of %s with an unknown result that names the build',
    async (kind) => {
      const { result, tookMs, id } = await waitIn({ faults: [{ on: 'get', kind }] });
      expect(result).toBeInstanceOf(ActionError);
      expect(result).toMatchObject({
        conclusion: 'unknown',
        message: expect.stringContaining(`build-id: ${id}`),
      });
      expect(tookMs).toBeGreaterThan(5 * MINUTE_MS);
      expect(tookMs).toBeLessThan(6.5 * MINUTE_MS);
    },
  );

  test.each<FaultKind>(['unauthorized-401', 'forbidden-403', 'not-found-404', 'redirect'])(
    'gives up after repeated refusals of a build of ours, but not within a minute: %s',
    async (kind) => {
      const repeated = await waitIn({ faults: [{ on: 'get', kind }] });
      expect(repeated.result).toMatchObject({
        conclusion: 'unknown',
        message: expect.stringContaining('HTTP'),
      });
      expect(repeated.tookMs).toBeGreaterThanOrEqual(60_000);
      expect(repeated.tookMs).toBeLessThan(100_000);
      const twice = await waitIn({ faults: [{ on: 'get', kind, skip: 1, times: 2 }] });
      expect(twice.result).toMatchObject({ end: 'concluded' });
    },
  );

  test('waits for the reset of an exhausted rate limit, however long that takes', async () => {
    const { result, world } = await waitIn({
      script: scripts.success,
      faults: [{ on: 'get', kind: '429', times: 3, reset: 900 }],
    });
    expect(result).toMatchObject({ end: 'concluded' });
    expect(world.requests.filter(({ operation }) => operation === 'get').length).toBeLessThan(6);
  });

  test('does not count the wait for a rate limit as an outage', async () => {
    const { result } = await waitIn({
      script: { ...scripts.success, phases: [{ status: 'BUILDING', seconds: 1200 }] },
      faults: [
        { on: 'get', kind: '429', reset: 600, times: 1 },
        { on: 'get', kind: 'html-502', skip: 1, times: 1 },
      ],
    });
    expect(result).toMatchObject({ end: 'concluded' });
  });

  test('never exceeds the rate limit during a long build', async () => {
    const { result, world } = await waitIn({
      script: { ...scripts.success, phases: [{ status: 'BUILDING', seconds: 7000 }] },
      world: { rateLimit: 120 },
      timeoutMs: 180 * MINUTE_MS,
    });
    expect(result).toMatchObject({ end: 'concluded' });
    expect(world.requests.filter(({ status }) => status === 429)).toEqual([]);
  });

  test('polls once more when the time limit ends, and that result counts', async () => {
    // The build ends after 10 s, between the last poll of the schedule and the deadline.
    const inTime = await waitIn({ timeoutMs: 10_050, pollIntervalMs: 7000 });
    expect(inTime.result).toMatchObject({ end: 'concluded', build: { success: true } });
    expect(inTime.tookMs).toBeLessThan(10_100);
    const tooLate = await waitIn({ timeoutMs: 9900, pollIntervalMs: 7000 });
    expect(tooLate.result).toMatchObject({ end: 'deadline', build: { concluded: false } });
  });

  test('ends shortly after the time limit although the API hangs', async () => {
    const { result, tookMs } = await waitIn({
      ...{ faults: [{ on: 'get', kind: 'hang-before' }], timeoutMs: 20_000 },
    });
    expect(result).toEqual({ end: 'deadline', build: undefined });
    expect(tookMs).toBeLessThan(26_000);
  });

  test('can stop after the first poll', async () => {
    const { result, polled } = await waitIn({ stopAfterFirstPoll: true });
    expect(result).toMatchObject({ end: 'deadline', build: { concluded: false } });
    expect(polled).toHaveLength(1);
  });

  test('begins with a poll, unless the build was just started', async () => {
    const options = { pollIntervalMs: 7000, stopAfterFirstPoll: true };
    expect((await waitIn(options)).tookMs).toBe(0);
    expect((await waitIn({ ...options, justStarted: true })).tookMs).toBe(7000);
  });

  test("ends at once with the signal's reason when the step is cancelled", async () => {
    const { result, tookMs, world, clock } = await waitIn({ script: scripts.forever, cancelAtMs: 10_000 });
    expect(result).toBe(CANCELLED);
    expect(tookMs).toBe(10_000);
    const { length } = world.requests;
    await clock.pass(MINUTE_MS);
    expect(world.requests).toHaveLength(length);
  });
});
