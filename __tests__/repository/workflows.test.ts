import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

type Step = { uses?: string; run?: string; with?: Record<string, unknown> };
type Job = { permissions?: Record<string, string>; 'timeout-minutes'?: number; steps: Step[] };
type Workflow = { permissions?: Record<string, string>; jobs: Record<string, Job> };

const WORKFLOWS = readdirSync(path.join(ROOT, '.github/workflows')).map(
  (name) => `.github/workflows/${name}`,
);
const ACTIONS = readdirSync(path.join(ROOT, '.github/actions')).map(
  (name) => `.github/actions/${name}/action.yml`,
);

describe.each(WORKFLOWS)('%s', (file) => {
  const { permissions, jobs } = parse(read(file)) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('may only read, but for the job that publishes', () => {
    expect(['{}', '{"contents":"read"}']).toContain(JSON.stringify(permissions));
    const writing = Object.entries(jobs)
      .filter(([, job]) => Object.values(job.permissions ?? {}).includes('write'))
      .map(([name]) => name);
    expect(writing).toEqual(file.endsWith('/release.yml') ? ['publish'] : []);
  });

  test('lets nothing run for hours', () => {
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(20);
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
    expect(named.exec(read('.ci/run'))?.[0]).toBe(named.exec(read('scripts/test-workflows.ts'))?.[0]);
  });
});
