import { describe, expect, test } from '@jest/globals';
import type { Script } from '../../../sandbox/northflank/build-scripts.ts';
import type { SandboxAnswer, World, WorldOptions } from '../../../sandbox/northflank/world.ts';
import { createWorld, OTHER_TEAM, SANDBOX, scripts } from '../../../sandbox/northflank/world.ts';

const START = Date.parse('2026-06-01T12:00:00.000Z');
const SHA = 'a'.repeat(40);
const JOB = '/v1/projects/shop/jobs/api';

type Ask = (method: string, path: string, more?: { token?: string; body?: unknown; raw?: string }) => Reply;
type Reply = { status: number; headers: SandboxAnswer['headers']; json: any };

/** A world whose clock stands still until it is moved. */
function still(options: WorldOptions = {}): { world: World; ask: Ask; pass: (seconds: number) => void } {
  let time = START;
  const world = createWorld({ now: () => time, ...options });
  return {
    world,
    pass(seconds) {
      time += seconds * 1000;
    },
    ask(method, path, { token = SANDBOX.token, body, raw } = {}) {
      const text = raw ?? (body === undefined ? '' : JSON.stringify(body));
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = world.handle({ method, path, headers, body: text });
      return { ...answer, json: JSON.parse(answer.body) };
    },
  };
}

