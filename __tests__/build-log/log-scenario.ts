import * as fc from 'fast-check';
import { layOutLog } from '../../sandbox/northflank/build-log.ts';
import type { Fault, FaultKind } from '../../sandbox/northflank/faults.ts';
import type { LogLimits } from '../../sandbox/northflank/log-query.ts';
import { seededRandom } from '../../sandbox/northflank/random.ts';
import type { LogFormat, Script, ScriptLine } from '../../sandbox/northflank/build-scripts.ts';
import { EPOCH_MS } from '../../sandbox/virtual-clock.ts';
import { createVirtualWorld } from '../../scripts/simulate/virtual-world.ts';
import { createBuildLog } from '../../src/build-log/build-log.ts';
import { decodeLogLines } from '../../src/northflank/decode.ts';
import { createPollSchedule } from '../../src/wait/poll-schedule.ts';
import { createRateLimitTracker } from '../../src/wait/rate-limit.ts';
import { waitForBuild } from '../../src/wait/wait-for-build.ts';

/** A build with a log, and everything that goes wrong while it is read. */
export interface LogScenario {
  /** Seconds that the build takes. */
  seconds: number;
  /** Its lines, printed at regular intervals. */
  lines: ScenarioLine[];
  format: LogFormat;
  /** True if timestamps have nanoseconds. */
  nanoseconds: boolean;
  /** Resolution of the timestamps, in milliseconds: lines that are closer may have the same one. */
  grain: number;
  limits: Omit<LogLimits, 'windowSeconds'>;
  /** The first tails, one after the other. */
  tails: { kind: FaultKind | 'dies' | 'whole'; lines: number }[];
  /** What happens to all other tails; with `tail-refused` there is none. */
  laterTails: 'whole' | 'tail-refused' | 'tail-auth-refused';
  rangeFaults: Fault[];
  /** True for a token that is not allowed to read ranges of the log. */
  rangeRefused: boolean;
  /** Longest time of a request and of its answer on the network, in milliseconds. */
  lagMs: number;
  tailLagMs: number;
  /** True if the server closes a tail at the end of the build. */
  tailCloses: boolean;
  /** The fixed poll interval, if there is one. */
  pollMs: number | undefined;
  /** Seconds after the start of the build at which the action begins to wait for it. */
  attachedAfter: number;
  seed: number;
}

/** A line; those with the same letter, timestamp and lateness are identical. */
export interface ScenarioLine {
  letter: string;
  long: boolean;
  /** Seconds after its timestamp at which it can be read. */
  lateBy: number;
  /** Parts into which the container runtime splits it. */
  pieces: number;
}

/** What was printed in a scenario, and what should have been. */
export interface LogScenarioResult {
  printed: string[];
  warnings: string[];
  /** All lines of the build, joined, in the order of their timestamps. */
  all: ExpectedLine[];
  /** The world's time when the action knew that the build had finished, in milliseconds. */
  finishedAt: number;
  /** True if a query takes no time, so that no line can become readable between two of its pages. */
  instant: boolean;
  requests: number;
}

/** A line of the build: its time, and when it could be read. */
export interface ExpectedLine {
  text: string;
  at: number;
  readableAt: number;
}

const scenarioLine = (late: boolean): fc.Arbitrary<ScenarioLine> =>
  fc.record({
    letter: fc.constantFrom('a', 'a', 'a', 'b', 'c', 'd', 'e'),
    long: fc.nat({ max: 9 }).map((n) => n === 0),
    lateBy: late ? fc.constantFrom(0, 0, 0, 0, 0, 0.3, 0.3, 1.1, 1.8, 2.5, 17, 40) : fc.constant(0),
    pieces: fc.nat({ max: 9 }).map((n) => (n > 1 ? 1 : n + 2)),
  });

const TAIL_KINDS = [
  'tail-cut',
  'tail-cut',
  'tail-error',
  'tail-nonsense',
  'tail-silent',
  'tail-refused',
] as const;

const rangeFault: fc.Arbitrary<Fault> = fc.record({
  on: fc.constant('logs' as const),
  kind: fc.constantFrom<FaultKind>(
    ...(['html-502', 'error-500', 'reset-before', 'reset-after', 'cut', 'nonsense', 'wrong-shape'] as const),
    ...(['429', 'slow', 'hang-before'] as const),
  ),
  skip: fc.nat({ max: 6 }),
  times: fc.integer({ min: 1, max: 2 }),
  reset: fc.constantFrom(null, 1, 3),
});

