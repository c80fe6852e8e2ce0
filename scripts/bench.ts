/**
 * Measures what a run costs, side by side and in turn with what people do instead, on loopback. `npm run bench`
 * writes `docs/benchmark.md` and `docs/benchmark.svg`; `npm run bench -- 3` takes three runs of each only.
 * `node scripts/bench.ts serve` keeps a server up and prints the commands to run by hand.
 */
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inputDefaults } from '../__tests__/runner/run-action.ts';
import { githubContext, stepEnvironment } from '../__tests__/runner/step-env.ts';
import { createStepFiles } from '../__tests__/runner/step-files.ts';
import { SANDBOX } from '../__tests__/sandbox/world.ts';
import type { Message, Seen } from './bench/server.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const HERE = 'scripts/bench';
const RUNS = Number(process.argv[2] ?? 21) || 21;
const LOG_LINES = 200_000;
const SHA = '262ed9817b3cad5142fbceabe0c9e371e390d616';

/** What one run took: from Python's clock, the sandbox's records and the operating system's accounts. */
type Taken = { code: number; startedMs: number; endedMs: number; cpuMs: number; peakMb: number };
type Run = Taken & Seen;

/** One way to do it: its command, shown below the table. `inputs` makes it ours. */
type Way = { name: string; command: string[]; inputs?: Record<string, string> };

const bundle = [process.execPath, path.join(ROOT, 'dist/index.js')];
const bare = { team: SANDBOX.team, summary: 'true' };
const shell = (what: string): Way => ({
  name: '`curl` and `jq` in a loop',
  command: ['bash', `${HERE}/curl.sh`, what],
});
const script = (what: string): Way => ({
  name: 'script on `@northflank/js-client`',
  command: [process.execPath, `${HERE}/js-client.js`, what],
});
const cli: Way = {
  name: '`@northflank/cli`',
  command: [
    process.execPath,
    path.join(createRequire(import.meta.url).resolve('@northflank/cli/package.json'), '../dist/cli.js'),
    ...['start', 'job', 'build', '--projectId', SANDBOX.project, '--jobId', SANDBOX.job],
    ...['-i', JSON.stringify({ sha: SHA }), '-o', 'json'],
  ],
};
const floor: Way = {
  name: 'bare Node, one POST by `node:http`',
  command: [process.execPath, `${HERE}/floor.cjs`],
};
const missing = ['curl', 'jq'].filter((tool) => !isThere(tool));
const shells = (what: string): Way[] => (missing.length === 0 ? [shell(what)] : []);

