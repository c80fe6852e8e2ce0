/** Runs .github/workflows/e2e.yml on this machine with act: no Docker, no network, and the action as it is in dist. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const PACKAGES = path.join(ROOT, 'node_modules');
/** Other versions may work as well; this one is known to. */
const ACT = 'github.com/nektos/act@v0.2.87';
const MISSING = `act is missing: it runs GitHub's workflows on this machine. With Go, install it by
  go install ${ACT}
or see https://nektosact.com/installation. It is looked for in PATH, in $GOBIN and in ~/go/bin.`;

/** Where act is; undefined if it is nowhere. */
function findAct(): string | undefined {
  const { PATH = '', GOBIN = '', GOPATH = path.join(homedir(), 'go') } = process.env;
  return [...PATH.split(path.delimiter), GOBIN, path.join(GOPATH, 'bin')]
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, process.platform === 'win32' ? 'act.exe' : 'act'))
    .find((file) => existsSync(file));
}

/** Runs act and gives its exit code. */
function runWorkflows(act: string, options: readonly string[]): number {
  // Of its own: act asks questions where it has no settings, and takes those of its user where it has.
  const home = mkdtempSync(path.join(tmpdir(), 'workflows-'));
  writeFileSync(path.join(home, '.actrc'), '');
  const env = {
    HOME: home,
    XDG_CACHE_HOME: home,
    XDG_CONFIG_HOME: home,
    // Node 24 first, as the runner has it: act runs an action with the Node that it finds.
    PATH: [path.join(PACKAGES, '.bin'), process.env['PATH']].join(path.delimiter),
    PACKAGES,
  };
  const args = [
    'push',
    ...['--directory', ROOT, '--workflows', '.github/workflows/e2e.yml'],
    // On this machine itself, not in a container.
    ...['--platform', 'ubuntu-latest=-self-hosted'],
    '--no-cache-server',
    ...options,
  ];
  try {
    const { status, error } = spawnSync(act, args, { stdio: 'inherit', env });
    if (error) throw error;
    return status ?? 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const act = findAct();
if (act === undefined) {
  process.stderr.write(`${MISSING}\n`);
  process.exitCode = 1;
} else {
  process.exitCode = runWorkflows(act, process.argv.slice(2));
}
