/** Every fault of the network and the API × every request × its position: on the virtual clock, or on the bundle. */
import { availableParallelism } from 'node:os';
import type { Fault, FaultKind } from '../../sandbox/northflank/faults.ts';
import { startSandbox } from '../../sandbox/northflank/server.ts';
import { createWorld, type Operation, SANDBOX, scripts, type World } from '../../sandbox/northflank/world.ts';
import { type RunOptions, runAction } from '../../sandbox/runner/run-action.ts';
import { tokenLeaks } from '../../sandbox/run-step.ts';
import { playRun } from '../simulate/whole-run.ts';

/** Which of the requests meet the fault. */
export type Position = 'first' | 'later' | 'all';

/** A cell of the matrix. */
export type Cell = { on: Operation; kind: FaultKind; position: Position };

/** What became of the run of a cell. */
export type CellResult = Cell & {
  world: World;
  outputs: Record<string, string | undefined>;
  succeeded: boolean;
  seconds: number;
  /** Levels and texts of the annotations of main. */
  annotations: { level: string; message: string }[];
  /** All that main and post have printed. */
  printed: string;
  postHasPrinted: boolean;
  mismatches: string[];
};

/** Faults by what they mean for a request that is not repeated. */
const KINDS = {
  taken: ['reset-after', 'cut', 'hang-after', 'html-502-after', 'nonsense', 'wrong-shape', 'huge'],
  notTaken: ['reset-before', 'hang-before', 'html-502', 'html-503', 'html-504', 'error-500'],
  limited: ['429'],
  refused: ['redirect', 'unauthorized-401', 'forbidden-403', 'not-found-404', 'conflict-409'],
  tail: ['tail-refused', 'tail-auth-refused', 'tail-cut', 'tail-silent', 'tail-error', 'tail-nonsense'],
} as const satisfies Record<string, FaultKind[]>;

const REQUEST_KINDS = [...KINDS.taken, ...KINDS.notTaken, ...KINDS.limited, ...KINDS.refused];
const REQUESTS: Operation[] = ['list', 'start', 'resource', 'get', 'logs', 'abort'];
const POSITIONS: Position[] = ['first', 'later', 'all'];

/** All cells; where a run sends a request only once, there is no later one. */
export function cells(): Cell[] {
  const requests = REQUESTS.flatMap((on) =>
    REQUEST_KINDS.flatMap((kind) => POSITIONS.map((position): Cell => ({ on, kind, position }))),
  ).filter(({ on, position }) => position !== 'later' || on === 'get' || on === 'logs');
  const tails = KINDS.tail.flatMap((kind) =>
    (['first', 'all'] as const).map((position): Cell => ({ on: 'tail', kind, position })),
  );
  return [...requests, ...tails];
}

/** Starts that take half a minute each, since their second start has to wait; two of them are enough. */
const SLOW_STARTS: readonly FaultKind[] = KINDS.notTaken.slice(2);

/** The cells that run on the bundle as well: each kind of fault at the requests that matter most. */
export function bundleCells(): Cell[] {
  return cells().filter(
    ({ on, kind, position }) =>
      position === 'first' &&
      (on === 'get' || on === 'tail' || (on === 'start' && !SLOW_STARTS.includes(kind))),
  );
}

/** Processes that run at once: most of their time they wait. */
const AT_ONCE = availableParallelism() * 6;