describe('builds', () => {
  test('a build follows its script, second by second', () => {
    const { ask, pass, world } = still();
    const { id } = ask('POST', `${JOB}/build`, { body: { sha: SHA } }).json.data;
    const statuses: string[] = [];
    for (let half = 0; half < 40; half++) {
      const { data } = ask('GET', `${JOB}/build/${id}`).json;
      if (data.status !== statuses.at(-1)) statuses.push(data.status);
      expect('success' in data).toBe(data.concluded);
      pass(0.5);
    }
    expect(statuses).toEqual([
      'QUEUED',
      'PENDING',
      'STARTING',
      'CLONING',
      'BUILDING',
      'UPLOADING',
      'SUCCESS',
    ]);
    expect(world.running()).toEqual([]);
    expect(ask('GET', `${JOB}/build/${id}`).json.data).toEqual({
      id,
      branch: 'main',
      sha: SHA,
      createdAt: '2026-06-01T12:00:00.000Z',
      status: 'SUCCESS',
      concluded: true,
      success: true,
      message: 'Image successfully built',
      registry: { uri: `registry.northflank.com/shop/api:${id}` },
      buildConcludedAt: START / 1000 + 10,
    });
  });

  test('a build without a sha takes the newest commit of the branch', () => {
    const { ask } = still();
    const { data } = ask('POST', `${JOB}/build`, { body: {} }).json;
    expect(data).toEqual({
      id: expect.stringMatching(/^[a-z]+-[a-z]+-\d{4}$/),
      branch: 'main',
      sha: '12c15e7ee25fd78f567ebf87f9178b8ad70025b3',
      createdAt: '2026-06-01T12:00:00.000Z',
      status: 'QUEUED',
      concluded: false,
    });
  });

  test.each<[string, Script, string, boolean, boolean | undefined]>([
    ['failure', scripts.failure, 'FAILURE', true, false],
    ['aborted', scripts.aborted, 'ABORTED', true, false],
    ['crashed', scripts.crashed, 'CRASHED', true, false],
    ['submissionFailure', scripts.submissionFailure, 'SUBMISSION_FAILURE', true, false],
    ['unschedulable', scripts.unschedulable, 'SUCCESS', true, true],
    ['unknownStatus', scripts.unknownStatus, 'SUCCESS', true, true],
    ['unknownEnd', scripts.unknownEnd, 'PUBLISHED', true, true],
    ['forever', scripts.forever, 'BUILDING', false, undefined],
    ['failureCalledSuccess', scripts.failureCalledSuccess, 'FAILURE', true, true],
    ['successCalledFailure', scripts.successCalledFailure, 'SUCCESS', true, false],
    ['successNotSaid', scripts.successNotSaid, 'SUCCESS', true, undefined],
    ['lateConclusion', scripts.lateConclusion, 'SUCCESS', true, true],
    ['bare', scripts.bare, 'SUCCESS', true, true],
  ])('%s', (_name, script, status, concluded, success) => {
    const { ask, pass, world } = still({ speed: 10 });
    world.script(script);
    const { id } = ask('POST', `${JOB}/build`, { body: {} }).json.data;
    pass(10);
    const { data } = ask('GET', `${JOB}/build/${id}`).json;
    expect([data.status, data.concluded, data.success]).toEqual([status, concluded, success]);
    expect(data.registry !== undefined).toBe(success === true);
  });

  test('a bare build answers with its ID until it is concluded', () => {
    const { ask, pass, world } = still();
    world.script(scripts.bare);
    const { data } = ask('POST', `${JOB}/build`, { body: {} }).json;
    expect(Object.keys(data)).toEqual(['id']);
    pass(9.9);
    expect(ask('GET', `${JOB}/build/${data.id}`).json.data).toEqual({ id: data.id });
  });

  test('an aborted build is concluded, prints no more, and does not change', () => {
    const { ask, pass, world } = still();
    world.script(scripts.forever);
    const { id } = ask('POST', `${JOB}/build`, { body: {} }).json.data;
    pass(10);
    expect(ask('DELETE', `${JOB}/build/${id}`)).toMatchObject({ status: 200, json: { data: {} } });
    const lines = readLog(ask, id).json.data.length;
    pass(60);
    expect(ask('DELETE', `${JOB}/build/${id}`).status).toBe(200);
    expect(ask('GET', `${JOB}/build/${id}`).json.data).toMatchObject({
      status: 'ABORTED',
      concluded: true,
      success: false,
      buildConcludedAt: START / 1000 + 10,
    });
    expect(lines).toBeGreaterThan(0);
    expect(readLog(ask, id).json.data).toHaveLength(lines);
  });

  test('10,000 builds have 10,000 IDs', () => {
    const { world } = still();
    for (let i = 0; i < 10_000; i++) world.startBuildElsewhere();
    expect(new Set(world.builds().map((build) => build.id)).size).toBe(10_000);
  });

  test('an endless phase has one line a second', () => {
    const { ask, world, pass } = still();
    const phase = { seconds: Number.POSITIVE_INFINITY, lines: ['one', 'two', 'three'] };
    world.script({
      phases: [
        { status: 'BUILDING', ...phase },
        { status: 'UPLOADING', ...phase },
      ],
    });
    const { id } = world.startBuildElsewhere();
    pass(2);
    expect(readLog(ask, id).json.data.map((line: { log: string }) => line.log)).toEqual(['one', 'two']);
    pass(60);
    expect(readLog(ask, id).json.data).toHaveLength(3);
  });

  test('the abort of a concluded build can be a conflict', () => {
    const { ask, world, pass } = still({ abortConcluded: 'conflict' });
    const { id } = world.startBuildElsewhere();
    pass(60);
    expect(ask('DELETE', `${JOB}/build/${id}`).status).toBe(409);
    expect(world.build(id)).toMatchObject({ status: 'SUCCESS', aborted: false });
  });

  test('a build that was started elsewhere is marked as such', () => {
    const { ask, world } = still();
    const { id } = world.startBuildElsewhere({ sha: SHA, branch: 'topic', pullRequestId: 7 });
    ask('POST', `${JOB}/build`, { body: {} });
    expect(world.builds().map((build) => build.elsewhere)).toEqual([true, false]);
    expect(ask('GET', `${JOB}/build/${id}`).json.data).toMatchObject({
      sha: SHA,
      branch: 'topic',
      pullRequestId: 7,
    });
    expect(world.build('none')).toBeUndefined();
  });

  test('a script for one job does not affect the others', () => {
    const { world, pass } = still();
    world.script(scripts.failure, 'worker');
    world.startBuildElsewhere({ resource: 'worker' });
    world.startBuildElsewhere({ resource: 'api' });
    pass(60);
    expect(world.builds().map((build) => build.status)).toEqual(['FAILURE', 'SUCCESS']);
    expect(() => world.script(scripts.failure, 'nothing')).toThrow('The sandbox has no nothing');
  });
});

