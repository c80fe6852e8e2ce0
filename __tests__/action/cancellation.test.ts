/** Nothing is left running: the runner's real timetable of signals against the shipped bundle, at every point. */
/* oxlint-disable jest/no-standalone-expect -- the rule does not know `withSignals` as a test */

import { expect, test } from '@jest/globals';
import type { Fault } from '../../sandbox/northflank/faults.ts';
import { type Quirks, withQuirks } from '../../sandbox/northflank/quirks.ts';
import { startSandbox } from '../../sandbox/northflank/server.ts';
import { createWorld, SANDBOX, scripts, type World } from '../../sandbox/northflank/world.ts';
import type { Cancel, Run } from '../../sandbox/runner/run-action.ts';
import { runCheckedAction } from '../../sandbox/run-step.ts';
import { until } from './until.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

/** On Windows, Node cannot deliver SIGINT or SIGTERM to another process: either one ends it at once. */
const hasSignals = process.platform !== 'win32';
const withSignals = hasSignals ? test.concurrent : test.concurrent.skip;
const canRun = ([, { kind }]: [string, Scenario]): boolean => hasSignals || kind !== 'cancel';

const asked =
  (operation: string, times = 1) =>
  (world: World): boolean =>
    world.requests.filter((request) => request.operation === operation).length >= times;
const hasStatus =
  (status: string) =>
  (world: World): boolean =>
    asked('get')(world) && world.builds().some((build) => build.status === status);

const isStart = ({ operation }: { operation: string }): boolean => operation === 'start';

const shaOf = (body: unknown): string => (body as { sha: string }).sha;

type Scenario = {
  kind: Cancel['kind'];
  /** When the step is ended. */
  at: (world: World) => boolean;
  with?: Record<string, string>;
  faults?: Fault[];
  quirks?: Quirks;
  afterMs?: number;
};

/** A run of a build that never ends by itself, ended from outside. */
async function endEarly(scenario: Scenario): Promise<{ run: Run; world: World }> {
  const world = withQuirks(createWorld({ script: scripts.forever, speed: 4 }), scenario.quirks ?? {});
  await using sandbox = await startSandbox({ world });
  for (const fault of scenario.faults ?? []) sandbox.faults.add(fault);
  const run = await runCheckedAction({
    with: {
      ...{
        'api-url': sandbox.url,
        'api-token': SANDBOX.token,
        project: SANDBOX.project,
        [TESTED.kind]: TESTED.id,
      },
      ...{ 'poll-interval-seconds': '0.2', ...scenario.with },
    },
    cancel: {
      when: until(() => scenario.at(world)),
      kind: scenario.kind,
      ...(scenario.afterMs === undefined ? {} : { afterMs: scenario.afterMs }),
    },
  });
  return { run, world };
}

const ABORTED_BY_MAIN: [string, Scenario][] = [
  ['cancelled while the build is queued', { kind: 'cancel', at: asked('get') }],
  ['cancelled while the build runs', { kind: 'cancel', at: hasStatus('BUILDING') }],
  ['step timeout while the build runs', { kind: 'timeout', at: hasStatus('BUILDING') }],
  [
    'cancelled while the answer to the start takes 3 s',
    { kind: 'cancel', at: asked('start'), faults: [{ on: 'start', kind: 'hang-after', ms: 3000 }] },
  ],
  [
    'cancelled while a look hangs',
    { kind: 'cancel', at: asked('get', 2), faults: [{ on: 'get', kind: 'hang-before', skip: 1, times: 1 }] },
  ],
  [
    'cancelled while the log hangs',
    {
      kind: 'cancel',
      at: asked('logs'),
      faults: [
        { on: 'tail', kind: 'tail-silent' },
        { on: 'logs', kind: 'hang-before' },
      ],
    },
  ],
];

