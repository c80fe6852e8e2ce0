/** Writes what was measured as the page `docs/benchmark.md` and its chart. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
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
  /** True if its builds fail. */
  fails?: boolean;
}

/** The head of the page. */
export function head(rounds: number, empty: Run[]): string[] {
  const [cpu, wall] = [median(empty, ({ cpuMs }) => cpuMs), median(empty, wallMs)];
  return [
    '# What a run costs',
    '',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, with Node ${process.version}: medians of ${rounds} runs each, interleaved, against`,
    "the sandbox of the tests on loopback, which runs in its own process. The commands get a step's environment and nothing",
    'else. Absolute times are those of one small machine: compare the ratios.',
    '',
    `CPU time and memory are those that the kernel reports for the command and its children (\`wait4\`). An empty command takes ${cpu.toFixed(1)} ms of CPU time and ends after ${wall.toFixed(1)} ms, which is part of every row. CPU time exceeds the time until the end where V8 uses several threads.`,
    ...(missing.length === 0
      ? []
      : ['', `The shell loop is not measured, because there is no ${missing.join(' and no ')}.`]),
  ];
}

/** The start of a build that nobody waits for; `emptyMb` is the memory that even an empty command seems to take. */
export function startSection(runs: Runs, emptyMb: number, serve: Serve): string[] {
  return [
    '## The start of a build, without waiting for it',
    '',
    'Bare Node sends one POST by `node:http`, with `node:https` loaded, as in every run against the real API. The action reads',
    'its inputs, lists the builds so that none is started twice, starts one, and writes outputs and a summary. “Nothing',
    'excluded” is the same program as `ncc` bundles it by default, with everything that the packages import.',
    '',
    ...costTable(runs, emptyMb),
    ...commands([...runs.keys()], serve),
  ];
}

/** The post step that has nothing to do, after an empty file; ratios and differences are those of pairs of runs. */
export function postSection(runs: Runs, serve: Serve): string[] {
  const [empty = []] = runs.values();
  return [
    '## The post step',
    '',
    '`post` runs in every job. After a normal end it has nothing to do: it reads its `STATE_` variables and loads nothing else.',
    'Both files are in one folder, whose path is as long as on a runner: Node takes longer, and more memory, for a longer path.',
    'The ratio and the difference are medians over pairs of runs.',
    '',
    '| | CPU time | ratio | peak memory | difference | requests |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...[...runs].map(([way, all]) => {
      const pairs = all.flatMap((run, index) => {
        const base = empty[index];
        return base === undefined ? [] : [{ run, base }];
      });
      const cells = [
        `${median(all, ({ cpuMs }) => cpuMs).toFixed(1)} ms`,
        `${median(pairs, ({ run, base }) => run.cpuMs / base.cpuMs).toFixed(2)} ×`,
        `${median(all, ({ peakMb }) => peakMb).toFixed(1)} MB`,
        `${median(pairs, ({ run, base }) => run.peakMb - base.peakMb).toFixed(1)} MB`,
        median(all, ({ requests }) => requests),
      ];
      return `| ${[way.name, ...cells].join(' | ')} |`;
    }),
    ...commands([...runs.keys()], serve),
  ];
}