describe('start bodies', () => {
  const mount = (data: unknown): unknown => ({ overrides: { buildFiles: { '/a': data } } });
  test.each<[string, unknown, string]>([
    ['an unknown field', { branch: 'main' }, 'branch'],
    ['an unknown override', { overrides: { env: {} } }, 'overrides.env'],
    ['a short sha', { sha: 'abc' }, 'sha'],
    ['a sha that is no string', { sha: 1 }, 'sha'],
    ['a list as body', [], 'body'],
    ['a null override', { overrides: null }, 'overrides'],
    ['a number as build argument', { overrides: { buildArguments: { A: 1 } } }, 'overrides.buildArguments.A'],
    [
      'a boolean as build argument',
      { overrides: { buildArguments: { A: true } } },
      'overrides.buildArguments.A',
    ],
    ['a file without data', mount({ encoding: 'utf-8' }), 'overrides.buildFiles./a.data'],
    ['a file that is not base64', mount({ data: 'plain text' }), 'overrides.buildFiles./a.data'],
    ['a file with more', mount({ data: 'QQ==', mode: 1 }), 'overrides.buildFiles./a.mode'],
    ['a file as text', mount('QQ=='), 'overrides.buildFiles./a'],
    [
      'the wrong capital',
      { overrides: { docker: { dockerFileTarget: 'x' } } },
      'overrides.docker.dockerFileTarget',
    ],
    [
      'a relative Dockerfile',
      { overrides: { docker: { dockerFilePath: 'Dockerfile' } } },
      'overrides.docker.dockerFilePath',
    ],
    [
      'a Dockerfile that is a folder',
      { overrides: { docker: { dockerFilePath: '/a/' } } },
      'overrides.docker.dockerFilePath',
    ],
    [
      'a target with a dot',
      { overrides: { docker: { dockerfileTarget: 'a.b' } } },
      'overrides.docker.dockerfileTarget',
    ],
  ])('%s is refused', (_what, body, field) => {
    const { ask, world } = still();
    const { status, json } = ask('POST', `${JOB}/build`, { body });
    expect(status).toBe(400);
    expect(json.error).toMatchObject({
      status: 400,
      message: 'Request failed payload validation - see details',
      id: expect.any(String),
    });
    expect(json.error.details).toEqual({ [field]: [expect.any(String)] });
    expect(world.builds()).toEqual([]);
  });

  test('everything that is allowed is accepted', () => {
    const { ask, world } = still();
    const body = {
      sha: SHA,
      overrides: {
        buildArguments: { A: '', B: '1' },
        buildFiles: { '/a/b.txt': { data: 'QQ==' } },
        dockerSecretMounts: { npmrc: { data: '', encoding: 'base64' } },
        docker: { dockerFilePath: '/a/Dockerfile', dockerWorkDir: '/', dockerfileTarget: 'build_1' },
      },
    };
    expect(ask('POST', `${JOB}/build`, { body }).status).toBe(200);
    expect(world.builds()[0]?.body).toEqual(body);
    expect(world.requests[0]).toMatchObject({ operation: 'start', json: body, status: 200, taken: true });
  });

  test('anything but JSON, by content or by type, is refused', () => {
    const { ask, world } = still();
    expect(ask('POST', `${JOB}/build`, { raw: '{' }).status).toBe(400);
    expect(ask('POST', `${JOB}/build`, { raw: '' }).status).toBe(400);
    const headers = { authorization: `Bearer ${SANDBOX.token}`, 'content-type': 'text/plain' };
    expect(world.handle({ method: 'POST', path: `${JOB}/build`, headers, body: '{}' }).status).toBe(400);
    expect(world.builds()).toEqual([]);
  });
});