withSignals.each(ABORTED_BY_MAIN)('%s: main aborts it and post is silent', async (_, scenario) => {
  const { run, world } = await endEarly(scenario);
  expect(world.running()).toEqual([]);
  expect(world.builds()).toHaveLength(1);
  expect(run).toMatchObject({
    killed: false,
    stderr: '',
    outcome: scenario.kind === 'timeout' ? 'failure' : 'cancelled',
  });
  expect(run.outputs).toMatchObject({
    'build-id': world.builds()[0]?.id,
    conclusion: 'cancelled',
    status: 'ABORTED',
  });
  expect(run.summary).toContain('Northflank build cancelled');
  expect(run.post).toMatchObject({ exitCode: 0, log: '', stderr: '' });
  expect(world.requests.filter(({ operation }) => operation === 'abort')).toHaveLength(1);
});

const ABORTED_BY_POST: [string, Scenario][] = [
  [
    'cancelled while the answer to the start takes 9 s',
    { kind: 'cancel', at: asked('start'), faults: [{ on: 'start', kind: 'hang-after', ms: 9000 }] },
  ],
  [
    'cancelled, and the abort fails',
    { kind: 'cancel', at: asked('get'), faults: [{ on: 'abort', kind: 'forbidden-403', times: 1 }] },
  ],
  [
    'cancelled, and the abort hangs',
    { kind: 'cancel', at: asked('get'), faults: [{ on: 'abort', kind: 'hang-before', times: 1 }] },
  ],
  [
    'cancelled, and nothing is answered any more until post',
    {
      kind: 'cancel',
      at: asked('get'),
      faults: [
        { on: 'abort', kind: 'hang-before', times: 1 },
        { on: 'get', kind: 'hang-before', skip: 1, times: 2 },
      ],
    },
  ],
  ['killed while the build runs', { kind: 'kill', at: hasStatus('BUILDING') }],
  ['killed right after the start', { kind: 'kill', at: (world) => world.builds().length > 0 }],
  [
    'killed before the answer to the start',
    { kind: 'kill', at: (world) => world.builds().length > 0, faults: [{ on: 'start', kind: 'hang-after' }] },
  ],
  ['cancelled in a job container', { kind: 'container', at: hasStatus('BUILDING'), afterMs: 500 }],
];

test.concurrent.each(ABORTED_BY_POST.filter(canRun))('%s: post aborts it', async (_, scenario) => {
  const { run, world } = await endEarly(scenario);
  expect(world.running()).toEqual([]);
  expect(world.builds()).toHaveLength(1);
  expect(run.killed).toBe(scenario.kind !== 'cancel');
  expect(run.post).toMatchObject({ exitCode: 0, stderr: '', annotations: [] });
  expect(run.post?.log).toContain('was aborted');
});

const LEFT: [string, Scenario][] = [
  ['cancelled', { kind: 'cancel', at: hasStatus('BUILDING'), with: { 'on-cancel': 'leave' } }],
  ['killed', { kind: 'kill', at: hasStatus('BUILDING'), with: { 'on-cancel': 'leave' } }],
];

test.concurrent.each(LEFT.filter(canRun))(
  '%s with on-cancel: leave: the build goes on',
  async (_, scenario) => {
    const { run, world } = await endEarly(scenario);
    expect(world.running()).toHaveLength(1);
    expect(world.requests.filter(({ operation }) => operation === 'abort')).toEqual([]);
    expect(run.post).toMatchObject({ exitCode: 0, log: '' });
  },
);

test.concurrent('killed before the start was sent: nothing is started and post is silent', async () => {
  const { run, world } = await endEarly({
    kind: 'kill',
    at: asked('list'),
    faults: [{ on: 'list', kind: 'hang-before', times: 1 }],
  });
  expect(world.builds()).toEqual([]);
  expect(run.post).toMatchObject({ exitCode: 0, log: '' });
});

test.concurrent('killed before it did anything: post starts nothing', async () => {
  const world = createWorld();
  await using sandbox = await startSandbox({ world });
  const given = {
    'api-url': sandbox.url,
    'api-token': SANDBOX.token,
    project: SANDBOX.project,
    [TESTED.kind]: TESTED.id,
  };
  const run = await runCheckedAction({ with: given, cancel: { when: 1, kind: 'kill' } });
  expect(world.builds()).toEqual([]);
  expect(run.post).toMatchObject({ exitCode: 0, log: '' });
});

