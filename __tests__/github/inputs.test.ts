/** The values of the inputs; what is wrong with them is tested with the whole step. */
import { describe, expect, test } from '@jest/globals';
import { createRecordingRunner } from '../../scripts/simulate/recording-runner.ts';
import { readInputs } from '../../src/github/inputs.ts';

const REQUIRED = { 'api-token': 'nf-token', project: 'shop', job: 'api' };

/** Reads inputs that have no errors. */
function read(inputs: Record<string, string>) {
  const result = readInputs(createRecordingRunner({ inputs: { ...REQUIRED, ...inputs } }));
  expect(result.inputErrors).toEqual([]);
  return result.inputs;
}

describe('the inputs', () => {
  test('have defaults where they are empty', () => {
    expect(read({})).toEqual({
      apiToken: 'nf-token',
      apiUrl: 'https://api.northflank.com',
      resource: { team: undefined, project: 'shop', kind: 'job', id: 'api' },
      sha: undefined,
      branch: undefined,
      pullRequestId: undefined,
      start: 'always',
      overrides: undefined,
      buildId: undefined,
      wait: true,
      waitFor: 'build',
      timeoutMs: 3_600_000,
      pollIntervalMs: undefined,
      logs: 'stream',
      onCancel: 'abort',
      onTimeout: 'abort',
      summary: true,
      dryRun: false,
    });
  });

  test('are read as they are written', () => {
    const inputs = {
      ...{ team: 'acme', sha: 'latest', 'build-id': 'joyous-view-6290', wait: 'FALSE', 'dry-run': 'True' },
      ...{ 'timeout-minutes': '.5', 'poll-interval-seconds': '0.1', logs: 'failure', summary: 'false' },
      ...{ 'on-cancel': 'leave', 'on-timeout': 'leave', 'api-url': 'https://nf.test:8443/v1/' },
    };
    expect(read(inputs)).toMatchObject({
      ...{
        resource: { team: 'acme' },
        sha: 'latest',
        buildId: 'joyous-view-6290',
        wait: false,
        dryRun: true,
      },
      ...{ timeoutMs: 30_000, pollIntervalMs: 100, logs: 'failure', summary: false },
      ...{ onCancel: 'leave', onTimeout: 'leave', apiUrl: 'https://nf.test:8443' },
    });
  });

  test.each([
    ['buildArguments:\n  A: |+\n    a\n\n', 'buildArguments:\n  A: |+\n    a\n\n'],
    [' \n\t', undefined],
  ])('keep the white space of the overrides %j', (overrides, expected) => {
    expect(read({ overrides }).overrides).toBe(expected);
  });

  test.each(['', '/', '/v1', '/v1/'])('have an origin for an `api-url` that ends in "%s"', (end) => {
    expect(read({ 'api-url': `https://nf.test${end}` }).apiUrl).toBe('https://nf.test');
  });

  test.each(['http://127.1.2.3:8080', 'http://[::1]:8080'])(
    'allow plain http for a loopback address: %s',
    (apiUrl) => {
      expect(read({ 'api-url': apiUrl }).apiUrl).toBe(apiUrl);
    },
  );
});
