import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { parseFileCommand } from '../../sandbox/runner/file-commands.ts';
import { ACTION, type Declared, readDeclared, renderReadme } from '../../scripts/render-readme.ts';
import { readInputs } from '../../src/github/inputs.ts';
import { reportOutcome, setBuildIdOutput, setBuildOutputs, setUrlOutput } from '../../src/github/outputs.ts';
import { USER_AGENT } from '../../src/northflank/http.ts';
import { parseOverrides } from '../../src/start/overrides.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.posix.join(folder, file.replaceAll('\\', '/')))
    .toSorted();

const SOURCES = filesIn('src', '.ts');
const declared = readDeclared();
const packageJson = JSON.parse(read('package.json')) as { version: string; scripts: Record<string, string> };

/** An import as it stands in a file; what remains of it at run time is a value. */
type Import = { file: string; from: string; isValue: boolean };

function importsOf(file: string): Import[] {
  const text = withoutComments(read(file));
  const fixed = [...text.matchAll(/^(?:import|export) (type )?([^;]*?) ?from '([^']+)';/gm)].map(
    ([, type, names = '', from = '']) => ({
      file,
      from,
      isValue:
        type === undefined &&
        (!names.startsWith('{') ||
          names
            .slice(1, -1)
            .split(',')
            .some((name) => name.trim() !== '' && !name.trim().startsWith('type '))),
    }),
  );
  const bare = [...text.matchAll(/^import '([^']+)';|\bimport\('([^']+)'\)/gm)].map(([, one, other]) => ({
    file,
    from: one ?? other ?? '',
    isValue: true,
  }));
  return [...fixed, ...bare];
}

/** The file that a relative import means, such as `src/errors.ts`; undefined for a package. */
function target({ file, from }: Import): string | undefined {
  return from.startsWith('.') ? path.posix.join(path.posix.dirname(file), from) : undefined;
}

/** Source without its comments; a `//` in a text survives, since only white space may stand before a comment. */
function withoutComments(text: string): string {
  return text
    .replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '')
    .replaceAll(/(^|\s)\/\/ .*$/gm, '$1')
    .replaceAll(/\{\/\*[\s\S]*?\*\/\}/g, '');
}

/** Which room of the house a file is in. */
function roomOf(file: string): string {
  const room = /^src\/(build|github|northflank)\//.exec(file)?.[1];
  if (room !== undefined) return room;
  if (file === 'src/index.ts') return 'index';
  return file === 'src/main.ts' || file === 'src/post.ts' ? 'hallway' : 'base';
}

/** Rooms from which a room may take values, besides its own. */
const MAY_USE: Record<string, string[]> = {
  index: ['hallway', 'github', 'base'],
  hallway: ['build', 'github', 'northflank', 'base'],
  build: ['base'],
  github: ['base'],
  northflank: ['base'],
  base: [],
};

