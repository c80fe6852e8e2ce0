/** Every fault of the network and the API × every request × its position, against the shipped bundle. */
import { availableParallelism } from 'node:os';
import type { FaultKind } from '../../sandbox/northflank/faults.ts';
import { startSandbox } from '../../sandbox/northflank/server.ts';
import { createWorld, type Operation, SANDBOX, scripts, type World } from '../../sandbox/northflank/world.ts';
import { type Run, runAction } from '../../sandbox/runner/run-action.ts';

/** Which of the requests meet the fault. */
export type Position = 'first' | 'later' | 'all';

/** A square of the matrix. */
export type Cell = { on: Operation; kind: FaultKind; position: Position };

/** What a cell brought. */
export type CellResult = Cell & { run: Run; world: World; wrong: string[] };

/** Faults by what they mean for a request that is not repeated. */
const KINDS = {
  taken: ['reset-after', 'cut', 'hang-after', 'html-502-after', 'nonsense', 'wrong-shape', 'huge'],
  notTaken: ['reset-before', 'hang-before', 'html-502', 'html-503', 'html-504', 'error-500'],
  limited: ['429'],
  refused: ['redirect', 'unauthorized-401', 'forbidden-403', 'not-found-404', 'conflict-409'],
  tail: ['tail-refused', 'tail-auth-refused', 'tail-cut', 'tail-silent', 'tail-error', 'tail-nonsense'],
} as const satisfies Record<string, FaultKind[]>;

const REQUEST_KINDS = [...KINDS.taken, ...KINDS.notTaken, ...KINDS.limited, ...KINDS.refused];
const REQUESTS: Operation[] = ['list', 'start', 'job', 'get', 'logs', 'abort'];
const POSITIONS: Position[] = ['first', 'later', 'all'];

/** How many processes run at once: most of their time they wait. */
const AT_ONCE = availableParallelism() * 6;

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

/** Runs all cells, several at once; `done` hears each result as it comes. */
export async function runMatrix(list: Cell[], done: (result: CellResult) => void): Promise<void> {
  const waiting = list.values();
  const work = async (): Promise<void> => {
    for (const cell of waiting) done(await runCell(cell));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Runs the bundle with one fault and looks for all that must never be. */
async function runCell(cell: Cell): Promise<CellResult> {
  const { on, kind, position } = cell;
  // An abort is only sent for a build that takes too long.
  const script = on === 'abort' ? scripts.forever : scripts.success;
  const world = createWorld({ script, speed: 10 });
  await using sandbox = await startSandbox({ world });
  sandbox.faults.add({
    ...{ on, kind, lines: 3 },
    ...(position === 'later' ? { skip: 1 } : {}),
    ...(position === 'all' ? {} : { times: 1 }),
  });
  const run = await runAction({
    with: {
      ...{ 'api-url': sandbox.url, 'api-token': SANDBOX.token, project: SANDBOX.project, job: SANDBOX.job },
      ...{ 'poll-interval-seconds': 0.3, 'timeout-minutes': on === 'abort' ? 0.02 : timeoutMinutes(cell) },
    },
    // The token must not be hidden by the runner's mask, but not be there at all.
    timeoutMs: 180_000,
    debug: true,
  });
  const result: CellResult = { ...cell, run, world, wrong: [] };
  result.wrong = faultsOf(result);
  return result;
}

/** Long enough for the way back to good where there is one, and short where the fault never ends. */
function timeoutMinutes({ on, kind, position }: Cell): number {
  if (position === 'all' && (on === 'get' || on === 'list')) return 0.1;
  return kind.startsWith('hang') && on === 'start' && position === 'all' ? 0.1 : 1;
}

/** What is wrong with a result; empty if nothing is. */
function faultsOf({ run, world, ...cell }: CellResult): string[] {
  const wrong: string[] = [];
  const builds = world.builds();
  const expected = expectedConclusions(cell);
  if (builds.length > 1) wrong.push(`${builds.length} builds`);
  if (builds[0] !== undefined && run.outputs['build-id'] !== builds[0].id) {
    const named = run.annotations.some(({ message }) => message.includes('build-id'));
    if (!named) wrong.push('the build is lost');
  }
  if (!expected.includes(run.outputs['conclusion'] ?? 'none')) {
    wrong.push(`conclusion ${run.outputs['conclusion']}, not ${expected.join(' or ')}`);
  }
  const good = run.outputs['conclusion'] === 'success';
  if (run.annotations.filter(({ level }) => level === 'error').length !== (good ? 0 : 1))
    wrong.push('annotations');
  if (good !== (run.exitCode === 0)) wrong.push(`exit code ${run.exitCode}`);
  const said = `${run.raw}${run.post?.raw}`.replaceAll(`::add-mask::${SANDBOX.token}`, '');
  if (said.includes(SANDBOX.token)) wrong.push('the token is in the log');
  if (/\n\s+at /.test(said.replaceAll(/::debug::.*/g, ''))) wrong.push('a stack is in the log');
  if (run.stderr !== '') wrong.push('standard error');
  // What main could not abort, post tries once more.
  const postIsWanted = cell.on === 'abort';
  if (!postIsWanted && run.post?.log.replaceAll(/^.*##\[debug\].*$/gm, '').trim() !== '')
    wrong.push('post speaks');
  if (cell.position !== 'all' && world.running().length > 0) wrong.push('a build is left running');
  return wrong;
}

/** How a run must end in a cell. */
function expectedConclusions({ on, kind, position }: Cell): string[] {
  const isRefused = (KINDS.refused as readonly FaultKind[]).includes(kind);
  const isTaken = (KINDS.taken as readonly FaultKind[]).includes(kind);
  switch (on) {
    case 'list':
      // Without the list a build is started all the same, just not looked for; an API that is down starts none.
      return position === 'all' && !isRefused ? ['failure'] : ['success'];
    case 'start':
      if (isRefused) return ['failure'];
      return position === 'all' && !isTaken ? ['failure'] : ['success'];
    case 'get':
      if (position !== 'all') return ['success'];
      return isRefused ? ['unknown'] : ['timed-out'];
    case 'abort':
      return ['timed-out'];
    case 'job':
    case 'logs':
    case 'tail':
    case 'other':
      return ['success'];
  }
}
