import { expect, test } from '@jest/globals';
import { readPlan, repositoryOf, usage } from '../../../sandbox/demo/options.ts';
import { readActionFile } from '../../../sandbox/runner/action-file.ts';

const declared = readActionFile().inputs;

test('without a token it is the sandbox', () => {
  expect(readPlan(['--logs', 'off', '--no-wait', '--dry-run'], { INIT_CWD: '/' }, declared)).toEqual({
    kind: 'sandbox',
    fail: false,
    folder: '/',
    inputs: { logs: 'off', wait: 'false', 'dry-run': 'true' },
  });
});

test('with a token it is Northflank, at the commit of the folder', () => {
  const plan = readPlan(
    ['--project=a', '--job', 'b'],
    { NORTHFLANK_API_TOKEN: 't', INIT_CWD: '/' },
    declared,
  );
  expect(plan).toEqual({
    kind: 'northflank',
    token: 't',
    folder: '/',
    repository: undefined,
    inputs: { project: 'a', job: 'b', sha: 'latest' },
  });
});

test('a token alone is not enough', () => {
  const plan = readPlan([], { NORTHFLANK_API_TOKEN: 't' }, declared);
  expect(plan).toMatchObject({
    kind: 'error',
    message: expect.stringContaining('--project and --job or --service are missing'),
  });
  expect(readPlan(['--fail'], { NORTHFLANK_API_TOKEN: 't' }, declared)).toMatchObject({
    kind: 'sandbox',
    fail: true,
  });
});

test('an API URL is refused in the sandbox', () => {
  expect(readPlan(['--api-url', 'https://x.test'], {}, declared)).toMatchObject({
    kind: 'error',
    message: expect.stringContaining('Without a token'),
  });
  expect(
    readPlan(['--fail', '--api-url', 'https://x.test'], { NORTHFLANK_API_TOKEN: 't' }, declared),
  ).toMatchObject({ kind: 'error', message: expect.stringContaining('--fail is the sandbox') });
});

test.each([
  ['https://github.com/owner/name.git', 'owner/name'],
  ['https://github.com/owner/name', 'owner/name'],
  ['https://user:token@github.com/owner/a.b.git', 'owner/a.b'],
  ['git@github.com:owner/name.git', 'owner/name'],
  ['ssh://git@github.com:22/owner/name.git', 'owner/name'],
  ['https://gitlab.com/owner/name.git', undefined],
  ['https://github.com.x.test/owner/name.git', undefined],
  ['/home/me/github.com/owner/name', undefined],
  ['', undefined],
])('the remote %s is the repository %s', (remote, repository) => {
  expect(repositoryOf(remote)).toBe(repository);
});

test.each([
  [['--nope'], 'There is no option --nope; did you mean --job?'],
  [['--buildid', 'x'], 'There is no option --buildid; did you mean --build-id?'],
  [['--no-job', 'x'], 'There is no option --no-job; did you mean --job?'],
  [['--unheard-of-thing'], 'There is no option --unheard-of-thing.'],
  [['word'], expect.stringMatching(/^Unexpected argument 'word'[^\n]*\.$/)],
  [['--job'], expect.stringMatching(/^Option '--job <value>' argument missing[^\n]*\.$/)],
])('%j is an error that is explained on one line', (argv, message) => {
  expect(readPlan(argv, {}, declared)).toEqual({ kind: 'error', message });
});

test('help lists every input, with its default', () => {
  const text = usage(declared);
  for (const name of Object.keys(declared)) expect(text).toContain(`--${name}`);
  expect(text).toContain('--wait, --no-wait');
  const oneLine = text.replaceAll(/\s+/g, ' ');
  expect(oneLine).toContain('[default: 60]');
  expect(oneLine.match(/\[required on Northflank\]/g)).toHaveLength(1);
  expect(text.split('\n').filter((line) => line.length > 110)).toEqual([]);
});