withSignals(
  'cancelled while it waits for the request limit: the build of another run is left alone',
  async () => {
    const { run, world } = await endEarly({
      kind: 'cancel',
      at: (now) => {
        if (!asked('start')(now)) return false;
        if (now.builds().length === 0)
          now.startBuildElsewhere({ sha: shaOf(now.requests.find(isStart)?.json) });
        return true;
      },
      faults: [{ on: 'start', kind: '429', reset: 600 }],
    });
    expect(world.running()).toHaveLength(1);
    expect(world.requests.filter(({ operation }) => operation === 'abort')).toEqual([]);
    expect(run.outputs).toMatchObject({ conclusion: 'cancelled' });
    expect(run.post).toMatchObject({ exitCode: 0, log: '' });
  },
);

withSignals('cancelled while a run that does not wait looks up the address', async () => {
  const { run, world } = await endEarly({
    kind: 'cancel',
    at: asked('resource'),
    with: { wait: 'false' },
    faults: [{ on: 'resource', kind: 'hang-before' }],
  });
  expect(world.running()).toEqual([]);
  expect(run.outputs).toMatchObject({ conclusion: 'cancelled', status: 'ABORTED' });
});

withSignals(
  'the start is answered late and then nothing is: main ends before the kill, and post aborts',
  async () => {
    const { run, world } = await endEarly({
      kind: 'cancel',
      at: asked('start'),
      faults: [
        { on: 'start', kind: 'hang-after', ms: 4500 },
        { on: 'abort', kind: 'hang-before', times: 1 },
        { on: 'get', kind: 'hang-before', times: 1 },
      ],
    });
    expect(run.killed).toBe(false);
    expect(run.outputs).toMatchObject({ conclusion: 'cancelled', 'build-id': world.builds()[0]?.id });
    expect(world.running()).toEqual([]);
  },
);

// The answer has nothing to do with what is built.
if (TESTED.kind === 'job') {
  withSignals.each(['204', 'empty-200'] as const)(
    'an abort that is answered with %s and takes 10 s: main says that it was requested, and post checks',
    async (abortAnswer) => {
      const { run } = await endEarly({
        kind: 'cancel',
        at: hasStatus('BUILDING'),
        quirks: { abortAnswer, abortLagMs: 10_000 },
      });
      expect(run.killed).toBe(false);
      expect(run.annotations.map(({ message }) => message)).toContainEqual(
        expect.stringContaining('may still be running: the abort was accepted but not confirmed'),
      );
      expect(run.post).toMatchObject({ exitCode: 0, annotations: [] });
      expect(run.post?.log).toContain('was aborted');
    },
  );
}

test.concurrent('the time is over and the abort fails: post aborts, whatever a cancellation would do', async () => {
  const world = createWorld({ script: scripts.forever, speed: 4 });
  await using sandbox = await startSandbox({ world });
  sandbox.faults.add({ on: 'abort', kind: 'forbidden-403', times: 1 });
  const run = await runCheckedAction({
    with: {
      ...{
        'api-url': sandbox.url,
        'api-token': SANDBOX.token,
        project: SANDBOX.project,
        [TESTED.kind]: TESTED.id,
      },
      ...{ 'poll-interval-seconds': '0.2', 'timeout-minutes': '0.02', 'on-cancel': 'leave' },
    },
  });
  expect(run.outputs).toMatchObject({ conclusion: 'timed-out' });
  expect(run.post?.log).toContain('was aborted');
  expect(world.running()).toEqual([]);
});

test.concurrent('a post that cannot abort warns, names the build and stays green', async () => {
  const { run, world } = await endEarly({
    kind: 'kill',
    at: hasStatus('BUILDING'),
    faults: [{ on: 'abort', kind: 'forbidden-403' }],
  });
  const [annotation, ...others] = run.post?.annotations ?? [];
  expect(others).toEqual([]);
  expect(annotation).toMatchObject({ level: 'warning' });
  expect(annotation?.message).toContain(`Build ${world.builds()[0]?.id}`);
  expect(run.post?.exitCode).toBe(0);
});
