import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { filesIn, read, withoutComments } from './files.ts';

/**
 * The layers from top to bottom, and what each may import, by value or by type. `context+` is `context` and all layers
 * below it. A layer that does not name itself has files that do not import each other. Nothing may import `index`:
 * it runs the action as soon as it is imported.
 *
 * The linter holds the rest: who may import which package, and that no imports form a circle (see `.oxlintrc.json`).
 */
// biome-ignore format: it is read as a table
const LAYERS: [layer: string, files: string, mayImport: string][] = [
  ['tests',        '__tests__/',                    'tests scripts sandbox entry-points+'],
  ['scripts',      'scripts/',                      'scripts sandbox packages entry-points+'],
  ['sandbox',      'sandbox/',                      'sandbox'],
  ['packages',     'node_modules/',                 ''],

  ['index',        'src/index.ts',                  'entry-points post github'],
  ['entry-points', 'src/entry-points.ts',           'main+'],
  ['main',         'src/main.ts src/run/',          'main environment+'],
  ['post',         'src/post.ts',                   'environment+'],
  ['environment',  'src/environment.ts',            'github+'],
  ['github',       'src/github/',                   'github+'],
  ['outcome',      'src/outcome.ts',                'start+'],
  ['start',        'src/start/',                    'start context+'],
  ['wait',         'src/wait/',                     'wait context+'],
  ['build-log',    'src/build-log/',                'build-log context+'],
  ['context',      'src/context.ts src/retry.ts',   'context+'],
  ['northflank',   'src/northflank/',               'northflank+'],
  ['base',         'src/errors.ts src/clock.ts',    ''],
];

/** An import of a file by another; both are paths from the root of the repository, such as `src/errors.ts`. */
type Import = { file: string; target: string };

/** The layer of a file, and the layers that it may import; undefined for a file that the table does not have. */
function layerOf(file: string): { layer: string; mayImport: string[] } | undefined {
  const isIn = (folder: string): boolean =>
    folder.endsWith('/') ? file.startsWith(folder) : file === folder;
  const row = LAYERS.find(([, files]) => files.split(' ').some(isIn));
  if (row === undefined) return undefined;
  const names = LAYERS.map(([layer]) => layer);
  const mayImport = row[2]
    .split(' ')
    .flatMap((name) => (name.endsWith('+') ? names.slice(names.indexOf(name.slice(0, -1))) : name));
  return { layer: row[0], mayImport };
}

/** A sentence for each import that the table does not allow. */
function violations(imports: Import[]): string[] {
  return imports.flatMap(({ file, target }) => {
    const from = layerOf(file);
    if (from === undefined) return [`${file} is in no layer`];
    const to = layerOf(target)?.layer;
    if (to !== undefined && from.mayImport.includes(to)) return [];
    const allowed = from.mayImport.join(', ') || 'nothing of this repository';
    return [`${file} imports ${target}, but ${from.layer} may import ${allowed}`];
  });
}

