import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Script } from '../../sandbox/northflank/build-scripts.ts';
import { scripts } from '../../sandbox/northflank/world.ts';
import { createVirtualWorld, JOB } from '../../scripts/simulate/virtual-world.ts';
import { createBuildLog, type LogOptions } from '../../src/build-log/build-log.ts';
import { createClient } from '../../src/northflank/client.ts';
import type { Send } from '../../src/northflank/http.ts';
import type { Tail } from '../../src/northflank/log-stream.ts';
import { checkLog, type LogScenario, logScenarios, playScenario } from './log-scenario.ts';

/** How many scenarios are played: the same ones each time, or with RUNS=5000 for a long look others. */
const RUNS = Number(process.env['RUNS'] ?? 250);
const SEED = process.env['RUNS'] === undefined ? { seed: 3 } : {};

const PLAIN: LogScenario = {
  seconds: 20,
  lines: Array.from({ length: 40 }, () => ({ letter: 'a', long: false, lateBy: 0, pieces: 1 })),
  format: 'container',
  nanoseconds: true,
  grain: 1,
  limits: { lineLimit: 1000, maximumLineLimit: 5000, cursor: 'last-given', openEnd: 'now' },
  tails: [],
  laterTails: 'whole',
  rangeFaults: [],
  rangeRefused: false,
  lagMs: 0,
  tailLagMs: 0,
  tailCloses: false,
  oddTail: false,
  pollMs: undefined,
  attachedAfter: 0,
  seed: 1,
};

const never = new AbortController().signal;

const output = (tail: Tail, printed: string[]): LogOptions => ({
  ...{ tail, onLive: () => {}, info: () => {}, warn: () => {}, debug: () => {} },
  print: (lines) => printed.push(...lines),
});

