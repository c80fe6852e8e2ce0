import { createServer, request as forward } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A forward proxy on the loopback address, and what it was asked. */
export type ForwardProxy = AsyncDisposable & {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Such as `GET http://host/path` and `CONNECT host:port`, oldest first. */
  readonly asked: string[];
};

/** What the proxy does with a CONNECT, and with other requests: let through, ask for credentials, or nothing at all. */
export type ProxyManners = { connect?: 'open' | 'ask' | 'hang'; other?: 'forward' | 'ask' };

/** Starts a proxy that lets everything through, unless it is told otherwise. */
export async function startProxy(manners: ProxyManners = {}): Promise<ForwardProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };

  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    if (manners.other === 'ask') {
      outgoing.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end();
      return;
    }
    const { method, headers } = incoming;
    const onward = forward(
      incoming.url ?? '',
      { ...(method === undefined ? {} : { method }), headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connection', track);
  server.on('connect', (incoming, socket, head) => {
    asked.push(`CONNECT ${incoming.url}`);
    if (manners.connect === 'hang') return;
    if (manners.connect === 'ask') {
      socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="proxy"\r\n\r\n',
      );
      return;
    }
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    track(onward);
  });

  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const address = server.address();
  return {
    address: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      for (const socket of sockets) socket.destroy();
      await closed.promise;
    },
  };
}
