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

/** A build with a log, and all that goes wrong while it is read. */
export interface LogScenario {
  /** How long the build takes, in seconds, and how many lines a moment it prints. */
  seconds: number;
  lines: ScenarioLine[];
  format: LogFormat;
  /** Whether the time of a line has nanoseconds. */
  nanoseconds: boolean;
  /** Lines of so many milliseconds bear one timestamp. */
  grain: number;
  limits: Omit<LogLimits, 'windowSeconds'>;
  /** The tails one after the other; those that follow are whole. */
  tails: { kind: FaultKind | 'dies' | 'whole'; lines: number }[];
  /** What happens to all tails after those; `tail-refused` is no tail at all. */
  laterTails: 'whole' | 'tail-refused' | 'tail-auth-refused';
  rangeFaults: Fault[];
  /** A token that may not read logs by range. */
  rangeRefused: boolean;
  lagMs: number;
  tailLagMs: number;
  tailCloses: boolean;
  /** Whether the tail names containers otherwise than a range, and its times are finer. */
  oddTail: boolean;
  pollMs: number | undefined;
  /** Seconds after its start at which the build is first looked at. */
  attachedAfter: number;
  seed: number;
}

/** One line: lines of one letter, timestamp and lateness are equal in all. */
export interface ScenarioLine {
  letter: string;
  long: boolean;
  /** Seconds after its time at which it can be read. */
  lateBy: number;
  /** Pieces that the container runtime makes of it. */
  pieces: number;
}

/** What came of a scenario. */
export interface LogScenarioEnd {
  printed: string[];
  /** Places in `printed` of lines that stand under the line for earlier ones. */
  earlierLines: Set<number>;
  warnings: string[];
  /** All lines of the build in the order of their time, pieces put together. */
  all: Expected[];
  /** The world's time when the end of the build was known, in milliseconds. */
  finishedAt: number;
  /** Whether a query takes no time, so that nothing can come late between two of its pages. */
  instant: boolean;
  requests: number;
}

/** A line that the API has: its time, and when it could be read. */
export interface Expected {
  text: string;
  at: number;
  readableAt: number;
}

const line = (late: boolean): fc.Arbitrary<ScenarioLine> =>
  fc.record({
    letter: fc.constantFrom('a', 'a', 'a', 'b', 'c', 'd', 'e'),
    long: fc.nat({ max: 9 }).map((n) => n === 0),
    lateBy: late ? fc.constantFrom(0, 0, 0, 0, 0, 0.3, 0.3, 1.1, 1.8, 2.5, 17, 40) : fc.constant(0),
    pieces: fc.nat({ max: 9 }).map((n) => (n > 1 ? 1 : n + 2)),
  });

const tailKinds = [
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

/** Scenarios of all kinds; `rangeRefused` apart, since such a log may have gaps. */
export const logScenarios: fc.Arbitrary<LogScenario> = fc.boolean().chain((late) =>
  fc.record({
    seconds: fc.constantFrom(4, 20, 90, 400),
    lines: fc.array(line(late), { maxLength: 90, size: 'max' }),
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
        kind: fc.constantFrom<LogScenario['tails'][number]['kind']>(...tailKinds, 'dies', 'whole'),
        lines: fc.nat({ max: 30 }),
      }),
      { maxLength: 5 },
    ),
    laterTails: fc.constantFrom('whole', 'whole', 'tail-refused', 'tail-auth-refused'),
    // Fewer in all than the reads after the end: of those, one must get through.
    rangeFaults: fc.array(rangeFault, { maxLength: 2 }),
    rangeRefused: fc.constant(false),
    lagMs: fc.constantFrom(0, 0, 30, 400),
    tailLagMs: fc.constantFrom(0, 0, 30, 400),
    tailCloses: fc.boolean(),
    oddTail: fc.boolean(),
    pollMs: fc.constantFrom(undefined, 500, 3000, 20_000),
    attachedAfter: fc.constantFrom(0, 0, 0, 7, 100),
    seed: fc.integer({ min: 1, max: 1000 }),
  }),
);