/** What a source imports: statements, re-exports, `import()` of a value or a type, and `require()`. */
function specifiers(source: string): string[] {
  const imports = /\b(?:from|import|require)\s*\(?\s*(['"`])([^'"`\n]+)\1/g;
  return [...withoutComments(source).matchAll(imports)].map(([, , specifier = '']) => specifier);
}

/** The files that a file imports; what it imports by the name of a package is left out. */
function importsOf(file: string): Import[] {
  return specifiers(read(file))
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => ({ file, target: path.posix.join(path.posix.dirname(file), specifier) }));
}

const FILES = ['src', 'sandbox', 'scripts', '__tests__'].flatMap((folder) =>
  ['.ts', '.js', '.cjs'].flatMap((ending) => filesIn(folder, ending)),
);
const IMPORTS = FILES.flatMap(importsOf);

describe('imports', () => {
  test('follow the layers', () => {
    expect(violations(IMPORTS)).toEqual([]);
  });

  test('stand in files that each have a layer', () => {
    expect(FILES.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });
});

describe('the search for imports', () => {
  test.each([
    ['a value', "import { a } from './a.ts';"],
    ['a type', "import type { A } from './a.ts';"],
    ['a value and a type', "import a, { type A } from './a.ts';"],
    ['everything', "import * as a from './a.ts';"],
    ['names on several lines', "import {\n  a,\n  type A,\n} from './a.ts';"],
    ['no names', "import './a.ts';"],
    ['a re-export', "export { a } from './a.ts';"],
    ['a re-export of types', "export type { A } from './a.ts';"],
    ['a re-export of everything', "export * from './a.ts';"],
    ['a dynamic import', "const { a } = await import('./a.ts');"],
    ['a type in place', "let a: import('./a.ts').A;"],
    ['CommonJS', 'const a = require("./a.ts");'],
  ])('finds %s', (_, source) => {
    expect(specifiers(source)).toEqual(['./a.ts']);
  });

  test('passes over comments', () => {
    expect(specifiers("/** As in import './a.ts'. */\n// from './b.ts'\n")).toEqual([]);
  });

  test('finds those of the source', () => {
    expect(IMPORTS.filter(({ file }) => file === 'src/index.ts')).not.toEqual([]);
    expect(IMPORTS.length).toBeGreaterThan(FILES.length);
  });
});

describe('the layers', () => {
  test.each([
    ['src/index.ts', 'src/entry-points.ts'],
    ['src/index.ts', 'src/github/outputs.ts'],
    ['src/entry-points.ts', 'src/run/run-build.ts'],
    ['src/main.ts', 'src/run/run-build.ts'],
    ['src/post.ts', 'src/wait/abort-build.ts'],
    ['src/github/summary.ts', 'src/outcome.ts'],
    ['src/outcome.ts', 'src/wait/abort-build.ts'],
    ['src/start/start-build.ts', 'src/start/find-build.ts'],
    ['src/wait/wait-for-build.ts', 'src/retry.ts'],
    ['src/retry.ts', 'src/context.ts'],
    ['src/context.ts', 'src/northflank/client.ts'],
    ['src/northflank/client.ts', 'src/errors.ts'],
    ['scripts/simulate/polling.ts', 'src/wait/wait-for-build.ts'],
    ['scripts/build/github.js', 'node_modules/@actions/github/lib/context.js'],
    ['__tests__/action/success.test.ts', 'sandbox/run-step.ts'],
  ])('let %s import %s', (file, target) => {
    expect(violations([{ file, target }])).toEqual([]);
  });

  test.each([
    ['src/main.ts', 'src/index.ts'],
    ['__tests__/main.test.ts', 'src/index.ts'],
    ['src/index.ts', 'src/main.ts'],
    ['src/index.ts', 'src/wait/wait-for-build.ts'],
    ['src/run/run-build.ts', 'src/entry-points.ts'],
    ['src/post.ts', 'src/main.ts'],
    ['src/environment.ts', 'src/main.ts'],
    ['src/github/summary.ts', 'src/main.ts'],
    ['src/outcome.ts', 'src/github/inputs.ts'],
    ['src/start/start-build.ts', 'src/outcome.ts'],
    ['src/start/start-build.ts', 'src/github/state.ts'],
    ['src/start/start-build.ts', 'src/wait/rate-limit.ts'],
    ['src/wait/abort-build.ts', 'src/start/find-build.ts'],
    ['src/wait/abort-build.ts', 'src/build-log/build-log.ts'],
    ['src/build-log/build-log.ts', 'src/wait/phases.ts'],
    ['src/build-log/build-log.ts', 'src/github/step-log.ts'],
    ['src/context.ts', 'src/start/start-build.ts'],
    ['src/northflank/client.ts', 'src/retry.ts'],
    ['src/northflank/client.ts', 'src/context.ts'],
    ['src/clock.ts', 'src/errors.ts'],
    ['src/errors.ts', 'src/northflank/api-error.ts'],
    ['src/main.ts', 'scripts/build/build.ts'],
    ['src/main.ts', 'sandbox/virtual-clock.ts'],
    ['src/main.ts', 'package.json'],
    ['src/github/outputs.ts', 'node_modules/@actions/core/lib/core.js'],
    ['sandbox/virtual-clock.ts', 'src/clock.ts'],
    ['sandbox/demo/demo.ts', 'scripts/render-readme.ts'],
    ['sandbox/run-step.ts', '__tests__/action/success.test.ts'],
    ['scripts/simulate/polling.ts', '__tests__/build-log/log-memory.ts'],
  ])('do not let %s import %s', (file, target) => {
    expect(violations([{ file, target }])).toEqual([
      expect.stringMatching(`^${file} imports ${target}, but [a-z-]+ may import `),
    ]);
  });

  test('take no file that the table does not name', () => {
    const file = 'src/helpers.ts';
    expect(violations([{ file, target: 'src/errors.ts' }])).toEqual([`${file} is in no layer`]);
    expect(violations([{ file: 'src/main.ts', target: file }])).toHaveLength(1);
  });

  test('are named in the message', () => {
    expect(violations([{ file: 'src/wait/phases.ts', target: 'src/main.ts' }])).toEqual([
      'src/wait/phases.ts imports src/main.ts, but wait may import wait, context, northflank, base',
    ]);
  });
});