/** Scenarios of all kinds, except for `rangeRefused`, since such a log may have gaps. */
export const logScenarios: fc.Arbitrary<LogScenario> = fc.boolean().chain((late) =>
  fc.record({
    seconds: fc.constantFrom(4, 20, 90, 400),
    lines: fc.array(scenarioLine(late), { maxLength: 90, size: 'max' }),
    format: fc.constantFrom<LogFormat>('plain', 'stream', 'container', 'object'),
    nanoseconds: fc.boolean(),
    grain: fc.constantFrom(1, 100, 1000),
    limits: fc.record({
      lineLimit: fc.constantFrom(1, 10, 1000),
      maximumLineLimit: fc.constantFrom(2, 3, 7, 20, 5000),
      cursor: fc.constantFrom('last-given' as const, 'first-omitted' as const),
      openEnd: fc.constantFrom('now' as const, 'window' as const),
    }),
    tails: fc.array(
      fc.record({
        kind: fc.constantFrom<LogScenario['tails'][number]['kind']>(...TAIL_KINDS, 'dies', 'whole'),
        lines: fc.nat({ max: 30 }),
      }),
      { maxLength: 5 },
    ),
    laterTails: fc.constantFrom('whole', 'whole', 'tail-refused', 'tail-auth-refused'),
    // Fewer in total than the reads after the end, so that one of those succeeds.
    rangeFaults: fc.array(rangeFault, { maxLength: 2 }),
    rangeRefused: fc.constant(false),
    lagMs: fc.constantFrom(0, 0, 30, 400),
    tailLagMs: fc.constantFrom(0, 0, 30, 400),
    tailCloses: fc.boolean(),
    pollMs: fc.constantFrom(undefined, 500, 3000, 20_000),
    attachedAfter: fc.constantFrom(0, 0, 0, 7, 100),
    seed: fc.integer({ min: 1, max: 1000 }),
  }),
);

/** Starts the build of a scenario, waits for it as the action does, and records what is printed. */
export async function playScenario(scenario: LogScenario): Promise<LogScenarioResult> {
  const random = seededRandom(scenario.seed);
  const dying = scenario.tails.map(({ kind, lines }) => (kind === 'dies' ? lines : undefined));
  const virtual = createVirtualWorld({
    world: {
      logs: { ...scenario.limits, maximumLineLimit: smallestPage(scenario) },
      tailClosesAtEnd: scenario.tailCloses,
      // Pages of two lines need many requests.
      rateLimit: 1_000_000,
    },
    seed: scenario.seed,
    network: () => ({ outMs: random() * scenario.lagMs, backMs: random() * scenario.lagMs }),
    tail: { lagMs: scenario.tailLagMs, dies: (nth) => dying[nth] },
  });
  const { clock, world, faults, tail, context } = virtual;
  for (const { kind, lines } of scenario.tails) {
    // A fault without an effect keeps the others in order.
    if (kind === 'dies' || kind === 'whole') faults.add({ on: 'tail', kind: 'slow', ms: 0, times: 1 });
    else faults.add({ on: 'tail', kind, lines, times: 1 });
  }
  if (scenario.laterTails !== 'whole') faults.add({ on: 'tail', kind: scenario.laterTails });
  if (scenario.rangeRefused) faults.add({ on: 'logs', kind: 'forbidden-403' });
  for (const fault of scenario.rangeFaults) faults.add(fault);

  const script = toScript(scenario, world.now());
  world.script(script);
  const { value: build } = await clock.run(context.client.startBuild({}, context.signal));
  const startedAt = world.build(build.id)?.createdAt ?? 0;
  if (scenario.attachedAfter > 0) await clock.pass(scenario.attachedAfter * 1000);

  const printed: string[] = [];
  const warnings: string[] = [];
  const log = createBuildLog('stream', context, {
    tail,
    print: (lines) => printed.push(...lines),
    warn: (text) => warnings.push(text),
    debug: () => {},
  });
  let finishedAt = 0;
  await clock.run(async () => {
    await waitForBuild(build.id, context, {
      schedule: createPollSchedule({
        ...{ clock, rateLimit: createRateLimitTracker(clock), random: context.random },
        pollIntervalMs: scenario.pollMs,
      }),
      deadlineMs: clock.now() + 3_600_000,
      isOurs: true,
      stopAfterFirstPoll: false,
      onBuild: (polled) => log.onBuild(polled),
      onPollFailed: () => {},
    });
    finishedAt = world.now();
    await log.drain(true, 600_000);
  });
  const end = world.build(build.id)?.answer.buildConcludedAt === undefined ? 0 : endOf(script, startedAt);
  return {
    printed,
    warnings,
    finishedAt,
    instant: isInstant(scenario),
    all: expectedLines(script, startedAt, end, `${build.id}-builder`),
    requests: world.requests.length,
  };
}

