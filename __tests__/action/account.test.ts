import { expect, test } from '@jest/globals';
import { withQuirks } from '../../sandbox/northflank/quirks.ts';
import { createWorld } from '../../sandbox/northflank/world.ts';
import { annotated, openNorthflank, RUN_SHA, SANDBOX, scripts } from '../../sandbox/run-step.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

test("an organisation's token builds on the path of the team", async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ 'api-token': SANDBOX.organisationToken, team: 'acme' });
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([0, 'success']);
  expect(run.outputs['url']).toBe(TESTED.url);
  expect(northflank.lines()).toContain(`POST /v1/teams/acme${TESTED.path}/build`);
  expect(northflank.lines().filter((line) => !line.includes(` /v1/teams/acme${TESTED.path}`))).toEqual([]);
  // The team is known, so no request is spent on it.
  expect(northflank.asked('resource')).toEqual([]);
  expect(northflank.asked('start')[0]?.json).toEqual({ sha: RUN_SHA });
});

test('without the team it says what is missing', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ 'api-token': SANDBOX.organisationToken });
  expect([run.exitCode, run.outputs]).toEqual([
    1,
    { conclusion: 'failure', concluded: 'false', success: 'false' },
  ]);
  expect(annotated(run)).toEqual([
    `error: Could not start a build of ${TESTED.title}: Northflank answered HTTP 404: Project not found. ` +
      `${TESTED.check} No build was started.`,
  ]);
  expect(northflank.world.builds()).toEqual([]);
});

test.each([
  { project: 'shopp', id: TESTED.id, printed: 'Project not found' },
  { project: 'shop', id: 'apis', printed: TESTED.kind === 'job' ? 'Job not found' : 'Service not found' },
])('one that is not there: $project/$id', async ({ project, id, printed }) => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ team: 'acme', project, [TESTED.kind]: id });
  expect(run.exitCode).toBe(1);
  expect(annotated(run)).toEqual([
    `error: Could not start a build of ${TESTED.kind} ${id} in project ${project}: Northflank answered HTTP 404: ${printed}. ` +
      `Check \`team\`, \`project\` and \`${TESTED.kind}\`. No build was started.`,
  ]);
});

test('the token may come from the environment of the step', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ 'api-token': '' }, { env: { NORTHFLANK_API_TOKEN: SANDBOX.token } });
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([0, 'success']);
  expect(northflank.asked('start')[0]?.headers['authorization']).toBe(`Bearer ${SANDBOX.token}`);
  expect(run.masks).toContain(SANDBOX.token);
});

test('the input wins over the environment', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({}, { env: { NORTHFLANK_API_TOKEN: 'nf-another' } });
  expect(run.exitCode).toBe(0);
});

test('polling slows down to the rate limit and its reset as the answers show them', async () => {
  // Ten requests for polls within a minute, where builds of two seconds would be polled each second.
  const world = withQuirks(
    createWorld({ script: scripts.forever, rateLimit: 62, rateLimitWindowSeconds: 60 }),
    { earlierBuilds: { count: 10, sha: RUN_SHA, seconds: () => 2 } },
  );
  await using northflank = await openNorthflank({ world });
  const run = await northflank.run({ 'poll-interval-seconds': '', 'timeout-minutes': 0.12 });
  expect(run.outputs['conclusion']).toBe('timed-out');
  // One or two, the last one at the time limit, and the one after the abort.
  expect(northflank.asked('get').length).toBeLessThanOrEqual(4);
  expect(northflank.asked('resource')).toEqual([]);
});
