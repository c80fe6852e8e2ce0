import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer, STATUS_CODES } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { Exchange, Fault, Faults } from './faults.ts';
import { createFaults, exchange, isTailFault } from './faults.ts';
import type { TailFrame, TailSession } from './tail-session.ts';
import type { SandboxAnswer, SandboxRequest, World } from './world.ts';
import { createWorld, operationOf } from './world.ts';

/** Where and what to serve; by default a new world on a free port of the loopback address. */
export type SandboxOptions = {
  world?: World;
  faults?: Faults;
  tls?: { key: string; cert: string };
  port?: number;
  host?: string;
};

/** A Northflank at an address. */
export type Sandbox = AsyncDisposable & {
  /** The origin, without a slash at its end. */
  readonly url: string;
  readonly world: World;
  readonly faults: Faults;
  /** Stops serving and destroys every connection. */
  close: () => Promise<void>;
};

/** Intervals at which a live tail sends lines and pings, in milliseconds at the world's speed of 1. */
const TAIL_BATCH_MS = 1000;
const TAIL_PING_MS = 20_000;
/** No timer runs more often than this, however fast the world. */
const SHORTEST_INTERVAL_MS = 10;
const KEEP_ALIVE_MS = 60_000;
/** Node fires a longer timer at once; 24 days are as good as never. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** An "endless" body: too large to be read as a whole, but it does end. */
const HUGE_CHUNK = Buffer.alloc(64 * 1024, ' ');
const HUGE_CHUNKS = 4096;

