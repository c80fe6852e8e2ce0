import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { annotated, openNorthflank } from '../../sandbox/run-step.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Windows has no named pipes in folders. */
const hasPipes = process.platform !== 'win32';

let root = '';
let workspace = '';

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'overrides-'));
  workspace = path.join(root, 'shop');
  mkdirSync(path.join(workspace, 'config'), { recursive: true });
  writeFileSync(path.join(root, 'outside'), 'out of bounds');
  writeFileSync(path.join(workspace, 'config', 'app.ini'), 'mode = fast\n');
  writeFileSync(path.join(workspace, '..hidden'), 'hidden');
  writeFileSync(path.join(workspace, 'image.png'), Buffer.from([0x89, 0x50, 0xff, 0xfe]));
  writeFileSync(path.join(workspace, 'large'), Buffer.alloc(6 * 1024 * 1024));
  symlinkSync('config/app.ini', path.join(workspace, 'inside'));
  symlinkSync('../outside', path.join(workspace, 'escape'));
  symlinkSync('..', path.join(workspace, 'up'));
  symlinkSync('loop', path.join(workspace, 'loop'));
  if (hasPipes) execFileSync('mkfifo', [path.join(workspace, 'pipe')]);
});
afterAll(() => rmSync(root, { recursive: true }));

test('files of the workspace are read, also through a link that stays inside', async () => {
  await using northflank = await openNorthflank();
  const overrides = `
buildFiles:
  /app.ini: { file: config/app.ini }
  /linked.ini: { file: ./inside }
  /hidden: { file: ..hidden }
  /absolute.ini: { file: ${workspace}/config/app.ini }
  /image.png: { file: image.png, encoding: base64 }
dockerSecretMounts:
  ini: { file: config/../config/app.ini }
`;
  const run = await northflank.run({ wait: false, overrides }, { workspace });
  expect([run.exitCode, run.annotations]).toEqual([0, []]);
  const ini = { data: base64('mode = fast\n'), encoding: 'utf-8' };
  expect(northflank.asked('start')[0]?.json).toMatchObject({
    overrides: {
      buildFiles: {
        ...{ '/app.ini': ini, '/linked.ini': ini, '/absolute.ini': ini },
        '/hidden': { data: base64('hidden'), encoding: 'utf-8' },
        '/image.png': { data: 'iVD//g==', encoding: 'base64' },
      },
      dockerSecretMounts: { ini },
    },
  });
  expect(run.masks).toContain('mode = fast');
});

test('what is not a file of the workspace is refused, and nothing of it is read or sent', async () => {
  await using northflank = await openNorthflank();
  const refused: [file: string, why: string][] = [
    ['escape', '"escape" is outside the workspace'],
    ['up/outside', '"up/outside" is outside the workspace'],
    ['../outside', '"../outside" is outside the workspace'],
    // Only where they are: macOS has no /proc, and Windows has neither.
    ...['/etc/passwd', '/proc/self/environ']
      .filter((file) => existsSync(file))
      .map((file): [string, string] => [file, `"${file}" is outside the workspace`]),
    ['config', '"config" is not a file'],
    ['.', '"." is not a file'],
    ...(hasPipes ? [['pipe', '"pipe" is not a file'] satisfies [string, string]] : []),
    ['gone.txt', '"gone.txt" does not exist; is the repository checked out before this step?'],
    ['loop', '"loop" does not exist; is the repository checked out before this step?'],
    ['large', '"large" is larger than 5 MiB'],
  ];
  const overrides = [
    'buildFiles:',
    ...refused.map(([file], at) => `  /file-${at}: { file: ${file} }`),
    '  /image: { file: image.png }',
  ].join('\n');
  const run = await northflank.run({ overrides }, { workspace });
  expect(run.exitCode).toBe(1);
  expect(annotated(run)).toEqual([
    `error: ${[
      ...refused.map(
        ([, why], at) =>
          `overrides ${at + 2}:${`  /file-${at}: {`.length}: the file of "/file-${at}" of buildFiles: ${why}`,
      ),
      `overrides ${refused.length + 2}:11: the file "image.png" of "/image" of buildFiles is not UTF-8 text, and Northflank would corrupt it; with \`encoding: base64\` it arrives as base64`,
    ].join('\n')}`,
  ]);
  expect(run.durationMs).toBeLessThan(60_000);
  expect(northflank.lines()).toEqual([]);
});
