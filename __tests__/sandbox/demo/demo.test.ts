import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { demo } from '../../../sandbox/demo/demo.ts';
import { readActionFile } from '../../../sandbox/runner/action-file.ts';

/** Runs the demo and gives all that it prints. */
async function run(argv: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await demo(argv, { env, print: (line) => lines.push(line) });
  return { code, text: lines.join('\n') };
}

test('a dry run in the sandbox finds nothing missing, and reads files of the current folder', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'demo-'));
  try {
    writeFileSync(path.join(folder, 'one.txt'), 'text');
    const overrides = 'buildFiles: {/one.txt: {file: one.txt}}';
    const { code, text } = await run(['--dry-run', '--overrides', overrides], { INIT_CWD: folder });
    expect(text).toContain('All checks passed.');
    expect(text).not.toContain('Warning');
    expect(text).toMatch(/success after [\d.]+ s, conclusion dry-run/);
    expect(code).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('outputs come in the order of action.yml', async () => {
  const { text } = await run(['--no-wait']);
  const part = text.slice(text.indexOf('Outputs ─'), text.indexOf('Summary ─'));
  const names = [...part.matchAll(/^([a-z-]+) {2}/gm)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(5);
  expect(names).toEqual(readActionFile().outputs.filter((name) => names.includes(name)));
});

test('a build that fails shows the step that failed in the log and in the summary', async () => {
  const { code, text } = await run(['--fail']);
  const [log = '', summary = ''] = text.split('Summary ─');
  for (const part of [log, summary]) {
    expect(part).toMatch(
      /The step that failed[^]*:\n\[build 5\/5\] RUN npm run build\n {2}> shop@1\.4\.0 build\n/,
    );
    expect(part).toContain('\n  14 | >>> RUN npm run build\n');
  }
  expect(summary).toContain('▸ Timeline (folded)');
  expect(code).toBe(1);
});

test('a mistake takes one line', async () => {
  expect(await run(['--dryrun'])).toEqual({
    code: 2,
    text: 'There is no option --dryrun; did you mean --dry-run? All options: npm start -- --help',
  });
});
