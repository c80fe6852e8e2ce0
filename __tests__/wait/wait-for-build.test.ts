import { describe, expect, test } from '@jest/globals';
import type { Fault, FaultKind } from '../../sandbox/northflank/faults.ts';
import type { Script } from '../../sandbox/northflank/scripts.ts';
import { SANDBOX, scripts } from '../../sandbox/northflank/world.ts';
import { createVirtualWorld, type VirtualWorldOptions } from '../../scripts/simulate/virtual-world.ts';
import { ActionError, type NorthflankError } from '../../src/errors.ts';
import { createClient } from '../../src/northflank/client.ts';
import type { Build } from '../../src/northflank/decode.ts';
import { createPollSchedule } from '../../src/wait/poll-schedule.ts';
import { createRateLimitTracker, trackRateLimit } from '../../src/wait/rate-limit.ts';
import { waitForBuild } from '../../src/wait/wait-for-build.ts';

const never = new AbortController().signal;
const MINUTE = 60_000;

interface Watch {
  script?: Script;
  faults?: Fault[];
  deadlineMs?: number;
  pollIntervalMs?: number;
  once?: boolean;
  signal?: AbortSignal;
  world?: VirtualWorldOptions;
}

/** Starts a build, watches it, and tells how that went. */
async function watch({ script = scripts.success, faults = [], ...options }: Watch) {
  const virtual = createVirtualWorld(options.world);
  const { clock, world, random } = virtual;
  const budget = createRateLimitTracker(clock);
  const client = createClient(trackRateLimit(virtual.send, budget), {
    project: SANDBOX.project,
    job: SANDBOX.job,
  });
  world.script(script);
  const { value: started } = await clock.run(client.startBuild({}, never));
  for (const fault of faults) virtual.faults.add(fault);
  const seen: Build[] = [];
  const troubles: NorthflankError[] = [];
  const from = clock.now();
  const work = waitForBuild(started.id, {
    ...{
      client,
      clock,
      schedule: createPollSchedule({
        clock,
        rateLimit: budget,
        random,
        pollIntervalMs: options.pollIntervalMs,
      }),
      random,
      signal: options.signal ?? never,
    },
    deadlineMs: from + (options.deadlineMs ?? 60 * MINUTE),
    stopAfterFirstPoll: options.once ?? false,
    onBuild: (build) => void seen.push(build),
    onPollFailed: (error) => troubles.push(error),
  });
  const end = await clock.run(work).catch((error: unknown) => error);
  const took = clock.now() - from;
  return { ...virtual, id: started.id, end, seen, troubles, took };
}

