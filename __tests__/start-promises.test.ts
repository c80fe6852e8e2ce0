/** One run starts at most one build: whole runs on a virtual clock. */
import { describe, expect, test } from '@jest/globals';
import type { Fault, FaultKind } from '../sandbox/northflank/faults.ts';
import type { Quirks } from '../sandbox/northflank/quirks.ts';
import { scripts } from '../sandbox/northflank/world.ts';
import { playRun, type RunScenario } from '../scripts/simulate/whole-run.ts';
import { annotated, ownBuilds, RUN_SHA, requestsTo, timesOf } from './scenario.ts';
import { TESTED } from '../sandbox/tested-resource.ts';

const SECOND = 1000;
const FOREVER_MS = 3_600_000;

/** The first start is accepted, and its answer is lost. */
const LOST: Fault = { on: 'start', kind: 'reset-after', times: 1 };

/** The first start is lost on its way, which looks the same. */
const NOT_RECEIVED: Fault = { on: 'start', kind: 'reset-before', times: 1 };

/** What became of a run's start. */
async function startOf(scenario: RunScenario) {
  const run = await playRun(scenario);
  const builds = ownBuilds(run);
  return {
    conclusion: run.outputs['conclusion'],
    starts: requestsTo('start', run).length,
    builds: builds.length,
    isLatest: run.outputs['build-id'] === builds.at(-1)?.id,
    annotations: annotated(run.main),
  };
}

/** The one build of the one start was found. */
const FOUND = { conclusion: 'success', starts: 1, builds: 1, isLatest: true, annotations: [] };

/** The first start made no build, and the second one did. */
const REPEATED = { ...FOUND, starts: 2 };