describe('authorisation', () => {
  const team = '/v1/teams/acme/projects/shop/jobs/api';
  test.each([
    ['a team token, plain path', SANDBOX.token, JOB, 200],
    ['a team token, path of its team', SANDBOX.token, team, 200],
    ['a team token, path of another team', OTHER_TEAM.token, team, 404],
    ["a team token, another team's project", OTHER_TEAM.token, JOB, 404],
    ['the other team', OTHER_TEAM.token, '/v1/projects/lab/jobs/model', 200],
    ['an organisation token, team path', SANDBOX.organisationToken, team, 200],
    ['an organisation token, plain path', SANDBOX.organisationToken, JOB, 404],
    ['an unknown token', 'nf-unknown', JOB, 401],
    ['an unknown team', SANDBOX.organisationToken, '/v1/teams/no/projects/shop/jobs/api', 404],
    ['an unknown project', SANDBOX.token, '/v1/projects/no/jobs/api', 404],
    ['an unknown job', SANDBOX.token, '/v1/projects/shop/jobs/no', 404],
    ['an unknown path', SANDBOX.token, `${JOB}/builds`, 404],
    ['a slash too many', SANDBOX.token, `${JOB}/build/`, 404],
    ['a broken escape', SANDBOX.token, `${JOB}/build/%E0%A4%A`, 404],
  ])('%s', (_what, token, path, status) => {
    const answer = still().ask('GET', path, { token });
    expect(answer.status).toBe(status);
    const error = { status, message: expect.any(String), id: expect.any(String) };
    expect(answer.json.error).toEqual(status === 200 ? undefined : error);
  });

  test('a build of one job is not found in another job', () => {
    const { ask, world } = still();
    const { id } = world.startBuildElsewhere({ resource: 'worker' });
    expect(ask('GET', `/v1/projects/shop/jobs/worker/build/${id}`).status).toBe(200);
    expect(ask('GET', `${JOB}/build/${id}`).status).toBe(404);
    expect(ask('DELETE', `${JOB}/build/${id}`).status).toBe(404);
    expect(readLog(ask, id).status).toBe(404);
    expect(world.running()).toHaveLength(1);
  });

  test('a wrong method on an existing path is a 405', () => {
    const { ask } = still();
    expect(ask('PUT', `${JOB}/build`).status).toBe(405);
    expect(ask('POST', `${JOB}/build/some-build-1`).status).toBe(405);
    expect(ask('DELETE', JOB).status).toBe(405);
  });

  test.each([401, 403] as const)('a missing permission is named, with status %s', (status) => {
    const { ask, world } = still({ missingPermissionStatus: status });
    world.addToken({ token: 'nf-start', team: 'acme', permissions: ['Deploy Build'] });
    world.addToken({ token: 'nf-read', team: 'acme', permissions: ['Read'] });
    const { id } = ask('POST', `${JOB}/build`, { token: 'nf-start', body: {} }).json.data;
    const refused = (permission: string): object => ({
      status,
      json: { error: { status, details: { requiredPermission: permission } } },
    });
    const read = 'Project > Jobs > General > Read';
    const deploy = 'Project > Jobs > Deployment > Deploy Build';
    const viewLogs = 'Project > Jobs > Deployment > View Instance Logs';
    expect(ask('GET', `${JOB}/build/${id}`, { token: 'nf-start' }).status).toBe(200);
    expect(ask('GET', `${JOB}/build`, { token: 'nf-start' })).toMatchObject(refused(read));
    expect(ask('GET', JOB, { token: 'nf-start' })).toMatchObject(refused(read));
    expect(readLog(ask, id, '', 'nf-start')).toMatchObject(refused(viewLogs));
    expect(ask('GET', JOB, { token: 'nf-read' })).toMatchObject({
      status: 200,
      json: { data: { id: 'api', appId: '/acme/shop/api', name: 'api' } },
    });
    expect(ask('POST', `${JOB}/build`, { token: 'nf-read', body: {} })).toMatchObject(refused(deploy));
    expect(ask('DELETE', `${JOB}/build/${id}`, { token: 'nf-read' })).toMatchObject(refused(deploy));
    expect(world.running()).toHaveLength(1);
  });
});

