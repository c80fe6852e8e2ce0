/** Overrides from the input to the request, on a virtual clock. */
import { expect, test } from '@jest/globals';
import { playRun, RUN_SHA, type WholeRun } from '../scripts/simulate/whole-run.ts';
import { annotated, requestsTo } from './scenario.ts';

const play = (inputs: Record<string, string>): Promise<WholeRun> => playRun({ inputs });

const OVERRIDES = {
  buildArguments: { ARGUMENT_1: 'abcdef', ARGUMENT_2: '12345' },
  docker: { dockerFilePath: '/Dockerfile', dockerWorkDir: '/' },
};

test.each([
  JSON.stringify({ ...OVERRIDES, buildArguments: { ARGUMENT_1: 'abcdef', ARGUMENT_2: 12_345 } }),
  JSON.stringify(OVERRIDES, undefined, 2),
])('a commit with overrides as JSON is sent as written: %s', async (overrides) => {
  const run = await play({ overrides });
  expect([run.outputs['conclusion'], annotated(run.main)]).toEqual(['success', []]);
  expect(requestsTo('start', run).map(({ json }) => json)).toEqual([{ sha: RUN_SHA, overrides: OVERRIDES }]);
});

test('lines of a secret without a letter or digit are not masked, since they would hide other text', async () => {
  const frame = ['------', '#'.repeat(12), '======== --------'];
  const letters = ['-----BEGIN KEY-----', 'passwört', '12345678'];
  const secret = [...frame, ...letters, ...frame].join('\n');
  const run = await play({
    wait: 'false',
    overrides: JSON.stringify({ dockerSecretMounts: { key: secret } }),
  });
  expect(run.main.succeeded).toBe(true);
  expect(run.masks).toEqual(expect.arrayContaining([...letters, Buffer.from(secret).toString('base64')]));
  expect(run.masks.filter((mask) => frame.includes(mask))).toEqual([]);
});

test('plain text is encoded here, and arguments are the text as written', async () => {
  const overrides = `
buildArguments: { VERSION: 1.10, ON: yes, HEX: 0x10, DAY: 2024-01-01, NONE: , QUOTED: "a\\tb" }
buildFiles:
  /etc/motd: |
    Grüße
    aus dem Bau
dockerSecretMounts: { npmrc: "//registry/:_authToken=abcdefgh" }
docker: { dockerfileTarget: release }
`;
  const run = await play({ wait: 'false', overrides });
  expect([run.main.succeeded, annotated(run.main)]).toEqual([true, []]);
  expect(requestsTo('start', run)[0]?.json).toMatchObject({
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
    const run = await play({ wait: 'false', overrides });
    expect([run.main.succeeded, annotated(run.main)]).toEqual([true, []]);
    expect(requestsTo('start', run)[0]?.json).toEqual({ sha: RUN_SHA });
  },
);

test('mistakes are named with line and column, and the nearest right name', async () => {
  const run = await play({
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
  expect(annotated(run.main)).toEqual([
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
  expect(run.world.requests).toEqual([]);
});

test('a whole request in place of the overrides gets the way out', async () => {
  const run = await play({ overrides: JSON.stringify({ sha: RUN_SHA, overrides: OVERRIDES }) });
  expect(annotated(run.main)).toEqual([
    'error: overrides 1:1: this is a whole request body; pass only what is under its `overrides` key, and `sha` as an input',
  ]);
});
