import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

/** What Node has compiled: the second start takes a third of the first. */
const compiled = mkdtempSync(path.join(tmpdir(), 'compiled-'));
afterAll(() => rmSync(compiled, { recursive: true }));

/** Runs `npm run simulate` with these words. */
function simulate(...args: string[]) {
  const file = path.resolve(import.meta.dirname, '../../scripts/simulate/simulate.ts');
  return spawnSync(process.execPath, [file, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
}

test('whole runs are played from the seed that is asked for', () => {
  const { status, stdout } = simulate('runs', '--seeds', '20', '--from', '7');
  expect(stdout).toMatch(/^20 runs from seed 7: /m);
  expect(stdout).toContain('0 of them broke a promise.');
  expect(status).toBe(0);
});

test.each([
  ['a number of runs that is none', ['runs', '--seeds', ''], '--seeds must be a positive integer, not ""'],
  ['a first seed that is none', ['runs', '--from', '1e9'], '--from must be a positive integer, not "1e9"'],
  [
    'a number of seeds that is none',
    ['polling', '--seeds', '0'],
    '--seeds must be a positive integer, not "0"',
  ],
  ['another simulation', ['walks'], 'There is no simulation walks.'],
  ['an unknown option', ['runs', '--nope'], "Unknown option '--nope'"],
])('%s fails, since nothing was played', (_, args, message) => {
  const { status, stdout, stderr } = simulate(...args);
  expect(stderr.startsWith(message)).toBe(true);
  expect(stderr).toContain('\n\nUsage: ');
  expect(stdout).toBe('');
  expect(status).toBe(1);
});

test('--help prints what can be simulated', () => {
  const { status, stdout, stderr } = simulate('--help');
  expect(stdout).toMatch(/^Usage: npm run simulate -- /);
  expect([status, stderr]).toEqual([0, '']);
});
