import { createServer, request as forward } from 'node:http';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';

/** A request as a gateway received it. */
type GatewayRequest = {
  method: string | undefined;
  /** The number of its connection, from 0. */
  connection: number;
  /** Whether its connection was closed instead of an answer. */
  isLost: boolean;
};

/** A gateway between the action and a server. */
type Gateway = AsyncDisposable & { readonly url: string };

/**
 * Starts a gateway whose connections are stale after their first answer: they stay open, and are closed without an
 * answer when a second request comes, so that the client cannot tell whether that request was carried out.
 */
export async function startStaleConnectionGateway(
  target: string,
): Promise<Gateway & { readonly requests: GatewayRequest[] }> {
  const requests: GatewayRequest[] = [];
  const connections = new Map<Socket, number>();
  const server = createServer((incoming, outgoing) => {
    const { method, headers, socket, url } = incoming;
    const isLost = connections.has(socket);
    const connection = connections.get(socket) ?? connections.size;
    connections.set(socket, connection);
    requests.push({ method, connection, isLost });
    if (isLost) {
      socket.destroy();
      return;
    }
    const options = { agent: false, headers, ...(method === undefined ? {} : { method }) } as const;
    const onward = forward(`${target}${url}`, options, (answer) => {
      const { connection: _, ...kept } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, kept);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  // An idle connection that is closed while the client wants to use it would be a race.
  server.keepAliveTimeout = 600_000;
  return { requests, ...(await listen(server)) };
}

/** Milliseconds between two reads of a slow uplink. */
const READ_MS = 20;

/** Starts a gateway that reads at most that many bytes per second; `uploadMs` is the duration of the longest upload. */
export async function startSlowUplink(
  target: string,
  bytesPerSecond: number,
): Promise<Gateway & { readonly uploadMs: number }> {
  const { hostname, port } = new URL(target);
  let uploadMs = 0;
  const server = createTcpServer((socket) => {
    const onward = connect(Number(port), hostname);
    onward.pipe(socket);
    let firstMs: number | undefined;
    const timer = setInterval(() => {
      const chunk = socket.read(Math.min(socket.readableLength, (bytesPerSecond * READ_MS) / 1000)) as Buffer;
      if (chunk === null) return;
      firstMs ??= performance.now();
      uploadMs = Math.max(uploadMs, performance.now() - firstMs);
      onward.write(chunk);
    }, READ_MS);
    // A stream without a listener is not read at all.
    socket.on('readable', () => undefined);
    const end = (): void => {
      clearInterval(timer);
      socket.destroy();
      onward.destroy();
    };
    for (const one of [socket, onward]) one.on('error', end).on('close', end);
  });
  const gateway = await listen(server);
  return {
    ...gateway,
    get uploadMs() {
      return uploadMs;
    },
  };
}

/** Listens on a free port of the loopback address. */
async function listen(server: Server): Promise<Gateway> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    [Symbol.asyncDispose]: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      for (const socket of sockets) socket.destroy();
      await closed.promise;
    },
  };
}
