import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { selfSigned } from '../../../sandbox/northflank/certificate.ts';
import type { Fault, FaultKind } from '../../../sandbox/northflank/faults.ts';
import { createFaults, exchange } from '../../../sandbox/northflank/faults.ts';
import type { Sandbox } from '../../../sandbox/northflank/server.ts';
import { startSandbox } from '../../../sandbox/northflank/server.ts';
import type { Operation } from '../../../sandbox/northflank/world.ts';
import { createWorld, SANDBOX, scripts } from '../../../sandbox/northflank/world.ts';

const JOB = '/v1/projects/shop/jobs/api';
const HEADERS = { authorization: `Bearer ${SANDBOX.token}`, 'content-type': 'application/json' };
const INIT = JSON.stringify({ type: 'init', data: { auth: { type: 'apiToken', apiToken: SANDBOX.token } } });

type Answer = { status: number; type: string | null; text: string };

/** Starts a build over HTTP; rejects without a complete answer within `timeoutMs` milliseconds. */
async function start(sandbox: Sandbox, timeoutMs = 5000): Promise<Answer> {
  const answer = await fetch(`${sandbox.url}${JOB}/build`, {
    method: 'POST',
    headers: HEADERS,
    body: '{}',
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    text: await answer.text(),
  };
}

test('the world is served, with its headers and its clock', async () => {
  await using sandbox = await startSandbox({
    world: createWorld({ now: () => Date.parse('2026-06-01T12:00:00Z') }),
  });
  const answer = await fetch(`${sandbox.url}${JOB}`, { headers: HEADERS });
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    date: 'Mon, 01 Jun 2026 12:00:00 GMT',
    'x-ratelimit-limit': '1000',
    'x-ratelimit-remaining': '999',
    'x-ratelimit-reset': '3600',
  });
  expect(await answer.json()).toMatchObject({
    data: { id: 'api', appId: '/acme/shop/api', name: 'api', disabledCI: true },
  });
  expect(sandbox.world.requests).toMatchObject([
    { method: 'GET', path: JOB, operation: 'resource', status: 200 },
  ]);
});