/** From bare Node to the action, step by step, and the profile of its code. */
export function profileSection(ladder: Runs, shares: Share[], emptyMb: number, serve: Serve): string[] {
  const total = shares.reduce((sum, { ms }) => sum + ms, 0);
  return [
    '## Where the time of a start goes',
    '',
    'Step by step. The two with `got` are bundled like the action, with the same modules excluded: no program made of these',
    'packages takes less than the second of them. The action sends one more request, reads its inputs, and writes state,',
    'outputs and a summary.',
    '',
    ...costTable(ladder, emptyMb, 1),
    '',
    "The time after Node's own start, by profiles of V8 (`--cpu-prof`, which takes some time itself). What a function calls in",
    'Node counts for that function, as does its compilation on the first call:',
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
  const dist = path.join(ROOT, 'dist');
  const sizes = sizesIn(dist);
  const code = Array.from(sizes.keys(), (file) => readFileSync(path.join(dist, file), 'utf8')).join('\n');
  const [overridesImport = ''] = /^.*\bparseOverrides\b.*\.e\(.*$/m.exec(code) ?? [];
  const lazy = Array.from(overridesImport.matchAll(/\.e\((\d+)\)/g), ([, id]) => `${id}.index.js`);
  const note = (file: string): string => (lazy.includes(file) ? ' (loaded only with `overrides`)' : '');
  const row = (name: string, bytes: number): string => `| ${name} | ${bytes.toLocaleString('en')} |`;
  const total = (all: Map<string, number>): number => [...all.values()].reduce((sum, size) => sum + size, 0);
  return [
    '## The size of the bundle',
    '',
    '| file | bytes |',
    '| --- | ---: |',
    ...Array.from(sizes, ([file, size]) => row(`\`dist/${file}\`${note(file)}`, size)),
    row('all of them', total(sizes)),
    row('all of the bundle from which nothing is excluded', total(sizesIn(path.join(ROOT, WHOLE)))),
  ];
}

/** Bytes of each JavaScript file in a folder, the largest first. */
function sizesIn(folder: string): Map<string, number> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sizes = files
    .filter((file) => /\.c?js$/.test(file))
    .map((file) => [file.replaceAll('\\', '/'), statSync(path.join(folder, file)).size] as const);
  return new Map(sizes.toSorted(([, a], [, b]) => b - a));
}

/** The end of a build that is waited for. */
export function waitSection(runs: Runs, serve: Serve): string[] {
  const { seconds } = serve;
  const delay = (run: Run): number => (run.endedMs - (run.endMs ?? Number.NaN)) / 1000;
  return [
    `## The end of a build of ${seconds} s`,
    '',
    `Lengths lie between ${seconds * 0.75} and ${seconds * 1.25} s, of which builds spend 3 % in the queue, 7 % on cloning and 10 % on the upload. There are no earlier builds to learn from. The delay is from the end of the build to the end of the step. The others poll every 5 s.`,
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
  failed: Runs,
  live: Runs,
  emptyMb: number,
  serve: Serve,
  serveLive: Serve,
): string[] {
  const [off = []] = over.values();
  const lines = [...over, ...failed, ...live].map(([way, runs]) => {
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
    'CPU per line is what the log adds to a run with `logs: off`, and all CPU time for the shell. Peak memory of `curl` and',
    '`jq` is that of one page. The optimising compilers of V8 take some 14 MB once a run is long enough to use them: the row',
    'without them shows what the log itself takes. Where the build failed, the step that failed is found 5,000 lines before',
    'the end. The live log sends the 50,000 lines of a second at once.',
    '',
    '| | CPU per line | peak memory | to `logs: off` |',
    '| --- | ---: | ---: | ---: |',
    ...lines,
    ...commands([...over.keys()], serve),
    ...commands([...failed.keys()], { ...serve, fails: true }),
    ...commands([...live.keys()], serveLive),
  ];
}

/** Where the waits are compared request by request. */
export function equalRequests(): string[] {
  return [
    '## The delay at equal requests',
    '',
    'A comparison with fixed intervals that take as many requests, for many kinds of builds, with and without history and a',
    'live log, is [a table of its own](polling.md#the-delay-at-equal-requests), by `npm run simulate` on a virtual clock.',
  ];
}

/** How to run a command of the page by hand. */
export function byHand(): string[] {
  return [
    '## By hand',
    '',
    'Below each table are its commands, in the order of its rows. `npm run bench -- serve <seconds> <lines>` keeps a',
    'sandbox up in which a build takes that long and prints that many lines. It writes `build/bench/step`, which runs a command',
    'with the environment of a step. To measure a command, put `python3 scripts/bench/measure.py <file for its output>`',
    'between the variables and the command:',
    '',
    '```bash',
    'build/bench/step INPUT_WAIT=false python3 scripts/bench/measure.py /dev/null node dist/index.js',
    '```',
  ];
}

/** CPU time of a start as bars. */
export function chart(runs: Runs): string {
  const tableRows = [...runs].map(([way, all]) => ({
    name: way.name.replaceAll(/[`*]/g, ''),
    isOurs: way.isOurs ?? false,
    cpuMs: median(all, ({ cpuMs }) => cpuMs),
  }));
  const unit = tableRows[0]?.cpuMs ?? 1;
  const most = Math.max(...tableRows.map(({ cpuMs }) => cpuMs));
  const bars = tableRows.map(({ name, isOurs, cpuMs }, index) => {
    const y = 40 + index * 30;
    const width = Math.round((cpuMs / most) * 400);
    return [
      `  <text x="230" y="${y + 15}" text-anchor="end">${name}</text>`,
      `  <rect x="240" y="${y}" width="${width}" height="20" rx="2" fill="${isOurs ? '#0969da' : '#8c959f'}"/>`,
      `  <text x="${246 + width}" y="${y + 15}">${(cpuMs / unit).toFixed(1)} ×</text>`,
    ].join('\n');
  });
  const height = 50 + tableRows.length * 30;
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

function commands(ways: Way[], { seconds, lines, fails = false }: Serve): string[] {
  return [
    '',
    '```bash',
    `npm run bench -- serve ${seconds}${lines === 0 ? '' : ` ${lines}`}${fails ? ' fails' : ''}`,
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

/** The middle one of the values of items, such as runs. */
export function median<Item>(items: readonly Item[], of: (item: Item) => number): number {
  const values = items.map(of).toSorted((a, b) => a - b);
  return values[values.length >> 1] ?? Number.NaN;
}
