/** The account that pays: its token, its team and its rate limit, on a virtual clock. */
import { expect, test } from '@jest/globals';
import { SANDBOX, scripts } from '../sandbox/northflank/world.ts';
import { TESTED } from '../sandbox/tested-resource.ts';
import { playRun, RUN_SHA } from '../scripts/simulate/whole-run.ts';
import { annotated, ownBuilds, requestLines, requestsTo } from './scenario.ts';

test("an organisation's token builds on the path of the team", async () => {
  const run = await playRun({
    inputs: { 'api-token': SANDBOX.organisationToken, team: 'acme', logs: 'off' },
  });
  expect([run.main.succeeded, run.outputs['conclusion']]).toEqual([true, 'success']);
  expect(run.outputs['url']).toBe(TESTED.url);
  expect(requestLines(run)).toContain(`POST /v1/teams/acme${TESTED.path}/build`);
  expect(requestLines(run).filter((line) => !line.includes(` /v1/teams/acme${TESTED.path}`))).toEqual([]);
  // The team is known, so no request is spent on it.
  expect(requestsTo('resource', run)).toEqual([]);
  expect(requestsTo('start', run)[0]?.json).toEqual({ sha: RUN_SHA });
});

test('without the team it says what is missing', async () => {
  const run = await playRun({ inputs: { 'api-token': SANDBOX.organisationToken } });
  expect(run.main.succeeded).toBe(false);
  expect(run.outputs).toEqual({ conclusion: 'failure', concluded: 'false', success: 'false' });
  expect(annotated(run.main)).toEqual([
    `error: Could not start a build of ${TESTED.title}: Northflank answered HTTP 404: Project not found. ` +
      `${TESTED.check} No build was started.`,
  ]);
  expect(ownBuilds(run)).toEqual([]);
});

test.each([
  { project: 'shopp', id: TESTED.id, printed: 'Project not found' },
  { project: 'shop', id: 'apis', printed: TESTED.kind === 'job' ? 'Job not found' : 'Service not found' },
])('one that is not there: $project/$id', async ({ project, id, printed }) => {
  const run = await playRun({ inputs: { team: 'acme', project, [TESTED.kind]: id } });
  expect(run.main.succeeded).toBe(false);
  expect(annotated(run.main)).toEqual([
    `error: Could not start a build of ${TESTED.kind} ${id} in project ${project}: Northflank answered HTTP 404: ${printed}. ` +
      `Check \`team\`, \`project\` and \`${TESTED.kind}\`. No build was started.`,
  ]);
});

test('the input wins over the environment', async () => {
  const run = await playRun({ env: { NORTHFLANK_API_TOKEN: 'nf-another' } });
  expect(run.main.succeeded).toBe(true);
});

test('polling slows down to the rate limit and its reset as the answers show them', async () => {
  // Ten requests for polls within a minute, where builds of two seconds would be polled each second.
  const run = await playRun({
    world: { script: scripts.forever, rateLimit: 62, rateLimitWindowSeconds: 60 },
    quirks: { earlierBuilds: { count: 10, sha: RUN_SHA, seconds: () => 2 } },
    inputs: { 'timeout-minutes': '0.12', logs: 'off' },
  });
  expect(run.outputs['conclusion']).toBe('timed-out');
  // One or two, the last one at the time limit, and the one after the abort.
  expect(requestsTo('get', run).length).toBeLessThanOrEqual(4);
  expect(requestsTo('resource', run)).toEqual([]);
});
