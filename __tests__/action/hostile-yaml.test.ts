/* oxlint-disable jest/no-standalone-expect -- the rule does not know `withLargeInputs` as a test */
import { expect, test } from '@jest/globals';
import { annotated, openNorthflank } from '../../sandbox/run-step.ts';

/** The runner hands over an input in an environment variable, of which Windows takes 32,767 characters. */
const MAX_INPUT = process.platform === 'win32' ? 32_767 : Number.POSITIVE_INFINITY;
const withLargeInputs = process.platform === 'win32' ? test.skip : test;

/** Nine times nine times nine …: a gigabyte, for whoever follows the aliases. */
const levels = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
const bomb = [
  'buildArguments:',
  '  a: &a x',
  ...levels.map((name, at) => `  ${name}: &${name} [${`*${levels[at - 1] ?? 'a'},`.repeat(9)}]`),
].join('\n');

/** What only the bundle shows: how long it takes there, and how much stack is left. */
const hostile: [what: string, yaml: string, says: string][] = [
  [
    'a bomb of aliases',
    bomb,
    levels
      .map((name, at) => `${at + 3}:9: "${name}" of buildArguments must be text, not a list`)
      .join('\noverrides '),
  ],
  ['deep nesting', `docker: ${'['.repeat(50_000)}`, '1:#: nested too deeply'],
  ['deep nesting of maps', `docker: ${'{a: '.repeat(20_000)}`, '1:#: nested too deeply'],
];

const passable = hostile.filter(([, yaml]) => yaml.length < MAX_INPUT);

test.each(passable)('%s: a plain error, soon, and nothing is sent', async (_, overrides, says) => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ overrides }, { post: false });
  // How deep is too deep depends on how much stack is left.
  expect(annotated(run).map((text) => text.replace(/\d+(?=: nested)/, '#'))).toEqual([
    `error: overrides ${says}`,
  ]);
  expect(run.exitCode).toBe(1);
  expect(run.durationMs).toBeLessThan(60_000);
  expect(northflank.lines()).toEqual([]);
});

withLargeInputs('very many keys are sent, soon', async () => {
  await using northflank = await openNorthflank();
  // More would not fit into an environment variable, by which a runner on Linux hands over an input.
  const names = Array.from({ length: 12_000 }, (_, at) => `K${at}`);
  const run = await northflank.run(
    { wait: false, overrides: `buildArguments: {${names.join(': x,')}: x}` },
    { post: false },
  );
  expect([run.exitCode, run.annotations]).toEqual([0, []]);
  expect(northflank.asked('start')[0]?.json).toMatchObject({
    overrides: { buildArguments: Object.fromEntries(names.map((name) => [name, 'x'])) },
  });
  expect(run.durationMs).toBeLessThan(60_000);
});

withLargeInputs('very many mistakes are one annotation that GitHub can show', async () => {
  await using northflank = await openNorthflank();
  const names = Array.from({ length: 12_000 }, (_, at) => `K${at}`);
  const run = await northflank.run({ overrides: `{${names.join(': x,')}: x}` }, { post: false });
  expect(run.exitCode).toBe(1);
  const [message = ''] = annotated(run);
  expect(message.length).toBeLessThan(4096);
  expect(message).toMatch(/^error: overrides 1:2: .*\noverrides 1:8: /);
  expect(message).toMatch(/… and 11970 more\.$/);
  expect(run.durationMs).toBeLessThan(60_000);
});