/** Starts the build of a scenario, follows it to its end as the step does, and tells what was printed. */
export async function playScenario(scenario: LogScenario): Promise<LogScenarioEnd> {
  const random = seededRandom(scenario.seed);
  const dying = scenario.tails.map(({ kind, lines }) => (kind === 'dies' ? lines : undefined));
  const virtual = createVirtualWorld({
    world: {
      logs: { ...scenario.limits, maximumLineLimit: smallestPage(scenario) },
      tailClosesAtEnd: scenario.tailCloses,
      // Pages of two lines would use it up.
      rateLimit: 1_000_000,
    },
    seed: scenario.seed,
    quirks: { oddTail: scenario.oddTail },
    network: () => ({ outMs: random() * scenario.lagMs, backMs: random() * scenario.lagMs }),
    tail: { lagMs: scenario.tailLagMs, dies: (nth) => dying[nth] },
  });
  const { clock, world, faults, client, tail } = virtual;
  for (const { kind, lines } of scenario.tails) {
    // A fault that strikes never keeps the others in their order.
    if (kind === 'dies' || kind === 'whole') faults.add({ on: 'tail', kind: 'slow', ms: 0, times: 1 });
    else faults.add({ on: 'tail', kind, lines, times: 1 });
  }
  if (scenario.laterTails !== 'whole') faults.add({ on: 'tail', kind: scenario.laterTails });
  if (scenario.rangeRefused) faults.add({ on: 'logs', kind: 'forbidden-403' });
  for (const fault of scenario.rangeFaults) faults.add(fault);

  const never = new AbortController().signal;
  const script = toScript(scenario, world.now());
  world.script(script);
  const build = (await clock.run(client.startBuild({}, never))).value;
  const startedAt = world.build(build.id)?.createdAt ?? 0;
  if (scenario.attachedAfter > 0) await clock.pass(scenario.attachedAfter * 1000);

  const printed: string[] = [];
  const earlierLines = new Set<number>();
  const warnings: string[] = [];
  let isEarlier = false;
  const context = { client, clock, random: virtual.random, signal: never };
  const rateLimit = createRateLimitTracker(clock);
  const log = createBuildLog('stream', context, {
    tail,
    print(lines) {
      for (const text of lines) {
        if (isEarlier) earlierLines.add(printed.length);
        printed.push(text);
      }
    },
    info: (text) => (isEarlier = text.startsWith('Earlier')),
    warn: (text) => warnings.push(text),
    ...{ debug: () => {}, onLive: () => {} },
  });
  let finishedAt = 0;
  await clock.run(async () => {
    await waitForBuild(build.id, context, {
      schedule: createPollSchedule({
        ...{ clock, rateLimit, random: virtual.random, pollIntervalMs: scenario.pollMs },
      }),
      deadlineMs: clock.now() + 3_600_000,
      isOurs: true,
      stopAfterFirstPoll: false,
      onBuild: (one) => log.onBuild(one),
      onPollFailed: () => {},
    });
    finishedAt = world.now();
    await log.drain(true, MAX_DRAIN_MS);
  });
  const end = world.build(build.id)?.answer.buildConcludedAt === undefined ? 0 : endOf(script, startedAt);
  return {
    printed,
    earlierLines,
    warnings,
    finishedAt,
    instant: isInstant(scenario),
    all: expected(script, startedAt, end, `${build.id}-builder`),
    requests: world.requests.length,
  };
}

/** All that is wrong with what was printed, in a sentence; undefined if each line is there once and in order. */
export function checkLog(
  { printed: raw, earlierLines, warnings, all, finishedAt, instant }: LogScenarioEnd,
  isComplete = true,
): string | undefined {
  // What could not be read in time must be said.
  const complete = isComplete && !warnings.some((text) => text.includes('may be incomplete'));
  const tooLate = all.filter(({ readableAt }) => readableAt > finishedAt);
  // Of a line whose end comes too late, the beginning is shown when all is over.
  const places = [...raw.keys()].filter(
    (at) => !tooLate.some(({ text }) => text !== raw[at] && text.startsWith(raw[at] ?? '')),
  );
  const printed = places.map((at) => raw[at] ?? '');
  const isEarlier = (at: number): boolean => earlierLines.has(places[at] ?? -1);
  const positions = new Map<string, number[]>();
  for (const [index, text] of printed.entries()) positions.set(text, [...(positions.get(text) ?? []), index]);
  const classes = Map.groupBy(all.keys(), (index) => all[index]?.text ?? '');
  const place: (number | undefined)[] = [];
  for (const [text, found] of positions) {
    const count = classes.get(text)?.length ?? 0;
    if (found.length > count)
      return `printed ${found.length} times instead of ${count}: ${text.slice(0, 60)}`;
  }
  for (const [text, members] of classes) {
    // Of equal lines, whichever could be read first is the first.
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
    // Which of several equal lines was shown late cannot be told.
    if (placeA === undefined || positions.get(a.text)?.some(isEarlier) || (!instant && a.readableAt > a.at))
      continue;
    for (let second = first + 1; second < all.length; second += 1) {
      const [b, placeB] = [all[second], place[second]];
      if (b === undefined || placeB === undefined || a.readableAt > b.readableAt) continue;
      if (placeA < placeB || isEarlier(placeB)) continue;
      return `out of order: ${b.text.slice(0, 60)} before ${a.text.slice(0, 60)}`;
    }
  }
  return undefined;
}

