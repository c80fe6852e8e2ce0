/** What is measured: each way to do it, with its command. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { SANDBOX } from '../../sandbox/northflank/world.ts';
import { bundle, compile, EXCLUDED_MODULES } from '../build/bundle.ts';

/** One way to do it. What has `inputs` runs as a step, with the defaults of the action's other inputs. */
export interface Way {
  name: string;
  command: string[];
  inputs?: Record<string, string>;
  /** What main saved for post. */
  state?: Record<string, string>;
  isOurs?: true;
  /** The build that it waits for fails. */
  fails?: true;
}

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const SHA = '262ed9817b3cad5142fbceabe0c9e371e390d616';

const HERE = 'scripts/bench';
const BUNDLES = 'build/bench';
/** A bundle of the same program from which nothing is excluded. */
export const WHOLE = `${BUNDLES}/whole`;
/** A path like those of the runner: what Node takes to load a file depends on the length of its path. */
const INSTALLED = `${BUNDLES}/_actions/northflank-build/action/v1/dist`;
const action = [process.execPath, 'dist/index.js'];
const bare = { team: SANDBOX.team, summary: 'true' };
const unwaited = { ...bare, wait: 'false' };

/** What the tables need and the machine does not have. */
export const missing = ['curl', 'jq'].filter((tool) => !isThere(tool));

/** The least that Node can do. */
export const floor: Way = {
  name: 'bare Node, one POST',
  command: [process.execPath, `${HERE}/floor.cjs`],
};

const ours: Way = { name: '**this action**', command: action, inputs: unwaited, isOurs: true };

/** The start of a build that nobody waits for. */
export const starts: Way[] = [
  floor,
  ours,
  { ...ours, name: '**this action**, nothing excluded', command: [process.execPath, `${WHOLE}/index.js`] },
  ...shells('start'),
  script('start'),
  {
    name: '`@northflank/cli`',
    command: [
      process.execPath,
      'node_modules/@northflank/cli/dist/cli.js',
      ...['start', 'job', 'build', '--projectId', SANDBOX.project, '--jobId', SANDBOX.job],
      ...['-i', JSON.stringify({ sha: SHA }), '-o', 'json'],
    ],
  },
];

/** From nothing to the action, one step at a time. */
export const ladder: Way[] = [
  { name: 'Node, an empty file', command: [process.execPath, `${HERE}/empty.cjs`] },
  floor,
  {
    name: 'the same POST by `got`',
    command: [process.execPath, `${BUNDLES}/got/index.js`],
  },
  {
    name: '… and one output by `@actions/core`',
    command: [process.execPath, `${BUNDLES}/got-core/index.js`],
    inputs: {},
  },
  ours,
];

const afterNormalEnd = {
  inputs: bare,
  state: { 'start-intent': '', 'build-id': 'rapid-lantern-7289', end: 'finished' },
};

/** The post step with nothing to do, after an empty file in the same folder. */
export const posts: [Way, Way] = [
  { name: 'Node, an empty file', command: [process.execPath, `${INSTALLED}/empty.cjs`], ...afterNormalEnd },
  {
    name: '**`post`** after a normal end',
    command: [process.execPath, `${INSTALLED}/post.js`],
    ...afterNormalEnd,
    isOurs: true,
  },
];

/** A build that is waited for. */
export const waits: Way[] = [
  { name: '**this action**', command: action, inputs: { ...bare, logs: 'off' }, isOurs: true },
  { name: '**this action**, log streamed', command: action, inputs: bare, isOurs: true },
  ...shells('wait'),
  script('wait'),
];

/** The log of a build that is over. */
export function logsOf(id: string): Way[] {
  const attach = { ...bare, 'build-id': id };
  return [
    {
      name: '**this action**, `logs: off`',
      command: action,
      inputs: { ...attach, logs: 'off' },
      isOurs: true,
    },
    { name: '**this action**, a build that is over', command: action, inputs: attach, isOurs: true },
    {
      name: '… without the optimising compilers of V8',
      command: [process.execPath, '--max-opt=1', 'dist/index.js'],
      inputs: attach,
      isOurs: true,
    },
    ...shells('log').map((way) => ({
      ...way,
      name: '`curl` and `jq`, the same log',
      command: [...way.command, id],
    })),
  ];
}

/** The log of a build that failed. */
export function failedLogOf(id: string): Way {
  const inputs = { ...bare, 'build-id': id };
  return { name: '**this action**, a build that failed', command: action, inputs, isOurs: true, fails: true };
}

/** The log of a build that runs for 5 s. */
export const live: Way = {
  name: '**this action**, live for 5 s',
  command: action,
  inputs: bare,
  isOurs: true,
};

/** Makes the bundles that are measured beside the one in `dist`. */
export async function makeBundles(): Promise<void> {
  compile();
  const entry = path.join(ROOT, 'build/index.js');
  const to = (name: string): string => path.join(ROOT, BUNDLES, name);
  await bundle(entry, path.join(ROOT, WHOLE), {});
  const { got, '@actions/core': core } = EXCLUDED_MODULES;
  await bundle(path.join(ROOT, HERE, 'got.js'), to('got'), { got });
  await bundle(path.join(ROOT, HERE, 'got-core.js'), to('got-core'), { got, '@actions/core': core });
}

/** Copies the shipped bundle, and an empty file to compare it with, to where the runner would put them. */
export function installAction(): void {
  const folder = path.join(ROOT, INSTALLED);
  rmSync(folder, { recursive: true, force: true });
  cpSync(path.join(ROOT, 'dist'), folder, { recursive: true });
  copyFileSync(path.join(ROOT, HERE, 'empty.cjs'), path.join(folder, 'empty.cjs'));
}

/** A command as one types it below `build/bench/step`. */
export function printable({ command, inputs = {}, state = {} }: Way): string {
  const variables = [
    ...Object.entries(state).map(([name, value]) => `STATE_${name}=${value}`),
    ...Object.entries(inputs).map(([name, value]) => `INPUT_${name.toUpperCase()}=${value}`),
  ];
  const parts = command.map((part) => part.replace(process.execPath, 'node').replace(/^\{.*\}$/, "'$&'"));
  return [...variables, ...parts].join(' ');
}

function shells(what: string): Way[] {
  const shell = { name: '`curl` and `jq` in a loop', command: ['bash', `${HERE}/curl.sh`, what] };
  return missing.length === 0 ? [shell] : [];
}

function script(what: string): Way {
  return {
    name: 'script on `@northflank/js-client`',
    command: [process.execPath, `${HERE}/js-client.js`, what],
  };
}

function isThere(tool: string): boolean {
  try {
    execFileSync('bash', ['-c', `command -v ${tool}`]);
    return true;
  } catch {
    return false;
  }
}