/** Runs cells on the bundle, several at once; `done` gets each result as it comes. */
export async function runOnBundle(list: readonly Cell[], done: (result: CellResult) => void): Promise<void> {
  const queue = list.values();
  const work = async (): Promise<void> => {
    for (const cell of queue) done(await runCell(cell));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Runs the shipped bundle with one fault. */
async function runCell(cell: Cell): Promise<CellResult> {
  const world = createWorld({ script: scriptOf(cell), speed: 10 });
  await using sandbox = await startSandbox({ world });
  sandbox.faults.add(faultOf(cell));
  const options: RunOptions = {
    with: {
      ...{ 'api-url': sandbox.url, 'api-token': SANDBOX.token, project: SANDBOX.project, job: SANDBOX.job },
      ...{ 'poll-interval-seconds': 0.3, 'timeout-minutes': timeoutMinutes(cell) },
    },
    // The token must not be hidden by the runner's mask, but not be there at all.
    timeoutMs: 180_000,
    debug: true,
  };
  const run = await runAction(options);
  const postLog = run.post?.log.replaceAll(/^.*##\[debug\].*$/gm, '').trim() ?? '';
  const result: CellResult = {
    ...{ ...cell, world, outputs: run.outputs, succeeded: run.exitCode === 0, mismatches: [] },
    ...{ seconds: run.durationMs / 1000, annotations: run.annotations, postHasPrinted: postLog !== '' },
    printed: `${run.raw}${run.post?.raw}`,
  };
  result.mismatches = [
    ...mismatchesOf(result),
    ...tokenLeaks(run, options).map((place) => `the token is shown (${place})`),
  ];
  if (run.stderr !== '') result.mismatches.push('something is on standard error');
  return result;
}

/** Plays the run of a cell on the virtual clock. */
export async function playCell(cell: Cell): Promise<CellResult> {
  const { main, post, outputs, world } = await playRun({
    inputs: { 'poll-interval-seconds': '0.3', 'timeout-minutes': String(timeoutMinutes(cell)) },
    world: { script: scriptOf(cell), speed: 10 },
    faults: [faultOf(cell)],
  });
  const result: CellResult = {
    ...{ ...cell, world, outputs, succeeded: main.succeeded, mismatches: [] },
    ...{ seconds: main.durationMs / 1000, annotations: main.annotations },
    printed: [main, post].map((process) => `${process?.log}${JSON.stringify(process?.annotations)}`).join(''),
    postHasPrinted: post !== undefined && post.log !== '',
  };
  result.mismatches = mismatchesOf(result);
  return result;
}

/** An abort is only sent for a build that takes too long. */
function scriptOf({ on }: Cell) {
  return on === 'abort' ? scripts.forever : scripts.success;
}

function faultOf({ on, kind, position }: Cell): Fault {
  return {
    ...{ on, kind, lines: 3 },
    ...(position === 'later' ? { skip: 1 } : {}),
    ...(position === 'all' ? {} : { times: 1 }),
  };
}

/** Long enough to recover where that is possible, and short where the fault never ends. */
function timeoutMinutes({ on, position }: Cell): number {
  if (on === 'abort') return 0.02;
  return position === 'all' && on === 'get' ? 0.1 : 1.5;
}

/** Everything that must never be, and is; empty for a good result. */
function mismatchesOf({
  world,
  outputs,
  annotations,
  succeeded,
  printed,
  postHasPrinted,
  ...cell
}: CellResult): string[] {
  const mismatches: string[] = [];
  const builds = world.builds();
  const expected = expectedConclusion(cell);
  const conclusion = outputs['conclusion'];
  if (builds.length > 1) mismatches.push(`${builds.length} builds`);
  if (builds[0] !== undefined && outputs['build-id'] !== builds[0].id) {
    const isNamed = annotations.some(({ message }) => message.includes('build-id'));
    if (!isNamed) mismatches.push('the build is lost');
  }
  if (conclusion !== expected) mismatches.push(`conclusion ${conclusion}, not ${expected}`);
  const isSuccess = conclusion === 'success';
  if (annotations.filter(({ level }) => level === 'error').length !== (isSuccess ? 0 : 1)) {
    mismatches.push('annotations');
  }
  if (isSuccess !== succeeded) mismatches.push('the exit code');
  if (/\n\s+at /.test(printed.replaceAll(/::debug::.*/g, ''))) mismatches.push('a stack is in the log');
  // What main could not abort, or not see aborted, post tries once more.
  const needsPost = cell.on === 'abort' || (cell.on === 'get' && cell.position === 'all');
  if (!needsPost && postHasPrinted) mismatches.push('post has something to do');
  if (cell.position !== 'all' && world.running().length > 0) mismatches.push('a build is left running');
  return mismatches;
}

/** How a run must end in a cell. */
function expectedConclusion({ on, kind, position }: Cell): string {
  const isOneOf = (kinds: readonly FaultKind[]): boolean => kinds.includes(kind);
  switch (on) {
    case 'list':
      // Without the list a build is started all the same, but nothing is started while the rate limit is exhausted.
      return position === 'all' && kind === '429' ? 'failure' : 'success';
    case 'start':
      // A conflict is waited out; any other refusal is final.
      if (isOneOf(KINDS.refused))
        return kind === 'conflict-409' && position === 'first' ? 'success' : 'failure';
      if (position === 'first' || isOneOf(KINDS.taken)) return 'success';
      return kind === '429' ? 'failure' : 'unknown';
    case 'get':
      return position === 'all' ? 'timed-out' : 'success';
    case 'abort':
      return 'timed-out';
    default:
      return 'success';
  }
}