const STARTING_SECONDS = 1;

/** Milliseconds that the result of a build waits for its log. */
const MAX_DRAIN_MS = 30_000;

/** What bears one timestamp must fit on a page: nothing else than its time leads on to the next. */
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
  const lines = scenario.lines.flatMap((one, number) => {
    // Pieces that come late between two pages of one query cannot but be read in a wrong order.
    const pieces =
      canCut &&
      !(scenario.oddTail && anyLate) &&
      isPrompt(scenario) &&
      (one.lateBy === 0 || isInstant(scenario))
        ? one.pieces
        : 1;
    return Array.from({ length: pieces }, (_, piece) => ({ one, number, piece, pieces }));
  });
  return {
    format: scenario.format,
    phases: [
      { status: 'STARTING', seconds: STARTING_SECONDS },
      {
        status: 'BUILDING',
        seconds: scenario.seconds,
        every,
        lines: lines.map(({ one, number, piece, pieces }, index): ScriptLine => {
          const natural = startMs + (STARTING_SECONDS + (index + 1) * every) * 1000;
          const ms = Math.floor(natural / scenario.grain) * scenario.grain;
          const iso = new Date(ms).toISOString();
          const ts = scenario.nanoseconds ? iso.replace('Z', '190216Z') : iso;
          const head = `${ms - startMs} ${one.letter} ${one.lateBy}`;
          return {
            ts,
            log: pieces > 1 ? `${head} ${number}/${piece}` : `${head}${one.long ? 'x'.repeat(200) : ''};`,
            lateBy: one.lateBy,
            partial: piece < pieces - 1,
            // The pieces of a late line would get mixed up with others of its container.
            ...(pieces > 1 && anyLate ? { containerId: `container-${number}` } : {}),
          };
        }),
      },
    ],
    end: { status: 'SUCCESS', concluded: true, success: true },
  };
}

/** The tail waits for what was before it only for a while, and then a line across the two is cut. */
function isPrompt({ lagMs, rangeFaults, limits }: LogScenario): boolean {
  return lagMs <= 30 && rangeFaults.length === 0 && limits.maximumLineLimit >= 7;
}

/** What comes late cannot pass by a read that takes no time: one page, of which the API knows all at once. */
function isInstant({ lagMs, rangeFaults, limits, lines }: LogScenario): boolean {
  const most = lines.reduce((sum, { pieces }) => sum + pieces, 0);
  return lagMs === 0 && rangeFaults.length === 0 && most <= limits.maximumLineLimit;
}

function endOf({ phases }: Script, startedAt: number): number {
  return Math.floor(startedAt + phases.reduce((sum, { seconds }) => sum + seconds, 0) * 1000);
}

function expected(script: Script, startedAt: number, endMs: number, containerId: string): Expected[] {
  const parts = new Map<string, { text: string; readableAt: number }>();
  return layOutLog(script, startedAt, 1, containerId).byTime.flatMap(({ at, readableAt, line: one }) => {
    if (at > endMs) return [];
    const [decoded] = decodeLogLines([one]);
    if (decoded === undefined) return [];
    const before = parts.get(decoded.containerId);
    const whole = {
      text: (before?.text ?? '') + decoded.text,
      readableAt: Math.max(before?.readableAt ?? 0, readableAt),
    };
    if (decoded.partial) {
      parts.set(decoded.containerId, whole);
      return [];
    }
    parts.delete(decoded.containerId);
    return [{ ...whole, at }];
  });
}
