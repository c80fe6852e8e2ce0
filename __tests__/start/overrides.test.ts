import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { parseOverrides, type ReadFile } from '../../src/start/overrides.ts';
import { runs } from '../property-runs.ts';

const FILES: Record<string, Uint8Array> = {
  'npmrc.txt': Buffer.from('registry=https://npm.acme.test\n'),
  'logo.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00]),
};
const readFile: ReadFile = (path) => {
  const bytes = FILES[path];
  if (bytes === undefined) throw new Error(`"${path}" is not there`);
  return bytes;
};
const parse = (text: string) => parseOverrides(text, readFile);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('build arguments', () => {
  test.each([
    ['1.10', '1.10'],
    ['yes', 'yes'],
    ['no', 'no'],
    ['on', 'on'],
    ['true', 'true'],
    ['null', 'null'],
    ['0x10', '0x10'],
    ['0o17', '0o17'],
    ['010', '010'],
    ['1_000', '1_000'],
    ['1e3', '1e3'],
    ['.inf', '.inf'],
    ['2024-01-01', '2024-01-01'],
    ['12:30:45', '12:30:45'],
    ['~', '~'],
    ['', ''],
    ['""', ''],
    ["'it''s'", "it's"],
    ['"a\\nb"', 'a\nb'],
    ['"${{ x }}"', '${{ x }}'],
    ['a # comment', 'a'],
    ['a#b', 'a#b'],
    ['http://a.test:80/x', 'http://a.test:80/x'],
    ['|\n    a\n     b', 'a\n b\n'],
    ['|\n    a\n    b\n', 'a\nb\n'],
    ['|-\n    a\n    b\n', 'a\nb'],
    ['>-\n    a\n    b', 'a b'],
    ['a\n    b', 'a b'],
    ['<<', '<<'],
  ])('with the value %p have the text %p', (written, expected) => {
    const { overrides, inputErrors } = parse(`buildArguments:\n  KEY: ${written}`);
    expect(inputErrors).toEqual([]);
    expect(overrides).toEqual({ buildArguments: { KEY: expected } });
  });

  test('may be JSON, with numbers and booleans as they are written', () => {
    const { overrides, inputErrors } = parse(
      '{"buildArguments": {"A": "1", "B": 1.10, "C": true, "D": null}}',
    );
    expect(inputErrors).toEqual([]);
    expect(overrides).toEqual({ buildArguments: { A: '1', B: '1.10', C: 'true', D: 'null' } });
  });

  const names = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((name) => name !== '__proto__');
  const map = fc.dictionary(names, fc.string({ unit: 'grapheme', maxLength: 60 }), { maxKeys: 8 });

  test('are unchanged in JSON and in YAML, whatever their names and values', () => {
    fc.assert(
      fc.property(map, (buildArguments) => {
        for (const text of [
          JSON.stringify({ buildArguments }),
          JSON.stringify({ buildArguments }, undefined, 2),
          stringify(
            { buildArguments },
            { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' },
          ),
        ]) {
          const { overrides, inputErrors } = parse(text);
          expect(inputErrors).toEqual([]);
          expect({ ...overrides.buildArguments }).toEqual({ ...buildArguments });
        }
      }),
      runs(50),
    );
  });
});

describe('files and mounts', () => {
  test.each([
    ['plain text', 'hello', { data: base64('hello'), encoding: 'utf-8' }],
    ['nothing', '', { data: '', encoding: 'utf-8' }],
    ['a block', '|\n    a\n    b\n', { data: base64('a\nb\n'), encoding: 'utf-8' }],
    ['text with signs', '"ä€😀"', { data: base64('ä€😀'), encoding: 'utf-8' }],
    ['data', '{data: aGk=, encoding: utf-8}', { data: 'aGk=', encoding: 'utf-8' }],
    ['data without an encoding', '{data: aGk=}', { data: 'aGk=' }],
    ['wrapped data', '{data: "aG\\nk=\\n"}', { data: 'aGk=' }],
    ['a file', '{file: npmrc.txt}', { data: base64('registry=https://npm.acme.test\n'), encoding: 'utf-8' }],
    ['a file undecoded', '{file: logo.png, encoding: base64}', { data: 'iVBOR/8A', encoding: 'base64' }],
  ])('%s', (_name, written, expected) => {
    const { overrides, inputErrors } = parse(
      `buildFiles:\n  /a: ${written}\ndockerSecretMounts:\n  m: ${written}\n`,
    );
    expect(inputErrors).toEqual([]);
    expect(overrides).toEqual({ buildFiles: { '/a': expected }, dockerSecretMounts: { m: expected } });
  });

  test.each([
    ['a list', '[a]', '"m" of dockerSecretMounts must be text, {data, encoding} or {file}, not a list'],
    ['no base64', '{data: "hello!!!"}', 'not base64'],
    ['no whole base64', '{data: aGk}', 'not base64'],
    ['both', '{data: aGk=, file: npmrc.txt}', 'not both'],
    ['neither', '{encoding: utf-8}', 'needs "data"'],
    ['no such file', '{file: nope}', '"nope" is not there'],
    ['no text', '{file: logo.png}', 'not UTF-8'],
    ['a wrong key', '{date: aGk=}', 'did you mean "data"?'],
    ['an alias', '*x', ''],
  ])('%s is an input error', (_name, written, expected) => {
    const { inputErrors } = parse(`dockerSecretMounts:\n  m: ${written}\n`);
    expect(inputErrors).toHaveLength(1);
    expect(inputErrors[0]).toContain(expected);
    expect(inputErrors[0]).toMatch(/^overrides 2:\d+: /);
  });

  test('have secrets to be masked: the base64 of a mount and each of its lines that is long enough', () => {
    const secret = 'first-secret-line\n  second-line\nshort\n';
    const { secrets } = parse(
      JSON.stringify({ dockerSecretMounts: { m: secret }, buildFiles: { '/f': secret } }),
    );
    expect(secrets).toEqual([base64(secret), 'first-secret-line', 'second-line']);
  });
});

describe('input errors', () => {
  test('are reported together, each with its location', () => {
    const { inputErrors } = parse(
      [
        'buildArgument: {A: 1}',
        'buildArguments:',
        '  LIST: [1]',
        '  MAP: {a: b}',
        '  A: 1',
        '  A: 2',
        'docker:',
        '  dockerFileTarget: x',
        '  dockerFilePath: Dockerfile',
        '  dockerWorkDir: /a b',
        '  zzzzzzzzzzzz: x',
        'buildFiles:',
        '  relative: x',
        'dockerSecretMounts: text',
      ].join('\n'),
    );
    expect(inputErrors).toMatchInlineSnapshot(`
[
  "overrides 1:1: \`overrides\` has no key "buildArgument"; did you mean "buildArguments"?",
  "overrides 6:3: the key "A" is duplicated in buildArguments",
  "overrides 3:9: "LIST" of buildArguments must be text, not a list",
  "overrides 4:8: "MAP" of buildArguments must be text, not a map",
  "overrides 8:3: docker has no key "dockerFileTarget"; did you mean "dockerfileTarget"?",
  "overrides 11:3: docker has no key "zzzzzzzzzzzz"; its keys are dockerFilePath, dockerWorkDir, dockerfileTarget",
  "overrides 9:19: "dockerFilePath" of docker is "Dockerfile", expected an absolute path of letters, digits, \`.\`, \`_\` and \`-\`, such as /Dockerfile",
  "overrides 10:18: "dockerWorkDir" of docker is "/a b", expected an absolute path of letters, digits, \`.\`, \`_\` and \`-\`, such as / or /app",
  "overrides 13:3: "relative" of buildFiles must be an absolute path, such as /relative",
  "overrides 14:21: dockerSecretMounts must be a map of keys and values, not plain text",
]
`);
  });

  test.each([
    ['sha: x\noverrides:\n  buildArguments: {}', 1, 'whole request body'],
    ['overrides:\n  docker: {}', 1, 'whole request body'],
    ['a: b: c: d', 1, 'a colon and a space must be quoted'],
    ['x: [\n\ta\n---\n', 1, 'second one'],
    ['a: [', 1, 'not valid YAML'],
    ['a: "', 1, 'not valid YAML'],
    ['a: &x 1\nb: *x', 2, 'no key'],
  ])('%p', (text, count, expected) => {
    const { inputErrors, overrides } = parse(text);
    expect(inputErrors).toHaveLength(count);
    expect(inputErrors[0]).toContain(expected);
    expect(overrides).toEqual({});
  });

  test.each(['', '# nothing', '{}', 'buildArguments:', 'docker: {}\nbuildFiles:', '---', '...'])(
    'are not reported for empty overrides: %p',
    (text) => {
      expect(parse(text)).toEqual({ overrides: {}, inputErrors: [], secrets: [] });
    },
  );
});

const KEYS = 'its keys are buildArguments, buildFiles, dockerSecretMounts, docker';
const ALIAS = 'must be text, not an alias; write the value out';
const TAG = 'YAML tags are not supported, because every value is text; remove it';

test.each([
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
])('%s is refused in plain words', (_, text, says) => {
  expect(parse(text).inputErrors).toEqual([`overrides ${says}`]);
});

/** The syntax of YAML, and the keys of overrides. */
const PIECES = [
  ...[
    ': ',
    ':',
    '- ',
    '? ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '\n',
    '\n  ',
    '\n    ',
    '\t',
    '|',
    '>-',
    '"',
    "'",
    '#',
    ' ',
  ],
  ...[
    '&a ',
    '*a',
    '!!str ',
    '!!binary ',
    '!x ',
    '<<: ',
    '%YAML 1.1\n',
    '---\n',
    '...\n',
    '~',
    '\\',
    '\u0000',
    '\ufeff',
  ],
  ...[
    'buildArguments',
    'buildFiles',
    'dockerSecretMounts',
    'docker',
    'overrides',
    'data',
    'file',
    'encoding',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    '/a',
    'npmrc.txt',
    'dockerFilePath',
    '\r\n',
    '\ud800',
  ],
];
const yamlish = fc
  .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 5 })), {
    maxLength: 25,
    size: 'max',
  })
  .map((pieces) => pieces.join(''));

