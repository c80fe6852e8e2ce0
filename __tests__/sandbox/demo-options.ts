import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { ActionInput } from '../runner/action-file.ts';

/** What the command line asks for. */
export type Plan =
  | { kind: 'help' }
  | { kind: 'mistake'; message: string }
  | { kind: 'sandbox'; fail: boolean; inputs: Record<string, string> }
  | { kind: 'northflank'; token: string; inputs: Record<string, string> };

/** Reads the command line; every input of the action is an option. */
export function readPlan(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  declared: Record<string, ActionInput>,
): Plan {
  const booleans = Object.keys(declared).filter((name) =>
    /^(?:true|false)$/.test(declared[name]?.default ?? ''),
  );
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
    return { kind: 'mistake', message: error instanceof Error ? error.message : String(error) };
  }

  if (values['help'] === true) return { kind: 'help' };
  const inputs: Record<string, string> = {};
  for (const name of Object.keys(declared)) {
    const value = values[name];
    if (typeof value === 'string') inputs[name] = value;
  }
  const token = inputs['api-token'] || env['NORTHFLANK_API_TOKEN'] || '';
  if (token === '' || values['fail'] === true)
    return { kind: 'sandbox', fail: values['fail'] === true, inputs };

  const missing = ['project', 'job'].filter((name) => !inputs[name]).map((name) => `--${name}`);
  if (missing.length > 0) {
    return {
      kind: 'mistake',
      message:
        `There is a Northflank token, but ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing. ` +
        'Say what to build, or leave the token out to see the sandbox.',
    };
  }
  if (inputs['sha'] === undefined && inputs['build-id'] === undefined)
    inputs['sha'] = currentCommit(env['INIT_CWD'] ?? process.cwd());
  return { kind: 'northflank', token, inputs };
}

/** The text of `--help`. */
export function usage(declared: Record<string, ActionInput>): string {
  const rows = [
    ['--fail', 'Show a build that fails, in the sandbox.'],
    ...Object.entries(declared).map(([name, input]) => [`--${name}`, input.description.replaceAll('`', '')]),
    ['--help', 'Show this.'],
  ];
  return [
    'npm start -- [options]',
    '',
    'Runs the built action as GitHub would: in a sandbox, or on Northflank if NORTHFLANK_API_TOKEN is set and',
    '--project and --job are given (--sha is then the commit of the current folder, or `latest`).',
    '',
    ...rows.flatMap(([name = '', text = '']) =>
      wrap(text, USAGE_WIDTH).map(
        (line, index) => `  ${(index === 0 ? name : '').padEnd(NAME_WIDTH)}${line}`,
      ),
    ),
  ].join('\n');
}

/** Columns of an option's name and of its description. */
const NAME_WIDTH = 25;
const USAGE_WIDTH = 82;

function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1) ?? '';
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

// `--wait` alone means true, and `--no-wait` false.
function spellOut(arg: string, next: string | undefined, booleans: readonly string[]): string {
  const name = arg.replace(/^--(?:no-)?/, '');
  if (!arg.startsWith('--') || !booleans.includes(name)) return arg;
  if (arg.startsWith('--no-')) return `--${name}=false`;
  return next === undefined || next.startsWith('-') ? `${arg}=true` : arg;
}

// npm runs a script in the package's folder and leaves the caller's in INIT_CWD.
function currentCommit(cwd: string): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // Not a repository, or one without a commit.
    return 'latest';
  }
}