/** Who may import which package; a package that is not named here is imported by nobody. */
const PACKAGES: [name: RegExp, importers: RegExp][] = [
  [/^@actions\//, /^src\/github\//],
  [/^got$/, /^src\/northflank\/transport\.ts$/],
  [/^yaml$/, /^src\/build\/overrides\.ts$/],
  [/^leven$/, /^src\/(build|github)\//],
  [/^node:/, /^src\//],
];

describe('imports', () => {
  const imports = SOURCES.flatMap(importsOf);

  test('are found at all', () => {
    expect(imports).toContainEqual({ file: 'src/main.ts', from: './clock.ts', isValue: true });
    expect(imports).toContainEqual({ file: 'src/build/find.ts', from: '../clock.ts', isValue: false });
    expect(imports).toContainEqual({ file: 'src/build/request.ts', from: './overrides.ts', isValue: true });
    expect(imports).toContainEqual({ file: 'src/northflank/tail.ts', from: './error.ts', isValue: true });
  });

  test('carry values through the hallway only', () => {
    const wrong = imports.filter((one) => {
      const to = target(one);
      if (to === undefined || !one.isValue) return false;
      return roomOf(to) !== roomOf(one.file) && !MAY_USE[roomOf(one.file)]?.includes(roomOf(to));
    });
    expect(wrong).toEqual([]);
  });

  test('stay in src, and nobody imports index', () => {
    const wrong = imports.filter((one) => {
      const to = target(one);
      return to !== undefined && (!SOURCES.includes(to) || to === 'src/index.ts');
    });
    expect(wrong).toEqual([]);
  });

  test('of a package are made in its room only', () => {
    const wrong = imports.filter(
      (one) =>
        target(one) === undefined &&
        !PACKAGES.some(([name, importers]) => name.test(one.from) && importers.test(one.file)),
    );
    expect(wrong).toEqual([]);
  });

  test('of src are unknown to the sandbox and the runner', () => {
    const files = [...filesIn('__tests__/sandbox', '.ts'), ...filesIn('__tests__/runner', '.ts')];
    expect(files.flatMap(importsOf).filter((one) => target(one)?.startsWith('src/'))).toEqual([]);
  });

  test('make no circle of values', () => {
    const next = (file: string): string[] =>
      imports.filter((one) => one.file === file && one.isValue).flatMap((one) => target(one) ?? []);
    const circles = (file: string, trail: string[]): string[][] =>
      trail.includes(file)
        ? [[...trail.slice(trail.indexOf(file)), file]]
        : next(file).flatMap((to) => circles(to, [...trail, file]));
    expect(circles('src/index.ts', [])).toEqual([]);
  });
});

describe.each(SOURCES)('%s', (file) => {
  const text = read(file);
  const code = withoutComments(text);

  test('prints through the log only', () => {
    if (file === 'src/github/log.ts' || file === 'src/index.ts') return;
    expect(code).not.toMatch(/\bconsole\b|\bprocess\.(stdout|stderr)\b/);
  });

  test('has no enum, no namespace, and no class but errors', () => {
    expect(code).not.toMatch(/^(export )?(declare )?(const )?(enum|namespace|module) /m);
    const classes = [...code.matchAll(/^(?:export )?(?:abstract )?class .*$/gm)].map(([line]) => line);
    expect(classes.filter((line) => !/ extends Error \{$/.test(line))).toEqual([]);
  });

  test('does nothing when it is imported', () => {
    if (file === 'src/index.ts') return;
    // Whatever stands at the margin is a declaration, or the end of one.
    const margin = code.split('\n').filter((line) => /^[^\s})\]]/.test(line));
    const declarations =
      /^(import|export \{|(export )?(async )?function|(export )?(const|interface|type|class)) ?/;
    expect(margin.filter((line) => !declarations.test(line))).toEqual([]);
    // Of a constant only collections are made.
    const calls = margin.filter(
      (line) =>
        /^(export )?const [^=]*= (await |new (?!Set|Map)|[\w.]+\()/.test(line) && !line.includes('=>'),
    );
    expect(calls).toEqual([]);
  });

  test('explains each export in a doc comment', () => {
    const lines = text.split('\n');
    const bare = lines.filter((line, index) => {
      if (!/^export (?!\{|type \{|\*)/.test(line)) return false;
      const before = lines[lines.slice(0, index).findLastIndex((one) => !one.startsWith('// oxlint-'))] ?? '';
      return !before.endsWith('*/');
    });
    expect(bare).toEqual([]);
  });
});

describe('action.yml', () => {
  const action = parse(read('action.yml')) as {
    runs: Record<string, unknown>;
    name: unknown;
    description: string;
  };
  const inputs = Object.entries(declared.inputs);

  test('runs files that are there on the runner of today', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js', post: 'dist/post.js' });
    expect(existsSync(path.join(ROOT, 'dist/index.js'))).toBe(true);
    expect((JSON.parse(read('dist/package.json')) as { type: string }).type).toBe('commonjs');
  });

  test('describes itself within what the marketplace takes', () => {
    expect(action.name).toEqual(expect.any(String));
    expect(action.description.length).toBeLessThan(125);
  });

  test('describes every input and output in a sentence', () => {
    const all = [...inputs, ...Object.entries(declared.outputs)];
    expect(all.filter(([, { description }]) => !/^[A-Z`].*\.$/s.test(description.trim()))).toEqual([]);
    expect(inputs.filter(([, { required }]) => required === 'true').map(([name]) => name)).toEqual([
      'project',
      'job',
    ]);
    expect(inputs.filter((input) => input[1].required === 'true' && 'default' in input[1])).toEqual([]);
  });

  test('names the limits of numbers that the code has', () => {
    const source = read('src/github/inputs.ts');
    const limit = (name: string): string =>
      new RegExp(`const ${name} = ([\\d._]+);`).exec(source)?.[1] ?? 'none';
    const { 'timeout-minutes': timeout, 'poll-interval-seconds': pause } = declared.inputs;
    expect(timeout?.description).toContain(`at most ${limit('MAX_TIMEOUT_MINUTES')};`);
    expect(pause?.description).toContain(
      `from ${limit('MIN_POLL_SECONDS')} to ${limit('MAX_POLL_SECONDS')};`,
    );
  });

  test('has the inputs that the code reads, each of them', () => {
    const source = withoutComments(read('src/github/inputs.ts'));
    const names = [...source.matchAll(/\b(?:getInput|id|boolean|choice|number)\(\s*'([^']+)'/g)].map(
      ([, name = '']) => name,
    );
    expect([...new Set(names)].toSorted()).toEqual(inputs.map(([name]) => name).toSorted());
    const elsewhere = SOURCES.filter((file) => file !== 'src/github/inputs.ts');
    expect(elsewhere.filter((file) => /getInput|INPUT_/.test(withoutComments(read(file))))).toEqual([]);
  });
});

describe('the environment of a step', () => {
  let kept: NodeJS.ProcessEnv;
  let folder: string;

  beforeEach(() => {
    kept = { ...process.env };
    folder = mkdtempSync(path.join(tmpdir(), 'repository-'));
    for (const name of Object.keys(process.env)) if (/^(INPUT_|GITHUB_)/.test(name)) delete process.env[name];
  });

  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];
    Object.assign(process.env, kept);
    rmSync(folder, { recursive: true, force: true });
  });

  const setInput = (name: string, value: string): void => {
    process.env[`INPUT_${name.toUpperCase()}`] = value;
  };

  test('means the same with the defaults of action.yml and with empty texts', () => {
    for (const name of ['api-token', 'project', 'job']) setInput(name, 'x');
    const byCode = readInputs();
    for (const [name, input] of Object.entries(declared.inputs)) {
      if (input.default !== undefined) setInput(name, input.default);
    }
    expect(readInputs()).toEqual(byCode);
    expect(byCode.inputErrors).toEqual([]);
  });

  test('gets the outputs of action.yml, each of them', () => {
    const file = path.join(folder, 'output');
    writeFileSync(file, '');
    process.env['GITHUB_OUTPUT'] = file;
    const build = {
      ...{ id: 'one', branch: 'main', pullRequestId: 1, status: 'SUCCESS', sha: 'a'.repeat(40) },
      ...{ registry: { uri: 'registry.test/one' }, concluded: true, success: true, message: 'Done' },
      ...{ createdAt: '2026-01-01T00:00:00.000Z', buildConcludedAt: 1_767_225_700, raw: {} },
    };
    setBuildIdOutput(build.id);
    setBuildOutputs(build, true, 100_000);
    setUrlOutput('https://app.northflank.test');
    reportOutcome({ conclusion: 'success', build, message: '' }, true, []);
    const names = [...parseFileCommand(readFileSync(file, 'utf8'))].map(([name]) => name);
    expect([...new Set(names)].toSorted()).toEqual(Object.keys(declared.outputs).toSorted());
  });
});

describe('the package', () => {
  test('has one version', () => {
    const lock = JSON.parse(read('package-lock.json')) as { version: string };
    expect(lock.version).toBe(packageJson.version);
    expect(USER_AGENT).toBe(`northflank-build/${packageJson.version}`);
    expect(/^## (\S+)/m.exec(read('CHANGELOG.md'))?.[1]).toBe(packageJson.version);
    expect(ACTION).toBe(`northflank-build/action@v${packageJson.version.split('.')[0]}`);
  });

  test('names no registry', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved"/);
    const settings = read('.npmrc').trim().split('\n');
    expect(settings).toContain('omit-lockfile-registry-resolved=true');
    expect(settings.filter((line) => !/^[a-z-]+=(true|false)$/.test(line))).toEqual([]);
  });

  test('pins what it depends on', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      read('package.json'),
    ) as Record<string, Record<string, string>>;
    const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

/** Documents for people; what they say of files and places is checked. */
const DOCUMENTS = ['README.md', 'CHANGELOG.md', '.github/CONTRIBUTING.md', '.github/SECURITY.md'];

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document);
  const prose = text.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '');

  test('leads nowhere that is not there', () => {
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, to = '']) => to)
      .filter((to) => !/^https?:/.test(to));
    const broken = links.filter((to) => {
      const [file = '', anchor] = to.split('#');
      const there = file === '' ? document : path.posix.join(path.posix.dirname(document), file);
      if (!existsSync(path.join(ROOT, there))) return true;
      return anchor !== undefined && !anchorsOf(read(there)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('names scripts that there are', () => {
    const names = [...text.matchAll(/npm run ([a-z][\w-]*)/g)].map(([, name = '']) => name);
    expect(names.filter((name) => !(name in packageJson.scripts))).toEqual([]);
  });
});

/** The anchors that GitHub makes of headings. */
function anchorsOf(markdown: string): string[] {
  const headings = markdown.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('README.md', () => {
  const readme = read('README.md');

  test('has the tables of action.yml; otherwise `npm run docs` writes them', () => {
    expect(readme).toBe(renderReadme(readme, declared));
  });

  test('explains messages that there are', () => {
    const table = /<!-- messages:[^>]*-->([\s\S]*)<!-- end of messages -->/.exec(readme)?.[1] ?? '';
    // Without the head and the rule below it.
    const rows = table
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(2);
    const messages = rows.map((row) => messageOf(row));
    // Each row has a message in code, and something to do.
    expect(rows.filter((_, index) => messages[index] === undefined)).toEqual([]);
    expect(new Set(messages).size).toBe(messages.length);
    const source = SOURCES.map((file) => asWritten(read(file))).join('\n');
    const missing = messages.filter((message = '') =>
      message
        .split('…')
        .map((piece) => piece.trim())
        .some((piece) => !source.includes(piece)),
    );
    expect(messages.length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
    // At least one piece must be long enough to be found by.
    const longest = (message = ''): number => Math.max(...message.split('…').map((piece) => piece.length));
    expect(messages.filter((message) => longest(message) < 10)).toEqual([]);
  });

  test('begins its development part with the two commands', () => {
    const part = readme.slice(readme.indexOf('\n## Development\n'));
    const commands = [...part.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, command]) => command);
    expect(commands).toEqual(['npm ci && npm start', 'npm cit']);
  });
});

/** The message of a row, as the log shows it: in one backtick, or in two with others in it. */
function messageOf(row: string): string | undefined {
  const [, plain, ticked] = /^\| (?:`([^`]+)`|`` ((?:[^`]|`(?!`))+) ``) \| \S.* \|$/.exec(row) ?? [];
  return plain ?? ticked;
}

/** Source with texts joined that are written in parts, and without the backslashes of its quotes. */
function asWritten(source: string): string {
  return (
    source
      .replaceAll(/['`] \+\s*['`]/g, '')
      .replaceAll('\\', '')
      // A value that is put in; where it is one of several texts, they stay to be found.
      .replaceAll(/\$\{[^}'`]*\}/g, '…')
  );
}

type Step = {
  id?: string;
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
  env?: object;
};
type Workflow = {
  name?: unknown;
  on?: unknown;
  permissions?: unknown;
  jobs: Record<string, { steps: Step[]; outputs?: Record<string, string>; needs?: string | string[] }>;
};

const WORKFLOWS: [name: string, text: string][] = [
  ...filesIn('examples', '.yml').map((file): [string, string] => [file, read(file)]),
  ...[...read('README.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']): [string, string] => [
    `README.md, ${/^name: (.*)$/m.exec(text)?.[1] ?? 'a workflow without a name'}`,
    text,
  ]),
];

describe.each(WORKFLOWS)('the workflow of %s', (_, text) => {
  // Throws at what is no YAML, and at keys that are there twice.
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);
  const ours = steps.filter(({ uses }) => uses === ACTION);

  test('is whole, and asks for no permission that it does not need', () => {
    expect(workflow).toMatchObject({ name: expect.any(String), on: expect.anything() });
    const checksOut = steps.some(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(workflow.permissions).toEqual(checksOut ? { contents: 'read' } : {});
  });

  test('uses this action by its one name, and others by a commit', () => {
    expect(ours.length).toBeGreaterThan(0);
    const uses = [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, one = '']) => one);
    expect(uses.filter((one) => one !== ACTION && !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/.test(one))).toEqual(
      [],
    );
  });

  test('passes inputs that there are, as they are wanted', () => {
    for (const { with: given = {}, env = {} } of ours) {
      expect(mistakesIn(given, declared.inputs)).toEqual([]);
      const token = 'api-token' in given || 'NORTHFLANK_API_TOKEN' in env;
      expect({ token, project: given['project'], job: given['job'] }).toEqual({
        token: true,
        project: expect.any(String),
        job: expect.any(String),
      });
    }
  });

  test('writes overrides that mean the same with every value', () => {
    for (const { with: given = {} } of ours) {
      const overrides = given['overrides'];
      if (typeof overrides !== 'string') continue;
      expect(overrides.replaceAll(/\$\{\{ toJSON\([^}]*\) \}\}/g, '')).not.toContain('${{');
      const hostile = JSON.stringify('/a');
      const filled = overrides.replaceAll(/\$\{\{[^}]*\}\}/g, hostile);
      expect(parseOverrides(filled, () => Buffer.from('text')).inputErrors).toEqual([]);
    }
  });

  test('reads outputs that there are, of steps that come before', () => {
    for (const [, job] of jobs) {
      const known: string[] = [];
      // The outputs of the job are read after its steps.
      for (const step of [...job.steps, { outputs: job.outputs } as Step]) {
        for (const [, id = '', name = ''] of JSON.stringify(step).matchAll(
          /\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g,
        )) {
          expect({ id, name, known: known.includes(id), real: name in declared.outputs }).toEqual({
            ...{ id, name, known: true, real: true },
          });
        }
        if (step.uses === ACTION && step.id !== undefined) known.push(step.id);
      }
    }
  });

  test('reads outputs of jobs that it needs', () => {
    for (const [, job] of jobs) {
      for (const [, id = '', name = ''] of JSON.stringify(job).matchAll(
        /\bneeds\.([\w-]+)\.outputs\.([\w-]+)/g,
      )) {
        expect([job.needs].flat()).toContain(id);
        expect(workflow.jobs[id]?.outputs).toHaveProperty([name]);
      }
    }
  });

  test('puts no expression into a script, and waits for nothing with always()', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
    expect(steps.filter((step) => step.if?.includes('always()'))).toEqual([]);
  });
});

/** What is wrong with the `with:` of a step. An expression may be anything. */
function mistakesIn(given: Record<string, unknown>, inputs: Declared['inputs']): string[] {
  const choices: Record<string, string[]> = {
    logs: ['stream', 'failure', 'off'],
    'on-cancel': ['abort', 'leave'],
    'on-timeout': ['abort', 'leave'],
  };
  return Object.entries(given).flatMap(([name, value]) => {
    const input = inputs[name];
    if (input === undefined) return [`there is no input ${name}`];
    if (typeof value === 'string' && /^\$\{\{.*\}\}$/s.test(value)) return [];
    const isFlag = input.default === 'true' || input.default === 'false';
    const isNumber = name.endsWith('-minutes') || name.endsWith('-seconds');
    if (isFlag && typeof value !== 'boolean') return [`${name} is no boolean`];
    if (isNumber && typeof value !== 'number') return [`${name} is no number`];
    if (!isFlag && !isNumber && typeof value !== 'string') return [`${name} is no text`];
    if (choices[name]?.includes(String(value)) === false) return [`${name} cannot be ${String(value)}`];
    return name === 'api-token' ? ['the token is not a secret'] : [];
  });
}
