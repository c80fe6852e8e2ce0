import { expect, test } from '@jest/globals';
import { annotated, openNorthflank, RUN_SHA } from '../../sandbox/run-step.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

const HEAD_SHA = '262ed9817b3cad5142fbceabe0c9e371e390d616';
const pullRequest = {
  eventName: 'pull_request',
  sha: RUN_SHA,
  event: {
    pull_request: { number: 7, head: { sha: HEAD_SHA, repo: { full_name: 'acme/shop' } } },
    repository: { full_name: 'acme/shop' },
  },
};

test('the commit of the workflow run, if nothing is said', async () => {
  await using northflank = await openNorthflank();
  await northflank.run({ wait: false });
  expect(northflank.asked('start')[0]?.json).toEqual({ sha: RUN_SHA });
});

test('the commit that is given, in small letters', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ wait: false, sha: HEAD_SHA.toUpperCase() });
  expect(northflank.asked('start')[0]?.json).toEqual({ sha: HEAD_SHA });
  expect(run.outputs['sha']).toBe(HEAD_SHA);
});

test('no commit at all for `latest`: Northflank takes the newest of the branch', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ wait: false, sha: 'latest' });
  expect(northflank.asked('start')[0]?.json).toEqual({});
  expect(run.outputs['sha']).toBe(northflank.world.builds()[0]?.sha);
  expect(run.log).toContain(` of ${TESTED.title} at the newest commit of its branch.\n`);
});

test('on a pull request one warning says that the merge commit is on no branch', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({}, pullRequest);
  expect(run.exitCode).toBe(0);
  expect(annotated(run)).toEqual([
    'warning: On a pull request, `github.sha` is a merge commit that is not on any branch, so Northflank may not find ' +
      'it. To build the last commit of the pull request, add the line ' +
      '`sha: ${{ github.event.pull_request.head.sha }}`.' +
      (TESTED.kind === 'job'
        ? ''
        : ' A build service also needs `pull-request-id: ${{ github.event.pull_request.number }}`, instead of `branch`.'),
  ]);
  expect(northflank.asked('start')[0]?.json).toEqual({ sha: RUN_SHA });
});

test('with that line there is nothing to warn of', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ wait: false, sha: HEAD_SHA }, pullRequest);
  expect([run.exitCode, run.annotations]).toEqual([0, []]);
});

test("nor on a pull_request_target, whose commit is the branch's own", async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run(
    { wait: false },
    { ...pullRequest, eventName: 'pull_request_target', ref: 'refs/heads/main' },
  );
  expect([run.exitCode, run.annotations]).toEqual([0, []]);
});
