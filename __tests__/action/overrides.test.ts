import { expect, test } from '@jest/globals';
import type { Script } from '../../sandbox/northflank/build-scripts.ts';
import { annotated, openNorthflank, scripts, shownLines } from '../../sandbox/run-step.ts';

const SHA = '262ed9817b3cad5142fbceabe0c9e371e390d616';
const FILE = Buffer.from('This is a test file\n').toString('base64');
const SECRET = Buffer.from('correct-horse-battery-staple\nxyz\n').toString('base64');

const OVERRIDES = {
  buildArguments: { ARGUMENT_1: 'abcdef', ARGUMENT_2: '12345' },
  buildFiles: { '/dir/fileName': { data: FILE, encoding: 'utf-8' } },
  dockerSecretMounts: { 'example-secret-mount_1': { data: SECRET, encoding: 'utf-8' } },
  docker: { dockerFilePath: '/Dockerfile', dockerWorkDir: '/' },
};

const YAML = `
buildArguments:
  ARGUMENT_1: abcdef
  ARGUMENT_2: 12345
buildFiles:
  /dir/fileName:
    data: ${FILE}
    encoding: utf-8
dockerSecretMounts:
  example-secret-mount_1:
    data: ${SECRET}
    encoding: utf-8
docker:
  dockerFilePath: /Dockerfile
  dockerWorkDir: /
`;

const JSON_FORM = JSON.stringify({
  ...OVERRIDES,
  buildArguments: { ARGUMENT_1: 'abcdef', ARGUMENT_2: 12_345 },
});

test.each([
  ['YAML', YAML],
  ['JSON', JSON_FORM],
  ['JSON on several lines', JSON.stringify(OVERRIDES, undefined, 2)],
])('a commit with overrides as %s is sent as written', async (_, overrides) => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ sha: SHA, overrides });
  expect([run.exitCode, run.annotations]).toEqual([0, []]);
  expect(northflank.asked('start').map(({ json }) => json)).toEqual([{ sha: SHA, overrides: OVERRIDES }]);
  expect(run.outputs).toMatchObject({ conclusion: 'success', sha: SHA });
});

test('a secret is masked, plain and as base64, also where the build prints it', async () => {
  const lines = [`echo ${SECRET}`, 'echo correct-horse-battery-staple', 'echo xyz'];
  const script: Script = { ...scripts.success, phases: [{ status: 'BUILDING', seconds: 5, lines }] };
  await using northflank = await openNorthflank({ script });
  const run = await northflank.run({ overrides: YAML, logs: 'stream' });
  // A word of three letters would hide innocent text.
  expect(shownLines(run)).toEqual(['echo ***', 'echo ***', 'echo xyz']);
  expect(run.masks).toEqual(expect.arrayContaining([SECRET, 'correct-horse-battery-staple']));
  expect(run.masks).not.toContain('xyz');
});

test('lines of a secret without a letter or digit are not masked, since they would hide other text', async () => {
  const frame = ['------', '#'.repeat(12), '======== --------'];
  const letters = ['-----BEGIN KEY-----', 'passwört', '12345678'];
  const secret = [...frame, ...letters, ...frame].join('\n');
  await using northflank = await openNorthflank();
  const run = await northflank.run({
    wait: false,
    overrides: JSON.stringify({ dockerSecretMounts: { key: secret } }),
  });
  expect(run.exitCode).toBe(0);
  expect(run.masks).toEqual(expect.arrayContaining([...letters, Buffer.from(secret).toString('base64')]));
  expect(run.masks.filter((mask) => frame.includes(mask))).toEqual([]);
});

test('plain text is encoded here, and arguments are the text as written', async () => {
  await using northflank = await openNorthflank();
  const overrides = `
buildArguments: { VERSION: 1.10, ON: yes, HEX: 0x10, DAY: 2024-01-01, NONE: , QUOTED: "a\\tb" }
buildFiles:
  /etc/motd: |
    Grüße
    aus dem Bau
dockerSecretMounts: { npmrc: "//registry/:_authToken=abcdefgh" }
docker: { dockerfileTarget: release }
`;
  const run = await northflank.run({ wait: false, overrides });
  expect([run.exitCode, run.annotations]).toEqual([0, []]);
  expect(northflank.asked('start')[0]?.json).toMatchObject({
    overrides: {
      buildArguments: {
        ...{ VERSION: '1.10', ON: 'yes', HEX: '0x10' },
        ...{ DAY: '2024-01-01', NONE: '', QUOTED: 'a\tb' },
      },
      buildFiles: {
        '/etc/motd': { data: Buffer.from('Grüße\naus dem Bau\n').toString('base64'), encoding: 'utf-8' },
      },
      dockerSecretMounts: {
        npmrc: {
          data: Buffer.from('//registry/:_authToken=abcdefgh').toString('base64'),
          encoding: 'utf-8',
        },
      },
      docker: { dockerfileTarget: 'release' },
    },
  });
  expect(run.masks).toContain('//registry/:_authToken=abcdefgh');
});

test.each(['', '   \n', '{}', '# nothing\n', 'buildArguments:\n'])(
  'overrides of nothing are not sent: %j',
  async (overrides) => {
    await using northflank = await openNorthflank();
    const run = await northflank.run({ wait: false, sha: SHA, overrides });
    expect([run.exitCode, run.annotations]).toEqual([0, []]);
    expect(northflank.asked('start')[0]?.json).toEqual({ sha: SHA });
  },
);

test('mistakes are named with line and column, and the nearest right name', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({
    overrides: `buildArgs: { A: 1 }
buildArguments: { LIST: [1], MAP: { a: b } }
buildFiles: { relative.txt: text }
dockerSecretMounts: { npmrc: { data: "not base64!" }, pip: { dat: eA== } }
docker:
  dockerFileTarget: release
  dockerFilePath: Dockerfile
  dockerWorkDir: /my app
`,
  });
  expect(annotated(run)).toEqual([
    `error: ${[
      'overrides 1:1: `overrides` has no key "buildArgs"; did you mean "buildArguments"?',
      'overrides 2:25: "LIST" of buildArguments must be text, not a list',
      'overrides 2:35: "MAP" of buildArguments must be text, not a map',
      'overrides 3:15: "relative.txt" of buildFiles must be an absolute path, such as /relative.txt',
      'overrides 4:30: "data" of "npmrc" of dockerSecretMounts is not base64; for plain text, write the text itself instead of {data}',
      'overrides 4:62: "pip" of dockerSecretMounts has no key "dat"; did you mean "data"?',
      'overrides 6:3: docker has no key "dockerFileTarget"; did you mean "dockerfileTarget"?',
      'overrides 7:19: "dockerFilePath" of docker is "Dockerfile", expected an absolute path of letters, digits, `.`, `_` and `-`, such as /Dockerfile',
      'overrides 8:18: "dockerWorkDir" of docker is "/my app", expected an absolute path of letters, digits, `.`, `_` and `-`, such as / or /app',
    ].join('\n')}`,
  ]);
  expect(northflank.lines()).toEqual([]);
});

test('a whole request in place of the overrides gets the way out', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ overrides: JSON.stringify({ sha: SHA, overrides: OVERRIDES }) });
  expect(annotated(run)).toEqual([
    'error: overrides 1:1: this is a whole request body; pass only what is under its `overrides` key, and `sha` as an input',
  ]);
});
