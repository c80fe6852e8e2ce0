import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { selfSigned } from '../../sandbox/northflank/certificate.ts';
import { annotated, openNorthflank, shownLines } from '../../sandbox/run-step.ts';
import { startProxy } from './forward-proxy.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

const tls = selfSigned();
const folder = mkdtempSync(path.join(tmpdir(), 'proxy-'));
const ca = path.join(folder, 'ca.pem');
writeFileSync(ca, tls.cert);
afterAll(() => rmSync(folder, { recursive: true }));

const BUILD_LINE = '#1 [internal] load build definition from Dockerfile';

test('requests and the live log go through the proxy', async () => {
  await using proxy = await startProxy();
  await using northflank = await openNorthflank({ speed: 8 });
  const run = await northflank.run(
    { logs: 'stream' },
    { runnerEnv: { http_proxy: `http://${proxy.address}` } },
  );
  expect([run.exitCode, run.annotations, run.outputs['conclusion']]).toEqual([0, [], 'success']);
  expect(shownLines(run)).toContain(BUILD_LINE);
  const { host } = new URL(northflank.url);
  expect(proxy.asked.filter((line) => line.startsWith('CONNECT'))).toEqual([`CONNECT ${host}`]);
  expect(proxy.asked.filter((line) => !line.startsWith('CONNECT'))).toEqual(
    northflank.world.requests
      .filter(({ operation }) => operation !== 'tail')
      .map(({ method, path: where }) => `${method} ${northflank.url}${where}`),
  );
  expect(northflank.asked('tail').map(({ status }) => status)).toEqual([101]);
});

test('over https everything goes through tunnels', async () => {
  await using proxy = await startProxy();
  await using northflank = await openNorthflank({ tls, speed: 8 });
  const run = await northflank.run(
    { logs: 'stream' },
    { runnerEnv: { HTTPS_PROXY: `http://${proxy.address}` }, env: { NODE_EXTRA_CA_CERTS: ca } },
  );
  expect([run.exitCode, run.annotations, shownLines(run).includes(BUILD_LINE)]).toEqual([0, [], true]);
  expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${new URL(northflank.url).host}`]));
  expect(proxy.asked.length).toBeGreaterThan(1);
  expect(northflank.asked('tail').map(({ status }) => status)).toEqual([101]);
});

test('a proxy without a scheme is a proxy', async () => {
  await using proxy = await startProxy();
  await using northflank = await openNorthflank();
  const run = await northflank.run({ wait: false }, { runnerEnv: { http_proxy: proxy.address } });
  expect(run.exitCode).toBe(0);
  expect(proxy.asked).toContain(`POST ${northflank.url}/v1${TESTED.path}/build`);
});

test.concurrent.each(['127.0.0.1', 'example.com, 127.0.0.1', '*'])(
  '`no_proxy: %s` leads past it',
  async (noProxy) => {
    await using proxy = await startProxy();
    await using northflank = await openNorthflank({ speed: 8 });
    const run = await northflank.run(
      { logs: 'stream' },
      { runnerEnv: { http_proxy: `http://${proxy.address}`, no_proxy: noProxy } },
    );
    expect(run.exitCode).toBe(0);
    expect(proxy.asked).toEqual([]);
  },
);

test('a proxy that wants credentials', async () => {
  await using proxy = await startProxy({ other: 'ask' });
  await using northflank = await openNorthflank();
  const run = await northflank.run({}, { runnerEnv: { http_proxy: `http://${proxy.address}` } });
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
  expect(annotated(run)).toEqual([
    expect.stringContaining(
      'HTTP 407. The proxy requires credentials: put them in `https_proxy`. No build was started.',
    ),
  ]);
  expect(northflank.lines()).toEqual([]);
});

test('a proxy that wants credentials for a tunnel', async () => {
  await using proxy = await startProxy({ connect: 'ask' });
  await using northflank = await openNorthflank({ tls });
  const run = await northflank.run(
    { 'timeout-minutes': 0.1 },
    {
      runnerEnv: { https_proxy: `http://user:s3cretpass@${proxy.address}` },
      env: { NODE_EXTRA_CA_CERTS: ca },
    },
  );
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
  expect(annotated(run)).toEqual([
    expect.stringContaining(
      'the proxy requires credentials. Put them in `https_proxy`. No build was started.',
    ),
  ]);
  expect(run.raw).not.toContain('s3cretpass');
  expect(northflank.lines()).toEqual([]);
});

test.each(['http://user:s3cretpass@bad:99999', 'socks5://user:s3cretpass@proxy:1080'])(
  'a proxy whose address is none is named, its password is not',
  async (address) => {
    await using northflank = await openNorthflank();
    const run = await northflank.run({}, { runnerEnv: { http_proxy: address } });
    expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
    expect(annotated(run)).toEqual([expect.stringContaining('`http_proxy` is not a valid proxy address')]);
    expect(run.raw).not.toContain('s3cretpass');
  },
);

const SOCKS = 'socks5://proxy.test:1080';

test('an unusable `http_proxy` is ignored for an API over https', async () => {
  await using northflank = await openNorthflank({ tls });
  const run = await northflank.run(
    {},
    { runnerEnv: { http_proxy: SOCKS }, env: { NODE_EXTRA_CA_CERTS: ca } },
  );
  expect([run.exitCode, run.annotations, run.outputs['conclusion']]).toEqual([0, [], 'success']);
});

test('an unusable `http_proxy` is ignored where `no_proxy` excludes the API', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({}, { runnerEnv: { http_proxy: SOCKS, no_proxy: '127.0.0.1' } });
  expect([run.exitCode, run.annotations, run.outputs['conclusion']]).toEqual([0, [], 'success']);
});

test('an unusable `https_proxy` is named where it is needed', async () => {
  await using northflank = await openNorthflank({ tls });
  const run = await northflank.run({}, { runnerEnv: { https_proxy: SOCKS } });
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
  expect(annotated(run)).toEqual([expect.stringContaining('`https_proxy` is not a valid proxy address')]);
  expect(northflank.lines()).toEqual([]);
});

test('a proxy that is not there', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run(
    { 'timeout-minutes': 0.01 },
    { runnerEnv: { http_proxy: 'http://127.0.0.1:9' } },
  );
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
  expect(annotated(run)).toEqual([
    expect.stringContaining(
      'cannot be reached (the connection was refused). Check `api-url`, the network and the proxy. No build was started.',
    ),
  ]);
});

test('a proxy that hangs at a tunnel does not hang the step beyond its time', async () => {
  await using proxy = await startProxy({ connect: 'hang' });
  await using northflank = await openNorthflank({ tls });
  const run = await northflank.run(
    { 'timeout-minutes': 0.02 },
    { runnerEnv: { https_proxy: `http://${proxy.address}` }, env: { NODE_EXTRA_CA_CERTS: ca } },
  );
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
  expect(annotated(run)).toEqual([expect.stringContaining('timed out. No build was started.')]);
  expect(run.durationMs).toBeLessThan(60_000);
  expect(northflank.lines()).toEqual([]);
});

test('a proxy that hangs at the tunnel of the live log costs neither the build nor its log', async () => {
  await using proxy = await startProxy({ connect: 'hang' });
  await using northflank = await openNorthflank();
  const run = await northflank.run(
    { logs: 'stream' },
    { runnerEnv: { http_proxy: `http://${proxy.address}` } },
  );
  expect([run.exitCode, run.annotations, shownLines(run).includes(BUILD_LINE)]).toEqual([0, [], true]);
});
