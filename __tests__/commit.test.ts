/** Which commit is built, on a virtual clock. */
import { expect, test } from '@jest/globals';
import { TESTED } from '../sandbox/tested-resource.ts';
import { playRun, RUN_SHA, type WholeRun } from '../scripts/simulate/whole-run.ts';
import type { WorkflowRun } from '../src/github/runner.ts';
import { annotated, ownBuilds, requestsTo } from './scenario.ts';

const HEAD_SHA = 'ffac537e6cbbf934b08745a378932722df287a53';
const PULL_REQUEST = {
  eventName: 'pull_request',
  ref: 'refs/pull/7/merge',
  payload: {
    pull_request: { number: 7, head: { sha: HEAD_SHA, repo: { full_name: 'acme/shop' } } },
    repository: { full_name: 'acme/shop' },
  },
};

/** Starts a build in a workflow run that differs from a push to `main`. */
const play = (inputs: Record<string, string>, changes: Partial<WorkflowRun> = {}): Promise<WholeRun> =>
  playRun({
    inputs: { wait: 'false', ...inputs },
    environment: ({ runner }) => ({
      runner: { ...runner, workflowRun: { ...runner.workflowRun, ...changes } },
    }),
  });

test('the commit of the workflow run, if nothing is said', async () => {
  const run = await play({});
  expect(requestsTo('start', run)[0]?.json).toEqual({ sha: RUN_SHA });
});

test('the commit that is given, in small letters', async () => {
  const run = await play({ sha: HEAD_SHA.toUpperCase() });
  expect(requestsTo('start', run)[0]?.json).toEqual({ sha: HEAD_SHA });
  expect(run.outputs['sha']).toBe(HEAD_SHA);
});

test('no commit at all for `latest`: Northflank takes the newest of the branch', async () => {
  const run = await play({ sha: 'latest' });
  expect(requestsTo('start', run)[0]?.json).toEqual({});
  expect(run.outputs['sha']).toBe(ownBuilds(run)[0]?.sha);
  expect(run.main.log).toContain(` of ${TESTED.title} at the newest commit of its branch.\n`);
});

test('on a pull request one warning says that the merge commit is on no branch', async () => {
  const run = await play({}, PULL_REQUEST);
  expect(run.main.succeeded).toBe(true);
  expect(annotated(run.main)).toEqual([
    'warning: On a pull request, `github.sha` is a merge commit that is not on any branch, so Northflank may not find ' +
      'it. To build the last commit of the pull request, add the line ' +
      '`sha: ${{ github.event.pull_request.head.sha }}`.' +
      (TESTED.kind === 'job'
        ? ''
        : ' A build service also needs `pull-request-id: ${{ github.event.pull_request.number }}`, instead of `branch`.'),
  ]);
  expect(requestsTo('start', run)[0]?.json).toEqual({ sha: RUN_SHA });
});

test('with that line there is nothing to warn of', async () => {
  const run = await play({ sha: HEAD_SHA }, PULL_REQUEST);
  expect([run.main.succeeded, annotated(run.main)]).toEqual([true, []]);
});

test("nor on a pull_request_target, whose commit is the branch's own", async () => {
  const run = await play({}, { ...PULL_REQUEST, eventName: 'pull_request_target', ref: 'refs/heads/main' });
  expect([run.main.succeeded, annotated(run.main)]).toEqual([true, []]);
});