describe('any text at all', () => {
  test('never throws or pollutes a prototype, and results in an object that the API accepts', () => {
    fc.assert(
      fc.property(yamlish, (text) => {
        const { overrides, inputErrors } = parse(text);
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(Object.getPrototypeOf({})).toBe(Object.prototype);
        for (const error of inputErrors) expect(error).toMatch(/^overrides \d+:\d+: /);
        for (const section of Object.values(overrides)) {
          expect(Object.getPrototypeOf(section)).toBe(Object.prototype);
          for (const value of Object.values(section as object)) {
            const strings = typeof value === 'string' ? [value] : Object.values(value as object);
            expect(strings.every((string) => typeof string === 'string')).toBe(true);
          }
        }
      }),
      runs(500),
    );
  });

  test('has no input error that shows the value of a secret mount, wherever it is', () => {
    const secret = 'c0rrect-horse-battery';
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }), fc.boolean(), (pieces, quoted) => {
        const value = quoted ? `"${secret}"` : secret;
        for (const text of [
          `dockerSecretMounts:\n  m: ${value}${pieces.join('')}`,
          `dockerSecretMounts:\n  m: {data: ${value}${pieces.join('')}`,
          `dockerSecretMounts: ${value}${pieces.join('')}`,
          `dockerSecretMounts:\n  m: [${pieces.join('')}${value}]`,
          `dockerSecretMounts:\n  m: ${pieces.join('')}${value}`,
        ]) {
          // A key outside of a mount and the path of a file are not secret, whatever they are.
          const named = /c0rrect[^"]*" of dockerSecretMounts|has no key "|the key "|" is not there/;
          const leaks = parse(text).inputErrors.filter(
            (error) => error.includes('c0rrect') && !named.test(error),
          );
          expect(leaks).toEqual([]);
        }
      }),
      runs(200),
    );
  });

  test.each([
    [
      'many aliases',
      `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*a, *a]`).join('\n')}`,
    ],
    ['deep lists', '['.repeat(50_000)],
    ['deep maps', `buildArguments: ${'{a: '.repeat(20_000)}`],
    ['many keys', `buildArguments:\n${Array.from({ length: 20_000 }, (_, i) => `  K${i}: ${i}`).join('\n')}`],
    ['many equal keys', `buildArguments:\n${'  K: 1\n'.repeat(5000)}`],
    ['a long plain text', `buildArguments:\n  A: ${'x '.repeat(100_000)}`],
    ['a long block', `buildArguments:\n  A: |\n${'    x\n'.repeat(50_000)}`],
    ['many quotes', `buildArguments: ${'"'.repeat(20_000)}`],
    ['many signs', '? '.repeat(10_000)],
    ['a long wrong name', `${'dockerFilePath'.repeat(2000)}: x`],
  ])('is parsed quickly with %s', (_name, text) => {
    const from = performance.now();
    parse(text);
    expect(performance.now() - from).toBeLessThan(60_000);
  });
});

test.each([
  ['buildArgs', '; did you mean "buildArguments"?'],
  ['build-files', '; did you mean "buildFiles"?'],
  ['secretMounts', '; did you mean "dockerSecretMounts"?'],
  ['arg', '; did you mean "buildArguments"?'],
  ['ar', '; its keys are buildArguments, buildFiles, dockerSecretMounts, docker'],
])('the key %s has the hint %j', (key, hint) => {
  expect(parse(`${key}: {}`).inputErrors).toEqual([
    `overrides 1:1: \`overrides\` has no key "${key}"${hint}`,
  ]);
});

test('at most five syntax errors are shown', () => {
  expect(parse('a: "\n'.repeat(20)).inputErrors).toHaveLength(5);
});

test('a wrong key of a mount is quoted only if it is a misspelt one: any other may be a piece of a secret', () => {
  const errorsOf = (key: string): string =>
    parseOverrides(`dockerSecretMounts:\n  m:\n    ${key}: x`, () => Buffer.from('')).inputErrors.join('\n');
  expect(errorsOf('dat')).toContain('no key "dat"; did you mean "data"?');
  expect(errorsOf('s3cr3t-value')).toContain('a key that is not allowed');
  expect(errorsOf('s3cr3t-value')).not.toContain('s3cr3t-value');
});
