/**
 * Measures what a run costs, interleaved with runs of what people do instead, on loopback. `npm run bench` writes
 * `docs/benchmark.md` and `docs/benchmark.svg`; `npm run bench -- 3` takes only three runs of each, and
 * `npm run bench -- 3 start` (or `post`, `profile`, `wait`, `log`) prints that part and writes nothing.
 * `npm run bench -- serve <seconds> <lines>` keeps a server up for the commands of that page; with `fails`, builds fail.
 */
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { profileOf, type Share } from './profile.ts';
import * as report from './report.ts';
import { inTurn, type Run, startBench } from './run.ts';
import {
  failedLogOf,
  installAction,
  ladder,
  live,
  logsOf,
  makeBundles,
  missing,
  posts,
  ROOT,
  starts,
  type Way,
  waits,
} from './ways.ts';

/** Runs of each, unless a number is given. */
const DEFAULT_ROUNDS = 21;

/** Seconds of a build that outlasts each run that does not wait for it. */
const LONG_S = 3600;

/** Seconds of the builds that are waited for. */
const WAITED_S = [5, 60];

/** Lines of the long log, and seconds in which it is printed by a build that is over, and by one that runs. */
const LOG = { lines: 200_000, overS: 1, liveS: 5 };

/** Milliseconds from the start of the former until it surely is. */
const OVER_MS = 1500;

/** Milliseconds between two runs that begin one after the other. */
const APART_MS = 400;

const PARTS = ['start', 'post', 'profile', 'wait', 'log'];

const args = process.argv.slice(2);
const rounds = Number(args.find((arg) => Number(arg) > 0) ?? DEFAULT_ROUNDS);
const part = args.find((arg) => Number.isNaN(Number(arg)));
const bench = startBench();
try {
  if (part === 'serve')
    await serve(Number(args[1] ?? WAITED_S[0]), Number(args[2] ?? 0), args[3] === 'fails');
  else if (part === undefined || PARTS.includes(part)) await measure();
  else throw new Error(`The parts are ${PARTS.join(', ')}.`);
} finally {
  bench.close();
}

async function measure(): Promise<void> {
  const isChosen = (name: string): boolean => part === undefined || part === name;
  const empty = await emptyRuns();
  const emptyMb = report.median(empty, ({ peakMb }) => peakMb);
  const sections = [report.head(rounds, empty)];
  let chart = '';
  if (isChosen('start') || isChosen('profile')) await makeBundles();
  if (isChosen('start')) {
    const runs = await inTurn(starts, rounds, (way) => bench.runInWorld(way, LONG_S));
    chart = report.chart(runs);
    sections.push(['![CPU time of a start, as a multiple of bare Node](benchmark.svg)']);
    sections.push(report.startSection(runs, emptyMb, { seconds: LONG_S, lines: 0 }), report.sizeSection());
  }
  if (isChosen('post')) {
    installAction();
    const runs = await inTurn(posts, rounds, (way) => bench.runInWorld(way, LONG_S));
    sections.push(report.postSection(runs, { seconds: LONG_S, lines: 0 }));
  }
  if (isChosen('profile')) {
    const runs = await inTurn(ladder, rounds, (way) => bench.runInWorld(way, LONG_S));
    sections.push(report.profileSection(runs, await shares(), emptyMb, { seconds: LONG_S, lines: 0 }));
  }
  if (isChosen('wait')) {
    const all = await Promise.all(
      WAITED_S.map(async (seconds) => report.waitSection(await waitRuns(seconds), { seconds, lines: 0 })),
    );
    sections.push(...all, report.equalRequests());
  }
  if (isChosen('log')) sections.push(await logSection(emptyMb));
  sections.push(report.byHand());

  const text = `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
  process.stdout.write(text);
  if (part !== undefined) return;
  writeFileSync(path.join(ROOT, 'docs/benchmark.md'), text);
  writeFileSync(path.join(ROOT, 'docs/benchmark.svg'), chart);
}

/** What is measured of a command that does nothing. */
async function emptyRuns(): Promise<Run[]> {
  const nothing = { name: 'an empty command', command: ['true'] };
  const runs = await inTurn([nothing], rounds, (way) => bench.runInWorld(way, LONG_S));
  return runs.get(nothing) ?? [];
}

/** The last step of the ladder is the action. */
async function shares(): Promise<Share[]> {
  const way = ladder.at(-1);
  return way === undefined ? [] : profileOf(way, bench, rounds);
}

/** Builds that are waited for: nearly all of it is sleep, so they run at once, begun one after the other. */
async function waitRuns(seconds: number): Promise<report.Runs> {
  const runs: report.Runs = new Map(waits.map((way) => [way, []]));
  const all: Promise<unknown>[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const way of waits) {
      // Builds of one length to the millisecond would end in step with a fixed pause.
      const length = seconds * (0.75 + (0.5 * round) / rounds);
      all.push(bench.runInWorld(way, length).then((run) => runs.get(way)?.push(run)));
      await sleep(APART_MS);
    }
  }
  await Promise.all(all);
  return runs;
}

/** A long log: of a build that is over, read by pages, and of one that runs, by the live tail. */
async function logSection(emptyMb: number): Promise<string[]> {
  const world = await bench.open(LOG.overS, LOG.lines);
  const id = await world.startBuild();
  await sleep(OVER_MS);
  const takeLog = async (way: Way, from = world): Promise<Run> => {
    return { ...(await from.run(way)), requests: 0, startMs: undefined, endMs: undefined };
  };
  const over = await inTurn(logsOf(id), rounds, takeLog);
  await world.close();
  const failing = await bench.open(LOG.overS, LOG.lines, true);
  const failedId = await failing.startBuild();
  await sleep(OVER_MS);
  const failed = await inTurn([failedLogOf(failedId)], rounds, (way) => takeLog(way, failing));
  await failing.close();
  const running = await inTurn([live], rounds, (way) => bench.runInWorld(way, LOG.liveS, LOG.lines));
  const [overServe, liveServe] = [
    { seconds: LOG.overS, lines: LOG.lines },
    { seconds: LOG.liveS, lines: LOG.lines },
  ];
  return report.logSection(over, failed, running, emptyMb, overServe, liveServe);
}

/** Keeps a world up, in which a build has been started already if it has a log, and writes what runs a step there. */
async function serve(seconds: number, lines: number, fails: boolean): Promise<void> {
  await makeBundles();
  installAction();
  const world = await bench.open(seconds, lines, fails);
  const env = world.environment({ name: '', command: [], inputs: {} });
  const quoted = Object.entries(env).map(([name, value]) => `'${name}=${value.replaceAll("'", "'\\''")}'`);
  const step = path.join(ROOT, 'build/bench/step');
  mkdirSync(path.dirname(step), { recursive: true });
  // Not `export`: a shell exports no name with a hyphen.
  writeFileSync(step, ['#!/bin/sh', `exec env -i ${quoted.join(' \\\n  ')} \\\n  "$@"`, ''].join('\n'));
  chmodSync(step, 0o755);
  const messages = [
    `The sandbox is at ${world.url}; a build takes ${seconds} s and prints ${lines} lines.`,
    ...(lines === 0 ? [] : [`Build ${await world.startBuild()} runs already.`]),
    ...(missing.length === 0 ? [] : [`There is no ${missing.join(' and no ')} here.`]),
    'In another terminal: build/bench/step <command>',
  ];
  process.stdout.write(`${messages.join('\n')}\n`);
  await once(process, 'SIGINT');
}