describe('lists', () => {
  test('pages follow each other, newest first, while builds are added', () => {
    const { ask, world } = still();
    for (let i = 0; i < 7; i++) world.startBuildElsewhere();
    world.startBuildElsewhere({ resource: 'worker' });
    const expected = world
      .builds('api')
      .map((build) => build.id)
      .toReversed();
    const ids: string[] = [];
    let query = '?per_page=3';
    for (;;) {
      const { data, pagination } = ask('GET', `${JOB}/build${query}`).json;
      expect(pagination.count).toBe(data.builds.length);
      expect(pagination.hasNextPage).toBe('cursor' in pagination);
      ids.push(...data.builds.map((build: { id: string }) => build.id));
      if (!pagination.hasNextPage) break;
      expect(pagination.cursor).toHaveLength(24);
      query = `?per_page=3&cursor=${pagination.cursor}`;
      world.startBuildElsewhere();
    }
    expect(ids).toEqual(expected);
  });

  test('page numbers, the default size, and an empty list', () => {
    const { ask, world } = still();
    expect(ask('GET', `${JOB}/build`).json).toEqual({
      data: { builds: [] },
      pagination: { hasNextPage: false, count: 0 },
    });
    for (let i = 0; i < 101; i++) world.startBuildElsewhere();
    expect(ask('GET', `${JOB}/build`).json.pagination).toMatchObject({ hasNextPage: true, count: 50 });
    expect(ask('GET', `${JOB}/build?page=3`).json.pagination).toEqual({ hasNextPage: false, count: 1 });
    expect(ask('GET', `${JOB}/build?page=2&per_page=100`).json.data.builds[0].id).toBe(world.builds()[0]?.id);
  });

  test.each(['per_page=0', 'per_page=101', 'per_page=1.5', 'page=0', 'page=x', 'cursor=short', 'limit=5'])(
    '%s is refused',
    (query) => {
      const { status, json } = still().ask('GET', `${JOB}/build?${query}`);
      expect(status).toBe(400);
      expect(Object.keys(json.error.details)).toEqual([query.split('=')[0]]);
    },
  );
});

describe('the rate limit', () => {
  test('lasts an hour from the first request of each team', () => {
    const { ask, pass } = still();
    for (let remaining = 999; remaining >= 0; remaining--) {
      const { status, headers } = ask('GET', JOB);
      expect([status, headers['x-ratelimit-remaining']]).toEqual([200, String(remaining)]);
    }
    pass(3599);
    const over = ask('POST', `${JOB}/build`, { body: {} });
    expect(over).toMatchObject({ status: 429, json: { error: { status: 429 } } });
    expect(over.headers).toMatchObject({
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '1',
    });
    expect(over.headers).not.toHaveProperty('retry-after');
    expect(ask('GET', '/v1/projects/lab/jobs/model', { token: OTHER_TEAM.token }).status).toBe(200);
    pass(1);
    expect(ask('GET', JOB).headers).toMatchObject({
      'x-ratelimit-remaining': '999',
      'x-ratelimit-reset': '3600',
      date: 'Mon, 01 Jun 2026 13:00:00 GMT',
    });
  });

  test('counts live tails, prevents starts once exhausted, and may have a retry-after header', () => {
    const { ask, world } = still({ rateLimit: 1, retryAfter: true, rateLimitWindowSeconds: 60 });
    const { id } = world.startBuildElsewhere();
    const tail = world.openTail({ method: 'GET', path: tailPath(id), headers: {}, body: '' });
    if ('body' in tail) throw new Error(tail.body);
    expect(tail.receive(initMessage(SANDBOX.token))[0]?.data).toEqual({ auth: 'successful' });
    expect(ask('POST', `${JOB}/build`, { body: {} })).toMatchObject({
      status: 429,
      headers: { 'retry-after': '60' },
    });
    expect(world.builds()).toHaveLength(1);
  });
});