describe('the log of a build', () => {
  test('every line is printed once and in its order, whatever happens to tails and queries', async () => {
    await fc.assert(
      fc.asyncProperty(logScenarios, async (scenario) => {
        expect(checkLog(await playScenario(scenario))).toBeUndefined();
      }),
      { numRuns: RUNS, ...SEED },
    );
  }, 120_000);

  test('without range queries the tail alone brings no line twice, and all if it is whole', async () => {
    await fc.assert(
      fc.asyncProperty(logScenarios, async (scenario) => {
        const whole =
          scenario.tails.length === 0 && scenario.laterTails === 'whole' && scenario.attachedAfter === 0;
        const onTime = scenario.lines.every(({ lateBy }) => lateBy === 0);
        // What a tail loses between two connections stays lost, so that equal lines and pieces would prove nothing.
        const lines = scenario.lines.map((line, index) => ({ ...line, letter: `${index}`, pieces: 1 }));
        const end = await playScenario({ ...scenario, lines, rangeRefused: true, rangeFaults: [] });
        expect(checkLog(end, whole && onTime && scenario.limits.maximumLineLimit > 100)).toBeUndefined();
      }),
      { numRuns: Math.ceil(RUNS / 3), ...SEED },
    );
  }, 120_000);

  test('a log that the token may not read costs one warning, and nothing else', async () => {
    const end = await playScenario({ ...PLAIN, rangeRefused: true, laterTails: 'tail-auth-refused' });
    expect(end.printed).toEqual([]);
    expect(end.warnings).toEqual([expect.stringContaining('View Instance Logs')]);
  });

  test.each([
    ['tail', { laterTails: 'tail-auth-refused' }],
    ['range', { rangeRefused: true }],
  ] as const)('a refused %s alone takes no line', async (name, change) => {
    const end = await playScenario({ ...PLAIN, ...change });
    expect(end.printed).toEqual(end.all.map(({ text }) => text));
    // Without a read nobody knows whether the tail has brought all.
    expect(end.warnings).toEqual(
      name === 'range' ? [expect.stringMatching(/^The log of the build may be incomplete, because/)] : [],
    );
  });

  test('lines of the tail appear within two seconds while the read hangs, and what is before them under a line', async () => {
    const { clock, world, faults, client, tail, random } = createVirtualWorld({
      world: { script: scripts.forever },
    });
    const { value: started } = await clock.run(client.startBuild({}, never));
    await clock.pass(30_000);
    faults.add({ on: 'logs', kind: 'hang-before', times: 1 });
    // The tail has the last lines of the past only.
    const short: Tail = (query, handlers, signal) => tail({ ...query, lineLimit: 3 }, handlers, signal);
    const events: string[] = [];
    const log = createBuildLog(
      'stream',
      { client, clock, random, signal: never },
      {
        ...{
          tail: short,
          warn: (text) => events.push(text),
          ...{ debug: () => {}, onLive: () => {} },
          info: (text) => events.push(text),
        },
        print: (lines) => events.push(...lines.map((line) => line.replace(/ .*ing$/, ''))),
      },
    );
    log.onBuild(started);
    await clock.pass(2000);
    expect(events.slice(0, 3)).toEqual(
      ['#8 25.000', '#8 26.000', '#8 27.000'].map((line) => line.slice(0, 2)),
    );
    await clock.pass(20_000);
    log.onBuild(started);
    await clock.pass(1000);
    const marker = events.findIndex((text) => text.startsWith('Earlier lines of the log'));
    expect(marker).toBeGreaterThan(10);
    expect(events.slice(marker + 1).filter((text) => text.startsWith('Cloning'))).toHaveLength(1);
    expect(events.filter((text) => text === 'The log continues:').length).toBeLessThanOrEqual(1);
    const last = world.requests.findLast(({ operation }) => operation === 'logs');
    const endTime = new URL(`http://x${last?.path}`).searchParams.get('endTime') ?? '';
    expect(Date.parse(endTime)).toBeLessThan(world.now() - 20_000);
    log.stop();
  });

  test('what is before the first line of a tail is read as soon as there is one', async () => {
    const { clock, client, tail, random } = createVirtualWorld({ world: { script: scripts.forever } });
    const { value: started } = await clock.run(client.startBuild({}, never));
    await clock.pass(30_000);
    const short: Tail = (query, handlers, signal) => tail({ ...query, lineLimit: 3 }, handlers, signal);
    const events: string[] = [];
    const context = { client, clock, random, signal: never };
    const log = createBuildLog('stream', context, {
      ...output(short, events),
      info: (text) => events.push(text),
    });
    log.onBuild(started);
    await clock.pass(1000);
    expect(events[0]).toMatch(/^Cloning/);
    expect(events.filter((text) => text.startsWith('Earlier'))).toEqual([]);
    log.stop();
  });

  test('the result waits for its log for the given time at most, and says that it is not whole', async () => {
    const { clock, faults, client, tail, random } = createVirtualWorld({
      world: { script: scripts.success },
    });
    faults.add({ on: 'logs', kind: 'hang-before' });
    const warnings: string[] = [];
    const log = createBuildLog(
      'failure',
      { client, clock, random, signal: never },
      {
        ...output(tail, []),
        warn: (text) => warnings.push(text),
      },
    );
    const { value: started } = await clock.run(client.startBuild({}, never));
    log.onBuild(started);
    const fromMs = clock.now();
    await clock.run(log.drain(false, 30_000));
    expect(clock.now() - fromMs).toBeLessThanOrEqual(30_001);
    expect(warnings).toEqual([expect.stringMatching(/^The log of the build cannot be shown; .*time is up/)]);
  });

  test('so it does for an answer that trickles', async () => {
    const { clock, random } = createVirtualWorld();
    let sent = 0;
    const send: Send = async ({ take }, signal) => {
      for (;;) {
        sent += 1;
        take?.([{ ts: new Date(clock.date()).toISOString(), log: `${sent}` }]);
        await clock.sleep(400, signal);
      }
    };
    const context = { client: createClient(send, JOB), clock, random, signal: never };
    const printed: string[] = [];
    const warnings: string[] = [];
    const noTail: Tail = () => Promise.resolve('no tail');
    const log = createBuildLog('stream', context, {
      ...output(noTail, printed),
      warn: (text) => warnings.push(text),
    });
    log.onBuild({ id: 'build', createdAtMs: clock.date(), concluded: true, success: true, raw: {} });
    const fromMs = clock.now();
    await clock.run(log.drain(true, 30_000));
    expect(clock.now() - fromMs).toBeLessThanOrEqual(30_001);
    expect(printed.length).toBeGreaterThan(50);
    expect(warnings).toEqual([expect.stringMatching(/^The log .* may be incomplete; .* it took too long$/)]);
  });

  test.each([-600, 600])('lines whose clock is %d seconds off the build are shown', async (seconds) => {
    const { clock, random } = createVirtualWorld();
    const times = Array.from({ length: 20 }, (_, index) => clock.date() + seconds * 1000 + index * 300);
    const send: Send = ({ path: url, take }) => {
      const query = new URL(`http://x${url}`).searchParams;
      const [from = 0, to = 0] = ['startTime', 'endTime'].map((name) => Date.parse(query.get(name) ?? ''));
      const found = times.filter((ms) => ms >= from && ms <= to);
      take?.(found.map((ms) => ({ ts: new Date(ms).toISOString(), log: `${ms}` })));
      const body = { data: [], pagination: { hasNextPage: false } };
      return Promise.resolve({ body, limit: undefined, serverTimeMs: undefined });
    };
    const context = { client: createClient(send, JOB), clock, random, signal: never };
    const printed: string[] = [];
    const log = createBuildLog(
      'stream',
      context,
      output(() => Promise.resolve('no tail'), printed),
    );
    log.onBuild({ id: 'build', createdAtMs: clock.date(), concluded: true, success: true, raw: {} });
    await clock.run(log.drain(true, 30_000));
    expect(printed).toEqual(times.map(String));
  });

  test('a tail that falls silent while the build prints is replaced', async () => {
    const { clock, world, client, tail, random } = createVirtualWorld({
      world: { script: scripts.forever },
      tail: { dies: (nth) => (nth === 0 ? 5 : undefined) },
    });
    const printed: string[] = [];
    const log = createBuildLog('stream', { client, clock, random, signal: never }, output(tail, printed));
    const { value: started } = await clock.run(client.startBuild({}, never));
    for (let polls = 0; polls < 20; polls += 1) {
      log.onBuild(started);
      await clock.pass(3000);
    }
    expect(world.requests.filter(({ operation }) => operation === 'tail')).toHaveLength(2);
    expect(printed.length).toBeGreaterThan(50);
    expect(new Set(printed).size).toBe(printed.length);
    log.stop();
  });

  test('while the rate limit is exhausted nothing is read', async () => {
    const { clock, world, faults, client, tail, random } = createVirtualWorld({
      world: { script: scripts.forever },
    });
    faults.add({ on: 'tail', kind: 'tail-refused' });
    faults.add({ on: 'logs', kind: '429', reset: 60 });
    const log = createBuildLog('stream', { client, clock, random, signal: never }, output(tail, []));
    const { value: started } = await clock.run(client.startBuild({}, never));
    for (let polls = 0; polls < 20; polls += 1) {
      log.onBuild(started);
      await clock.pass(2500);
    }
    expect(world.requests.filter(({ operation }) => operation === 'logs')).toHaveLength(1);
    log.stop();
  });

  test('without a tail there is one read in three seconds', async () => {
    const { clock, world, faults, client, tail, random } = createVirtualWorld({
      world: { script: scripts.forever },
    });
    faults.add({ on: 'tail', kind: 'tail-refused' });
    const log = createBuildLog('stream', { client, clock, random, signal: never }, output(tail, []));
    const { value: started } = await clock.run(client.startBuild({}, never));
    for (let polls = 0; polls < 120; polls += 1) {
      log.onBuild(started);
      await clock.pass(500);
    }
    const reads = world.requests.filter(({ operation }) => operation === 'logs').length;
    expect([reads > 15, reads <= 20]).toEqual([true, true]);
    log.stop();
  });

  test('a log whose read was refused twice is not read again', async () => {
    const { clock, world, faults, client, tail, random } = createVirtualWorld({
      world: { script: scripts.forever },
    });
    faults.add({ on: 'tail', kind: 'tail-refused' });
    faults.add({ on: 'logs', kind: 'forbidden-403' });
    const log = createBuildLog('stream', { client, clock, random, signal: never }, output(tail, []));
    const { value: started } = await clock.run(client.startBuild({}, never));
    for (let polls = 0; polls < 60; polls += 1) {
      log.onBuild(started);
      await clock.pass(1000);
    }
    expect(world.requests.filter(({ operation }) => operation === 'logs')).toHaveLength(2);
    log.stop();
  });

  test('a whole tail costs few requests, however long the build', async () => {
    const end = await playScenario({ ...PLAIN, seconds: 400, pollMs: 20_000 });
    expect(checkLog(end)).toBeUndefined();
    // Start, looks, one handshake, the query before the tail, and two after the end.
    expect(end.requests).toBeLessThan(1 + 22 + 1 + 1 + 3);
  });

  test('lines that come after the end of the build are awaited, within bounds', async () => {
    const { clock, world, client, tail, random } = createVirtualWorld();
    const late = Array.from({ length: 8 }, (_, index) => ({ log: `late ${index}`, lateBy: index * 1.4 }));
    const script: Script = {
      phases: [{ status: 'BUILDING', seconds: 1, lines: late }],
      end: { status: 'SUCCESS', concluded: true, success: true },
    };
    world.script(script);
    const { value: started } = await clock.run(client.startBuild({}, never));
    await clock.pass(2000);
    const printed: string[] = [];
    const log = createBuildLog('stream', { client, clock, random, signal: never }, output(tail, printed));
    const from = clock.now();
    await clock.run(async () => {
      const { value } = await client.getBuild(started.id, never);
      log.onBuild(value);
      await log.drain(true, 30_000);
    });
    expect(printed).toEqual(['late 0', 'late 1', 'late 2', 'late 3', 'late 4', 'late 5', 'late 6']);
    expect(clock.now() - from).toBeLessThan(10_000);
  });

  test.each([
    ['off', true, 0],
    ['off', false, 0],
    ['failure', true, 0],
    ['failure', false, 27],
    ['stream', false, 27],
  ] as const)('logs: %s, build good: %p shows %p lines', async (mode, complete, shown) => {
    const { clock, world, client, tail, random } = createVirtualWorld();
    world.script(scripts.failure);
    const printed: string[] = [];
    const log = createBuildLog(mode, { client, clock, random, signal: never }, output(tail, printed));
    await clock.run(async () => {
      const { value: started } = await client.startBuild({}, never);
      log.onBuild(started);
      await clock.sleep(20_000);
      log.onBuild((await client.getBuild(started.id, never)).value);
      await log.drain(complete, 30_000);
    });
    expect(printed.length >= shown && (shown > 0 || printed.length === 0)).toBe(true);
    expect(log.lastLines()).toEqual(printed.slice(-30));
  });

  test('a cancelled step reads no more, and ends at once', async () => {
    const { clock, world, client, tail, random } = createVirtualWorld();
    world.script(scripts.forever);
    const cancel = new AbortController();
    const printed: string[] = [];
    const log = createBuildLog(
      'stream',
      { client, clock, random, signal: cancel.signal },
      output(tail, printed),
    );
    await clock.run(async () => {
      log.onBuild((await client.startBuild({}, never)).value);
      await clock.sleep(20_000);
      cancel.abort();
      const before = [printed.length, world.requests.length, clock.now()];
      await log.drain(false, 30_000);
      expect([printed.length, world.requests.length, clock.now()]).toEqual(before);
      await clock.sleep(60_000);
      expect([printed.length, world.requests.length]).toEqual(before.slice(0, 2));
    });
    expect(printed.length).toBeGreaterThan(10);
  });
});

test('a log of 200,000 lines is read in little memory, to which the search for the failing step adds nothing', () => {
  const script = path.join(import.meta.dirname, 'log-memory.ts');
  const [plain, searched] = [[], ['find']].map((args): Record<string, unknown> => {
    const report = execFileSync(process.execPath, ['--expose-gc', script, ...args], { encoding: 'utf8' });
    return JSON.parse(report) as Record<string, unknown>;
  });
  expect(plain).toMatchObject({ printed: 200_000, mismatches: 0 });
  expect(searched).toMatchObject({ printed: 200_000, mismatches: 0, step: '[build 5/5] RUN npm run build' });
  expect(plain?.['heapMb']).toBeLessThan(60);
  expect(Number(searched?.['heapMb']) - Number(plain?.['heapMb'])).toBeLessThanOrEqual(2);
}, 120_000);
