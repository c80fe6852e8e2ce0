/** docs/messages.md against what whole runs print: every message is seen, and every annotation is explained. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Script } from '../../sandbox/northflank/build-scripts.ts';
import type { Fault, FaultKind } from '../../sandbox/northflank/faults.ts';
import { type Operation, rollouts, SANDBOX, scripts } from '../../sandbox/northflank/world.ts';
import { scenarioOf } from '../../scripts/simulate/scenario.ts';
import { playRun, type RunScenario, type WholeRun } from '../../scripts/simulate/whole-run.ts';
import { followProxySettings } from '../../src/github/proxy.ts';
import type { WorkflowRun } from '../../src/github/runner.ts';
import { readWorkspaceFile } from '../../src/github/workspace.ts';
import { refusal } from '../../src/northflank/api-error.ts';
import { read } from './files.ts';
import { messagesOf } from './message-table.ts';

/** Random runs whose errors and warnings must be explained as well. */
const SEEDS = 100;

const SECOND = 1000;
const FOREVER_MS = Number.MAX_SAFE_INTEGER;

const SERVICE: RunScenario = { resource: { kind: 'service', id: SANDBOX.service } };
const BUILD_SERVICE: RunScenario = { resource: { kind: 'service', id: SANDBOX.buildService } };
const ENDLESS: RunScenario = { world: { script: scripts.forever } };
const QUEUED: Script = { phases: [{ status: 'QUEUED', seconds: Number.POSITIVE_INFINITY }] };

const failing = (on: Operation, kind: FaultKind, more: Partial<Fault> = {}): RunScenario => ({
  faults: [{ on, kind, ...more }],
});
const blocked = (code: string, message = 'a reason', phase?: string): RunScenario => ({
  network: () => ({ blocked: { code, message, phase } }),
});
const withRun = (changes: Partial<WorkflowRun>): RunScenario => ({
  environment: ({ runner }) => ({
    runner: { ...runner, workflowRun: { ...runner.workflowRun, ...changes } },
  }),
});
const deploying = (inputs: Record<string, string>, more: RunScenario): RunScenario => ({
  ...SERVICE,
  inputs: { 'wait-for': 'deployment', 'timeout-minutes': '10', ...inputs },
  ...more,
});

/** Inputs that are wrong, besides the token, the project and the job. */
const WRONG_INPUTS: readonly Record<string, string>[] = [
  {
    ...{ 'api-token': 'two words', project: '', job: 'an api', team: 'a team', 'build-id': 'a build' },
    ...{ summary: 'yes', start: 'if-neded', 'timeout-minutes': 'x', 'poll-interval-seconds': 'x' },
    ...{ 'api-url': 'nowhere', sha: 'main' },
  },
  { project: 'https://app.northflank.com/t/acme/project/shop', job: '', service: 'a web' },
  { job: '' },
  { service: 'web', 'api-url': 'http://api.northflank.com', sha: '1234567' },
  { branch: 'main', 'pull-request-id': '0', 'wait-for': 'deployment', wait: 'false' },
  { start: 'never', sha: 'latest' },
  { sha: 'f'.repeat(64) },
];

/** Values of `overrides` that are wrong. */
const WRONG_OVERRIDES: readonly string[] = [
  'sha: latest\noverrides: {}',
  'docker: {dockerFilePath: Dockerfile, dockerfileTarget: a b, target: x}\nbuildArguments: {A: 1, A: 2, "": x, B: [x], [x]: y}',
  'dockerSecretMounts: {A: null, B: [x], C: {text: x}, D: {data: x, file: x}, E: {data: x}, F: {}}\nbuildFiles: x',
  'buildFiles: {a: {file: missing}, /b: {file: ..}, /c: {file: .}, /d: {file: large}, /e: {file: binary}}',
  ...['docker: {', 'docker: {}\n---\ndocker: {}', 'docker:\n\tx: y', 'docker: a: b', 'docker: !!int 1'],
  ...['docker: "\\q"', 'docker: &x {}\nbuildArguments: *x', '['.repeat(1000)],
];