/** The first error in what was printed; undefined if each line was printed once and in order. */
export function checkLog(
  { printed: raw, all, finishedAt, instant }: LogScenarioResult,
  complete = true,
): string | undefined {
  const tooLate = all.filter(({ readableAt }) => readableAt > finishedAt);
  // If the rest of a line comes too late, its first parts are printed at the end.
  const printed = raw.filter(
    (text) => !tooLate.some((line) => line.text !== text && line.text.startsWith(text)),
  );
  const positions = new Map<string, number[]>();
  for (const [index, text] of printed.entries()) positions.set(text, [...(positions.get(text) ?? []), index]);
  const classes = Map.groupBy(all.keys(), (index) => all[index]?.text ?? '');
  const place: (number | undefined)[] = [];
  for (const [text, indices] of positions) {
    const count = classes.get(text)?.length ?? 0;
    if (indices.length > count)
      return `printed ${indices.length} times instead of ${count}: ${text.slice(0, 60)}`;
  }
  for (const [text, members] of classes) {
    // Identical lines are expected in the order in which they could be read.
    const sorted = members.toSorted((a, b) => (all[a]?.readableAt ?? 0) - (all[b]?.readableAt ?? 0));
    for (const [nth, index] of sorted.entries()) {
      place[index] = positions.get(text)?.[nth];
      if (complete && place[index] === undefined && (all[index]?.readableAt ?? 0) <= finishedAt) {
        return `printed ${nth} times instead of ${members.length}: ${text.slice(0, 60)}`;
      }
    }
  }
  for (const [first, a] of all.entries()) {
    const placeA = place[first];
    if (placeA === undefined || (!instant && a.readableAt > a.at)) continue;
    for (let second = first + 1; second < all.length; second += 1) {
      const [b, placeB] = [all[second], place[second]];
      if (b === undefined || placeB === undefined || a.readableAt > b.readableAt || placeA < placeB) continue;
      return `out of order: ${b.text.slice(0, 60)} before ${a.text.slice(0, 60)}`;
    }
  }
  return undefined;
}

const STARTING_SECONDS = 1;

/** Lines with the same timestamp must fit on a page, since the next page begins at a timestamp. */
function smallestPage(scenario: LogScenario): number {
  const script = toScript(scenario, EPOCH_MS);
  const ofOneTime = Map.groupBy(layOutLog(script, EPOCH_MS, 1, '').byTime, ({ at }) => at).values();
  return Math.max(scenario.limits.maximumLineLimit, ...[...ofOneTime].map(({ length }) => length));
}

function toScript(scenario: LogScenario, startMs: number): Script {
  const total = scenario.lines.reduce((sum, { pieces }) => sum + pieces, 0);
  const every = scenario.seconds / (total + 1);
  const anyLate = scenario.lines.some(({ lateBy }) => lateBy > 0);
  const canCut = scenario.format === 'stream' || scenario.format === 'container';
  const lines = scenario.lines.flatMap((line, number) => {
    // Parts that become readable between two pages of one query are unavoidably read in a wrong order.
    const pieces = canCut && (line.lateBy === 0 || isInstant(scenario)) ? line.pieces : 1;
    return Array.from({ length: pieces }, (_, piece) => ({ line, number, piece, pieces }));
  });
  return {
    format: scenario.format,
    phases: [
      { status: 'STARTING', seconds: STARTING_SECONDS },
      {
        status: 'BUILDING',
        seconds: scenario.seconds,
        every,
        lines: lines.map(({ line, number, piece, pieces }, index): ScriptLine => {
          const natural = startMs + (STARTING_SECONDS + (index + 1) * every) * 1000;
          const ms = Math.floor(natural / scenario.grain) * scenario.grain;
          const iso = new Date(ms).toISOString();
          const ts = scenario.nanoseconds ? iso.replace('Z', '190216Z') : iso;
          const head = `${ms - startMs} ${line.letter} ${line.lateBy}`;
          return {
            ts,
            log: pieces > 1 ? `${head} ${number}/${piece}` : `${head}${line.long ? 'x'.repeat(200) : ''};`,
            lateBy: line.lateBy,
            partial: piece < pieces - 1,
            // The parts of a late line would be mixed up with those of other lines of its container.
            ...(pieces > 1 && anyLate ? { containerId: `container-${number}` } : {}),
          };
        }),
      },
    ],
    end: { status: 'SUCCESS', concluded: true, success: true },
  };
}

/** A read of a single page takes no time, so no line can become readable during it. */
function isInstant({ lagMs, rangeFaults, limits, lines }: LogScenario): boolean {
  const total = lines.reduce((sum, { pieces }) => sum + pieces, 0);
  return lagMs === 0 && rangeFaults.length === 0 && total <= limits.maximumLineLimit;
}

function endOf({ phases }: Script, startedAt: number): number {
  return Math.floor(startedAt + phases.reduce((sum, { seconds }) => sum + seconds, 0) * 1000);
}

function expectedLines(
  script: Script,
  startedAt: number,
  endMs: number,
  containerId: string,
): ExpectedLine[] {
  const unfinished = new Map<string, { text: string; readableAt: number }>();
  return layOutLog(script, startedAt, 1, containerId).byTime.flatMap(({ at, readableAt, line }) => {
    if (at > endMs) return [];
    const [decoded] = decodeLogLines([line]);
    if (decoded === undefined) return [];
    const start = unfinished.get(decoded.containerId);
    const joined = {
      text: (start?.text ?? '') + decoded.text,
      readableAt: Math.max(start?.readableAt ?? 0, readableAt),
    };
    if (decoded.partial) {
      unfinished.set(decoded.containerId, joined);
      return [];
    }
    unfinished.delete(decoded.containerId);
    return [{ ...joined, at }];
  });
}
