import { expect, test } from '@jest/globals';
import { createWorld, type World } from '../../sandbox/northflank/world.ts';
import { openNorthflank, RUN_SHA } from '../../sandbox/run-step.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

const BUILD = 'rapid-lantern-7289';
const START = Date.parse('2021-07-28T15:55:38.296Z');

/** A world whose clock stands still until somebody asks for a build, and then runs fifty times as fast as ours. */
function punctualWorld(): World {
  let since: number | undefined;
  const world: World = createWorld({
    now() {
      if (world?.requests.some(({ operation }) => operation === 'get')) since ??= Date.now();
      return START + (since === undefined ? 0 : (Date.now() - since) * 50);
    },
  });
  return world;
}

const BUILD_ANSWER = {
  id: BUILD,
  branch: 'main',
  sha: RUN_SHA,
  createdAt: '2021-07-28T15:55:38.296Z',
  status: 'SUCCESS',
  concluded: true,
  success: true,
  message: 'Image successfully built',
  registry: { uri: `registry.northflank.com/shop/${TESTED.id}:${BUILD}` },
  // Ten seconds after its start; Northflank gives whole seconds.
  buildConcludedAt: Date.parse('2021-07-28T15:55:48Z') / 1000,
};

test('a build that succeeds: outputs, requests, log, summary, and a post with nothing to do', async () => {
  await using northflank = await openNorthflank({ world: punctualWorld() });
  const run = await northflank.run();

  expect(run.outputs).toEqual({
    'build-id': BUILD,
    'registry-uri': `registry.northflank.com/shop/${TESTED.id}:${BUILD}`,
    conclusion: 'success',
    reused: 'false',
    status: 'SUCCESS',
    concluded: 'true',
    success: 'true',
    branch: 'main',
    sha: RUN_SHA,
    message: 'Image successfully built',
    'created-at': '2021-07-28T15:55:38.296Z',
    'concluded-at': '2021-07-28T15:55:48.000Z',
    'duration-seconds': '10',
    url: TESTED.url,
    build: JSON.stringify(BUILD_ANSWER),
  });
  expect([run.exitCode, run.outcome, run.annotations, run.secretOutputs]).toEqual([0, 'success', [], []]);

  const job = `/v1${TESTED.path}`;
  const [list, start, ...rest] = northflank.lines();
  expect([list, start]).toEqual([`GET ${job}/build?per_page=100`, `POST ${job}/build`]);
  expect(rest.filter((line) => line === `GET ${job}`)).toHaveLength(1);
  expect(rest.length).toBeGreaterThan(2);
  expect(rest.filter((line) => ![`GET ${job}`, `GET ${job}/build/${BUILD}`].includes(line))).toEqual([]);
  expect(northflank.asked('start')[0]).toMatchObject({
    json: { sha: RUN_SHA },
    headers: {
      authorization: 'Bearer nf-sandbox-token',
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': 'northflank-build/1.0.0',
    },
  });

  expect(run.log).toContain(`Started build ${BUILD} of ${TESTED.title} at commit ${RUN_SHA}.\n`);
  expect(run.log).toContain(`The ${TESTED.kind} in Northflank: ${TESTED.url}\n`);
  expect(run.log).toMatch(/Build rapid-lantern-7289 succeeded in 10s\.$/);
  expect(run.summary).toContain(`✅ Northflank build succeeded: ${TESTED.id}`);
  expect(run.summary).toContain(`docker pull registry.northflank.com/shop/${TESTED.id}:${BUILD}\n`);
  expect(run.summary).toContain('Queued');
});

test('what is known of a build right after its start is in the outputs, even if the process is killed', async () => {
  await using northflank = await openNorthflank({ speed: 1 });
  const run = await northflank.run(
    {},
    { cancel: { kind: 'kill', when: (line) => line.includes('Queued') }, post: false },
  );
  expect(run.outputs).toMatchObject({
    'build-id': BUILD,
    status: 'QUEUED',
    concluded: 'false',
    success: 'false',
    branch: 'main',
    sha: RUN_SHA,
    'created-at': northflank.world.build(BUILD)?.answer.createdAt,
  });
  expect(run.outputs['conclusion']).toBe('unknown');
  expect(run.state['build-id']).toBe(BUILD);
});

test('no summary, and none of its words, with `summary: false`', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ summary: false });
  expect([run.outcome, run.summary]).toEqual(['success', '']);
});

test('an `api-url` of localhost may be plain http', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({
    wait: false,
    'api-url': `${northflank.url.replace('127.0.0.1', 'localhost')}/v1/`,
  });
  expect(run.exitCode).toBe(0);
  expect(northflank.lines()).toContain(`POST /v1${TESTED.path}/build`);
});
