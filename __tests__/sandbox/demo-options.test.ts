import { expect, test } from '@jest/globals';
import { readActionFile } from '../runner/action-file.ts';
import { readPlan, usage } from './demo-options.ts';

const declared = readActionFile().inputs;

test('without a token it is the sandbox', () => {
  expect(readPlan(['--logs', 'off', '--no-wait', '--dry-run'], {}, declared)).toEqual({
    kind: 'sandbox',
    fail: false,
    inputs: { logs: 'off', wait: 'false', 'dry-run': 'true' },
  });
});

test('with a token it is Northflank, at the commit of the folder', () => {
  const plan = readPlan(
    ['--project=a', '--job', 'b'],
    { NORTHFLANK_API_TOKEN: 't', INIT_CWD: '/' },
    declared,
  );
  expect(plan).toEqual({ kind: 'northflank', token: 't', inputs: { project: 'a', job: 'b', sha: 'latest' } });
});

test('a token alone is not enough', () => {
  const plan = readPlan([], { NORTHFLANK_API_TOKEN: 't' }, declared);
  expect(plan).toMatchObject({
    kind: 'mistake',
    message: expect.stringContaining('--project and --job are missing'),
  });
  expect(readPlan(['--fail'], { NORTHFLANK_API_TOKEN: 't' }, declared)).toMatchObject({
    kind: 'sandbox',
    fail: true,
  });
});

test('an unknown option is a mistake, and help lists every input', () => {
  expect(readPlan(['--nope'], {}, declared)).toMatchObject({
    kind: 'mistake',
    message: expect.stringContaining('--nope'),
  });
  for (const name of Object.keys(declared)) expect(usage(declared)).toContain(`--${name}`);
});
