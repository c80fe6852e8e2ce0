import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, jest, test } from '@jest/globals';
import { createFaults, type Fault, type FaultKind } from '../../sandbox/northflank/faults.ts';
import type { Script } from '../../sandbox/northflank/build-scripts.ts';
import { withQuirks } from '../../sandbox/northflank/quirks.ts';
import { startSandbox } from '../../sandbox/northflank/server.ts';
import { createWorld, SANDBOX } from '../../sandbox/northflank/world.ts';
import { createWorldSend, WORLD_HOST } from '../../scripts/simulate/world-send.ts';
import { systemClock } from '../../src/clock.ts';
import { NorthflankError } from '../../src/errors.ts';
import { createClient } from '../../src/northflank/client.ts';
import { resourcePath } from '../../src/northflank/resource.ts';
import { createTransport } from '../../src/northflank/http.ts';

const PATH = { project: SANDBOX.project, kind: 'job' as const, id: SANDBOX.job };
const never = new AbortController().signal;

async function failure(work: Promise<unknown>): Promise<NorthflankError> {
  const error = await work.then(
    () => new Error('It did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof NorthflankError)) throw error;
  return error;
}

/** A server that answers all requests in the same way. */
async function serve(answer: (response: ServerResponse) => void) {
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

const KINDS: FaultKind[] = [
  ...(['reset-before', 'reset-after', 'cut', 'html-502', 'html-503', 'html-504', 'html-502-after'] as const),
  ...(['error-500', 'nonsense', 'wrong-shape', 'redirect', 'unauthorized-401', 'forbidden-403'] as const),
  ...(['not-found-404', 'conflict-409', '429', 'huge', 'hang-before', 'hang-after'] as const),
];

describe('the transport', () => {
  test.each(KINDS)('fails with %s like its in-process double, and shows no token', async (kind) => {
    await using sandbox = await startSandbox();
    const real = createClient(createTransport({ apiUrl: sandbox.url, apiToken: SANDBOX.token }), PATH);
    const fault: Fault = { on: 'start', kind, retryAfter: '120' };
    sandbox.faults.add(fault);
    const timeoutMs = kind.startsWith('hang') ? 150 : 10_000;
    const error = await failure(real.startBuild({}, never, timeoutMs));

    const faults = createFaults();
    faults.add(fault);
    const inProcess = createClient(
      createWorldSend({ world: createWorld(), faults, clock: systemClock }),
      PATH,
    );
    const double = await failure(inProcess.startBuild({}, never, timeoutMs));
    const host = new URL(sandbox.url).host;
    const facts = (
      { message, kind: of, status, permission, retryAfterMs }: NorthflankError,
      where: string,
    ) => ({
      ...{ of, status, permission, retryAfterMs },
      message: message.replaceAll(where, 'HOST'),
    });
    expect(facts(double, WORLD_HOST)).toEqual(facts(error, host));

    // What `console.log(error)` would print, and more.
    const everything = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
    expect(everything).not.toContain(SANDBOX.token);
    expect(sandbox.world.requests).toHaveLength(1);
  });

  test('has the same answers as its in-process double', async () => {
    await using sandbox = await startSandbox();
    const real = createTransport({ apiUrl: sandbox.url, apiToken: SANDBOX.token });
    const request = {
      ...{ method: 'GET' as const, path: `${resourcePath(PATH)}/build?per_page=5`, timeoutMs: 5000 },
      context: { to: 'list', permission: '', check: '' },
    };
    const answer = await real(request, never);
    const double = createWorldSend({ world: sandbox.world, faults: createFaults(), clock: systemClock });
    expect(await double(request, never)).toMatchObject({
      body: answer.body,
      limit: { remaining: (answer.limit?.remaining ?? 0) - 1 },
    });
    expect(typeof answer.serverTimeMs).toBe('number');
    expect(sandbox.world.requests[0]?.headers['authorization']).toBe(`Bearer ${SANDBOX.token}`);
  });

  test('has no server time where the answer has no date', async () => {
    await using sandbox = await startSandbox({ world: withQuirks(createWorld(), { dateOffsetMs: null }) });
    const real = createClient(createTransport({ apiUrl: sandbox.url, apiToken: SANDBOX.token }), PATH);
    expect((await real.listBuilds(never)).serverTimeMs).toBeUndefined();
  });

  test.each([
    [
      { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '60' },
      { remaining: 7, resetMs: 60_000 },
    ],
    [{ 'x-ratelimit-remaining': '7' }, undefined],
    [{ 'x-ratelimit-reset': '60' }, undefined],
    [{ 'x-ratelimit-remaining': '-1', 'x-ratelimit-reset': '60' }, undefined],
    [{ 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '1717243200000' }, undefined],
  ])('the limit of an answer with %p is %p', async (headers, limit) => {
    await using server = await serve((response) => void response.writeHead(200, headers).end('{"data":{}}'));
    const send = createTransport({ apiUrl: server.url, apiToken: SANDBOX.token });
    const context = { to: 'ask', permission: '', check: '' };
    expect((await send({ method: 'GET', path: '/', context, timeoutMs: 5000 }, never)).limit).toEqual(limit);
  });

  test("rejects with the signal's reason, before and during a request", async () => {
    await using sandbox = await startSandbox();
    sandbox.faults.add({ on: 'any', kind: 'hang-before' });
    const client = createClient(createTransport({ apiUrl: sandbox.url, apiToken: SANDBOX.token }), PATH);
    const reason = new Error('cancelled');
    await expect(client.getResource(AbortSignal.abort(reason))).rejects.toBe(reason);
    const cancel = new AbortController();
    const work = client.getResource(cancel.signal);
    setImmediate(() => cancel.abort(reason));
    await expect(work).rejects.toBe(reason);
  });

  test('has a time limit for an endless answer', async () => {
    await using server = await serve((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    const client = createClient(createTransport({ apiUrl: server.url, apiToken: SANDBOX.token }), PATH);
    const error = await failure(client.getBuild('x', never, 200));
    expect(error).toMatchObject({
      kind: 'unknown',
      message: expect.stringContaining('did not respond in time'),
    });
  });

  test('delivers the beginning of a page that breaks off, like its in-process double', async () => {
    const lines = Array.from({ length: 600 }, (_, at) => `${at} ${'x'.repeat(90)}`);
    const script: Script = {
      phases: [{ status: 'BUILDING', seconds: 1, lines }],
      end: { status: 'SUCCESS', concluded: true, success: true },
    };
    await using sandbox = await startSandbox({ world: createWorld({ script, speed: 1e6 }) });
    const { id } = sandbox.world.startBuildElsewhere();
    const faults = createFaults();
    const sends = [
      createTransport({ apiUrl: sandbox.url, apiToken: SANDBOX.token }),
      createWorldSend({ world: sandbox.world, faults, clock: systemClock }),
    ];
    for (const fault of [sandbox.faults, faults]) fault.add({ on: 'logs', kind: 'cut' });
    for (const send of sends) {
      const delivered: string[] = [];
      const query = { buildId: id, fromMs: Date.now() - 3600_000, untilMs: Infinity, lineLimit: 600 };
      const take = (page: { text: string }[]): void => void delivered.push(...page.map(({ text }) => text));
      const error = await failure(createClient(send, PATH).readLogs({ ...query, take }, never));
      expect(error).toMatchObject({ kind: 'unknown', message: expect.stringContaining('was lost') });
      expect(delivered.length).toBeGreaterThan(100);
      expect(delivered).toEqual(lines.slice(0, delivered.length));
    }
  });

  test('accepts an answer before the request is sent completely, and an abort after that breaks nothing', async () => {
    await using server = await serve((response) => {
      response.writeHead(413, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"Too large"}}');
    });
    const client = createClient(createTransport({ apiUrl: server.url, apiToken: SANDBOX.token }), PATH);
    const cancel = new AbortController();
    const body = { overrides: { LARGE: 'x'.repeat(8_000_000) } };
    expect(await failure(client.startBuild(body, cancel.signal))).toMatchObject({ status: 413 });
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtExceptionMonitor', note);
    cancel.abort(new Error('cancelled'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('uncaughtExceptionMonitor', note);
    expect(uncaught).toEqual([]);
  });

  test('does not count the processing of a page towards the time limit', async () => {
    const data = Array.from({ length: 5000 }, (_, at) => ({ log: `${at} ${'x'.repeat(90)}`, ts: '' }));
    await using server = await serve((response) => void response.end(JSON.stringify({ data })));
    const send = createTransport({ apiUrl: server.url, apiToken: SANDBOX.token });
    let delivered = 0;
    const take = (elements: unknown[]): void => {
      delivered += elements.length;
      // Blocks, like a pipe that nobody reads.
      for (const from = performance.now(); performance.now() - from < 20; );
    };
    const context = { to: 'read', permission: '', check: '' };
    await send({ method: 'GET', path: '/', context, timeoutMs: 500, take }, never);
    expect(delivered).toBe(5000);
  });

  test('counts the time limit of a large request from its last byte', async () => {
    await using server = await serve((response) => {
      const { req } = response;
      req.on('data', () => {
        req.pause();
        setTimeout(() => req.resume(), 10);
      });
      req.on('end', () => response.end('{"data":{}}'));
    });
    const send = createTransport({ apiUrl: server.url, apiToken: SANDBOX.token });
    const body = { overrides: 'x'.repeat(24_000_000) };
    const context = { to: 'start', permission: '', check: '' };
    const fromMs = performance.now();
    await send({ method: 'POST', path: '/', body, context, timeoutMs: 1800 }, never);
    expect(performance.now() - fromMs).toBeGreaterThan(2000);
  });

  test('lets a page take as long as it needs, but not without a piece in time', async () => {
    const piece = Array.from({ length: 200 }, (_, at) =>
      JSON.stringify({ log: `${at} ${'x'.repeat(90)}` }),
    ).join();
    let sent = 0;
    await using server = await serve((response) => {
      response.write(`{"data":[${piece}`);
      const timer = setInterval(() => {
        sent += 1;
        response.write(sent <= 8 ? `,${piece}` : ' ');
      }, 100);
      response.on('close', () => clearInterval(timer));
    });
    const send = createTransport({ apiUrl: server.url, apiToken: SANDBOX.token });
    let delivered = 0;
    const take = (elements: unknown[]): void => void (delivered += elements.length);
    const context = { to: 'read', permission: '', check: '' };
    const error = await failure(send({ method: 'GET', path: '/', context, timeoutMs: 500, take }, never));
    expect(error.message).toContain('did not respond in time');
    expect([delivered >= 8 * 200, sent < 20]).toEqual([true, true]);
  });

  test('leaves no timer behind', async () => {
    await using server = await serve((response) => void response.end('{"data":{}}'));
    const client = createClient(createTransport({ apiUrl: server.url, apiToken: SANDBOX.token }), PATH);
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    for (let request = 0; request < 20; request += 1) await client.getResource(never, 60_000);
    // The connection, which is kept, has some of its own.
    expect(timers() - before).toBeLessThan(10);
  });

  test('takes no answer of more than 32 MB', async () => {
    let sent = 0;
    await using server = await serve((response) => {
      const send = (): void => {
        while (!response.destroyed) {
          sent += 100_000;
          if (!response.write(' '.repeat(100_000))) return;
        }
      };
      response.on('drain', send);
      send();
    });
    const client = createClient(createTransport({ apiUrl: server.url, apiToken: SANDBOX.token }), PATH);
    const error = await failure(client.getBuild('x', never, 30_000));
    expect(error.message).toContain('response too large');
    // What is still on its way counts as well.
    expect([sent > 32 * 2 ** 20, sent < 48 * 2 ** 20]).toEqual([true, true]);
  });

  test('keeps the space of young objects small for a page, and for nothing else', async () => {
    await using server = await serve((response) => void response.end('{"data":[]}'));
    const send = createTransport({ apiUrl: server.url, apiToken: SANDBOX.token });
    const request = {
      ...{ method: 'GET' as const, path: '/', timeoutMs: 5000 },
      context: { to: 'read', permission: '', check: '' },
    };
    const setFlags = jest.spyOn(process.getBuiltinModule('node:v8'), 'setFlagsFromString');
    try {
      await send(request, never);
      expect(setFlags).not.toHaveBeenCalled();
      await send({ ...request, take: () => {} }, never);
      expect(setFlags).toHaveBeenCalled();
    } finally {
      setFlags.mockRestore();
    }
  });

  test('reuses the connection of a read, and uses one of its own for all else', async () => {
    const sockets: unknown[] = [];
    await using server = await serve((response) => {
      sockets.push(response.socket);
      response.end('{"data":{}}');
    });
    const send = createTransport({ apiUrl: server.url, apiToken: SANDBOX.token });
    const context = { to: 'ask', permission: '', check: '' };
    const limit = new AbortController();
    for (const method of ['GET', 'POST', 'DELETE', 'GET'] as const) {
      const body = method === 'POST' ? { body: {} } : {};
      await send({ method, path: '/', ...body, context, timeoutMs: 5000 }, limit.signal);
    }
    limit.abort(new Error('over'));
    await send({ method: 'GET', path: '/', context, timeoutMs: 5000 }, never);
    const [first, start, abort, second, third] = sockets;
    expect([second, third]).toEqual([first, first]);
    expect(new Set([first, start, abort]).size).toBe(3);
  });

  test('knows that a request was not sent if the connection is refused', async () => {
    const client = createClient(
      createTransport({ apiUrl: 'http://127.0.0.1:1', apiToken: SANDBOX.token }),
      PATH,
    );
    const error = await failure(client.startBuild({}, never));
    expect(error).toMatchObject({ kind: 'unsent', message: expect.stringContaining('refused') });
    expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(
      SANDBOX.token,
    );
  });

  test('sends the token to no other host, even if an answer is a redirect', async () => {
    await using elsewhere = await startSandbox();
    await using sandbox = await startSandbox();
    sandbox.faults.add({ on: 'any', kind: 'redirect', location: `${elsewhere.url}/v1/login` });
    const client = createClient(createTransport({ apiUrl: sandbox.url, apiToken: SANDBOX.token }), PATH);
    expect(await failure(client.startBuild({}, never))).toMatchObject({ kind: 'refused', status: 302 });
    expect(elsewhere.world.requests).toEqual([]);
    expect(sandbox.world.requests).toHaveLength(1);
  });
});

test.each([
  ['the reset of the rate limit does not matter after a 503', 503, {}, undefined],
  ['`retry-after` of a 503 is limited', 503, { 'retry-after': '3600' }, 60_000],
  ['the delay after a 429 lasts until the reset of the rate limit', 429, {}, 3_500_000],
  ['`retry-after` of a 429 wins over the reset', 429, { 'retry-after': '7' }, 7000],
] as const)('%s', async (_, status, headers, retryAfterMs) => {
  await using server = await serve((response) => {
    response.writeHead(status, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3500', ...headers });
    response.end('{}');
  });
  const send = createTransport({ apiUrl: server.url, apiToken: 'nf-x' });
  const context = { to: 'ask', permission: '', check: '' };
  const sent = send({ method: 'GET', path: '/v1', context, timeoutMs: 5000 }, never);
  await expect(sent).rejects.toMatchObject({ status, retryAfterMs });
});