const SCENARIOS: readonly RunScenario[] = [
  // Inputs
  ...WRONG_INPUTS.map((inputs) => ({ inputs })),
  ...WRONG_OVERRIDES.map((overrides) => ({
    inputs: { overrides },
    environment: () => ({ readFile: readWorkspaceFile }),
  })),
  { inputs: { 'api-token': '' } },
  {
    inputs: { 'api-token': '' },
    ...withRun({ payload: { pull_request: { head: {} }, repository: { full_name: 'acme/shop' } } }),
  },
  { inputs: { 'api-token': '' }, ...withRun({ actor: 'dependabot[bot]' }) },
  { sha: '' },
  { ref: 'refs/pull/7/merge' },
  {
    environment: () => ({
      connect() {
        followProxySettings('https://api.northflank.com', { https_proxy: 'socks://proxy' });
        throw new Error('unreachable');
      },
    }),
  },
  {
    environment: () => ({
      connect() {
        const { setGlobalProxyFromEnv } = http;
        // As in Node before 24.14.
        Reflect.deleteProperty(http, 'setGlobalProxyFromEnv');
        try {
          followProxySettings('https://api.northflank.com', { https_proxy: 'http://proxy:3128' });
        } finally {
          http.setGlobalProxyFromEnv = setGlobalProxyFromEnv;
        }
        throw new Error('unreachable');
      },
    }),
  },

  // Northflank's answers
  ...(['unauthorized-401', 'not-found-404', 'conflict-409', 'redirect'] as const).map((kind) =>
    failing('start', kind),
  ),
  { inputs: { team: SANDBOX.team }, ...failing('start', 'not-found-404') },
  { inputs: { 'build-id': 'no-such-build' } },
  BUILD_SERVICE,
  { ...SERVICE, inputs: { branch: 'main' } },
  failing('start', '429', { reset: 31, times: 1 }),
  failing('list', '429', { reset: 7200 }),
  { inputs: { 'timeout-minutes': '1' }, ...ENDLESS, ...failing('get', '429', { reset: 600 }) },
  failing('start', 'wrong-shape'),
  failing('start', 'nonsense'),
  { inputs: { 'dry-run': 'true' }, ...failing('resource', 'error-500') },

  // The network
  blocked('ECONNREFUSED'),
  blocked('ETIMEDOUT', 'a reason', 'connect'),
  blocked('SELF_SIGNED_CERT_IN_CHAIN'),
  blocked('ERR_PROXY_TUNNEL', 'HTTP 407'),
  failing('get', 'hang-before', { times: 2 }),

  // The start
  failing('start', 'reset-after', { times: 1 }),
  failing('start', 'reset-before'),
  { inputs: { start: 'if-needed' }, ...failing('list', 'forbidden-403') },
  { inputs: { start: 'never' } },
  { inputs: { start: 'never' }, ...failing('list', 'html-503') },
  { lateStartMs: 40 * SECOND },
  {
    ...failing('start', 'reset-before', { times: 1 }),
    quirks: { emptyList: { fromMs: 1, toMs: FOREVER_MS } },
  },

  // The wait
  failing('get', 'not-found-404'),
  { attaches: true, inputs: { wait: 'false' }, ...failing('get', 'hang-before') },
  { world: { script: scripts.failure } },
  { world: { script: scripts.submissionFailure } },
  { world: { script: scripts.aborted } },
  { inputs: { wait: 'false' } },
  deploying({}, { world: { rollout: rollouts.failure } }),
  deploying({}, { others: [{ atMs: 5 * SECOND, sha: 'b'.repeat(40) }] }),
  deploying({ start: 'if-needed' }, { others: [{ atMs: 0, ageMs: 3_600_000, rollout: rollouts.never }] }),
  deploying({}, { world: { rollout: rollouts.stuck } }),
  deploying({}, { settings: { disabledCD: true } }),
  deploying({}, failing('resource', 'html-503')),
  deploying({}, failing('resource', 'html-503', { skip: 2 })),
  deploying({}, { cancelAtMs: 15 * SECOND, world: { rollout: rollouts.slow } }),

  // Timeout and cancellation
  { inputs: { 'timeout-minutes': '1' }, world: { script: QUEUED }, quirks: { abortLagMs: FOREVER_MS } },
  { inputs: { 'timeout-minutes': '1' }, ...ENDLESS, ...failing('abort', 'error-500') },
  {
    inputs: { 'timeout-minutes': '1', start: 'if-needed' },
    others: [{ atMs: 0, script: scripts.forever }],
  },
  { inputs: { 'poll-interval-seconds': '600' }, cancelAtMs: 60 * SECOND },
  { attaches: true, inputs: { wait: 'false' }, ...failing('get', 'hang-before'), cancelAtMs: SECOND },
  { ...ENDLESS, cancelAtMs: 20 * SECOND },
  { ...ENDLESS, inputs: { 'on-cancel': 'leave' }, cancelAtMs: 20 * SECOND },
  { ...ENDLESS, killAtMs: 20 * SECOND },
  { ...failing('start', 'hang-after'), faultsOfPost: [{ on: 'list', kind: 'html-503' }], cancelAtMs: SECOND },
  { ...failing('list', 'hang-before'), cancelAtMs: SECOND },

  // Permissions and dry runs
  failing('list', 'forbidden-403'),
  { permissions: ['Deploy Build', 'Read'] },
  {
    faults: [
      { on: 'logs', kind: 'html-503' },
      { on: 'tail', kind: 'tail-refused' },
    ],
  },
  { ...failing('logs', 'hang-before'), cancelAtMs: 15 * SECOND },
  { inputs: { 'dry-run': 'true' }, permissions: ['Deploy Build'] },
  { inputs: { 'dry-run': 'true' } },
  { inputs: { 'dry-run': 'true' }, resource: { kind: 'service', id: SANDBOX.deploymentService } },

  // Other messages
  {
    environment: ({ runner }) => ({
      runner: {
        ...runner,
        appendSummary() {
          throw new Error('no space left on device');
        },
      },
    }),
  },
  {
    network() {
      throw new TypeError('x is not a function');
    },
  },
];

