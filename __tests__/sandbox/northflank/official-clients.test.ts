import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiClient, ApiClientInMemoryContextProvider } from '@northflank/js-client';
import { forever, success } from '../../../sandbox/northflank/build-scripts.ts';
import type { Sandbox } from '../../../sandbox/northflank/server.ts';
import { startSandbox } from '../../../sandbox/northflank/server.ts';
import { createWorld, SANDBOX } from '../../../sandbox/northflank/world.ts';

const SHA = 'a'.repeat(40);
const BODY = {
  sha: SHA,
  overrides: {
    buildArguments: { VERSION: '1.10' },
    buildFiles: { '/app/.env': { data: 'QT0x', encoding: 'utf-8' } },
    dockerSecretMounts: { npmrc: { data: 'QT0x' } },
    docker: { dockerFilePath: '/Dockerfile', dockerWorkDir: '/', dockerfileTarget: 'release' },
  },
};
const JOB = { projectId: SANDBOX.project, jobId: SANDBOX.job };

/** What is built: the kind, the name, what a start must say besides, and the client's calls. */
const RESOURCES = [
  { kind: 'job', id: SANDBOX.job, more: {}, callsOf: jobCalls },
  { kind: 'service', id: SANDBOX.service, more: {}, callsOf: serviceCalls },
  { kind: 'service', id: SANDBOX.buildService, more: { branch: 'main' }, callsOf: serviceCalls },
];

/** The ways to a team's resources. */
const PATHS = [
  { path: 'plain path', token: SANDBOX.token, team: {}, prefix: '/v1' },
  {
    path: "path of the token's own team",
    token: SANDBOX.token,
    team: { teamId: SANDBOX.team },
    prefix: '/v1/teams/acme',
  },
  {
    path: 'team path with the token of an organisation',
    token: SANDBOX.organisationToken,
    team: { teamId: SANDBOX.team },
    prefix: '/v1/teams/acme',
  },
];

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ world: createWorld({ speed: 100 }) });
});

afterAll(() => sandbox.close());

