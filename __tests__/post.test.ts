/** What post does about a build that main left behind: whole runs on a virtual clock. */
import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../sandbox/northflank/faults.ts';
import { scripts } from '../sandbox/northflank/world.ts';
import { playRun, type RunScenario } from '../scripts/simulate/whole-run.ts';
import { annotated, ownBuilds, RUN_SHA, requestsTo, timesOf } from './scenario.ts';
import { TESTED } from '../sandbox/tested-resource.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A build that never ends by itself, of a step that is killed while it waits. */
const KILLED: RunScenario = { world: { script: scripts.forever }, killAtMs: 3 * SECOND };

/** What became of the builds of a run that was killed, and what post said of them. */
async function postOf(scenario: RunScenario) {
  const run = await playRun({ ...KILLED, ...scenario });
  return {
    builds: ownBuilds(run).map(({ aborted }) => aborted),
    succeeded: run.post?.succeeded,
    saysAborted: run.post?.log.includes(`Build ${ownBuilds(run)[0]?.id} was aborted.`),
    annotations: annotated(run.post),
    isInTime: (run.post?.durationMs ?? 0) <= MINUTE,
  };
}

/** Post has aborted the one build. */
const ABORTED = { builds: [true], succeeded: true, saysAborted: true, annotations: [], isInTime: true };

describe('main was killed', () => {
  test('while it waited: post aborts the build', async () => {
    expect(await postOf({})).toEqual(ABORTED);
  });

  test('while the start was under way: post finds the build and aborts it', async () => {
    expect(await postOf({ faults: [{ on: 'start', kind: 'hang-after' }] })).toEqual(ABORTED);
  });

  test('while the start was under way, and the list is 30 s late: post finds it all the same', async () => {
    const faults: Fault[] = [{ on: 'start', kind: 'hang-after' }];
    expect(await postOf({ faults, quirks: { listLagMs: 30 * SECOND } })).toEqual(ABORTED);
  });

  test('and an outage of 50 s follows: post retries until it is over', async () => {
    const outage = { fromMs: 3 * SECOND, toMs: 53 * SECOND, kind: 'html-503' } as const;
    expect(await postOf({ outages: [outage] })).toEqual(ABORTED);
  });

  test('and the API asks to be left alone for longer than post may take: post retries at the end', async () => {
    const faults: Fault[] = [{ on: 'any', kind: 'html-503', times: 1, retryAfter: '120' }];
    const run = await playRun({ ...KILLED, faultsOfPost: faults });
    expect([ownBuilds(run)[0]?.aborted, annotated(run.post)]).toEqual([true, []]);
    expect(run.post?.durationMs).toBe(54 * SECOND);
  });

  test('and the build answers 404 for another 30 s: post retries until it is known', async () => {
    expect(await postOf({ quirks: { readLagMs: 33 * SECOND } })).toEqual(ABORTED);
  });

  test('and the build has ended meanwhile: post reads it, and sends no abort', async () => {
    const run = await playRun({
      inputs: { 'poll-interval-seconds': '60', logs: 'off' },
      killAtMs: 11 * SECOND,
    });
    const id = ownBuilds(run)[0]?.id;
    expect(run.post?.log).toContain(`Build ${id} had already finished.`);
    expect([run.post?.succeeded, annotated(run.post), requestsTo('abort', run)]).toEqual([true, [], []]);
  });

  test('and the API does not answer any more: post warns within a minute and does not fail', async () => {
    const run = await playRun({ ...KILLED, faultsOfPost: [{ on: 'any', kind: 'hang-before' }] });
    expect([run.post?.succeeded, run.post?.killed]).toEqual([true, false]);
    expect(annotated(run.post)).toEqual([
      expect.stringMatching(
        `^warning: Build ${ownBuilds(run)[0]?.id} of ${TESTED.title} could not be aborted and may still be running. ` +
          'Abort it in the Northflank app\\. ',
      ),
    ]);
    expect(run.post?.durationMs).toBeLessThanOrEqual(MINUTE);
    expect(run.post?.durationMs).toBeGreaterThan(50 * SECOND);
  });

  test('and no build is listed: post warns within a minute that it is not known whether there is one', async () => {
    const run = await playRun({ ...KILLED, faults: [{ on: 'start', kind: 'hang-before' }] });
    expect(annotated(run.post)).toEqual([
      `warning: A build of ${TESTED.title} may still be running: check in the Northflank app. ` +
        'It is not in the list of builds.',
    ]);
    expect(run.post?.durationMs).toBeLessThanOrEqual(MINUTE);
  });

  test('and the list does not show all builds: post warns that it is not known', async () => {
    const run = await playRun({
      ...{ ...KILLED, faults: [{ on: 'start', kind: 'hang-after' }] },
      quirks: { earlierBuilds: { count: 150, sha: RUN_SHA }, order: 'oldest-first' },
    });
    expect(annotated(run.post)).toEqual([
      expect.stringMatching(/may still be running: .* The list of builds is incomplete\.$/),
    ]);
    expect(requestsTo('abort', run)).toEqual([]);
  });

  test('with `on-cancel: leave`: post does nothing', async () => {
    const run = await playRun({ ...KILLED, inputs: { 'on-cancel': 'leave' } });
    expect([run.post?.log, annotated(run.post), requestsTo('abort', run)]).toEqual(['', [], []]);
    expect(run.world.running()).toHaveLength(1);
  });
});

