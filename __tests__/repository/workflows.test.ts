/* oxlint-disable jest/no-standalone-expect -- the rule does not know `withBash` as a test */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

type Step = { name?: string; uses?: string; run?: string; with?: Record<string, unknown> };
type Job = {
  permissions?: Record<string, string>;
  environment?: string;
  needs?: string;
  'timeout-minutes'?: number;
  steps: Step[];
};
type Workflow = {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  concurrency?: Record<string, unknown>;
  jobs: Record<string, Job>;
};

const WORKFLOWS = readdirSync(path.join(ROOT, '.github/workflows')).map(
  (name) => `.github/workflows/${name}`,
);
const ACTIONS = readdirSync(path.join(ROOT, '.github/actions')).map(
  (name) => `.github/actions/${name}/action.yml`,
);

const RELEASE = '.github/workflows/release.yml';

/** Minutes that a job may take: somebody waits for it. */
const MAX_MINUTES = 20;

/** Nobody waits for these: one plays 100,000 runs at night, and the other one waits for a real build. */
const MAX_MINUTES_OF: Record<string, number> = {
  '.github/workflows/nightly.yml': 60,
  '.github/workflows/contract.yml': 30,
};

const isWriting = ({ permissions = {} }: Job): boolean => Object.values(permissions).includes('write');

describe.each(WORKFLOWS)('%s', (file) => {
  const { on, permissions, concurrency, jobs } = parse(read(file)) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('may only read, but for the jobs that publish and move the major tag', () => {
    expect(['{}', '{"contents":"read"}']).toContain(JSON.stringify(permissions));
    const writing = Object.keys(jobs).filter((name) => isWriting(jobs[name] as Job));
    expect(writing).toEqual(file === RELEASE ? ['publish', 'major-tag'] : []);
  });

  test('cancels runs of pull requests only', () => {
    if (!('pull_request' in on)) return expect(concurrency?.['cancel-in-progress'] ?? false).toBe(false);
    expect(concurrency?.['cancel-in-progress']).toBe("${{ github.event_name == 'pull_request' }}");
    // In a group with others, a run that waits is cancelled in any case.
    expect(concurrency?.['group']).toContain(
      "github.event_name == 'pull_request' && github.ref || github.run_id",
    );
  });

  test('runs in the merge queue if it runs for pull requests', () => {
    expect('merge_group' in on).toBe('pull_request' in on);
  });

  test('lets nothing run for hours', () => {
    const maxMinutes = MAX_MINUTES_OF[file] ?? MAX_MINUTES;
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(maxMinutes);
  });

  test('leaves no token behind a checkout', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });
});

describe.each([...WORKFLOWS, ...ACTIONS])('%s', (file) => {
  test('uses what is here, or a commit with the name of its version', () => {
    const uses = [...read(file).matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, one = '']) => one);
    const pinned = /^(\.\/.*|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
    expect(uses.filter((one) => !pinned.test(one))).toEqual([]);
  });

  test('puts no expression into a script', () => {
    const scripts = [...read(file).matchAll(/^( *)(?:- )?run: (.*(?:\n\1 +.*|\n$)*)/gm)].map(
      ([text]) => text,
    );
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });
});

