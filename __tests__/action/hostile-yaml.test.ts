/* oxlint-disable jest/no-standalone-expect -- the rule does not know `withLargeInputs` as a test */
import { expect, test } from '@jest/globals';
import { annotated, openNorthflank } from '../../sandbox/run-step.ts';

/** The runner hands over an input in an environment variable, of which Windows takes 32,767 characters. */
const MAX_INPUT = process.platform === 'win32' ? 32_767 : Number.POSITIVE_INFINITY;
const withLargeInputs = process.platform === 'win32' ? test.skip : test;

const KEYS = 'its keys are buildArguments, buildFiles, dockerSecretMounts, docker';
const ALIAS = 'must be text, not an alias; write the value out';
const TAG = 'YAML tags are not supported, because every value is text; remove it';

/** Nine times nine times nine …: a gigabyte, for whoever follows the aliases. */
const levels = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
const bomb = [
  'buildArguments:',
  '  a: &a x',
  ...levels.map((name, at) => `  ${name}: &${name} [${`*${levels[at - 1] ?? 'a'},`.repeat(9)}]`),
].join('\n');

const hostile: [what: string, yaml: string, says: string][] = [
  [
    'a bomb of aliases',
    bomb,
    levels
      .map((name, at) => `${at + 3}:9: "${name}" of buildArguments must be text, not a list`)
      .join('\noverrides '),
  ],
  ['an alias', 'buildArguments: { A: &a x, B: *a }', `1:31: "B" of buildArguments ${ALIAS}`],
  ['an alias of itself', 'buildArguments: &a { A: *a }', `1:25: "A" of buildArguments ${ALIAS}`],
  ['a merge key', 'buildArguments: { <<: { A: b } }', '1:23: "<<" of buildArguments must be text, not a map'],
  ['a key twice', 'buildArguments: { A: x, A: y }', '1:25: the key "A" is duplicated in buildArguments'],
  ['a section twice', 'docker: {}\ndocker: {}', '2:1: the key "docker" is duplicated in `overrides`'],
  ['a prototype', 'buildArguments: { __proto__: x }', '1:19: "__proto__" cannot be a key of buildArguments'],
  ['a prototype as a section', '__proto__: { A: x }', '1:1: "__proto__" cannot be a key of `overrides`'],
  [
    'a constructor as a section',
    'constructor: { A: x }',
    `1:1: \`overrides\` has no key "constructor"; ${KEYS}`,
  ],
  [
    'several documents',
    'docker: {}\n---\ndocker: {}',
    '2:1: expected one YAML document, but a second one begins here',
  ],
  ['deep nesting', `docker: ${'['.repeat(50_000)}`, '1:#: nested too deeply'],
  ['deep nesting of maps', `docker: ${'{a: '.repeat(20_000)}`, '1:#: nested too deeply'],
  ['tabs', 'buildArguments:\n\tA: x', '2:1: YAML is indented with spaces, but this is a tab'],
  ['a tag', 'buildArguments: { A: !!timestamp 2001-01-01 }', `1:22: ${TAG}`],
  ['a tag of its own', 'buildArguments: { A: !!js/function "x" }', `1:22: ${TAG}`],
  ['a key that is a list', 'docker: { [a, b]: x }', '1:11: a key of docker must be plain text'],
  ['a list', '- docker', '1:1: `overrides` must be a map of keys and values, not a list'],
  ['a word', 'docker', '1:1: `overrides` must be a map of keys and values, not plain text'],
  ['an open quote', 'docker:\n  A: "x', '2:8: not valid YAML: Missing closing "quote'],
  [
    'a wrong indent',
    'docker:\n    A: x\n  B: y',
    '3:1: not valid YAML: All mapping items must start at the same column',
  ],
  ['an empty key', 'buildArguments: { "": x }', '1:19: "" cannot be a key of buildArguments'],
  [
    'a value with a colon',
    'buildArguments:\n  A: b: c',
    '2:6: a value that contains a colon and a space must be quoted',
  ],
  ['a future version', '%YAML 9.9\n---\ndocker: {}', '1:7: not valid YAML: Unsupported YAML version 9.9'],
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