describe('main could not finish its abort', () => {
  const CANCELLED: RunScenario = { ...KILLED, killAtMs: undefined, cancelAtMs: 500 };

  test('the build could not be read yet when the step was cancelled: post aborts it later', async () => {
    const scenario = { ...CANCELLED, quirks: { readLagMs: 30 * SECOND } };
    expect(await postOf(scenario)).toEqual(ABORTED);
    const { main, state } = await playRun(scenario);
    expect(annotated(main)).toEqual([
      expect.stringContaining('could not be aborted and may still be running'),
    ]);
    expect(state['end']).toBe('needs-cleanup');
  });

  test('the abort was accepted, but not seen: main says so, and post checks', async () => {
    const scenario = { ...CANCELLED, quirks: { abortLagMs: 20 * SECOND } };
    expect(await postOf(scenario)).toEqual(ABORTED);
    const { main, outputs } = await playRun(scenario);
    expect(annotated(main)).toEqual([
      expect.stringContaining(
        'may still be running: the abort was accepted but not confirmed. Check it in the Northflank app.',
      ),
    ]);
    expect(outputs['conclusion']).toBe('cancelled');
  });

  test('killed while it aborts after the time limit: post goes on, whatever a cancellation would do', async () => {
    const inputs = { 'timeout-minutes': '0.1', 'on-cancel': 'leave' };
    const faults: Fault[] = [{ on: 'abort', kind: 'hang-before', times: 1 }];
    expect(await postOf({ inputs, faults, killAtMs: 7 * SECOND })).toEqual(ABORTED);
  });
});

describe('a start that was repeated', () => {
  const REPEATED: RunScenario = {
    world: { script: scripts.forever },
    faults: [{ on: 'start', kind: 'reset-after', times: 1 }],
    quirks: { listLagMs: 45 * SECOND },
  };

  test('killed while it waits: post aborts its build, and names the other one', async () => {
    const run = await playRun({ ...REPEATED, killAtMs: 40 * SECOND });
    const [first, second] = ownBuilds(run);
    expect([first?.aborted, second?.aborted]).toEqual([false, true]);
    expect(annotated(run.post)).toEqual([expect.stringContaining(`build ${first?.id} may be a duplicate`)]);
    expect(run.post?.durationMs).toBeLessThanOrEqual(MINUTE);
  });

  test('the other build is not listed in time: post says that it is not known', async () => {
    const quirks = { listLagMs: 10 * MINUTE };
    const run = await playRun({ ...REPEATED, quirks, killAtMs: 31 * SECOND });
    expect(annotated(run.post)).toEqual([
      expect.stringContaining('the first start may have made a build as well'),
    ]);
  });
});

describe('a truncated saved start', () => {
  const cut = (state: Record<string, string>): Record<string, string> => ({
    ...state,
    'start-intent': (state['start-intent'] ?? '').slice(0, 30),
  });
  const CUT: RunScenario = {
    ...{ ...KILLED, savedState: cut },
    faults: [{ on: 'start', kind: 'hang-after' }],
  };

  test('post names the candidates and aborts none', async () => {
    const run = await playRun({ ...CUT, others: [{ atMs: 0, sha: RUN_SHA }] });
    expect([run.post?.succeeded, run.post?.crash]).toEqual([true, undefined]);
    const [warning, ...others] = annotated(run.post);
    expect(others).toEqual([]);
    for (const { id } of run.world.builds()) expect(warning).toContain(id);
    expect(requestsTo('abort', run)).toEqual([]);
    expect(timesOf('list', run).every(Number.isFinite)).toBe(true);
  });

  test('with `on-cancel: leave` there is nothing to do', async () => {
    const run = await playRun({ ...CUT, inputs: { 'on-cancel': 'leave' } });
    expect([run.post?.log, annotated(run.post)]).toEqual(['', []]);
  });
});

test('a single candidate that is not certainly ours is named, and not aborted', async () => {
  const run = await playRun({
    faults: [
      { on: 'list', kind: 'html-503', times: 8 },
      { on: 'start', kind: 'reset-after', times: 1 },
    ],
    world: { script: scripts.forever },
    quirks: { without: ['createdAt'] },
    killAtMs: 25_000,
  });
  const [build] = ownBuilds(run);
  expect(annotated(run.post)).toEqual([expect.stringContaining(`It may be build ${build?.id}.`)]);
  expect(requestsTo('abort', run)).toEqual([]);
});
