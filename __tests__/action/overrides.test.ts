import { expect, test } from '@jest/globals';
import type { Script } from '../../sandbox/northflank/build-scripts.ts';
import { openNorthflank, scripts, shownLines } from '../../sandbox/run-step.ts';

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

test('a commit with overrides is sent as written', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ sha: SHA, overrides: YAML });
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
