import { exec, execFile } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const FILE = path.resolve(import.meta.dirname, '../../scripts/sandbox.ts');

test('what it prints first can be pasted, and starts a build', async () => {
  const sandbox = execFile(process.execPath, [FILE]);
  try {
    if (sandbox.stdout === null) throw new Error('There is no output');
    const lines = createInterface({ input: sandbox.stdout })[Symbol.asyncIterator]();
    const seen: string[] = [];
    const readTo = async (pattern: RegExp): Promise<string> => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(seen.join('\n'));
      seen.push(value);
      return pattern.test(value) ? value : readTo(pattern);
    };
    const command = await readTo(/^ {2}curl /);
    expect(seen.join('\n')).toMatch(/^Listening on .*\nToken .*\nTeam .*\nProject .*\nJobs .*\nServices /);
    const { stdout } = await promisify(exec)(command);
    expect(JSON.parse(stdout)).toMatchObject({ data: { branch: 'main', concluded: false } });
    expect(await readTo(/^POST/)).toBe('POST /v1/projects/shop/jobs/api/build 200 {}');
  } finally {
    sandbox.kill();
  }
});

test('help is no mistake, and a mistake shows it as well', async () => {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [FILE, '--help']);
  expect(stdout).toMatch(/^npm run sandbox -- \[options\]/);
  await expect(run(process.execPath, [FILE, '--fail', 'nope'])).rejects.toMatchObject({
    code: 1,
    stderr: `The sandbox has no nope\n\n${stdout}`,
  });
});
