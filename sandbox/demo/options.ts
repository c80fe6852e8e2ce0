import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { closestMatch } from 'leven';
import type { ActionInput } from '../runner/action-file.ts';
import { wrap } from './style.ts';

/** What the command line asks for. */
export type Plan =
  | { kind: 'help' }
  | { kind: 'error'; lines: string[] }
  | { kind: 'sandbox'; fail: boolean; folder: string; inputs: Record<string, string> }
  | {
      kind: 'northflank';
      token: string;
      /** Folder of the caller, the workspace of the run. */
      folder: string;
      /** Such as `owner/name`; undefined if that folder does not belong to a repository on GitHub. */
      repository: string | undefined;
      inputs: Record<string, string>;
    };

/** Reads the command line; every input of the action is an option. */
export function readPlan(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  declared: Record<string, ActionInput>,
): Plan {
  const booleans = Object.keys(declared).filter((name) => isFlag(declared[name]));
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: argv.map((arg, index) => spellOut(arg, argv[index + 1], booleans)),
      options: {
        ...Object.fromEntries(Object.keys(declared).map((name) => [name, { type: 'string' as const }])),
        fail: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return { kind: 'error', lines: [inOneLine(error, [...Object.keys(declared), 'fail', 'help'])] };
  }

  if (values['help'] === true) return { kind: 'help' };
  const inputs: Record<string, string> = {};
  for (const name of Object.keys(declared)) {
    const value = values[name];
    if (typeof value === 'string') inputs[name] = value;
  }
  const token = inputs['api-token'] || env['NORTHFLANK_API_TOKEN'] || '';
  // npm runs a script in the package's folder and puts the caller's into INIT_CWD.
  const folder = env['INIT_CWD'] ?? process.cwd();
  const fail = values['fail'] === true;
  if (token === '' || fail) {
    if (!inputs['api-url']) return { kind: 'sandbox', fail, folder, inputs };
    const why = fail ? 'with --fail' : 'without NORTHFLANK_API_TOKEN';
    return { kind: 'error', lines: [`There is no --api-url in the sandbox, which runs ${why}.`] };
  }

  const missing = [
    ...(inputs['project'] ? [] : ['--project']),
    ...(inputs['job'] || inputs['service'] ? [] : ['--job or --service']),
  ];
  if (missing.length > 0) {
    const what = `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing.`;
    return {
      kind: 'error',
      lines: [
        `There is a Northflank token, but ${what}`,
        'On Northflank: npm start -- --project my-project --job my-job',
        'In the sandbox: NORTHFLANK_API_TOKEN= npm start',
      ],
    };
  }
  if (inputs['sha'] === undefined && inputs['build-id'] === undefined)
    inputs['sha'] = git(folder, 'rev-parse', 'HEAD') ?? 'latest';
  const repository = repositoryOf(git(folder, 'remote', 'get-url', 'origin') ?? '');
  return { kind: 'northflank', token, folder, repository, inputs };
}

/** `owner/name` of a remote that is on GitHub. */
export function repositoryOf(remote: string): string | undefined {
  return /^(?:(?:https|ssh|git):\/\/(?:[^/@]*@)?github\.com(?::\d+)?\/|(?:[^/@]*@)?github\.com:)\/?([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
    remote,
  )?.[1];
}

/** The message for a command line that cannot be read. */
function inOneLine(error: unknown, names: readonly string[]): string {
  // Not by `instanceof`: under Jest, Node's errors belong to another realm.
  const [message = ''] = String((error as { message?: unknown }).message ?? error).split('\n');
  const [, unknown] = /^Unknown option '-+([^']*)'/.exec(message) ?? [];
  if (unknown === undefined) return message.replace(/(?<![.?!])$/, '.');
  const name = unknown.replace(/^no-/, '');
  const near =
    names.find((one) => one.startsWith(`${name}-`)) ??
    closestMatch(name, names, { maxDistance: Math.floor(name.length / 3) });
  return `There is no option --${unknown}${near === undefined ? '.' : `; did you mean --${near}?`}`;
}

/** Commands to go on with, and what each shows. */
export const HINTS = [
  'A failed build:  npm start -- --fail',
  'A service:       npm start -- --service web',
  'A build service: npm start -- --service images --branch main',
  'No second build: npm start -- --start if-needed',
  "The CI's build:  npm start -- --start never",
  'Only a check:    npm start -- --dry-run',
  'All options:     npm start -- --help',
];

/** Columns of `--help`. */
const USAGE_COLUMNS = 60;

/** The lines of `--help`. */
export function usage(declared: Record<string, ActionInput>): string[] {
  const optionRows = [
    ['--fail', 'Show a build that fails, in the sandbox.'],
    ...Object.entries(declared).map(([name, input]) => [optionOf(name, input), meaningOf(input)]),
    ['--help, -h', 'Show this.'],
  ];
  const about =
    'Runs the built action as GitHub would: in a sandbox, or on Northflank if NORTHFLANK_API_TOKEN is set and ' +
    '--project and --job or --service are given (--sha is then the commit of the current folder, or `latest`). ' +
    'The current folder is the workspace, from which {file: …} in --overrides is read.';
  return [
    'npm start -- [options]',
    '',
    ...wrap(about, USAGE_COLUMNS),
    '',
    ...HINTS,
    '',
    ...optionRows.flatMap(([name = '', text = '']) => [
      `  ${name}`,
      ...wrap(text, USAGE_COLUMNS - 6).map((line) => `      ${line}`),
    ]),
  ];
}

function optionOf(name: string, input: ActionInput): string {
  return isFlag(input) ? `--${name}, --no-${name}` : `--${name}`;
}

function meaningOf({ description, default: fallback, required }: ActionInput): string {
  const note = required ? ' [required on Northflank]' : fallback === '' ? '' : ` [default: ${fallback}]`;
  return `${description.replaceAll('`', '').replaceAll(/\s+/g, ' ')}${note}`;
}

function isFlag(input: ActionInput | undefined): boolean {
  return /^(?:true|false)$/.test(input?.default ?? '');
}

// `--wait` alone means true, and `--no-wait` false.
function spellOut(arg: string, next: string | undefined, booleans: readonly string[]): string {
  const name = arg.replace(/^--(?:no-)?/, '');
  if (!arg.startsWith('--') || !booleans.includes(name)) return arg;
  if (arg.startsWith('--no-')) return `--${name}=false`;
  return next === undefined || next.startsWith('-') ? `${arg}=true` : arg;
}

/** What git prints in a folder; undefined if it fails, as outside of a repository. */
function git(cwd: string, ...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