describe('range logs', () => {
  const ten: Script = {
    phases: [
      {
        status: 'BUILDING',
        seconds: 11,
        every: 1,
        lines: { count: 10, line: (index) => `line ${index + 1}` },
      },
    ],
  };
  const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();
  const texts = (reply: Reply): string[] => reply.json.data.map((line: { log: string }) => line.log);

  function tenLines(options: WorldOptions = {}) {
    const { ask, world, pass } = still({ ...options, script: ten });
    const { id } = world.startBuildElsewhere();
    return { pass, world, read: (query = '') => readLog(ask, id, query) };
  }

  test('a line is readable from its own time on', () => {
    const { read, pass } = tenLines();
    expect(texts(read())).toEqual([]);
    pass(3);
    expect(texts(read())).toEqual(['line 1', 'line 2', 'line 3']);
    expect(read().json.data[2]).toEqual({
      ts: at(3),
      log: 'line 3',
      containerId: expect.stringContaining('builder'),
    });
  });

  test.each([
    [`startTime=${at(9)}`, ['line 9', 'line 10']],
    [`endTime=${at(2)}`, ['line 1', 'line 2']],
    [`startTime=${at(3)}&endTime=${at(4)}`, ['line 3', 'line 4']],
    [`startTime=${at(3)}&duration=1`, ['line 3', 'line 4']],
    [`endTime=${at(4)}&duration=1`, ['line 3', 'line 4']],
    ['duration=12', ['line 8', 'line 9', 'line 10']],
    ['direction=backward&lineLimit=2', ['line 10', 'line 9']],
    ['textIncludes=line%201', ['line 1', 'line 10']],
    [`textNotIncludes=line&startTime=${at(0)}`, []],
    ['regexIncludes=%5B23%5D%24', ['line 2', 'line 3']],
    ['regexNotIncludes=%5B1-9%5D%24', ['line 10']],
  ])('%s', (query, expected) => {
    const { read, pass } = tenLines();
    pass(20);
    expect(texts(read(query))).toEqual(expected);
  });

  test('the window without a start is the last 30 minutes', () => {
    const { read, pass } = tenLines();
    pass(1800 + 8);
    expect(texts(read())).toEqual(['line 8', 'line 9', 'line 10']);
    expect(texts(read(`startTime=${at(0)}`))).toHaveLength(10);
    const { read: readWindow, pass: passWindow } = tenLines({
      logs: { openEnd: 'window', windowSeconds: 5 },
    });
    passWindow(20);
    expect(texts(readWindow(`startTime=${at(0)}`))).toHaveLength(5);
  });

  test('a page that is cut off has a cursor, from which a reader can continue', () => {
    const { read, pass } = tenLines({ logs: { lineLimit: 4 } });
    pass(20);
    const first = read();
    expect(first.json.pagination).toEqual({ hasNextPage: true, cursor: at(4) });
    const second = read(`startTime=${first.json.pagination.cursor}&lineLimit=7`);
    expect(texts(second)).toEqual(['line 4', 'line 5', 'line 6', 'line 7', 'line 8', 'line 9', 'line 10']);
    expect(second.json.pagination).toEqual({ hasNextPage: false });
    const back = read('direction=backward');
    expect(back.json.pagination).toEqual({ hasNextPage: true, cursor: at(7) });
    const other = tenLines({ logs: { lineLimit: 4, cursor: 'first-omitted' } });
    other.pass(20);
    expect(other.read().json.pagination).toEqual({ hasNextPage: true, cursor: at(5) });
    const small = tenLines({ logs: { maximumLineLimit: 3 } });
    small.pass(20);
    expect(texts(small.read('lineLimit=1000'))).toHaveLength(3);
  });

  test.each([
    ['startTime=yesterday', 'startTime'],
    ['endTime=1580608922', 'endTime'],
    ['lineLimit=0', 'lineLimit'],
    ['direction=up', 'direction'],
    [`startTime=${at(1)}&endTime=${at(2)}&duration=1`, 'duration'],
    ['textIncludes=a&regexIncludes=b', 'regexIncludes'],
    ['regexIncludes=(', 'regexIncludes'],
    ['since=1', 'since'],
  ])('%s is refused', (query, field) => {
    const { status, json } = tenLines().read(query);
    expect(status).toBe(400);
    expect(Object.keys(json.error.details)).toEqual([field]);
  });

  test('a query needs a type and a build', () => {
    const { ask } = still();
    expect(ask('GET', `${JOB}/build-logs?buildId=x`).json.error.details).toHaveProperty('queryType');
    expect(ask('GET', `${JOB}/build-logs?queryType=range`).json.error.details).toHaveProperty('buildId');
    expect(ask('GET', tailPath('x')).status).toBe(400);
  });

  test('a late line keeps its timestamp, and becomes readable later', () => {
    const { ask, world, pass } = still();
    world.script({
      phases: [{ status: 'BUILDING', seconds: 3, lines: [{ log: 'late', lateBy: 5 }, 'prompt'] }],
      end: { status: 'SUCCESS', concluded: true, success: true },
    });
    const { id } = world.startBuildElsewhere();
    pass(3);
    expect(texts(readLog(ask, id))).toEqual(['prompt']);
    pass(3);
    expect(texts(readLog(ask, id))).toEqual(['late', 'prompt']);
  });

  test.each([
    ['plain', 'one', 'two', '{"a":1}'],
    ['stream', 'stderr P one', 'stdout F two', '{"a":1}'],
    [
      'container',
      '2026-06-01T12:00:01.000190216Z stderr P one',
      '2026-06-01T12:00:02.000190216Z stdout F two',
      '{"a":1}',
    ],
    ['object', '{"log":"one","stream":"stderr"}', '{"log":"two","stream":"stdout"}', '{"a":1}'],
  ] as const)('lines in the format %s', (format, ...expected) => {
    const { ask, world, pass } = still();
    const lines = [{ log: 'one', partial: true, stream: 'stderr' } as const, 'two', { log: { a: 1 } }];
    world.script({ phases: [{ status: 'BUILDING', seconds: 4, lines }], format });
    const { id } = world.startBuildElsewhere();
    pass(5);
    const logs: unknown[] = readLog(ask, id).json.data.map((line: { log: unknown }) => line.log);
    expect(logs.map((log) => (typeof log === 'string' ? log : JSON.stringify(log)))).toEqual(expected);
  });

  test('200,000 lines are read quickly, page by page', () => {
    const { ask, world, pass } = still({ logs: { lineLimit: 5000 } });
    const lines = { count: 200_000, line: (index: number) => `line ${index}` };
    world.script({ phases: [{ status: 'BUILDING', seconds: 1000, lines }] });
    const { id } = world.startBuildElsewhere();
    pass(1000);
    const began = performance.now();
    let count = 0;
    let from = at(0);
    for (;;) {
      const { data, pagination } = readLog(ask, id, `startTime=${from}`).json;
      count += data.length;
      if (!pagination.hasNextPage) break;
      // The page ends with the line that the next one begins with.
      count--;
      from = pagination.cursor;
      expect(data.at(-1).ts).toBe(from);
    }
    expect(count).toBe(200_000);
    expect(performance.now() - began).toBeLessThan(60_000);
  });
});