describe('a start whose answer is lost', () => {
  test('the clock of the answers is 4 s ahead of the dates of the builds: the build is found', async () => {
    expect(await startOf({ faults: [LOST], quirks: { dateOffsetMs: 4000 } })).toEqual(FOUND);
  });

  test('the list is 20 s late: the build is found', async () => {
    expect(await startOf({ faults: [LOST], quirks: { listLagMs: 20 * SECOND } })).toEqual(FOUND);
  });

  test.each<[string, Quirks]>([
    ['commits of seven characters', { shortSha: true }],
    ['every build twice', { listedTwice: true }],
    ['nothing at all for 20 s', { emptyList: { fromMs: 1, toMs: 20 * SECOND } }],
  ])('the list has %s: the build is found', async (_, quirks) => {
    expect(await startOf({ faults: [LOST], quirks })).toEqual(FOUND);
  });

  test('the list is up to date at times: a build of others is not taken for ours when it alone is listed', async () => {
    const run = await playRun({
      faults: [LOST],
      // Others start half a second before ours, and the fourth list after that shows their build only.
      others: [{ atMs: 500, sha: RUN_SHA }],
      network: ({ method }) => (method === 'POST' ? { outMs: SECOND } : {}),
      quirks: { listLagMs: 10_200, unevenLag: true },
    });
    expect(run.outputs['conclusion']).toBe('unknown');
    for (const { id } of run.world.builds()) expect(annotated(run.main)[0]).toContain(id);
    expect(run.world.builds()).toHaveLength(2);
  });

  test('the list is 45 s late: the start is repeated after half a minute, and both builds are named', async () => {
    const run = await playRun({ faults: [LOST], quirks: { listLagMs: 45 * SECOND } });
    const [first, second, ...others] = ownBuilds(run);
    expect(others).toEqual([]);
    expect(run.outputs).toMatchObject({ conclusion: 'success', 'build-id': second?.id });
    const [firstMs = 0, secondMs = 0] = timesOf('start', run);
    expect(secondMs - firstMs).toBeGreaterThanOrEqual(30 * SECOND);
    expect(annotated(run.main)).toEqual([
      expect.stringMatching(`^warning: The start was repeated .* build ${first?.id} may be a duplicate`),
    ]);
  });

  test('killed while it looks for the second build: the conclusion is not out, and post names both', async () => {
    const run = await playRun({
      ...{ faults: [LOST], quirks: { listLagMs: 45 * SECOND }, killAtMs: 55 * SECOND },
    });
    const [first, second] = ownBuilds(run);
    expect(run.outputs).toMatchObject({ conclusion: 'unknown', 'build-id': second?.id, success: 'true' });
    expect(annotated(run.post)).toEqual([expect.stringContaining(`build ${first?.id} may be a duplicate`)]);
  });

  test.each<[string, Partial<RunScenario>]>([
    [
      'the rate limit is exhausted',
      { faults: [LOST, { on: 'list', kind: '429', skip: 1, times: 1, reset: 50 }] },
    ],
    ['an outage of 50 s', { outages: [{ fromMs: 400, toMs: 50_400, kind: 'html-503' }] }],
    ['one 404 of the list', { faults: [LOST, { on: 'list', kind: 'not-found-404', skip: 1, times: 1 }] }],
  ])('%s during the search: the build is found afterwards', async (_, scenario) => {
    expect(await startOf({ faults: [LOST], ...scenario })).toEqual(FOUND);
  });

  test.each<[FaultKind, number]>([
    ['forbidden-403', 70],
    ['html-503', 310],
  ])('%s of every list ends the search after %d s', async (kind, seconds) => {
    const run = await playRun({ faults: [LOST, { on: 'list', kind, skip: 1 }] });
    expect(run.outputs['conclusion']).toBe('unknown');
    expect(timesOf('list', run).at(-1)).toBe(seconds * SECOND);
  });

  test('the builds can never be listed: nobody waits for a list', async () => {
    const run = await playRun({ faults: [LOST, { on: 'list', kind: 'forbidden-403' }] });
    expect([run.outputs['conclusion'], timesOf('list', run)]).toEqual(['unknown', [0, 500]]);
  });

  test('a failure after a long wait for the rate limit is no outage: the build is found', async () => {
    const faults: Fault[] = [
      { on: 'list', kind: '429', skip: 1, times: 1, reset: 400 },
      { on: 'list', kind: 'html-503', skip: 1, times: 1 },
    ];
    expect(await startOf({ faults: [LOST, ...faults] })).toEqual(FOUND);
  });

  test('shortly before the time limit, its answer is awaited for 5 s, and the list for 2 s', async () => {
    const run = await playRun({
      inputs: { 'timeout-minutes': '0.02' },
      faults: [
        { on: 'list', kind: 'hang-before', times: 1 },
        { on: 'start', kind: 'hang-after' },
      ],
    });
    const [, searchedMs] = timesOf('list', run);
    expect([timesOf('start', run), searchedMs]).toEqual([[2 * SECOND], 7.5 * SECOND]);
  });

  test.each([150, 9000])('a job with %d earlier builds: the build is found', async (count) => {
    const quirks = { earlierBuilds: { count, sha: RUN_SHA } };
    expect(await startOf({ faults: [LOST], quirks })).toEqual(FOUND);
  });

  test('5 earlier builds, oldest first: the build is found', async () => {
    const quirks = { earlierBuilds: { count: 5, sha: RUN_SHA }, order: 'oldest-first' } as const;
    expect(await startOf({ faults: [LOST], quirks })).toEqual(FOUND);
  });

  test('the builds could not be listed before: the build is told from earlier ones by its date', async () => {
    const faults: Fault[] = [LOST, { on: 'list', kind: 'forbidden-403', times: 1 }];
    const quirks = { earlierBuilds: { count: 3, sha: RUN_SHA } };
    expect(await startOf({ faults, quirks })).toEqual(FOUND);
  });

  test('a build of the same commit was there before the start: it is never taken', async () => {
    const others = [{ atMs: 0, sha: RUN_SHA }];
    const network = () => ({ outMs: 10 });
    expect(await startOf({ faults: [NOT_RECEIVED], others, network })).toEqual(REPEATED);
  });

  test('a build of others from a while before the start is never taken: the list is read again', async () => {
    const faults: Fault[] = [
      { on: 'start', kind: '429', reset: 31, times: 1 },
      { on: 'start', kind: 'reset-before', times: 1 },
    ];
    const others = [{ atMs: 30 * SECOND, sha: RUN_SHA }];
    expect(await startOf({ faults, others })).toEqual({ ...REPEATED, starts: 3 });
  });

  test('the second start is refused with a conflict: the first one may still have made a build', async () => {
    const faults: Fault[] = [LOST, { on: 'start', kind: 'conflict-409' }];
    const { conclusion, starts, annotations } = await startOf({ faults, quirks: { listLagMs: FOREVER_MS } });
    expect([conclusion, starts]).toEqual(['unknown', 2]);
    expect(annotations).toEqual([
      expect.stringMatching(/^error: .*HTTP 409.* A build may have been started/),
    ]);
    expect(annotations[0]).not.toContain('No build was started');
  });

  test('the second start is lost as well: both builds are named, and there is no third start', async () => {
    let starts = 0;
    const run = await playRun({
      faults: [LOST],
      network({ method }) {
        if (method === 'POST') starts += 1;
        // The first one arrives after the second one.
        return method === 'POST' && starts === 1 ? { outMs: 31 * SECOND, breaksAfterMs: 100 } : {};
      },
    });
    const [first, second, ...others] = ownBuilds(run);
    expect([run.outputs['conclusion'], starts, others]).toEqual(['unknown', 2, []]);
    const [error] = annotated(run.main);
    for (const build of [first, second]) expect(error).toContain(build?.id);
    expect(error).toContain('`build-id`');
  });
});

