/* oxlint-disable jest/no-standalone-expect -- the rule does not know `withSignals` as a test */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inputDefaults, type RunOptions, runAction } from '../../../sandbox/runner/run-action.ts';

// On Windows, Node cannot deliver SIGINT or SIGTERM to another process: either one ends it at once.
const withSignals = process.platform === 'win32' ? test.skip : test;

const QUICK = { sigint: 300, sigterm: 200 };

const ACTION_YML = `
name: Throw-away
inputs:
  api-token: {}
  two words: { default: 'yes' }
runs: { using: node24, main: main.mjs, post: main.mjs }
`;

// Shared by the scripts: writing to the runner's files, and a state that distinguishes post from main.
const PRELUDE = `
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
const put = (file, text) => appendFileSync(process.env['GITHUB_' + file], text);
const post = process.env.STATE_post === 'yes';
const show = (value) => console.log(JSON.stringify(value));
put('STATE', 'post=yes\\n');
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'run-action-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function run(script: string, options: RunOptions = {}) {
  const name = path.join(folder, `${(count += 1)}`);
  writeFileSync(`${name}.mjs`, PRELUDE + script);
  writeFileSync(`${name}.yml`, ACTION_YML);
  return runAction({ script: `${name}.mjs`, actionFile: `${name}.yml`, timeoutMs: 10_000, ...options });
}

test('a step gets its inputs and its context, but nothing of the surrounding environment', async () => {
  process.env['NORTHFLANK_API_TOKEN'] = 'from outside';
  // Compared as real paths: on macOS, the folder of temporary files is a link.
  const script = `import { realpathSync } from 'node:fs';
    show({ ...process.env, GITHUB_WORKSPACE: realpathSync(process.env.GITHUB_WORKSPACE) });
    show(realpathSync(process.cwd()));`;
  const { log, stderr, outcome, header } = await run(script, {
    with: { 'API-Token': 'abc', 'two words': true },
    env: { MINE: '1' },
    eventName: 'pull_request',
    event: { pull_request: { number: 7 } },
    sha: 'a'.repeat(40),
    debug: false,
    post: false,
  });
  delete process.env['NORTHFLANK_API_TOKEN'];
  const [env, cwd] = log.split('\n').map((line): unknown => JSON.parse(line));
  expect(env).toMatchObject({
    'INPUT_API-TOKEN': 'abc',
    INPUT_TWO_WORDS: 'true',
    MINE: '1',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_REF_NAME: '7/merge',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_WORKSPACE: cwd,
  });
  expect(env).not.toHaveProperty('NORTHFLANK_API_TOKEN');
  expect(env).not.toHaveProperty('RUNNER_DEBUG');
  expect(header).toContain('  two words: true');
  expect([stderr, outcome]).toEqual(['', 'success']);
});

test('a missing input has its default or is empty; an unknown one warns', async () => {
  const { log, annotations } = await run(
    `show([process.env['INPUT_API-TOKEN'], process.env.INPUT_TWO_WORDS, process.env.INPUT_MORE]);`,
    { with: { more: 1 } },
  );
  expect(log).toContain('["","yes","1"]');
  expect(annotations[0]?.message).toBe(
    "Unexpected input(s) 'more', valid inputs are ['api-token', 'two words']",
  );
  expect(inputDefaults()).toMatchObject({ 'api-token': '', wait: 'true', 'timeout-minutes': '60' });
});

test('the event is a file, and runner debug a variable', async () => {
  const { log } = await run(
    `show(JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH))); show(process.env.RUNNER_DEBUG);`,
    { event: { inputs: { a: 'b' } }, debug: true },
  );
  expect(log).toContain('{"inputs":{"a":"b"}}\n"1"\n');
});

test('outputs, environment, path and state are read from their files', async () => {
  const main = await run(
    `put('OUTPUT', 'id<<E\\nx\\ny\\nE\\nleak=hush-hush\\n');
     put('ENV', 'LATER=now\\nNODE_OPTIONS=--bad\\n');
     put('PATH', '/first\\n/second\\n');
     put('STEP_SUMMARY', '# hush-hush');
     if (post) show([process.env.LATER, process.env.PATH.split(${JSON.stringify(path.delimiter)}).slice(0, 2)]);`,
    { secrets: ['hush-hush'] },
  );
  expect(main).toMatchObject({
    outcome: 'success',
    outputs: { id: 'x\ny', leak: 'hush-hush' },
    secretOutputs: ['leak'],
    env: { LATER: 'now' },
    state: { post: 'yes' },
    summary: '# ***\n',
  });
  expect(main.annotations.map(({ message }) => message)).toEqual([
    "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.",
  ]);
  expect(main.post?.log).toContain('["now",["/second","/first"]]');
  expect(main.post?.outputs).toEqual({});
});

test('a bad line fails the step, and the lines before it count', async () => {
  const main = await run(`put('OUTPUT', 'a=1\\nnonsense\\nb=2\\n');`);
  expect(main).toMatchObject({ exitCode: 0, outcome: 'failure', outputs: { a: '1' } });
  expect(main.annotations.map(({ message }) => message)).toEqual([
    "Unable to process file command 'output' successfully.",
    "Invalid format 'nonsense'",
  ]);
});

test('a summary over 1 MiB is dropped', async () => {
  const main = await run(`put('STEP_SUMMARY', 'x'.repeat(1024 * 1024 + 1));`);
  expect(main.summary).toBe('');
  expect(main.outcome).toBe('success');
  expect(main.annotations[0]?.message).toContain('got 1024k');
});

test('both streams are read for commands; standard error is also returned separately', async () => {
  const main = await run(
    `process.stdout.write('::add-mask::hunter\\n\\u00a0::error::a hunter');
     process.stderr.write('e ##[warning]w');
     process.exitCode = 3;`,
  );
  expect(main).toMatchObject({
    exitCode: 3,
    outcome: 'failure',
    stderr: 'e ##[warning]w',
    masks: ['hunter'],
  });
  expect(main.log.split('\n').toSorted()).toEqual(['##[error]a ***', '##[warning]w']);
  expect(main.raw).toContain('hunter');
});

withSignals('cancelled: only SIGINT for a process that ends on it', async () => {
  const main = await run(
    `process.on('SIGINT', () => { put('OUTPUT', 'got=SIGINT\\n'); process.exit(0); });
     if (!post) { setInterval(() => {}, 1000); console.log('ready'); }`,
    { cancel: { when: (line) => line === 'ready', kind: 'cancel' }, timetable: QUICK },
  );
  expect(main).toMatchObject({
    outcome: 'cancelled',
    exitCode: 0,
    signalsSent: ['SIGINT'],
    killed: false,
    outputs: { got: 'SIGINT' },
  });
  expect(main.log).toBe('ready\n##[error]The operation was canceled.');
  expect(main.post?.outcome).toBe('success');
});

withSignals('timed out: all three signals, in their intervals, for a process that ignores them', async () => {
  const main = await run(
    `process.on('SIGINT', () => put('OUTPUT', 'int=1\\n')).on('SIGTERM', () => put('OUTPUT', 'term=1\\n'));
     if (!post) { setInterval(() => {}, 1000); console.log('ready'); }`,
    { cancel: { when: (_line, log) => log.includes('ready'), kind: 'timeout' }, timetable: QUICK },
  );
  expect(main).toMatchObject({
    outcome: 'failure',
    exitCode: 137,
    signalsSent: ['SIGINT', 'SIGTERM', 'SIGKILL'],
    killed: true,
    outputs: { int: '1', term: '1' },
  });
  expect(main.endedAfterMs).toBeGreaterThanOrEqual(490);
  expect(main.post?.exitCode).toBe(0);
});

test.each([
  ['kill', 'failure', true],
  ['container', 'cancelled', true],
  ['crash', 'failure', false],
] as const)('%s: no signal that a process could handle', async (kind, outcome, files) => {
  const main = await run(
    `process.on('SIGINT', () => put('OUTPUT', 'signalled=1\\n')).on('SIGTERM', () => put('OUTPUT', 'signalled=1\\n'));
     put('OUTPUT', 'id=1\\n');
     if (!post) { setInterval(() => {}, 1000); console.log('ready'); }`,
    { cancel: { when: (line) => line === 'ready', kind, afterMs: 100 } },
  );
  expect(main).toMatchObject({
    outcome,
    signalsSent: ['SIGKILL'],
    killed: true,
    outputs: files ? { id: '1' } : {},
  });
  expect(main.post === undefined).toBe(kind === 'crash');
});

test('a cancellation can be triggered by a time or a promise, and has no effect after the end', async () => {
  const early = await run(`if (!post) setInterval(() => {}, 1000);`, {
    cancel: { when: Promise.resolve(), kind: 'kill' },
    post: false,
  });
  expect(early.killed).toBe(true);
  const late = await run('', { cancel: { when: 5000, kind: 'cancel' } });
  expect(late).toMatchObject({ outcome: 'success', signalsSent: [] });
});

test('a stage that does not end is killed, and its log is in the error', async () => {
  await expect(run(`console.log('stuck'); setInterval(() => {}, 1000);`, { timeoutMs: 500 })).rejects.toThrow(
    /main had not ended after 500 ms[^]*stuck/,
  );
});

test('entries of the log are reported when they are written, with their stage', async () => {
  const entries: string[] = [];
  await run(`console.log(post ? 'there' : 'here');`, {
    onLine: (line, stage) => entries.push(`${stage}: ${line}`),
  });
  expect(entries).toEqual(['main: here', 'post: there']);
});