describe('live tail', () => {
  function tailOf(world: World, id: string, query = '', token: string = SANDBOX.token) {
    const tail = world.openTail({ method: 'GET', path: tailPath(id, query), headers: {}, body: '' });
    if ('body' in tail) throw new Error(`refused: ${tail.status}`);
    const init = tail.receive(initMessage(token));
    const poll = (): string[] =>
      tail
        .poll()
        .flatMap((frame) => (frame.type === 'log-lines' ? frame.data : []))
        .map((line) => String(line.log));
    return { tail, init, poll };
  }

  test('the last ten lines come first, then each one as it is printed, without duplicates', () => {
    const { world, pass } = still({ script: scripts.forever });
    const { id } = world.startBuildElsewhere();
    pass(33.5);
    const { poll } = tailOf(world, id);
    const numbers = (): number[] => poll().map((line) => Number(/ (\d+)\./.exec(line)?.[1]));
    expect(numbers()).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
    expect(numbers()).toEqual([]);
    pass(2);
    expect(numbers()).toEqual([31, 32]);
  });

  test('an aborted build prints no more', () => {
    const { ask, world, pass } = still({ script: scripts.forever });
    const { id } = world.startBuildElsewhere();
    const { poll } = tailOf(world, id);
    pass(5.5);
    ask('DELETE', `${JOB}/build/${id}`);
    pass(60);
    expect(poll().at(-1)).toBe('#8 2.000 still compiling');
  });

  test('startTime and lineLimit choose what comes first', () => {
    const { world, pass } = still({ script: scripts.forever });
    const { id } = world.startBuildElsewhere();
    pass(33.5);
    const from = encodeURIComponent(new Date(START + 31_500).toISOString());
    expect(tailOf(world, id, `&startTime=${from}`).poll()).toHaveLength(3);
    expect(tailOf(world, id, '&lineLimit=1000').poll()).toHaveLength(32);
    expect(tailOf(world, id, '&lineLimit=1').poll()).toHaveLength(1);
  });

  test('batches are at most 32.7 kB', () => {
    const { world, pass } = still();
    const lines = { count: 1000, line: () => 'x'.repeat(200) };
    world.script({ phases: [{ status: 'BUILDING', seconds: 10, lines }] });
    const { id } = world.startBuildElsewhere();
    const { tail } = tailOf(world, id);
    pass(10);
    const frames = tail.poll();
    const batched = frames.flatMap((frame) => (frame.type === 'log-lines' ? frame.data : []));
    const sizes = frames.map((frame) => JSON.stringify(frame).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(32_700);
    expect(frames.length).toBeGreaterThan(7);
    expect(batched).toHaveLength(1000);
  });

  test.each([
    ['an unknown token', 'nf-unknown', 'Unauthorized'],
    ['another team', OTHER_TEAM.token, 'Project not found'],
    ['a token without the permission', 'nf-start', expect.stringContaining('View Instance Logs')],
  ])('%s is refused', (_who, token, message) => {
    const { world } = still();
    world.addToken({ token: 'nf-start', team: 'acme', permissions: ['Deploy Build'] });
    const { tail, init, poll } = tailOf(world, world.startBuildElsewhere().id, '', token);
    expect(init).toEqual([{ type: 'init', data: { auth: 'failed', message } }]);
    expect([tail.finished, tail.open, poll()]).toEqual([true, false, []]);
  });

  test.each([
    '',
    'hello',
    '{}',
    '{"type":"init","data":{"auth":{"type":"password","apiToken":"nf-sandbox-token"}}}',
  ])('the first message %p is refused', (message) => {
    const { world } = still();
    const { id } = world.startBuildElsewhere();
    const tail = world.openTail({ method: 'GET', path: tailPath(id), headers: {}, body: '' });
    if ('body' in tail) throw new Error(tail.body);
    expect(tail.receive(message)).toMatchObject([{ type: 'init', data: { auth: 'failed' } }]);
    expect(tail.finished).toBe(true);
  });

  test('it ends with the build only if the world has that option', () => {
    for (const tailClosesAtEnd of [false, true]) {
      const { world, pass } = still({ tailClosesAtEnd });
      const { tail, poll } = tailOf(world, world.startBuildElsewhere().id);
      pass(9);
      expect(tail.finished).toBe(false);
      pass(9);
      expect(poll().at(-1)).toContain('Image pushed');
      expect(tail.finished).toBe(tailClosesAtEnd);
    }
  });
});

function readLog(ask: Ask, buildId: string, query = '', token: string = SANDBOX.token): Reply {
  return ask('GET', `${JOB}/build-logs?queryType=range&buildId=${buildId}${query && `&${query}`}`, { token });
}

function tailPath(buildId: string, query = ''): string {
  return `${JOB}/build-logs?queryType=tail&buildId=${buildId}${query}`;
}

function initMessage(token: string): string {
  return JSON.stringify({ type: 'init', data: { auth: { type: 'apiToken', apiToken: token } } });
}