/** What each scenario is played with that does not name what it builds. */
const RESOURCES = [
  { kind: 'job', id: SANDBOX.job },
  { kind: 'service', id: SANDBOX.service },
] as const;

/** What no run on a virtual clock shows, since only a gateway or a proxy answers so. */
const CONTEXT = { to: 'read', permission: 'Read', check: 'Check.' };
const REFUSALS = [405, 407].map((status) => refusal(CONTEXT, status, undefined, undefined).message);

const TABLE =
  /<!-- messages:[^>]*-->([\s\S]*)<!-- end of messages -->/.exec(read('docs/messages.md'))?.[1] ?? '';
const MESSAGES = messagesOf(TABLE);

describe('docs/messages.md', () => {
  const workspace = mkdtempSync(path.join(tmpdir(), 'messages-'));
  const runs: WholeRun[] = [];

  beforeAll(async () => {
    process.env['GITHUB_WORKSPACE'] = workspace;
    writeFileSync(path.join(workspace, 'binary'), Buffer.from([0xff]));
    writeFileSync(path.join(workspace, 'large'), '');
    truncateSync(path.join(workspace, 'large'), 6 * 1024 * 1024);
    for (const scenario of SCENARIOS) {
      const resources = scenario.resource === undefined ? RESOURCES : [scenario.resource];
      for (const resource of resources) runs.push(await playRun({ ...scenario, resource }));
    }
  });

  afterAll(() => {
    delete process.env['GITHUB_WORKSPACE'];
    rmSync(workspace, { recursive: true });
  });

  test('has a message in each row, once, and with a piece that is not found anywhere', () => {
    expect(MESSAGES.length).toBeGreaterThan(80);
    expect(MESSAGES.filter((message, index) => MESSAGES.indexOf(message) !== index)).toEqual([]);
    const longest = (message: string): number => Math.max(...piecesOf(message).map(({ length }) => length));
    expect(MESSAGES.filter((message) => longest(message) < 10)).toEqual([]);
  });

  test('has only messages that runs print', () => {
    const printed = new Set([...runs.flatMap(linesOf), ...REFUSALS]);
    const isSeen = (message: string): boolean => [...printed].some((line) => isIn(line, message));
    expect(MESSAGES.filter((message) => !isSeen(message))).toEqual([]);
  });

  test('explains the errors and warnings that runs print', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) runs.push(await playRun(scenarioOf(seed)));
    const unexplained = runs
      .flatMap(annotationsOf)
      .filter((line) => !MESSAGES.some((one) => isIn(line, one)));
    expect([...new Set(unexplained)]).toEqual([]);
  });
});

/** What stands between the values of a message. */
function piecesOf(message: string): string[] {
  return message.split('…').map((piece) => piece.trim());
}

/** True if a line has all pieces of a message, in their order. */
function isIn(line: string, message: string): boolean {
  let from = 0;
  for (const piece of piecesOf(message)) {
    const at = line.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}

/** All that a run prints, in lines; the summary as a reader sees it. */
function linesOf(run: WholeRun): string[] {
  const processes = [run.main, run.post].filter((process) => process !== undefined);
  const logs = processes.flatMap(({ log }) => log.split('\n'));
  const titles = processes.flatMap(({ annotations }) => annotations.map(({ title }) => title));
  return [...logs, ...titles, ...annotationsOf(run), ...run.summary.replaceAll(/<[^>]+>/g, '\n').split('\n')];
}

/** The lines of all errors and warnings, without excerpts of the build's log. */
function annotationsOf({ main, post }: WholeRun): string[] {
  const annotations = [main, post].flatMap((process) => process?.annotations ?? []);
  return annotations.flatMap(({ message }) => message.split('\n\n')[0]?.split('\n') ?? []);
}