describe.each(
  RESOURCES.flatMap(({ kind, id, more, callsOf }) =>
    PATHS.map(({ path, token, team, prefix }) => ({
      ...{ kind, id, path, token, callsOf, data: { ...BODY, ...more } },
      // Each call takes the name of its own kind.
      parameters: { projectId: SANDBOX.project, jobId: id, serviceId: id, ...team },
      url: `${prefix}/projects/shop/${kind}s/${id}/build`,
    })),
  ),
)('js-client builds $kind $id on the $path', ({ id, token, callsOf, data, parameters, url }) => {
  let calls: ReturnType<typeof callsOf>;

  beforeAll(() => {
    const context = new ApiClientInMemoryContextProvider();
    context.addContext({ name: 'sandbox', host: sandbox.url, token });
    calls = callsOf(new ApiClient(context, { throwErrorOnHttpErrorCode: true }));
  });

  async function startBuild(): Promise<string> {
    return (await calls.start({ parameters, data })).data.id;
  }

  test('starts a build, follows it to its end and reads its log', async () => {
    sandbox.world.script(success);
    const { data: started } = await calls.start({ parameters, data });
    expect(Object.keys(started).toSorted()).toEqual([
      'branch',
      'concluded',
      'createdAt',
      'id',
      'sha',
      'status',
    ]);
    expect(started).toMatchObject({ sha: SHA, branch: 'main', concluded: false });
    expect(sandbox.world.build(started.id)?.body).toEqual(data);
    expect(sandbox.world.requests.at(-1)?.path).toBe(url);

    const build = { parameters: { ...parameters, buildId: started.id } };
    await until(() => sandbox.world.build(started.id)?.concluded);
    expect((await calls.get(build)).data).toMatchObject({
      id: started.id,
      status: 'SUCCESS',
      concluded: true,
      success: true,
      message: 'Image successfully built',
      registry: { uri: `registry.northflank.com/shop/${id}:${started.id}` },
      buildConcludedAt: expect.any(Number),
    });

    const log = await calls.logs({
      parameters,
      options: { buildId: started.id, startTime: new Date(Date.now() - 60_000), direction: 'forward' },
    });
    const lines = log.data ?? [];
    expect(lines[0]).toMatchObject({
      log: 'Cloning repository https://github.com/acme/shop ...',
      ts: expect.any(Date),
    });
    expect(lines.at(-1)?.log).toContain('Image pushed');
    const newest = await calls.logs({
      parameters,
      options: { buildId: started.id, lineLimit: 2, direction: 'backward' },
    });
    expect(newest.data).toEqual(lines.slice(-2).toReversed());
  });

  test('pages through a list, by hand and all at once', async () => {
    sandbox.world.script(success);
    for (let i = 0; i < 5; i++) sandbox.world.startBuildElsewhere({ resource: id });
    const expected = sandbox.world
      .builds(id)
      .map((build) => build.id)
      .toReversed();

    const first = await calls.list({ parameters, options: { per_page: 2 } });
    expect(first.data.builds.map((build) => build.id)).toEqual(expected.slice(0, 2));
    expect(first.pagination).toMatchObject({ hasNextPage: true, count: 2 });
    const second = await first.pagination?.getNextPage();
    expect(second?.data.builds.map((build) => build.id)).toEqual(expected.slice(2, 4));
    const byNumber = await calls.list({ parameters, options: { per_page: 2, page: 2 } });
    expect(byNumber.data.builds.map((build) => build.id)).toEqual(expected.slice(2, 4));

    const all = await calls.list.all({ parameters, options: { per_page: 2 } });
    expect(all.data.builds.map((build) => build.id)).toEqual(expected);
    const lists = sandbox.world.requests.slice(-Math.ceil(expected.length / 2));
    expect(lists.every((request) => request.operation === 'list')).toBe(true);
  });

  test('aborts a build', async () => {
    sandbox.world.script(forever);
    const buildId = await startBuild();
    expect(sandbox.world.build(buildId)?.concluded).toBe(false);
    expect((await calls.abort({ parameters: { ...parameters, buildId } })).data).toEqual({});
    expect((await calls.get({ parameters: { ...parameters, buildId } })).data).toMatchObject({
      status: 'ABORTED',
      concluded: true,
      success: false,
    });
  });

  test('follows a log live', async () => {
    sandbox.world.script(success);
    const buildId = await startBuild();
    const tail = await calls.tail({ parameters, options: { buildId, lineLimit: 1000 } });
    const printed: string[] = [];
    tail.on('logs-received', (lines) => printed.push(...lines.map((line) => String(line.log))));
    const ended = tail.start();
    await until(() => printed.at(-1)?.includes('Image pushed'));
    await tail.stop();
    await ended;
    expect(printed[0]).toBe('Cloning repository https://github.com/acme/shop ...');
    expect(new Set(printed).size).toBe(printed.length);
  });
});

test('js-client gets the errors of the API', async () => {
  const context = new ApiClientInMemoryContextProvider();
  context.addContext({ name: 'sandbox', host: sandbox.url, token: SANDBOX.organisationToken });
  const api = new ApiClient(context, { throwErrorOnHttpErrorCode: true });
  // An organisation's token knows no project without a team.
  await expect(api.start.job.build({ parameters: JOB, data: {} })).rejects.toMatchObject({
    status: 404,
    message: 'Project not found',
  });
  await expect(
    api.start.job.build({ parameters: { ...JOB, teamId: SANDBOX.team }, data: { sha: 'main' } }),
  ).rejects.toMatchObject({ status: 400, details: { sha: ['must be exactly 40 characters long'] } });
});

test('js-client gets the reason why its tail is refused', async () => {
  const context = new ApiClientInMemoryContextProvider();
  context.addContext({ name: 'sandbox', host: sandbox.url, token: 'nf-unknown' });
  const tail = await new ApiClient(context).get.job.buildLogTail({
    parameters: JOB,
    options: { buildId: 'some-build-1' },
  });
  const errors: unknown[] = [];
  tail.on('error', (error) => errors.push(error));
  await expect(tail.start()).rejects.toThrow('Log tail initialization failed: Unauthorized');
  expect(errors).toEqual([{ message: 'Log tail initialization failed: Unauthorized' }]);
});

