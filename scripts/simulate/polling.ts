/**
 * What waiting costs: `npm run simulate -- polling --seeds 5 --from 1`. Runs of the action on a virtual clock, next to
 * what a fixed interval and an oracle would cost. Writes `docs/polling.md`.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { LIMIT } from './account.ts';
import { bestInterval, mean, oracle, percentile95 } from './best-polls.ts';
import { LENGTHS, type Lengths } from './builds.ts';
import { type Fleet, playFleets, type RunEnd } from './fleet.ts';

/** Previous builds of a job with history. */
const HISTORY = 10;

/** Builds so short that the list and the log cost more requests than the polls. */
const SHORTEST = 'about 10 seconds';

/** Runs of each seed for a line of the first tables, and at least for a line of the others. */
const SINGLE_RUNS = 60;
const FLEET_RUNS = 60;

const RUNS = [1, 3, 10, 30, 100, 300];
const about10 = LENGTHS['about 10 minutes'] as Lengths;
const mixed = LENGTHS['seconds to an hour'] as Lengths;
const MINUTE_MS = 60_000;

/** Seconds between two polls at least, also of a fixed interval and of an oracle. */
const LEAST_S = 1;

/** A fleet with each seed: counts are means over the accounts, `meansS` are the mean delays of the seeds. */
interface Result {
  requests: number;
  limited: number;
  failed: number;
  meansS: number[];
  delaysS: number[];
  lengthsS: number[];
}

/** Writes the report, of so many seeds. */
export async function simulatePolling(count: number, from: number): Promise<void> {
  const seeds = Array.from({ length: count }, (_, index) => from + index);
  const lines = [
    ...introduction(count),
    ...(await singleRuns(seeds)),
    ...(await manyRuns(seeds)),
    ...(await otherRequests(seeds)),
    ...(await withoutEvidence(seeds)),
  ];
  const text = `${lines.join('\n')}\n`;
  writeFileSync(path.resolve(import.meta.dirname, '../../docs/polling.md'), text);
  process.stdout.write(text);
}

function introduction(seeds: number): string[] {
  return [
    '# What waiting costs',
    '',
    `Written by \`npm run simulate\`: the real start, wait and poll schedule of this action on a virtual clock, with ${seeds} seeds.`,
    '"Requests" is per run and counts everything that the action sends: the list of builds, the start, the polls, and three',
    'for the log. The delay is from the end of the build until the run knows of it. How builds behave is a model, in',
    '[`builds.ts`](../scripts/simulate/builds.ts): they are queued, cloned, built in steps of which some are silent, and',
    'uploaded.',
  ];
}

/** Plays a fleet with each seed; `counted` are the runs of which the delay counts. */
async function play(
  fleet: Fleet,
  seeds: number[],
  times: number,
  counted: (end: RunEnd) => boolean = () => true,
): Promise<Result> {
  const results = [];
  for (const seed of seeds) results.push(await playFleets(fleet, seed, times));
  const ends = results.map((result) => result.ends.filter((end) => !end.failed && counted(end)));
  const delays = ends.map((of) => of.map(({ delayMs }) => delayMs / 1000));
  return {
    requests: mean(results.map(({ requests }) => requests)),
    limited: mean(results.map(({ limited }) => limited)),
    failed: mean(results.map(({ failed }) => failed)),
    meansS: delays.map(mean),
    delaysS: delays.flat(),
    lengthsS: ends.flat().map(({ lengthMs }) => lengthMs / 1000),
  };
}

async function singleRuns(seeds: number[]): Promise<string[]> {
  const lines = [
    '',
    '## The delay at equal requests',
    '',
    'One run, next to the loop whose fixed interval costs as many requests for the same builds. With history, the job has',
    `${HISTORY} previous builds of the same kind.`,
  ];
  for (const [title, failing] of [
    ['All builds succeed', 0],
    ['One in five fails on the way', 0.2],
  ] as const) {
    lines.push('', `### ${title}`, '');
    lines.push(
      '| builds | known | requests | mean delay | 95 % below | fixed interval | its mean delay | ratio |',
    );
    lines.push('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |');
    const ratios: number[] = [];
    for (const [name, lengths] of Object.entries(LENGTHS)) {
      for (const [known, history, log] of [
        ['nothing', 0, 'off'],
        ['live log', 0, 'heard'],
        ['history', HISTORY, 'off'],
        ['history, live log', HISTORY, 'heard'],
      ] as const) {
        const result = await play({ load: { lengths, failing, history }, runs: 1, log }, seeds, SINGLE_RUNS);
        const fixed = bestInterval(result.lengthsS, result.requests, 0.1);
        const ratio = mean(result.delaysS) / mean(fixed.delaysS);
        if (name !== SHORTEST) ratios.push(ratio);
        const cells = [name, known, result.requests.toFixed(1), ...delayCells(result.delaysS)];
        cells.push(seconds(fixed.intervalS), seconds(mean(fixed.delaysS)), `${ratio.toFixed(2)} ×`);
        lines.push(row(cells));
      }
    }
    lines.push('', `On average, without the shortest builds: ${mean(ratios).toFixed(2)} ×.`);
  }
  return lines;
}