describe('a start that never arrived', () => {
  test('the list stays empty for half a minute: the start is repeated', async () => {
    const run = await playRun({ faults: [NOT_RECEIVED] });
    expect(ownBuilds(run)).toHaveLength(1);
    expect(run.outputs['conclusion']).toBe('success');
    expect(timesOf('start', run)).toEqual([0, 30 * SECOND]);
  });

  test('nor did the second one: there is no third start, and the result is unknown', async () => {
    const result = await startOf({ faults: [{ on: 'start', kind: 'reset-before' }] });
    expect(result).toMatchObject({
      ...{ conclusion: 'unknown', starts: 2 },
      annotations: [expect.stringContaining('It is not listed yet')],
    });
    expect(result.annotations[0]).not.toContain('No build was started');
  });

  test('an empty list that claims more builds: the start is not repeated', async () => {
    const scenario = { faults: [NOT_RECEIVED], quirks: { withoutCursor: true } };
    expect(await startOf(scenario)).toMatchObject({
      ...{ conclusion: 'unknown', starts: 1, builds: 0 },
      annotations: [expect.stringContaining('The list of builds is incomplete')],
    });
  });

  test('a list that has lost the builds that it showed before: the start is not repeated', async () => {
    const quirks = {
      earlierBuilds: { count: 5, sha: RUN_SHA },
      emptyList: { fromMs: 1, toMs: FOREVER_MS },
    };
    expect(await startOf({ faults: [NOT_RECEIVED], quirks })).toMatchObject({
      ...{ conclusion: 'unknown', starts: 1, builds: 0 },
      annotations: [expect.stringContaining('The list of builds is incomplete')],
    });
  });

  test('150 earlier builds, newest first: the page shows all builds since the start, and it is repeated', async () => {
    const quirks = { earlierBuilds: { count: 150, sha: RUN_SHA } };
    expect(await startOf({ faults: [NOT_RECEIVED], quirks })).toEqual(REPEATED);
  });

  test.each<FaultKind>(['reset-after', 'reset-before'])(
    '150 earlier builds, oldest first: the page may hide the build, and the start is not repeated (%s)',
    async (kind) => {
      const quirks = { earlierBuilds: { count: 150, sha: RUN_SHA }, order: 'oldest-first' } as const;
      const { conclusion, starts } = await startOf({ faults: [{ on: 'start', kind, times: 1 }], quirks });
      expect([conclusion, starts]).toEqual(['unknown', 1]);
    },
  );
});

test('a list of a few builds that claims more, without a cursor: the build is found', async () => {
  const quirks = { earlierBuilds: { count: 3, sha: RUN_SHA }, withoutCursor: true };
  expect(await startOf({ faults: [LOST], quirks })).toEqual(FOUND);
});

test('at most 200 known IDs are saved for post, the newest', async () => {
  const run = await playRun({ quirks: { earlierBuilds: { count: 9000, sha: RUN_SHA }, pageSize: 300 } });
  const { knownIds } = JSON.parse(run.state['start-intent'] ?? '') as { knownIds: string[] };
  expect(knownIds).toEqual(Array.from({ length: 200 }, (_, nth) => `earlier-${nth}`));
});

test.each<[string, Partial<RunScenario>]>([
  [
    'does not show all builds since',
    {
      others: [31, 32, 33, 34].map((second) => ({ atMs: second * SECOND, sha: 'b'.repeat(40) })),
      quirks: { pageSize: 3 },
    },
  ],
  ['does not show the second one', { quirks: { emptyList: { fromMs: 1, toMs: FOREVER_MS } } }],
])('a repeated start, and a list that %s: a build of the first one may be there', async (_, scenario) => {
  const run = await playRun({ faults: [NOT_RECEIVED], ...scenario });
  expect([run.outputs['conclusion'], requestsTo('start', run).length]).toEqual(['success', 2]);
  expect(annotated(run.main)).toEqual([
    expect.stringContaining('the first start may have made a build as well'),
  ]);
});

