import { expect, test } from '@jest/globals';
import type { RunOptions } from '../../sandbox/runner/run-action.ts';
import { annotated, openNorthflank, SANDBOX } from '../../sandbox/run-step.ts';

const event = (from: string | undefined): RunOptions['event'] => ({
  pull_request: { number: 7, head: { repo: from === undefined ? null : { full_name: from } } },
  repository: { full_name: 'acme/shop' },
});

const fork =
  'error: api-token: it is empty. GitHub does not pass secrets to pull requests from forks: run this step on `push`, ' +
  'or skip it with `if:`.';

test.each([
  {
    what: 'a pull request from a fork',
    options: { eventName: 'pull_request', event: event('mallory/shop') },
    says: fork,
  },
  {
    what: 'one whose fork has been deleted',
    options: { eventName: 'pull_request', event: event(undefined) },
    says: fork,
  },
  {
    what: 'a run of Dependabot',
    options: { eventName: 'pull_request', event: event('acme/shop'), github: { actor: 'dependabot[bot]' } },
    says:
      'error: api-token: it is empty. GitHub does not pass repository secrets to Dependabot: add the token to the ' +
      'Dependabot secrets, run this step on `push`, or skip it with `if:`.',
  },
  {
    what: 'any other run',
    options: {},
    says:
      'error: api-token: it is empty. Expected a Northflank API token, such as ${{ secrets.NORTHFLANK_API_TOKEN }}; ' +
      'a secret that does not exist is empty.',
  },
])('no token in $what', async ({ options, says }) => {
  await using northflank = await openNorthflank();
  const run = await northflank.run(
    { 'api-token': '', sha: '262ed9817b3cad5142fbceabe0c9e371e390d616' },
    options,
  );
  expect([run.exitCode, annotated(run)]).toEqual([1, [says]]);
  expect(run.outputs).toEqual({ conclusion: 'failure', concluded: 'false', success: 'false' });
  expect(northflank.lines()).toEqual([]);
});

test('the token may come from the environment of the step', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ 'api-token': '' }, { env: { NORTHFLANK_API_TOKEN: SANDBOX.token } });
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([0, 'success']);
  expect(northflank.asked('start')[0]?.headers['authorization']).toBe(`Bearer ${SANDBOX.token}`);
  expect(run.masks).toContain(SANDBOX.token);
});
