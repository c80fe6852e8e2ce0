/**
 * Rehearses releases on a bare repository in a temporary folder, with the script that moves the major tag in
 * .github/workflows/release.yml. Prints where the major tags stand after each step; fails if one is at the wrong release.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const SCRIPT = path.join(import.meta.dirname, 'move-major-tag.ts');

const root = mkdtempSync(path.join(tmpdir(), 'rehearsal-'));
// Personal settings, such as the signing of tags, must not play a part.
const settings = path.join(root, 'gitconfig');
writeFileSync(settings, '[user]\nname = Maintainer\nemail = maintainer@example.com\n');
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  ...{ GIT_CONFIG_GLOBAL: settings, GIT_CONFIG_NOSYSTEM: '1' },
};
try {
  rehearseOrder();
  rehearseBackport();
} finally {
  rmSync(root, { recursive: true, force: true, maxRetries: 3 });
}

function rehearseOrder(): void {
  const repository = createRepository('Numbers, and tags that are not releases');
  const { publish, push, runMajorTagJob, withdraw, check } = repository;

  publish('v1.9.0');
  check('v1.9.0 is published', { v1: 'v1.9.0' });
  publish('v1.10.0');
  check('v1.10.0 is published', { v1: 'v1.10.0' });
  runMajorTagJob('v1.9.0');
  check('v1.9.0: its last job is run again', { v1: 'v1.10.0' });
  publish('v1.11.0-rc.1', { lastJob: false });
  runMajorTagJob('v1.10.0');
  check('v1.11.0-rc.1, a pre-release, is published', { v1: 'v1.10.0' });
  push('v1.12.0');
  publish('v1.10.1');
  check('v1.12.0 fails its checks, and v1.10.1 is published', { v1: 'v1.10.1' });
  publish('v1.13.0', { lastJob: false });
  check('v1.13.0 is published, and its last job fails', { v1: 'v1.10.1' });
  publish('v1.10.2');
  check('v1.10.2 is published', { v1: 'v1.13.0' });
  withdraw('v1.13.0');
  runMajorTagJob('v1.10.2');
  check('v1.13.0 is withdrawn, and the last job of v1.10.2 run again', { v1: 'v1.10.2' });
}

function rehearseBackport(): void {
  const { publish, check } = createRepository('A backport, a re-run and a new major version');

  publish('v1.3.0');
  check('v1.3.0 is published', { v1: 'v1.3.0' });
  publish('v1.2.4');
  check('v1.2.4 is published', { v1: 'v1.3.0' });
  publish('v1.3.0');
  check('v1.3.0 is published again', { v1: 'v1.3.0' });
  publish('v2.0.0');
  check('v2.0.0 is published', { v2: 'v2.0.0', v1: 'v1.3.0' });
}

/** A bare repository as the remote, a maintainer's clone of it, and the releases that count as published. */
function createRepository(title: string) {
  process.stdout.write(`${title}\n`);
  const folder = mkdtempSync(path.join(root, 'repository-'));
  const maintainer = path.join(folder, 'maintainer');
  const remote = pathToFileURL(path.join(folder, 'remote.git')).href;
  const published = new Set<string>();
  const commits = new Map<string, string>();
  mkdirSync(maintainer);
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', 'remote.git');
  git(maintainer, 'init', '--quiet', '--initial-branch=main');

  /** Pushes a tag on a new commit. Every second tag is annotated: its commit is not what it points at. */
  function push(tag: string): void {
    git(maintainer, 'commit', '--quiet', '--allow-empty', `--message=${tag}`);
    git(maintainer, 'tag', ...(commits.size % 2 === 0 ? [`--message=${tag}`, '--annotate'] : []), tag);
    git(maintainer, 'push', '--quiet', remote, 'main', `refs/tags/${tag}`);
    commits.set(tag, git(maintainer, 'rev-parse', 'HEAD').trim());
  }

  /** The last job of the workflow, in a checkout of its tag alone. */
  function runMajorTagJob(tag: string): void {
    const checkout = mkdtempSync(path.join(folder, 'checkout-'));
    git(checkout, 'clone', '--quiet', '--depth=1', `--branch=${tag}`, remote, '.');
    run(checkout, process.execPath, [SCRIPT, 'origin', tag], [...published].join('\n'));
  }

  function publish(tag: string, { lastJob = true } = {}): void {
    if (!commits.has(tag)) push(tag);
    published.add(tag);
    if (lastJob) runMajorTagJob(tag);
  }

  function withdraw(tag: string): void {
    published.delete(tag);
  }

  function check(step: string, expected: Record<string, string>): void {
    const states = Object.entries(expected).map(([major, release]) => {
      const commit = git(folder, 'ls-remote', remote, `refs/tags/${major}`).split('\t')[0];
      const [actual = 'no release'] = [...commits].find((entry) => entry[1] === commit) ?? [];
      if (actual !== release) process.exitCode = 1;
      return `${major} stands at ${actual}${actual === release ? '' : `, WRONG: expected ${release}`}`;
    });
    process.stdout.write(`  ${step}: ${states.join('; ')}\n`);
  }

  return { push, publish, runMajorTagJob, withdraw, check };
}

function git(cwd: string, ...args: string[]): string {
  return run(cwd, 'git', args);
}

function run(cwd: string, command: string, args: string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, input, env, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  return stdout;
}