async function manyRuns(seeds: number[]): Promise<string[]> {
  const lines = [
    '',
    '## Many runs at once',
    '',
    `Runs that begin together on one account with ${LIMIT} requests an hour, with their logs streamed. Next to them, what`,
    'could be done by calculation, without a log: the best fixed interval that fits the limit, for which one must know how',
    'many runs there are and how long they take, and an oracle that knows the number of runs and the lengths of the builds',
    '(but not which build has which). Behind each mean delay are the least and the greatest mean of a seed.',
  ];
  for (const [title, load] of [
    ['10-minute builds, first of their job', { lengths: about10, failing: 0, history: 0 }],
    ['10-minute builds, with history', { lengths: about10, failing: 0, history: HISTORY }],
    ['seconds to an hour, no history', { lengths: mixed, failing: 0, history: 0 }],
  ] as const) {
    lines.push('', `### ${title}`, '', ...FLEET_HEAD);
    for (const runs of RUNS) {
      const result = await play({ load, runs, log: 'heard' }, seeds, Math.ceil(FLEET_RUNS / runs));
      lines.push(...fleetRows(String(runs), result, LIMIT / runs));
    }
  }
  return lines;
}

async function otherRequests(seeds: number[]): Promise<string[]> {
  const lines = [
    '',
    '## Runs that begin later, and requests of others',
    '',
    '10-minute builds again. Late runs begin five minutes after the others. Requests of others come evenly.',
  ];
  for (const [title, history] of [
    ['First of their job', 0],
    ['With history', HISTORY],
  ] as const) {
    const load = { lengths: about10, failing: 0, history };
    lines.push('', `### ${title}`, '', ...FLEET_HEAD);
    for (const [early, late] of [
      [10, 10],
      [30, 10],
      [60, 30],
    ] as const) {
      const fleet: Fleet = { load, runs: early, late: { runs: late, afterMs: 5 * MINUTE_MS }, log: 'heard' };
      for (const [name, isLate] of [
        [`${early}, of ${early + late}`, false],
        [`${late} late, of ${early + late}`, true],
      ] as const) {
        const result = await play(fleet, seeds, 2, (end) => end.late === isLate);
        lines.push(...fleetRows(name, result, LIMIT / (early + late)));
      }
    }
    for (const [runs, foreign] of [
      [1, 600],
      [1, 3600],
      [10, 600],
      [10, 1800],
    ] as const) {
      const result = await play({ load, runs, foreign, log: 'heard' }, seeds, Math.ceil(40 / runs));
      const spent = (foreign * Math.max(...result.lengthsS)) / 3600;
      lines.push(...fleetRows(`${runs}, others send ${foreign} an hour`, result, (LIMIT - spent) / runs));
    }
  }
  return lines;
}

async function withoutEvidence(seeds: number[]): Promise<string[]> {
  const lines = [
    '',
    '## What the live log tells',
    '',
    'The same 10-minute builds and the same requests for the log: with all that it says of the build, with a log whose last',
    'line does not come with the end of the build, as the schedule expects it, and without listening to it.',
    '',
    '| runs | known | the log | requests | mean delay | 95 % below |',
    '| ---: | --- | --- | ---: | ---: | ---: |',
  ];
  for (const [known, history, failing] of [
    ['nothing', 0, 0],
    ['history', HISTORY, 0],
    ['history, one in five fails', HISTORY, 0.2],
  ] as const) {
    for (const runs of [1, 10, 30, 100]) {
      for (const [name, log] of [
        ['heard', 'heard'],
        ['heard, no last line', 'unfinished'],
        ['not heard', 'unheard'],
      ] as const) {
        const fleet: Fleet = { load: { lengths: about10, failing, history }, runs, log };
        const result = await play(fleet, seeds, Math.ceil(FLEET_RUNS / runs));
        lines.push(
          row([String(runs), known, name, result.requests.toFixed(1), ...delayCells(result.delaysS)]),
        );
      }
    }
  }
  return lines;
}

const FLEET_HEAD = [
  '| runs | waiting | requests | 429s | failed | mean delay | 95 % below |',
  '| ---: | --- | ---: | ---: | ---: | ---: | ---: |',
];

/** What runs of the action cost, next to the best that could be done with so many requests each. */
function fleetRows(name: string, result: Result, requests: number): string[] {
  const { lengthsS, meansS, delaysS } = result;
  const fixed = bestInterval(lengthsS, requests, LEAST_S);
  const best = oracle(lengthsS, requests, LEAST_S);
  const counts = [result.requests.toFixed(1), result.limited.toFixed(0), result.failed.toFixed(0)];
  const [meanDelay, most] = delayCells(delaysS) as [string, string];
  const spread = `(${Math.min(...meansS).toFixed(1)} – ${Math.max(...meansS).toFixed(1)})`;
  return [
    row([name, '**this action**', ...counts, `${meanDelay} ${spread}`, most]),
    row([
      name,
      `every ${seconds(fixed.intervalS)}`,
      fixed.requests.toFixed(1),
      '0',
      '0',
      ...delayCells(fixed.delaysS),
    ]),
    row([name, 'an oracle', best.requests.toFixed(1), '0', '0', ...delayCells(best.delaysS)]),
  ];
}

function delayCells(delaysS: number[]): string[] {
  return [seconds(mean(delaysS)), seconds(percentile95(delaysS))];
}

function seconds(value: number): string {
  return Number.isNaN(value) ? '–' : `${value.toFixed(1)} s`;
}

function row(cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}
