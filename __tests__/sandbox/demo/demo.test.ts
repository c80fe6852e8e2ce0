import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { demo } from '../../../sandbox/demo/demo.ts';
import { createLogView } from '../../../sandbox/demo/log.ts';
import { HINTS, readPlan, repositoryOf } from '../../../sandbox/demo/options.ts';
import { createStyle, widthOf } from '../../../sandbox/demo/style.ts';
import { renderSummary } from '../../../sandbox/demo/summary.ts';
import { readActionFile } from '../../../sandbox/runner/action-file.ts';

const declared = readActionFile().inputs;
const plain = createStyle(false);

/** Runs the demo and gives all that it prints. */
async function run(argv: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await demo(argv, { env, columns: 60, print: (line) => lines.push(line) });
  return { code, lines };
}

test.each(HINTS)('%s works, and fits 60 columns', async (hint) => {
  const [, command = ''] = /npm start -- (.*)$/.exec(hint) ?? [];
  const { code, lines } = await run([...command.split(' '), '--dry-run']);
  expect(code).toBe(0);
  if (command !== '--help')
    expect(lines.join('\n')).toMatch(/Step passed after .* in the sandbox, conclusion dry-run/);
  // Of the log, the terminal breaks the lines.
  const shown = lines.slice(
    Math.max(
      0,
      lines.findIndex((line) => line.startsWith('Outputs ─')),
    ),
  );
  expect([hint, ...shown].filter((line) => widthOf(line) > 60)).toEqual([]);
});

test('files are read from the current folder, and outputs come in the order of action.yml', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'demo-'));
  try {
    writeFileSync(path.join(folder, 'one.txt'), 'text');
    const { code, lines } = await run(
      ['--no-wait', '--service', 'web', '--overrides', 'buildFiles: {/one.txt: {file: one.txt}}'],
      { INIT_CWD: folder },
    );
    expect(code).toBe(0);
    const outputs = lines.slice(lines.findIndex((line) => line.startsWith('Outputs ─')) + 1);
    const names = outputs.map((line) => line.split(' ')[0] ?? '').filter((name) => name !== '');
    const known = readActionFile().outputs.filter((name) => names.includes(name));
    expect(known.length).toBeGreaterThan(5);
    expect(names.slice(0, known.length)).toEqual(known);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(['if-needed', 'never'])('`--start %s` finds a build', async (start) => {
  const { code, lines } = await run([
    '--start',
    start,
    '--no-wait',
    '--service',
    'images',
    '--branch',
    'one',
  ]);
  expect([code, lines.find((line) => line.startsWith('reused '))]).toEqual([
    0,
    expect.stringMatching(/ true$/),
  ]);
});

test('a build that fails shows the step that failed in the log and in the summary', async () => {
  const { code, lines } = await run(['--fail']);
  const [log = '', summary = ''] = lines.join('\n').split('Summary ─');
  for (const part of [log, summary]) {
    expect(part).toMatch(
      /The step that failed[^]*:\n\[build 5\/5\] RUN npm run build\n {2}> shop@1\.4\.0 build\n/,
    );
    expect(part).toContain('\n  14 | >>> RUN npm run build\n');
  }
  // How many phases a build of seconds is seen in is chance.
  expect(summary).toMatch(/▸ Timeline \(folded\)|Queued \d+s → /);
  expect(code).toBe(1);
});

test('what the sandbox has is named where a service or a build is not there', async () => {
  const { code, lines } = await run(['--service', 'shop', '--dry-run']);
  expect(code).toBe(1);
  expect(lines.slice(-3).join(' ')).toMatch(
    /^The sandbox has jobs api, worker and services web \(combined\)/,
  );
  expect((await run(['--build-id', 'x', '--dry-run'])).lines.at(-1)).toBe(
    'The sandbox has build rapid-lantern-7289 of job api.',
  );
});

test.each([
  [['--nope'], {}, 'There is no option --nope.'],
  [['--buildid', 'x'], {}, 'There is no option --buildid; did you mean --build-id?'],
  [['--timeout', '3'], {}, 'There is no option --timeout; did you mean --timeout-minutes?'],
  [['--no-job'], {}, 'There is no option --no-job; did you mean --job?'],
  [['--job'], {}, expect.stringMatching(/^Option '--job <value>' argument missing.*\.$/)],
  [['--api-url', 'https://x.test'], {}, expect.stringContaining('runs without NORTHFLANK_API_TOKEN')],
  [
    [],
    { NORTHFLANK_API_TOKEN: 't' },
    expect.stringContaining('--project and --job or --service are missing'),
  ],
])('%j with %j is explained', (argv, env, line) => {
  expect(readPlan(argv, env, declared)).toMatchObject({
    kind: 'error',
    lines: expect.arrayContaining([line]),
  });
});

test('with a token it is Northflank, at the commit of the folder', () => {
  const env = { NORTHFLANK_API_TOKEN: 't', INIT_CWD: '/' };
  expect(readPlan(['--project=a', '--job', 'b'], env, declared)).toEqual({
    ...{ kind: 'northflank', token: 't', folder: '/', repository: undefined },
    inputs: { project: 'a', job: 'b', sha: 'latest' },
  });
  expect(readPlan(['--fail'], env, declared)).toMatchObject({ kind: 'sandbox', fail: true });
});

test.each([
  ['https://user:token@github.com/owner/a.b.git', 'owner/a.b'],
  ['git@github.com:owner/name.git', 'owner/name'],
  ['ssh://git@github.com:22/owner/name.git', 'owner/name'],
  ['https://github.com.x.test/owner/name.git', undefined],
])('the remote %s is the repository %s', (remote, repository) => {
  expect(repositoryOf(remote)).toBe(repository);
});

test('a summary is laid out for a terminal', () => {
  const markdown = `## Build <a href="https://x.test/">one</a>

| Key | Value |
| :-- | --- |
| A \\| B | **c** &amp; d |

| Commit | Build | Duration |
| --- | --- | --- |
| \`ffac537e6cbb\` | rapid-lantern-7289 | 10 s |

<details><summary>Lines</summary>
text
</details>

\`\`\`mermaid
%%{init: {"gantt": {}}}%%
gantt
  dateFormat x
  Queued 1m 0s :0, 1000
  Building :crit, 1000, 4000
\`\`\`
`;
  expect(renderSummary(markdown, plain, 30)).toEqual([
    ...['Build one (https://x.test/)', ''],
    ...['Key    Value', '─────  ─────', 'A | B  c & d', ''],
    // Too wide, so that it is turned.
    ...['Commit    ffac537e6cbb', 'Build     rapid-lantern-7289', 'Duration  10 s', ''],
    ...['▸ Lines (folded)', ''],
    `Queued    ${'█'.repeat(10)} 1m 0s`,
    `Building  ${' '.repeat(10)}${'█'.repeat(30)} 3 s`,
  ]);
});

test('the log view renders commands and lets no control through', () => {
  const entries = [
    '##[group]Build',
    '\u001b[31mred\u001b[0m\u001b[2J\u0007',
    '##[endgroup]',
    '##[error]a\nb',
  ];
  expect(entries.flatMap(createLogView(plain))).toEqual(['▼ Build', '  red', '', 'Error: a', 'b']);
});
