import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { selfSigned } from '../../sandbox/northflank/certificate.ts';
import { annotated, openNorthflank, shownLines } from '../../sandbox/run-step.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

const tls = selfSigned();
const folder = mkdtempSync(path.join(tmpdir(), 'certificate-'));
const file = path.join(folder, 'ca.pem');
writeFileSync(file, tls.cert);
afterAll(() => rmSync(folder, { recursive: true }));

test('a private CA is trusted once it is named, by the live log too', async () => {
  await using northflank = await openNorthflank({ tls, speed: 8 });
  const run = await northflank.run({ logs: 'stream' }, { env: { NODE_EXTRA_CA_CERTS: file } });
  expect([run.exitCode, run.annotations, run.outputs['conclusion']]).toEqual([0, [], 'success']);
  expect(northflank.asked('tail').map(({ status }) => status)).toEqual([101]);
  expect(shownLines(run)).toContain('#1 [internal] load build definition from Dockerfile');
});

test('without it, a sentence says what to do', async () => {
  await using northflank = await openNorthflank({ tls });
  const run = await northflank.run();
  expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
  // Node ends the sentence with a cause in words of its own.
  expect(annotated(run)).toEqual([
    expect.stringContaining(
      `error: Could not start a build of ${TESTED.title}: the TLS certificate of ${new URL(northflank.url).host} is not trusted. ` +
        'If it is from a private CA, set `NODE_EXTRA_CA_CERTS` in the `env` of the step to the path of the certificate file of the CA. No build was started. ' +
        '(self-signed certificate',
    ),
  ]);
  expect(northflank.lines()).toEqual([]);
});