/** Serves a world over HTTP (or HTTPS) and WebSocket. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world = options.world ?? createWorld();
  const faults = options.faults ?? createFaults();
  const host = options.host ?? '127.0.0.1';
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  const webSockets = new WebSocketServer({ noServer: true });

  function runAfter(ms: number, act: () => void): void {
    if (ms > LONGEST_TIMER_MS) return;
    if (ms === 0) return act();
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  }

  const listener: RequestListener = (message, response) => {
    // The world has a clock of its own, and an answer may have no date at all.
    response.sendDate = false;
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('error', ignore);
    response.on('error', ignore);
    message.on('end', () => {
      const request = toRequest(message, Buffer.concat(chunks).toString('utf8'));
      const fault = faults.pickFault(operationOf(request.method, request.path));
      const outcome = exchange(world, fault, request);
      runAfter(outcome.delay, () => play(outcome, message, response));
    });
  };
  const server: Server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  // A test decides how long a client may hang, not the server.
  server.requestTimeout = 0;
  // An idle connection that is closed just when a client reuses it would be a failure by chance.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', ignore);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.on('tlsClientError', ignore);

  server.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', ignore);
    const request = toRequest(message, '');
    const fault = faults.pickFault(operationOf(request.method, request.path));
    if (fault?.kind === 'tail-refused') {
      const answer = refusedHandshake();
      world.note(request, fault.kind, answer.status);
      return writeRaw(socket, answer);
    }
    const upgrade = (): void => {
      const session = world.openTail(request);
      if ('body' in session) return writeRaw(socket, session);
      const entry = world.requests.at(-1);
      if (fault && entry) entry.fault = fault.kind;
      webSockets.handleUpgrade(message, socket, head, (client) => follow(client, session, fault));
    };
    if (!fault || isTailFault(fault)) return upgrade();
    if (fault.kind === 'slow') return runAfter(fault.ms ?? TAIL_BATCH_MS, upgrade);
    const outcome = exchange(world, fault, request);
    runAfter(outcome.delay, () => {
      if (outcome.end === 'answer') writeRaw(socket, outcome.answer);
      else socket.destroy();
    });
  });

  function follow(client: WebSocket, session: TailSession, fault: Fault | undefined): void {
    const send = tailSender(client, fault);
    client.on('error', ignore);
    client.on('message', (data: Buffer) => {
      if (fault?.kind === 'tail-silent') return;
      if (fault?.kind === 'tail-auth-refused') {
        send({ type: 'init', data: { auth: 'failed', message: 'Unauthorized' } });
        return client.close();
      }
      for (const frame of session.receive(data.toString('utf8'))) send(frame);
      step();
    });
    const step = (): void => {
      for (const frame of session.poll()) send(frame);
      if (session.open) send(undefined);
      if (session.finished) client.close();
    };
    const repeat = (ms: number, act: () => void): NodeJS.Timeout => {
      const timer = setInterval(act, Math.max(SHORTEST_INTERVAL_MS, ms / world.speed));
      timers.add(timer);
      return timer;
    };
    const running = [
      repeat(TAIL_BATCH_MS, () => fault?.kind !== 'tail-silent' && step()),
      repeat(TAIL_PING_MS, () => client.readyState === client.OPEN && client.ping()),
    ];
    client.on('close', () => {
      for (const timer of running) {
        clearInterval(timer);
        timers.delete(timer);
      }
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

  let closed: Promise<void> | undefined;
  function close(): Promise<void> {
    closed ??= new Promise((resolve) => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      server.close(() => resolve());
      for (const client of webSockets.clients) client.terminate();
      for (const socket of sockets) socket.destroy();
    });
    return closed;
  }

  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `${options.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    world,
    faults,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function toRequest(message: IncomingMessage, body: string): SandboxRequest {
  return { method: message.method ?? '', path: message.url ?? '/', headers: { ...message.headers }, body };
}

function play(outcome: Exchange, message: IncomingMessage, response: ServerResponse): void {
  if (outcome.end === 'destroy') {
    message.socket.destroy();
    return;
  }
  const { status, headers, body } = outcome.answer;
  const bytes = Buffer.from(body);
  if (outcome.end === 'endless') {
    response.writeHead(200, { 'content-type': 'application/json' });
    writeHuge(response);
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  if (outcome.end === 'cut') {
    response.write(bytes.subarray(0, bytes.length >> 1), () => message.socket.destroy());
    return;
  }
  response.end(bytes);
}

function writeHuge(response: ServerResponse): void {
  let remaining = HUGE_CHUNKS;
  const more = (): void => {
    while (remaining-- > 0 && !response.destroyed) {
      if (!response.write(HUGE_CHUNK)) {
        response.once('drain', more);
        return;
      }
    }
    response.end();
  };
  response.write('{"data":{"filler":"');
  more();
}

function writeRaw(socket: Duplex, answer: SandboxAnswer): void {
  const bytes = Buffer.from(answer.body);
  const headers = { ...answer.headers, 'content-length': String(bytes.length), connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}\r\n${lines.join('')}\r\n`);
  socket.end(bytes);
}

function refusedHandshake(): SandboxAnswer {
  const error = { status: 403, message: 'Forbidden', id: 'forbidden' };
  return { status: 403, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) };
}

/** Sends frames until the fault's number of lines is reached, then plays the fault; `undefined` only checks. */
function tailSender(client: WebSocket, fault: Fault | undefined): (frame: TailFrame | undefined) => void {
  const breaks = ['tail-cut', 'tail-error', 'tail-nonsense'].includes(fault?.kind ?? '');
  let remainingLines = breaks ? (fault?.lines ?? 0) : Number.POSITIVE_INFINITY;
  let broken = false;
  return (frame) => {
    if (broken || client.readyState !== client.OPEN) return;
    if (frame?.type === 'log-lines') {
      const data = frame.data.slice(0, remainingLines);
      remainingLines -= data.length;
      if (data.length > 0) client.send(JSON.stringify({ ...frame, data }));
    } else if (frame) {
      client.send(JSON.stringify(frame));
    }
    if (remainingLines > 0 || frame?.type === 'init') return;
    broken = true;
    if (fault?.kind === 'tail-error') {
      client.send(JSON.stringify({ type: 'error', data: { message: 'Log stream failed' } }));
    } else if (fault?.kind === 'tail-nonsense') {
      client.send('<<< not JSON >>>');
    } else {
      client.terminate();
    }
  };
}

function ignore(): void {
  // Broken connections are expected.
}