const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
const server = fork(path.join(ROOT, HERE, 'server.ts'), { stdio: 'inherit' });
const waiting = new Map<number, (reply: Record<string, unknown>) => void>();
server.on('message', (reply: Record<string, unknown> & { key: number }) => waiting.get(reply.key)?.(reply));
let keys = 0;
try {
  if (process.argv[2] === 'serve') await serve();
  else await bench();
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function bench(): Promise<void> {
  const starts = await startRuns();
  const waits = await Promise.all([waitRuns(5), waitRuns(60)]);
  const logs = await logRuns();
  const text = report(starts, waits, logs);
  mkdirSync(path.join(ROOT, 'docs'), { recursive: true });
  writeFileSync(path.join(ROOT, 'docs/benchmark.md'), text);
  writeFileSync(path.join(ROOT, 'docs/benchmark.svg'), chart(starts));
  process.stdout.write(text);
}

/** The start of a build that nobody waits for. */
async function startRuns(): Promise<Map<Way, Run[]>> {
  const ours: Way = { name: '**this action**', command: bundle, inputs: { ...bare, wait: 'false' } };
  return inTurn([floor, ours, ...shells('start'), script('start'), cli], (way) => runInWorld(way, 3600));
}

/** Builds that are waited for: nearly all of it is sleep, so they run at once, begun one after the other. */
async function waitRuns(seconds: number): Promise<{ seconds: number; runs: Map<Way, Run[]> }> {
  const ways: Way[] = [
    { name: '**this action**', command: bundle, inputs: { ...bare, logs: 'off' } },
    { name: '**this action**, log streamed', command: bundle, inputs: bare },
    ...shells('wait'),
    script('wait'),
  ];
  const runs = new Map(ways.map((way) => [way, [] as Run[]]));
  const all: Promise<unknown>[] = [];
  for (let round = 0; round < RUNS; round++) {
    for (const way of ways) {
      // Builds of one length to the millisecond would end in step with a fixed pause.
      const length = seconds * (0.75 + (0.5 * round) / RUNS);
      all.push(runInWorld(way, length).then((run) => runs.get(way)?.push(run)));
      await sleep(400);
    }
  }
  await Promise.all(all);
  return { seconds, runs };
}

/** A long log: of a build that is over, read by pages, and of one that runs, by the live tail. */
async function logRuns(): Promise<Map<Way, Run[]>> {
  const key = await openWorld(1, LOG_LINES);
  const { id } = await ask({ key: key.key, elsewhere: true });
  await sleep(1500);
  const attach = { ...bare, 'build-id': String(id) };
  const over: Way[] = [
    { name: '**this action**, `logs: off`', command: bundle, inputs: { ...attach, logs: 'off' } },
    { name: '**this action**, a build that is over', command: bundle, inputs: attach },
    ...shells('log').map((way) => ({
      ...way,
      name: '`curl` and `jq`, the same log',
      command: [...way.command, String(id)],
    })),
  ];
  const first = await inTurn(over, async (way) => {
    const taken = await take(way, key.url);
    return { ...taken, requests: 0, startMs: undefined, endMs: undefined };
  });
  await ask({ key: key.key, close: 1 });
  const live: Way = { name: '**this action**, live for 5 s', command: bundle, inputs: bare };
  const second = await inTurn([live], (way) => runInWorld(way, 5, LOG_LINES));
  return new Map([...first, ...second]);
}

/** Runs each way once, then each again, so that a slow moment of the machine hits them all. */
async function inTurn(ways: Way[], run: (way: Way) => Promise<Run>): Promise<Map<Way, Run[]>> {
  const runs = new Map(ways.map((way) => [way, [] as Run[]]));
  // The first round fills the caches of the disk.
  for (let round = -1; round < RUNS; round++) {
    for (const way of ways) {
      const one = await run(way);
      if (round >= 0) runs.get(way)?.push(one);
    }
  }
  return runs;
}

async function runInWorld(way: Way, seconds: number, lines = 0): Promise<Run> {
  const { key, url } = await openWorld(seconds, lines);
  const taken = await take(way, url);
  const { requests, startMs, endMs } = await ask({ key, close: seconds });
  return {
    ...taken,
    requests: Number(requests),
    startMs: startMs === undefined ? undefined : Number(startMs),
    endMs: endMs === undefined ? undefined : Number(endMs),
  };
}

async function openWorld(seconds: number, lines: number): Promise<{ key: number; url: string }> {
  const key = ++keys;
  const { url } = await ask({ key, seconds, lines });
  return { key, url: String(url) };
}

async function ask(message: Message): Promise<Record<string, unknown>> {
  const reply = Promise.withResolvers<Record<string, unknown>>();
  waiting.set(message.key, reply.resolve);
  server.send(message);
  return reply.promise;
}

/** Runs a command as the runner would run it, with nothing of this environment but PATH, and measures it. */
async function take(way: Way, url: string): Promise<Taken> {
  const out = path.join(folder, `out-${Math.random()}`);
  const child = spawn('python3', [`${HERE}/measure.py`, out, ...way.command], {
    cwd: ROOT,
    env: environment(way, url),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  const taken = JSON.parse(text) as Taken;
  if (taken.code !== 0) throw new Error(`${way.command.join(' ')} failed:\n${readFileSync(out, 'utf8')}`);
  rmSync(out);
  return taken;
}

function environment(way: Way, url: string): Record<string, string> {
  const home = path.join(folder, `home-${new URL(url).port}`);
  const temp = path.join(home, 'temp');
  mkdirSync(path.join(home, '.northflank'), { recursive: true });
  mkdirSync(temp, { recursive: true });
  writeFileSync(
    path.join(home, '.northflank/config.json'),
    JSON.stringify({ current: 's', contexts: [{ name: 's', host: url, token: SANDBOX.token }] }),
  );
  if (way.inputs === undefined) {
    const own = { NORTHFLANK_URL: url, NORTHFLANK_TOKEN: SANDBOX.token, GITHUB_SHA: SHA };
    return { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8', ...own };
  }
  const event = path.join(temp, 'event.json');
  writeFileSync(event, '{}');
  return stepEnvironment({
    inputs: {
      ...inputDefaults(),
      'api-url': url,
      'api-token': SANDBOX.token,
      project: SANDBOX.project,
      job: SANDBOX.job,
      sha: SHA,
      ...way.inputs,
    },
    github: { ...githubContext({}, home, event), ...createStepFiles(temp) },
    ...{ runnerEnv: {}, env: {}, state: {}, paths: [], home, temp, debug: false },
  });
}

async function serve(): Promise<void> {
  const { url } = await openWorld(5, 0);
  const env = environment({ name: '', command: [], inputs: {} }, url);
  const inputs = Object.entries(env).filter(([name, value]) => /^(INPUT|GITHUB)_/.test(name) && value !== '');
  // A shell exports no name with a hyphen.
  const lines = [
    `export HOME=${env['HOME']} NORTHFLANK_URL=${url} NORTHFLANK_TOKEN=${SANDBOX.token} GITHUB_SHA=${SHA}`,
    `env ${inputs.map(([name, value]) => `'${name}=${value}'`).join(' ')} bash`,
    'python3 scripts/bench/measure.py /dev/stdout <command>',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  await once(process, 'SIGINT');
}

function isThere(tool: string): boolean {
  try {
    execFileSync('bash', ['-c', `command -v ${tool}`]);
    return true;
  } catch {
    return false;
  }
}

function report(
  starts: Map<Way, Run[]>,
  waits: { seconds: number; runs: Map<Way, Run[]> }[],
  logs: Map<Way, Run[]>,
): string {
  const [base] = starts.values();
  const cpu = median(base, (run) => run.cpuMs);
  const wall = median(base, (run) => run.endedMs - run.startedMs);
  const memory = median(base, (run) => run.peakMb);
  const arrival = median(base, (run) => (run.startMs ?? Number.NaN) - run.startedMs);
  const parts = [
    '# What a run costs',
    '',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, with Node ${process.version}: medians of ${RUNS} runs each, in turn, against the`,
    "sandbox of the tests on loopback, which runs in a process of its own. The commands run with nothing but a step's own",
    'environment. Absolute times are those of one small machine; the ratios are what to look at.',
    ...(missing.length === 0
      ? []
      : ['', `Left out, since there is no ${missing.join(' and no ')}: the shell loop.`]),
    '',
    '![CPU time of a start, as a multiple of bare Node](benchmark.svg)',
    '',
    '## The start of a build, without waiting for it',
    '',
    'Of this action all is in it: inputs, the list of builds by which nothing is started twice, outputs and summary. Memory is that of the largest process.',
    '',
    '| | CPU time | until the end | until the POST arrives | peak memory | requests |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const [way, runs] of starts) {
    const cells = [
      withRatio(
        median(runs, (run) => run.cpuMs),
        cpu,
        'ms',
      ),
      withRatio(
        median(runs, (run) => run.endedMs - run.startedMs),
        wall,
        'ms',
      ),
      withRatio(
        median(runs, (run) => (run.startMs ?? Number.NaN) - run.startedMs),
        arrival,
        'ms',
      ),
      withRatio(
        median(runs, (run) => run.peakMb),
        memory,
        'MB',
      ),
      median(runs, (run) => run.requests),
    ];
    parts.push(`| ${[way.name, ...cells].join(' | ')} |`);
  }
  parts.push('', '## The size of the bundle', '', '| file | bytes |', '| --- | ---: |');
  const files = readdirSync(path.join(ROOT, 'dist')).filter((file) => file.endsWith('.js'));
  for (const file of files.toSorted((a, b) => size(b) - size(a))) {
    const note = file === 'index.js' ? '' : ' (loaded only with `overrides`)';
    parts.push(`| \`dist/${file}\`${note} | ${size(file).toLocaleString('en')} |`);
  }
  for (const { seconds, runs } of waits) {
    parts.push(
      '',
      `## The end of a build of ${seconds} s`,
      '',
      `Lengths lie between ${seconds * 0.75} and ${seconds * 1.25} s. The delay is from the end of the build to the end of the step. The others look every 5 s.`,
      '',
      '| | requests | delay, median | delay, worst |',
      '| --- | ---: | ---: | ---: |',
    );
    for (const [way, all] of runs) {
      const delay = (run: Run): number => (run.endedMs - (run.endMs ?? Number.NaN)) / 1000;
      const worst = Math.max(...all.map(delay));
      const cells = [
        median(all, (run) => run.requests),
        `${median(all, delay).toFixed(1)} s`,
        `${worst.toFixed(1)} s`,
      ];
      parts.push(`| ${[way.name, ...cells].join(' | ')} |`);
    }
  }
  parts.push(
    '',
    `## A log of ${LOG_LINES.toLocaleString('en')} lines`,
    '',
    'CPU per line is what the log adds to a run with `logs: off`; of the shell, all of it. Peak memory of `curl` and `jq` is that of one page.',
    '',
    '| | CPU per line | peak memory | to `logs: off` |',
    '| --- | ---: | ---: | ---: |',
  );
  let off: Run[] = [];
  for (const [way, runs] of logs) {
    const isOff = way.inputs?.['logs'] === 'off';
    if (isOff) off = runs;
    const added = median(runs, (run) => run.cpuMs) - (way.inputs ? median(off, (run) => run.cpuMs) : 0);
    const peak = median(runs, (run) => run.peakMb);
    const ratio = way.inputs ? `${(peak / median(off, (run) => run.peakMb)).toFixed(2)} ×` : '–';
    const cells = [
      isOff ? '–' : `${((added * 1000) / LOG_LINES).toFixed(1)} µs`,
      `${peak.toFixed(0)} MB`,
      ratio,
    ];
    parts.push(`| ${[way.name, ...cells].join(' | ')} |`);
  }
  parts.push('', '## The commands', '');
  parts.push(
    '`node scripts/bench.ts serve` keeps a server up and prints the variables that the commands need.',
    '',
    '```bash',
  );
  const ways = [...starts.keys(), ...waits.flatMap(({ runs }) => [...runs.keys()]), ...logs.keys()];
  parts.push(...new Set(ways.map(printable)));
  return `${[...parts, '```'].join('\n')}\n`;
}

/** A command as one types it; the action takes its inputs from the environment. */
function printable({ command, inputs = {} }: Way): string {
  const given = Object.entries(inputs).map(([name, value]) => `INPUT_${name.toUpperCase()}=${value}`);
  const parts = command.map((part) =>
    part
      .replace(process.execPath, 'node')
      .replace(`${ROOT}/`, '')
      .replace(/^\/.*(?=node_modules\/)/, '')
      .replace(/^\{.*\}$/, "'$&'"),
  );
  return [...(given.length > 0 ? ['env', ...given] : []), ...parts].join(' ');
}

function chart(starts: Map<Way, Run[]>): string {
  const rows = [...starts].map(([way, runs]) => ({
    name: way.name.replaceAll(/[`*]/g, ''),
    isOurs: way.inputs !== undefined,
    cpuMs: median(runs, (run) => run.cpuMs),
  }));
  const unit = rows[0]?.cpuMs ?? 1;
  const most = Math.max(...rows.map(({ cpuMs }) => cpuMs));
  const bars = rows.map(({ name, isOurs, cpuMs }, index) => {
    const y = 40 + index * 30;
    const width = Math.round((cpuMs / most) * 400);
    return [
      `  <text x="230" y="${y + 15}" text-anchor="end">${name}</text>`,
      `  <rect x="240" y="${y}" width="${width}" height="20" rx="2" fill="${isOurs ? '#0969da' : '#8c959f'}"/>`,
      `  <text x="${246 + width}" y="${y + 15}">${(cpuMs / unit).toFixed(1)} ×</text>`,
    ].join('\n');
  });
  const height = 50 + rows.length * 30;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#57606a">`,
    '  <title>CPU time of a start, as a multiple of bare Node</title>',
    '  <text x="240" y="24">CPU time of a start, as a multiple of bare Node</text>',
    ...bars,
    '</svg>',
    '',
  ].join('\n');
}

function size(file: string): number {
  return statSync(path.join(ROOT, 'dist', file)).size;
}

function withRatio(value: number, unit: number, name: string): string {
  return `${value.toFixed(0)} ${name} (${(value / unit).toFixed(1)} ×)`;
}

function median(runs: Run[] | undefined, of: (run: Run) => number): number {
  const values = (runs ?? []).map(of).toSorted((a, b) => a - b);
  return values[values.length >> 1] ?? Number.NaN;
}