describe('a release', () => {
  const { on, concurrency, jobs } = parse(read(RELEASE)) as Workflow;
  const job = (name: string): Job => jobs[name] ?? { steps: [] };
  const stepsOf = (name: string, action: string): Step[] =>
    job(name).steps.filter(({ uses }) => uses?.startsWith(`actions/${action}@`));
  const scriptsOf = (name: string): string =>
    job(name)
      .steps.map(({ run = '' }) => run)
      .join('\n');

  test('waits for the one before it, and is never cancelled', () => {
    expect(on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } });
    expect(concurrency).toEqual({ group: 'release', 'cancel-in-progress': false, queue: 'max' });
  });

  test('is verified, then approved and published, and only then moves the major tag', () => {
    expect(Object.entries(jobs).map(([name, { needs, environment }]) => [name, needs, environment])).toEqual([
      ['verify', undefined, undefined],
      ['publish', 'verify', 'release'],
      ['major-tag', 'publish', undefined],
    ]);
  });

  test('is of a commit on main, and all branches are there to tell', () => {
    expect(scriptsOf('verify')).toContain('git merge-base --is-ancestor "$GITHUB_SHA" origin/main\n');
    expect(stepsOf('verify', 'checkout')).toMatchObject([{ with: { 'fetch-depth': 0 } }]);
  });

  test('attests all files that were built, once they are known to be those of the tag', () => {
    expect(stepsOf('verify', 'upload-artifact')).toMatchObject([{ with: { name: 'dist', path: 'dist' } }]);
    expect(stepsOf('publish', 'download-artifact')).toMatchObject([
      { with: { name: 'dist', path: 'built' } },
    ]);
    expect(stepsOf('publish', 'attest').map((step) => step.with?.['subject-path'])).toEqual([
      'built/**',
      'built/**',
    ]);
    const order = job('publish').steps.map(({ uses = '', run = '' }) => uses || run);
    const compares = order.indexOf('diff --recursive built dist');
    expect(compares).toBeGreaterThan(
      order.findIndex((step) => step.startsWith('actions/download-artifact@')),
    );
    expect(compares).toBeLessThan(order.findIndex((step) => step.startsWith('actions/attest@')));
  });

  test('runs no code of packages where it may write, nor anything out of a cache', () => {
    const writing = Object.keys(jobs).filter((name) => isWriting(job(name)));
    for (const name of writing) {
      const commands = [...scriptsOf(name).matchAll(/\b(?:npm|npx|node) (?:run )?\S+/g)].map(
        ([command]) => command,
      );
      expect(commands.length).toBeGreaterThan(0);
      expect(commands.filter((command) => !/^(node scripts\/release\/|npm sbom$)/.test(command))).toEqual([]);
    }
    const setups = Object.keys(jobs).flatMap((name) => stepsOf(name, 'setup-node'));
    expect(setups.map((step) => step.with)).toEqual(
      setups.map(() => ({ 'node-version-file': '.node-version', 'package-manager-cache': false })),
    );
    const scripts = readdirSync(path.join(ROOT, 'scripts/release')).map((file) =>
      read(`scripts/release/${file}`),
    );
    const imports = scripts.flatMap((text) =>
      [...text.matchAll(/from '([^']+)'/g)].map(([, from = '']) => from),
    );
    expect(imports.filter((from) => !/^(node:|\.\/[\w-]+\.ts$)/.test(from))).toEqual([]);
  });

  test('moves the major tag by the script that is rehearsed', () => {
    expect(scriptsOf('major-tag')).toContain(
      'node scripts/release/move-major-tag.ts origin "$GITHUB_REF_NAME"',
    );
    expect(read('scripts/release/rehearse.ts')).toContain("'move-major-tag.ts'");
  });
});

// .ci/run is for Bash, and so are the commands that stand in for its own here.
const withBash = process.platform === 'win32' ? test.skip : test;

withBash('.ci/run fails without act, unless it is told to pass', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ci-'));
  const run = (withoutAct: string) =>
    spawnSync('bash', [path.join(ROOT, '.ci/run')], {
      encoding: 'utf8',
      env: { ...process.env, WITHOUT_ACT: withoutAct, PATH: `${folder}:${process.env['PATH']}` },
    });
  try {
    for (const [name, code] of [
      ['npm', 0],
      ['git', 0],
      ['go', 1],
    ] as const)
      writeFileSync(path.join(folder, name), `#!/bin/sh\nexit ${code}\n`, { mode: 0o755 });
    expect(run('')).toMatchObject({
      ...{ status: 1, stderr: expect.stringMatching(/^act could not be installed, so .*\.\n$/) },
    });
    expect(run('1').status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('the checks of workflows', () => {
  test.each([
    ['an input that is not there', 'overides: x', /Invalid action input 'overides'/],
    ['an expression that is none', 'sha: ${{ github.shaa }}', /"shaa"/],
  ])('find %s', (_, line, message) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'workflow-'));
    const file = path.join(folder, 'wrong.yml');
    const step = `- uses: ./\n        with:\n          project: a\n          job: b\n          ${line}`;
    writeFileSync(file, `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      ${step}\n`);
    try {
      const script = path.join(ROOT, 'scripts/check-workflows.ts');
      const { status, stderr } = spawnSync(process.execPath, [script, file], { encoding: 'utf8' });
      expect(stderr).toMatch(message);
      expect(stderr).toContain(`${file}:10: `);
      expect(status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('run the act that people are told to install', () => {
    const named = /nektos\/act@v[\d.]+/;
    expect(named.exec(read('.ci/run'))?.[0]).toBe(named.exec(read('scripts/run-workflows.ts'))?.[0]);
  });
});
