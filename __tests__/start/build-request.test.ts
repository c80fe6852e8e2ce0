import { describe, expect, test } from '@jest/globals';
import {
  type Commit,
  planBuild,
  printableRequest,
  type RequestInputs,
} from '../../src/start/build-request.ts';

const SHA = '12c15e7ee25fd78f567ebf87f9178b8ad70025b3';

const plan = (inputs: Partial<RequestInputs> = {}, commit: Partial<Commit> = {}) =>
  planBuild(
    {
      resource: { project: 'shop', kind: 'job', id: 'api' },
      ...{ sha: undefined, branch: undefined, pullRequestId: undefined },
      ...{ overrides: undefined, buildId: undefined },
      ...inputs,
    },
    { sha: SHA, isMerge: false, ...commit },
    () => Buffer.from('file'),
  );

describe('the build request', () => {
  test.each([
    [undefined, { sha: SHA }],
    [SHA.toUpperCase(), { sha: SHA }],
    ['latest', {}],
  ])('with the sha %p is %j', async (sha, expected) => {
    const { request, inputErrors, warning } = await plan({ sha });
    expect(request).toEqual(expected);
    expect([inputErrors, warning]).toEqual([[], undefined]);
    expect(Object.isFrozen(request)).toBe(true);
  });

  test.each([
    ['12c15e7', 'git rev-parse 12c15e7'],
    ['main', 'git rev-parse'],
    ['v1.2.3', 'git rev-parse'],
    ['Latest', 'did you mean "latest"?'],
    ['lastest', 'did you mean "latest"?'],
    [`${SHA}${SHA.slice(0, 24)}`, 'SHA-256'],
    [`${SHA}0`, 'the 40 hexadecimal characters'],
    [` ${SHA}`, 'the 40 hexadecimal characters'],
    [`${SHA}\n`, 'the 40 hexadecimal characters'],
  ])('with the sha %p is an input error', async (sha, part) => {
    const { inputErrors } = await plan({ sha });
    expect(inputErrors).toEqual([expect.stringContaining(part)]);
  });

  test('without a commit is an input error', async () => {
    const { inputErrors } = await plan({}, { sha: undefined });
    expect(inputErrors).toEqual([expect.stringContaining('GITHUB_SHA')]);
  });

  test('for the merge commit of a pull request has a warning with the line to add', async () => {
    const merge = { isMerge: true };
    expect((await plan({}, merge)).warning).toContain('sha: ${{ github.event.pull_request.head.sha }}');
    expect((await plan({ sha: SHA }, merge)).warning).toBeDefined();
    expect((await plan({ sha: 'latest' }, merge)).warning).toBeUndefined();
  });

  test('has the overrides, and all input errors together', async () => {
    const { request } = await plan({ overrides: 'buildArguments: {A: 1}' });
    expect(request).toEqual({ sha: SHA, overrides: { buildArguments: { A: '1' } } });
    const { inputErrors } = await plan({ sha: 'main', overrides: '- a' });
    expect(inputErrors).toEqual([expect.stringMatching(/^sha: /), expect.stringMatching(/^overrides 1:1: /)]);
  });

  test('is empty for a build that is running already, whatever the inputs', async () => {
    const inputs = { sha: 'nonsense', overrides: '[', buildId: 'joyous-view-6290' };
    expect(await plan(inputs, { isMerge: true })).toEqual({
      ...{ request: {}, inputErrors: [], warning: undefined, secrets: [] },
    });
  });

  test('is printed without the contents of files and mounts, which are masked', async () => {
    const text = 'do-not-show-this-text';
    const base64 = Buffer.from(text).toString('base64');
    const overrides = JSON.stringify({
      buildArguments: { A: '1' },
      buildFiles: { '/f': text },
      dockerSecretMounts: { m: text, n: { data: base64 } },
    });
    const { request, secrets } = await plan({ overrides });
    const printed = printableRequest(request);
    expect(printed).not.toContain(text);
    expect(printed).not.toContain(base64);
    expect(printed).toBe(JSON.stringify(JSON.parse(printed), undefined, 2));
    expect(JSON.parse(printed)).toEqual({
      sha: SHA,
      overrides: {
        buildArguments: { A: '1' },
        buildFiles: { '/f': { data: '<21 bytes>', encoding: 'utf-8' } },
        dockerSecretMounts: { m: { data: '<21 bytes>', encoding: 'utf-8' }, n: { data: '<21 bytes>' } },
      },
    });
    expect(secrets).toContain(text);
    expect(JSON.stringify(request)).toContain(base64);
  });
});