describe('before the start', () => {
  test.each<FaultKind>(['html-503', 'error-500', 'hang-before'])(
    'a list that always fails (%s) delays the start by at most 15 s',
    async (kind) => {
      const run = await playRun({ faults: [{ on: 'list', kind }] });
      expect(run.outputs['conclusion']).toBe('success');
      expect(timesOf('start', run)).toEqual([expect.any(Number)]);
      expect(timesOf('start', run)[0]).toBeLessThanOrEqual(15 * SECOND + 1);
    },
  );

  test.each<FaultKind>(['unauthorized-401', 'forbidden-403'])(
    'a list that is refused (%s) does not delay the start, and a line says what is missing',
    async (kind) => {
      const run = await playRun({ faults: [{ on: 'list', kind }] });
      expect(run.outputs['conclusion']).toBe('success');
      expect(timesOf('start', run)).toEqual([0]);
      expect(annotated(run.main)).toEqual([]);
      expect(run.main.log).toContain(`Could not list the builds of ${TESTED.title}`);
    },
  );

  test('a conflict is waited out', async () => {
    const run = await playRun({ faults: [{ on: 'start', kind: 'conflict-409', times: 3 }] });
    expect(run.outputs['conclusion']).toBe('success');
    expect(ownBuilds(run)).toHaveLength(1);
  });

  test('a conflict that does not end fails the step after half a minute', async () => {
    const run = await playRun({ faults: [{ on: 'start', kind: 'conflict-409' }] });
    expect(run.outputs['conclusion']).toBe('failure');
    expect(timesOf('start', run).at(-1)).toBe(30 * SECOND);
    // The list from before is new enough for all of them.
    expect(timesOf('list', run)).toEqual([0]);
    expect(annotated(run.main)).toEqual([
      expect.stringMatching(/^error: .*HTTP 409.* No build was started\.$/),
    ]);
  });

  test('the last 20 builds say how long builds take, not older ones', async () => {
    const seconds = (nth: number): number => (nth < 20 ? 60 : 600);
    const run = await playRun({ quirks: { earlierBuilds: { count: 100, sha: RUN_SHA, seconds } } });
    expect(run.main.log).toContain('usually takes about 1m 0s');
  });
});

test('an exhausted rate limit that ends too late: nothing is started, and no start is tried', async () => {
  const run = await playRun({ faults: [{ on: 'list', kind: '429', reset: 7200 }] });
  expect([run.outputs['conclusion'], requestsTo('start', run)]).toEqual(['failure', []]);
  expect(annotated(run.main)).toEqual([expect.stringMatching(/HTTP 429.* No build was started\.$/)]);
});

test('a cancellation before the start is sent: nothing was started', async () => {
  const run = await playRun({ faults: [{ on: 'list', kind: 'hang-before' }], cancelAtMs: SECOND });
  expect(annotated(run.main)).toEqual(['error: The step was cancelled before a build was started or found.']);
  expect([requestsTo('start', run), run.post]).toEqual([[], undefined]);
});

describe('a cancellation while the start is under way', () => {
  const HANGING: Fault = { on: 'start', kind: 'hang-after' };

  test('the message says that there may be a build, and post aborts it', async () => {
    const run = await playRun({
      world: { script: scripts.forever },
      faults: [HANGING],
      cancelAtMs: SECOND,
    });
    expect([run.main.killed, run.outputs['conclusion']]).toEqual([false, 'cancelled']);
    expect(annotated(run.main)).toEqual([
      `error: The step was cancelled before Northflank responded to the start, so a build of commit ${RUN_SHA} may have been ` +
        'started. If so, it is aborted when the job ends.',
    ]);
    expect(ownBuilds(run)).toMatchObject([{ aborted: true }]);
    expect(run.post?.log).toContain(`Build ${ownBuilds(run)[0]?.id} was aborted.`);
  });

  test('with `on-cancel: leave` the message says where to look, and post does nothing', async () => {
    const run = await playRun({
      inputs: { 'on-cancel': 'leave' },
      faults: [HANGING],
      cancelAtMs: SECOND,
    });
    expect(annotated(run.main)).toEqual([
      expect.stringContaining('it keeps running (`on-cancel: leave`): look for a build of'),
    ]);
    expect([run.post, requestsTo('abort', run)]).toEqual([undefined, []]);
  });
});

test('a page of a single old build shows no order: a start is not repeated because of it', async () => {
  const run = await playRun({
    faults: [{ on: 'start', kind: 'reset-before', times: 1 }],
    quirks: { earlierBuilds: { count: 100, sha: 'b'.repeat(40) }, order: 'oldest-first', pageSize: 1 },
  });
  expect(requestsTo('start', run)).toHaveLength(1);
  expect(run.outputs['conclusion']).toBe('unknown');
});