describe('watching a build', () => {
  test.each([
    ['success', 'success'],
    ['unschedulable', 'success'],
    ['unknownStatus', 'success'],
    ['unknownEnd', 'success'],
    ['lateConclusion', 'success'],
    ['bare', 'success'],
    ['failure', 'failure'],
    ['crashed', 'failure'],
  ] as const)('%s is watched to its end', async (name, _verdict) => {
    const { end, seen, took } = await watch({ script: scripts[name] });
    expect(end).toMatchObject({ end: 'concluded', build: { concluded: true } });
    expect(took).toBeLessThan(20_000);
    expect(seen.slice(0, -1).every(({ concluded }) => concluded !== true)).toBe(true);
  });

  test.each<FaultKind>(['error-500', 'html-502', 'html-503', 'html-504', 'html-502-after', 'reset-before'])(
    'minutes of %s are outlasted, with one word about it',
    async (kind) => {
      const { end, troubles } = await watch({ faults: [{ on: 'get', kind, skip: 1, times: 10 }] });
      expect(end).toMatchObject({ end: 'concluded' });
      expect(troubles).toHaveLength(1);
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
  ])('a streak of %s is outlasted', async (kind) => {
    const { end, troubles } = await watch({ faults: [{ on: 'get', kind, skip: 1, times: 4 }] });
    expect(end).toMatchObject({ end: 'concluded' });
    expect(troubles).toHaveLength(1);
  });

  test('each streak is told of once', async () => {
    const faults: Fault[] = [1, 3, 5].map((skip) => ({ on: 'get', kind: 'html-502', skip, times: 2 }));
    const { troubles } = await watch({ script: scripts.forever, faults, deadlineMs: 5 * MINUTE });
    expect(troubles).toHaveLength(3);
  });

  test.each<FaultKind>(['html-502', 'reset-before', 'nonsense', 'wrong-shape', 'hang-before'])(
    'after minutes of nothing but %s the result is unknown, and the build is named',
    async (kind) => {
      const { end, took, id } = await watch({ faults: [{ on: 'get', kind }] });
      expect(end).toBeInstanceOf(ActionError);
      expect(end).toMatchObject({
        conclusion: 'unknown',
        message: expect.stringContaining(`build-id: ${id}`),
      });
      expect(took).toBeGreaterThan(5 * MINUTE);
      expect(took).toBeLessThan(6.5 * MINUTE);
    },
  );

  test.each<FaultKind>(['unauthorized-401', 'forbidden-403', 'not-found-404', 'redirect'])(
    'a lasting %s ends it soon, a passing one does not',
    async (kind) => {
      const lasting = await watch({ faults: [{ on: 'get', kind }] });
      expect(lasting.end).toMatchObject({ conclusion: 'unknown', message: expect.stringContaining('HTTP') });
      expect(lasting.took).toBeLessThan(5000);
      const passing = await watch({ faults: [{ on: 'get', kind, skip: 1, times: 2 }] });
      expect(passing.end).toMatchObject({ end: 'concluded' });
    },
  );

  test('a request limit that is used up is waited for, however long', async () => {
    const { end, world } = await watch({
      script: scripts.success,
      faults: [{ on: 'get', kind: '429', times: 3, reset: 900 }],
    });
    expect(end).toMatchObject({ end: 'concluded' });
    expect(world.requests.filter(({ operation }) => operation === 'get').length).toBeLessThan(6);
  });

  test('a hiccup after a wait for the request limit is no reason to give up', async () => {
    const { end } = await watch({
      script: { ...scripts.success, phases: [{ status: 'BUILDING', seconds: 1200 }] },
      faults: [
        { on: 'get', kind: '429', reset: 600, times: 1 },
        { on: 'get', kind: 'html-502', skip: 1, times: 1 },
      ],
    });
    expect(end).toMatchObject({ end: 'concluded' });
  });

  test('a limit of the account holds for a whole long build', async () => {
    const { end, world } = await watch({
      script: { ...scripts.success, phases: [{ status: 'BUILDING', seconds: 7000 }] },
      world: { world: { rateLimit: 120 } },
      deadlineMs: 180 * MINUTE,
    });
    expect(end).toMatchObject({ end: 'concluded' });
    expect(world.requests.filter(({ status }) => status === 429)).toEqual([]);
  });

  test('when the time is over there is one last look, by which the build is judged', async () => {
    // It ends at 10 s, between the last planned look and the deadline.
    const good = await watch({ deadlineMs: 10_050, pollIntervalMs: 7000 });
    expect(good.end).toMatchObject({ end: 'concluded', build: { success: true } });
    expect(good.took).toBeLessThan(10_100);
    const late = await watch({ deadlineMs: 9900, pollIntervalMs: 7000 });
    expect(late.end).toMatchObject({ end: 'deadline', build: { concluded: false } });
  });

  test('an API that hangs does not stretch the time', async () => {
    const { end, took } = await watch({ faults: [{ on: 'get', kind: 'hang-before' }], deadlineMs: 20_000 });
    expect(end).toEqual({ end: 'deadline', build: undefined });
    expect(took).toBeLessThan(26_000);
  });

  test('one look is enough if it was asked for once', async () => {
    const { end, seen } = await watch({ once: true });
    expect(end).toMatchObject({ end: 'deadline', build: { concluded: false } });
    expect(seen).toHaveLength(1);
  });

  test('a cancelled step stops looking at once, with its reason', async () => {
    const cancel = new AbortController();
    const reason = new Error('cancelled');
    const { clock, world, client, random } = createVirtualWorld({ world: { script: scripts.forever } });
    const { value } = await clock.run(client.startBuild({}, never));
    clock.at(10_000, () => cancel.abort(reason));
    const from = clock.now();
    const work = waitForBuild(value.id, {
      ...{ client, clock, random },
      schedule: createPollSchedule({
        clock,
        rateLimit: createRateLimitTracker(clock),
        random,
        pollIntervalMs: undefined,
      }),
      ...{ signal: cancel.signal, deadlineMs: from + MINUTE, stopAfterFirstPoll: false },
      onBuild: () => {},
      onPollFailed: () => {},
    });
    await expect(clock.run(work)).rejects.toBe(reason);
    expect(clock.now() - from).toBe(10_000);
    const { length } = world.requests;
    await clock.pass(MINUTE);
    expect(world.requests).toHaveLength(length);
  });
});
