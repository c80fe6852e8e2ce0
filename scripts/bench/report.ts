/** Writes what was measured as the page `docs/benchmark.md` and its chart. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Share } from './profile.ts';
import type { Run } from './run.ts';
import { missing, printable, ROOT, type Way, WHOLE } from './ways.ts';

/** Runs of each way. */
export type Runs = Map<Way, Run[]>;

/** How a part is measured, for whoever runs its commands: the arguments of `serve`. */
export interface Serve {
  seconds: number;
  lines: number;
}

/** The head of the page. */
export function head(rounds: number, empty: Run[]): string[] {
  const [cpu, wall] = [median(empty, ({ cpuMs }) => cpuMs), median(empty, wallMs)];
  return [
    '# What a run costs',
    '',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, with Node ${process.version}: medians of ${rounds} runs each, in turn, against the`,
    "sandbox of the tests on loopback, which runs in a process of its own. The commands run with nothing but a step's own",
    'environment. Absolute times are those of one small machine; the ratios are what to look at.',
    '',
    `CPU time and memory are what the kernel tells of the command and its children alone (\`wait4\`); an empty command takes ${cpu.toFixed(1)} ms of it and ${wall.toFixed(1)} ms measured so, which is in every row. CPU time exceeds the time until the end where V8 works on several threads.`,
    ...(missing.length === 0
      ? []
      : ['', `Left out, since there is no ${missing.join(' and no ')}: the shell loop.`]),
  ];
}

/** The start of a build that nobody waits for; `emptyMb` is the memory that even an empty command seems to take. */
export function startSection(runs: Runs, emptyMb: number, serve: Serve): string[] {
  return [
    '## The start of a build, without waiting for it',
    '',
    'Of this action all is in it: inputs, the list of builds by which nothing is started twice, outputs and summary. What is',
    'shipped is not minified, so that it can be read. “Nothing excluded” is the same program as `ncc` bundles it by itself, with all that the packages bring.',
    '',
    ...costTable(runs, emptyMb),
    ...commands([...runs.keys()], serve),
  ];
}

/** From bare Node to the action, step by step, and the profile of its code. */
export function profileSection(ladder: Runs, shares: Share[], emptyMb: number, serve: Serve): string[] {
  const total = shares.reduce((sum, { ms }) => sum + ms, 0);
  return [
    '## Where the time of a start goes',
    '',
    'Step by step; the two with `got` are bundled like the action, with the same left out, and nothing that is made of these',
    'packages can take less than the second of them. The action sends one more request, and reads its inputs, and writes',
    'state, outputs and a summary.',
    '',
    ...costTable(ladder, emptyMb, 1),
    '',
    "Of what follows Node's own start, by profiles of V8 (`--cpu-prof`, which takes some time itself); what a function does in",
    'Node counts for whose function it is, and so does its compilation when it is first called:',
    '',
    '| | time | share |',
    '| --- | ---: | ---: |',
    ...shares.map(
      ({ name, ms }) => `| ${name} | ${ms.toFixed(1)} ms | ${((ms / total) * 100).toFixed(0)} % |`,
    ),
    '',
    'Both are made by `npm run bench -- profile`.',
    ...commands([...ladder.keys()], serve),
  ];
}

/** Sizes of what is shipped, and of what it is compared with. */
export function sizeSection(): string[] {
  const size = (file: string): number => statSync(path.join(ROOT, file)).size;
  const files = readdirSync(path.join(ROOT, 'dist'))
    .filter((file) => file.endsWith('.js'))
    .map((file) => `dist/${file}`)
    .toSorted((a, b) => size(b) - size(a));
  const others: [file: string, note: string][] = [[WHOLE, ' (nothing excluded, not shipped)']];
  const rows = [
    ...files.map((file) => [file, /\/\d/.test(file) ? ' (loaded only with `overrides`)' : ''] as const),
    ...others,
  ].map(([file, note]) => `| \`${file}\`${note} | ${size(file).toLocaleString('en')} |`);
  return ['## The size of the bundle', '', '| file | bytes |', '| --- | ---: |', ...rows];
}

/** The end of a build that is waited for. */
export function waitSection(runs: Runs, serve: Serve): string[] {
  const { seconds } = serve;
  const delay = (run: Run): number => (run.endedMs - (run.endMs ?? Number.NaN)) / 1000;
  return [
    `## The end of a build of ${seconds} s`,
    '',
    `Lengths lie between ${seconds * 0.75} and ${seconds * 1.25} s, of which 3 % are spent in the queue, 7 on cloning and 10 on the upload; nothing is known of earlier builds. The delay is from the end of the build to the end of the step. The others look every 5 s.`,
    '',
    '| | requests | delay, median | delay, worst |',
    '| --- | ---: | ---: | ---: |',
    ...[...runs].map(([way, all]) => {
      const worst = Math.max(...all.map(delay));
      return `| ${way.name} | ${median(all, (run) => run.requests)} | ${median(all, delay).toFixed(1)} s | ${worst.toFixed(1)} s |`;
    }),
    ...commands([...runs.keys()], serve),
  ];
}

/** A long log, of a build that is over and of one that runs. */
export function logSection(
  over: Runs,
  live: Runs,
  emptyMb: number,
  serve: Serve,
  serveLive: Serve,
): string[] {
  const [off = []] = over.values();
  const lines = [...over, ...live].map(([way, runs]) => {
    const isOff = way.inputs?.['logs'] === 'off';
    const added = median(runs, ({ cpuMs }) => cpuMs) - (way.isOurs ? median(off, ({ cpuMs }) => cpuMs) : 0);
    const peak = median(runs, ({ peakMb }) => peakMb);
    const cells = [
      isOff ? '–' : `${((added * 1000) / serve.lines).toFixed(1)} µs`,
      memory(peak, emptyMb),
      way.isOurs ? `${(peak / median(off, ({ peakMb }) => peakMb)).toFixed(2)} ×` : '–',
    ];
    return `| ${[way.name, ...cells].join(' | ')} |`;
  });
  return [
    `## A log of ${serve.lines.toLocaleString('en')} lines`,
    '',
    'CPU per line is what the log adds to a run with `logs: off`; of the shell, all of it. Peak memory of `curl` and `jq` is that of one page.',
    'A short run never wakes the optimising compilers of V8, whose code alone takes some 14 MB once it is used: the row without',
    'them shows what is left for the log. Live, the lines of a second come at once, 50,000 of them.',
    '',
    '| | CPU per line | peak memory | to `logs: off` |',
    '| --- | ---: | ---: | ---: |',
    ...lines,
    ...commands([...over.keys()], serve),
    ...commands([...live.keys()], serveLive),
  ];
}

/** Where the waits are compared request by request. */
export function equalRequests(): string[] {
  return [
    '## The delay at equal requests',
    '',
    'Next to fixed pauses that cost as many requests, over many kinds of builds, with and without history and a live log:',
    '[a table of its own](polling.md#the-delay-at-equal-requests), on a virtual clock, by `npm run simulate`.',
  ];
}

/** How to run a command of the page by hand. */
export function byHand(): string[] {
  return [
    '## By hand',
    '',
    'Below each table are its commands, in the order of its rows. `npm run bench -- serve <seconds> <lines>` keeps a',
    'sandbox up in which a build takes that long and prints that much, and writes `build/bench/step`, which runs a command',
    'with the environment of a step. What one takes is told by `python3 scripts/bench/measure.py <file for its output>`',
    'between the variables and the command:',
    '',
    '```bash',
    'build/bench/step INPUT_WAIT=false python3 scripts/bench/measure.py /dev/null node dist/index.js',
    '```',
  ];
}

/** CPU time of a start as bars. */
export function chart(runs: Runs): string {
  const rows = [...runs].map(([way, all]) => ({
    name: way.name.replaceAll(/[`*]/g, ''),
    isOurs: way.isOurs ?? false,
    cpuMs: median(all, ({ cpuMs }) => cpuMs),
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

/** CPU, times, memory and requests, each as a multiple of the row of that index. */
function costTable(runs: Runs, emptyMb: number, baseIndex = 0): string[] {
  const base = [...runs.values()][baseIndex] ?? [];
  const columns: [of: (run: Run) => number, unit: string][] = [
    [({ cpuMs }) => cpuMs, 'ms'],
    [wallMs, 'ms'],
    [({ startMs, startedMs }) => (startMs ?? Number.NaN) - startedMs, 'ms'],
  ];
  return [
    '| | CPU time | until the end | until the POST arrives | peak memory | requests |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...[...runs].map(([way, all]) => {
      const cells = columns.map(([of, unit]) => withRatio(median(all, of), median(base, of), unit));
      const [peak, basePeak] = [median(all, ({ peakMb }) => peakMb), median(base, ({ peakMb }) => peakMb)];
      const ratio = peak < emptyMb + 1 ? '' : ` (${(peak / basePeak).toFixed(1)} ×)`;
      const requests = median(all, (run) => run.requests);
      return `| ${[way.name, ...cells, memory(peak, emptyMb) + ratio, requests].join(' | ')} |`;
    }),
  ];
}

function commands(ways: Way[], { seconds, lines }: Serve): string[] {
  return [
    '',
    '```bash',
    `npm run bench -- serve ${seconds}${lines === 0 ? '' : ` ${lines}`}`,
    ...ways.map((way) => `build/bench/step ${printable(way)}`),
    '```',
  ];
}

/** The kernel counts the memory of the Python from which a command is started as well, so that less cannot be told. */
function memory(peakMb: number, emptyMb: number): string {
  return peakMb < emptyMb + 1 ? `< ${Math.ceil(emptyMb + 1)} MB` : `${peakMb.toFixed(0)} MB`;
}

function withRatio(value: number, unit: number, name: string): string {
  return Number.isNaN(value) ? '–' : `${value.toFixed(0)} ${name} (${(value / unit).toFixed(1)} ×)`;
}

function wallMs({ startedMs, endedMs }: Run): number {
  return endedMs - startedMs;
}

/** The middle one of the values that runs have. */
export function median(runs: readonly Run[], of: (run: Run) => number): number {
  const values = runs.map(of).toSorted((a, b) => a - b);
  return values[values.length >> 1] ?? Number.NaN;
}