test('it is served over TLS as well', async () => {
  const tls = selfSigned();
  await using sandbox = await startSandbox({ tls });
  expect(sandbox.url).toMatch(/^https:/);
  const status = await new Promise((resolve, reject) => {
    const options = { headers: HEADERS, ca: tls.cert };
    httpsRequest(`${sandbox.url}${JOB}`, options, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(200);
  const tail = await openTail(sandbox, tls.cert);
  await tail.until(() => tail.messages.length > 0);
  expect(tail.messages[0]).toEqual({ type: 'init', data: { auth: 'successful' } });
});

test('closing is immediate, even if requests hang, and can be repeated', async () => {
  const sandbox = await startSandbox();
  sandbox.faults.add({ on: 'start', kind: 'hang-before' });
  sandbox.faults.add({ on: 'get', kind: 'hang-after', ms: 60_000 });
  const hanging = [
    start(sandbox).catch(String),
    fetch(`${sandbox.url}${JOB}/build/x`, { headers: HEADERS }).catch(String),
  ];
  const tail = await openTail(sandbox);
  await until(() => sandbox.world.requests.length === 3);
  const began = performance.now();
  await Promise.all([sandbox.close(), sandbox.close(), tail.closed]);
  const failed = 'TypeError: fetch failed';
  expect(await Promise.all(hanging)).toEqual([failed, failed]);
  expect(performance.now() - began).toBeLessThan(30_000);
  await expect(fetch(sandbox.url)).rejects.toThrow('fetch failed');
});

test('invalid paths are not found', async () => {
  await using sandbox = await startSandbox();
  const statusOf = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      httpRequest(sandbox.url, { path, headers: HEADERS }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });
  for (const path of ['//', '*', 'http://[/', '/v1/projects/%/jobs/api', '/..//?']) {
    expect(await statusOf(path)).toBe(404);
  }
});

test('a port in use is an error', async () => {
  await using sandbox = await startSandbox();
  await expect(startSandbox({ port: Number(new URL(sandbox.url).port) })).rejects.toThrow('EADDRINUSE');
});

describe('faults', () => {
  test.each<[FaultKind, number, boolean, string | RegExp]>([
    ['html-502', 502, false, '<h1>502 Bad Gateway</h1>'],
    ['html-503', 503, false, '<h1>503 Service Temporarily Unavailable</h1>'],
    ['html-504', 504, false, '<h1>504 Gateway Time-out</h1>'],
    ['html-502-after', 502, true, '<h1>502 Bad Gateway</h1>'],
    ['error-500', 500, false, '{"error":{"status":500,'],
    ['unauthorized-401', 401, false, '{"error":{"status":401,'],
    ['forbidden-403', 403, false, '"requiredPermission":"Project > Jobs > Deployment > Deploy Build"'],
    ['not-found-404', 404, false, '{"error":{"status":404,'],
    ['conflict-409', 409, false, '{"error":{"status":409,'],
    ['429', 429, false, '{"error":{"status":429,'],
    ['redirect', 302, false, /^$/],
    ['nonsense', 200, true, /^\{"data": \{"id": "[a-z-]*$/],
    ['wrong-shape', 200, true, '{"result":'],
  ])('%s', async (kind, status, taken, text) => {
    await using sandbox = await startSandbox();
    sandbox.faults.add({ on: 'start', kind, times: 1 });
    const answer = await start(sandbox);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(text);
    expect(answer.type?.startsWith('text/html') ?? false).toBe(kind.startsWith('html'));
    expect(sandbox.world.builds()).toHaveLength(taken ? 1 : 0);
    expect(sandbox.world.requests).toMatchObject([
      { operation: 'start', fault: kind, status, taken, json: {} },
    ]);
    expect(sandbox.faults.hits).toEqual([{ operation: 'start', kind }]);
    // And the next one is well.
    expect((await start(sandbox)).status).toBe(200);
  });

  test.each<[FaultKind, boolean]>([
    ['reset-before', false],
    ['reset-after', true],
    ['cut', true],
    ['hang-before', false],
  ])('%s breaks the connection', async (kind, taken) => {
    await using sandbox = await startSandbox();
    sandbox.faults.add({ on: 'start', kind, times: 1, ms: 20 });
    await expect(start(sandbox)).rejects.toThrow(kind === 'cut' ? 'terminated' : 'fetch failed');
    expect(sandbox.world.builds()).toHaveLength(taken ? 1 : 0);
    expect(sandbox.world.requests).toMatchObject([{ fault: kind, status: undefined, taken }]);
    expect((await start(sandbox)).status).toBe(200);
  });

  test.each<[Fault, boolean]>([
    [{ on: 'any', kind: 'hang-before' }, false],
    [{ on: 'any', kind: 'hang-after' }, true],
  ])('%j never answers', async (fault, taken) => {
    await using sandbox = await startSandbox();
    sandbox.faults.add(fault);
    await expect(start(sandbox, 1500)).rejects.toThrow('aborted due to timeout');
    expect(sandbox.world.builds()).toHaveLength(taken ? 1 : 0);
  });

  test.each<FaultKind>(['slow', 'hang-after'])('%s answers late', async (kind) => {
    await using sandbox = await startSandbox();
    sandbox.faults.add({ on: 'start', kind, ms: 80 });
    const began = performance.now();
    expect(await start(sandbox)).toMatchObject({ status: 200, text: expect.stringContaining('"data"') });
    expect(performance.now() - began).toBeGreaterThan(70);
  });

  test('huge has a very large body', async () => {
    await using sandbox = await startSandbox();
    sandbox.faults.add({ on: 'resource', kind: 'huge' });
    const answer = await fetch(`${sandbox.url}${JOB}`, { headers: HEADERS });
    let size = 0;
    for await (const chunk of answer.body ?? []) {
      size += chunk.length;
      if (size > 20_000_000) break;
    }
    expect(size).toBeGreaterThan(20_000_000);
  });

  test('a redirect has its location, and a 429 the time of the reset', async () => {
    await using sandbox = await startSandbox();
    const headersOf = async (fault: Fault) => {
      sandbox.faults.clear();
      sandbox.faults.add(fault);
      const answer = await fetch(`${sandbox.url}${JOB}`, { headers: HEADERS, redirect: 'manual' });
      return Object.fromEntries(answer.headers);
    };
    expect(
      await headersOf({ on: 'resource', kind: 'redirect', location: 'http://127.0.0.1:1/x' }),
    ).toMatchObject({
      location: 'http://127.0.0.1:1/x',
    });
    expect(await headersOf({ on: 'resource', kind: '429', ms: 1500 })).toMatchObject({
      'x-ratelimit-reset': '2',
    });
    const bare = await headersOf({ on: 'resource', kind: '429', reset: null, retryAfter: '7' });
    expect(bare).toMatchObject({ 'retry-after': '7' });
    expect(bare).not.toHaveProperty('x-ratelimit-reset');
  });

  test('skip, times, chance and operation select the requests that meet a fault', () => {
    const pick = (fault: Fault, operation: Operation = 'get'): string => {
      const faults = createFaults();
      faults.add(fault);
      return Array.from({ length: 6 }, () => (faults.pickFault(operation) ? 'x' : '.')).join('');
    };
    expect(pick({ on: 'get', kind: 'cut' })).toBe('xxxxxx');
    expect(pick({ on: 'get', kind: 'cut', skip: 2, times: 3 })).toBe('..xxx.');
    expect(pick({ on: 'any', kind: 'cut', times: 1 })).toBe('x.....');
    expect(pick({ on: 'list', kind: 'cut' })).toBe('......');
    expect(pick({ on: 'any', kind: 'tail-cut' })).toBe('......');
    expect(pick({ on: 'any', kind: 'tail-cut' }, 'tail')).toBe('xxxxxx');
    expect(pick({ on: 'get', kind: 'cut', chance: 0 })).toBe('......');

    const often = createFaults(7);
    const again = createFaults(7);
    const other = createFaults(8);
    for (const faults of [often, again, other]) faults.add({ on: 'any', kind: 'cut', chance: 0.3 });
    const draw = (faults: typeof often): boolean[] =>
      Array.from({ length: 1000 }, () => faults.pickFault('get') !== undefined);
    const drawn = draw(often);
    expect(drawn).toEqual(draw(again));
    expect(drawn).not.toEqual(draw(other));
    expect(often.hits.length).toBeGreaterThan(250);
    expect(often.hits.length).toBeLessThan(350);
  });

  test('faults also work without a socket', () => {
    const world = createWorld({ now: () => 0 });
    const request = { method: 'POST', path: `${JOB}/build`, headers: HEADERS, body: '{}' };
    expect(exchange(world, { on: 'any', kind: 'hang-after' }, request)).toMatchObject({
      delay: Number.POSITIVE_INFINITY,
      end: 'answer',
      answer: { status: 200 },
    });
    expect(exchange(world, { on: 'any', kind: 'reset-before' }, request)).toEqual({
      delay: 0,
      end: 'destroy',
    });
    expect(exchange(world, undefined, request)).toMatchObject({ delay: 0, answer: { status: 200 } });
    expect(world.builds()).toHaveLength(2);
    expect(world.requests.map((entry) => entry.fault)).toEqual(['hang-after', 'reset-before', undefined]);
  });
});

describe('live tail', () => {
  const world = () => createWorld({ speed: 50, script: scripts.success });

  test('follows a build to its end and stays open', async () => {
    await using sandbox = await startSandbox({ world: world() });
    const tail = await openTail(sandbox);
    await tail.until(() => tail.lines().at(-1)?.includes('Image pushed'));
    expect(tail.messages[0]).toEqual({ type: 'init', data: { auth: 'successful' } });
    expect(tail.lines()).toHaveLength(31);
    expect(tail.socket.readyState).toBe(WebSocket.OPEN);
    expect(sandbox.world.requests).toMatchObject([{ operation: 'tail', status: 101, taken: true }]);
    expect(sandbox.world.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  test('is closed at the end of the build if the world has that option', async () => {
    await using sandbox = await startSandbox({ world: createWorld({ speed: 50, tailClosesAtEnd: true }) });
    const tail = await openTail(sandbox);
    await tail.closed;
    expect(tail.lines().at(-1)).toContain('Image pushed');
  });

  test('is pinged', async () => {
    await using sandbox = await startSandbox({ world: createWorld({ speed: 1000 }) });
    const tail = await openTail(sandbox);
    const pings = new Promise((resolve) => tail.socket.once('ping', resolve));
    expect(await pings).toBeInstanceOf(Buffer);
  });

  test.each<[Fault['kind'], number]>([
    ['tail-refused', 403],
    ['html-502', 502],
    ['429', 429],
    ['unauthorized-401', 401],
  ])('%s refuses the handshake with %s', async (kind, status) => {
    await using sandbox = await startSandbox({ world: world() });
    sandbox.faults.add({ on: 'tail', kind });
    await expect(openTail(sandbox)).rejects.toThrow(`Unexpected server response: ${status}`);
    expect(sandbox.world.requests).toMatchObject([{ operation: 'tail', fault: kind, status, taken: false }]);
  });

  test.each([
    ['/v1/projects/shop/jobs/api/build', 404],
    ['/v1/projects/shop/jobs/api/build-logs?queryType=tail', 400],
  ])('a handshake on %s gets %s', async (path, status) => {
    await using sandbox = await startSandbox();
    const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}${path}`);
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toBe(`Unexpected server response: ${status}`);
  });

  test('reset-before and hang-before break the handshake', async () => {
    await using sandbox = await startSandbox();
    sandbox.faults.add({ on: 'tail', kind: 'reset-before', times: 1 });
    sandbox.faults.add({ on: 'tail', kind: 'hang-before', ms: 20 });
    await expect(openTail(sandbox)).rejects.toThrow('socket hang up');
    await expect(openTail(sandbox)).rejects.toThrow('socket hang up');
    expect(sandbox.faults.hits.map((hit) => hit.kind)).toEqual(['reset-before', 'hang-before']);
  });

  test('tail-auth-refused sends the reason and closes', async () => {
    await using sandbox = await startSandbox({ world: world() });
    sandbox.faults.add({ on: 'tail', kind: 'tail-auth-refused' });
    const tail = await openTail(sandbox);
    await tail.closed;
    expect(tail.messages).toEqual([{ type: 'init', data: { auth: 'failed', message: 'Unauthorized' } }]);
  });

  test('tail-silent sends nothing, while the build continues', async () => {
    await using sandbox = await startSandbox({ world: world() });
    sandbox.faults.add({ on: 'tail', kind: 'tail-silent' });
    const tail = await openTail(sandbox);
    await until(() => sandbox.world.running().length === 0);
    expect(tail.messages).toEqual([]);
    expect(tail.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('tail-cut breaks the connection after its lines, and the next tail is complete', async () => {
    await using sandbox = await startSandbox({ world: world() });
    sandbox.faults.add({ on: 'tail', kind: 'tail-cut', lines: 5, times: 1 });
    const tail = await openTail(sandbox);
    // 1006: the connection went away without a closing handshake.
    expect(await tail.closed).toBe(1006);
    expect(tail.lines()).toHaveLength(5);
    const next = await openTail(sandbox);
    await next.until(() => next.lines().at(-1)?.includes('Image pushed'));
  });

  test.each([
    ['tail-error', { type: 'error', data: { message: 'Log stream failed' } }],
    ['tail-nonsense', '<<< not JSON >>>'],
  ] as const)('%s comes after its lines, and nothing follows it', async (kind, last) => {
    await using sandbox = await startSandbox({ world: world() });
    sandbox.faults.add({ on: 'tail', kind, lines: 2 });
    const tail = await openTail(sandbox);
    await until(() => sandbox.world.running().length === 0 && tail.messages.length > 2);
    expect(tail.lines()).toHaveLength(2);
    expect(tail.messages.at(-1)).toEqual(last);
  });

  test('without lines, the fault occurs at once', async () => {
    await using sandbox = await startSandbox({ world: createWorld({ script: scripts.submissionFailure }) });
    sandbox.faults.add({ on: 'tail', kind: 'tail-error' });
    const tail = await openTail(sandbox);
    await tail.until(() => tail.messages.length === 2);
    expect(tail.messages[1]).toMatchObject({ type: 'error' });
  });
});

type Tail = {
  socket: WebSocket;
  messages: unknown[];
  lines: () => string[];
  /** The code with which it was closed. */
  closed: Promise<number>;
  until: (condition: () => boolean | undefined) => Promise<void>;
};

/** Starts a build, unless there is one, and follows the first. */
async function openTail(sandbox: Sandbox, ca?: string): Promise<Tail> {
  const { id } = sandbox.world.builds()[0] ?? sandbox.world.startBuildElsewhere();
  const url = `${sandbox.url.replace('http', 'ws')}${JOB}/build-logs?queryType=tail&lineLimit=1000&buildId=${id}`;
  const socket = new WebSocket(url, ca === undefined ? {} : { ca });
  const messages: unknown[] = [];
  socket.on('message', (data: Buffer) => messages.push(parse(data.toString())));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  socket.send(INIT);
  return {
    socket,
    messages,
    closed,
    until,
    lines: () =>
      messages.flatMap((message: any) =>
        message.type === 'log-lines' ? message.data.map((line: { log: string }) => line.log) : [],
      ),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function until(condition: () => boolean | undefined): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('It never happened');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