describe('command line', () => {
  const cli = join(
    createRequire(import.meta.url).resolve('@northflank/cli/package.json'),
    '..',
    'dist',
    'cli.js',
  );
  let home: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'northflank-cli-'));
    await mkdir(join(home, '.northflank'));
    const context = { name: 's', host: sandbox.url, token: SANDBOX.token };
    await writeFile(
      join(home, '.northflank', 'config.json'),
      JSON.stringify({ current: 's', contexts: [context] }),
    );
  });

  afterAll(() => rm(home, { recursive: true }));

  /** Runs the command line until it ends, or until its output is enough. */
  function northflank(args: string[], enough: (output: string) => boolean = () => false): Promise<string> {
    return new Promise((resolve, reject) => {
      // Compiled once, it starts in three quarters of the time.
      const env = {
        ...{ PATH: process.env['PATH'], HOME: home, USERPROFILE: home },
        NODE_COMPILE_CACHE: join(home, 'compiled'),
      };
      let output = '';
      const child = execFile(
        process.execPath,
        [cli, ...args],
        { env, timeout: 60_000 },
        (error, stdout, stderr) => {
          if (enough(output) || !error) resolve(stdout);
          else reject(new Error(`${stdout}${stderr}`, { cause: error }));
        },
      );
      child.stdin?.end();
      child.stdout?.on('data', (chunk: string) => {
        output += chunk;
        if (enough(output)) child.kill();
      });
    });
  }

  // Its requests are those of the js-client, which has built all of them.
  describe.each(RESOURCES.slice(0, 2))('$kind $id', ({ kind, id: name, more }) => {
    const one = ['--projectId', SANDBOX.project, `--${kind}Id`, name, '-o', 'json'];
    const body = { ...BODY, ...more };

    test('starts, gets, lists and aborts', async () => {
      sandbox.world.script(forever);
      const started: unknown = JSON.parse(
        await northflank(['start', kind, 'build', ...one, '-i', JSON.stringify(body)]),
      );
      const build = sandbox.world.builds(name).at(-1);
      expect(started).toMatchObject({ id: build?.id, sha: SHA, concluded: false });
      expect(build?.body).toEqual(body);
      const withId = [...one, '--buildId', build?.id ?? ''];

      const [got, listed] = await Promise.all([
        northflank(['get', kind, 'build', ...withId]),
        northflank(['get', kind, 'builds', ...one, '--per_page', '2', '--loadAll']),
      ]);
      expect(JSON.parse(got)).toMatchObject({ id: build?.id, status: 'BUILDING' });
      const expected = sandbox.world.builds(name).toReversed();
      expect(JSON.parse(listed)).toMatchObject({ builds: expected.map(({ id }) => ({ id })) });

      expect(JSON.parse(await northflank(['abort', kind, 'build', ...withId]))).toEqual({});
      expect(sandbox.world.build(build?.id ?? '')).toMatchObject({ status: 'ABORTED', aborted: true });
    });

    test('reads a log, at once and live', async () => {
      sandbox.world.script(success);
      const { id } = sandbox.world.startBuildElsewhere({ resource: name });
      await until(() => sandbox.world.build(id)?.concluded);
      const log = [
        ...['get', kind, 'build-logs', ...one, '--buildId', id, '--lineLimit', '3'],
        // It asks for what is not given.
        ...(kind === 'job' ? ['--run', 'none'] : []),
      ];
      const [range, tail] = await Promise.all([
        northflank([...log, '--direction', 'backward']),
        northflank([...log, '--tail'], (output) => output.includes('Image pushed')),
      ]);
      const expected = ['#9 DONE', 'Pushing image', 'Image pushed'].map((text) => ({
        log: expect.stringContaining(text),
      }));
      expect(JSON.parse(tail)).toMatchObject(expected);
      expect(JSON.parse(range)).toMatchObject(expected.toReversed());
    });
  });

  test('logs in', async () => {
    const login = (token: string): Promise<string> =>
      northflank(['login', '--name', token, '--token', token, '--host', sandbox.url]);
    // It exits with 0 all the same.
    expect(await login('nf-unknown')).not.toContain('Successfully');
    expect(sandbox.world.requests.at(-1)).toMatchObject({ path: '/v1/login', status: 401 });
    expect(await login(SANDBOX.token)).toContain('Successfully logged in');
  });
});

function jobCalls({ start, get, abort }: ApiClient) {
  return {
    ...{ start: start.job.build, get: get.job.build, list: get.job.builds, abort: abort.job.build },
    ...{ logs: get.job.buildLogs, tail: get.job.buildLogTail },
  };
}

function serviceCalls({ start, get, abort }: ApiClient) {
  return {
    ...{ start: start.service.build, get: get.service.build, list: get.service.builds },
    ...{ abort: abort.service.build, logs: get.service.buildLogs, tail: get.service.buildLogTail },
  };
}

async function until(condition: () => boolean | undefined): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('It never happened');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
