import assert from 'node:assert/strict';
import { createFaults, type Fault } from './northflank/faults.ts';
import { type Sandbox, startSandbox } from './northflank/server.ts';
import {
  createWorld,
  type Operation,
  type RequestRecord,
  SANDBOX,
  type World,
  type WorldOptions,
} from './northflank/world.ts';
import { type Run, type RunOptions, runAction } from './runner/run-action.ts';
import { TESTED } from './tested-resource.ts';

export { SANDBOX, scripts } from './northflank/world.ts';

/** The commit of the workflow run, unless a test gives another. */
export const RUN_SHA = 'ffac537e6cbbf934b08745a378932722df287a53';

/** How many times faster than real time builds run: one of ten seconds takes 0.2 s. */
const SPEED = 50;

/** `with:` of a step. */
type Inputs = Record<string, string | number | boolean>;

/** How the Northflank of a test differs from the default one. */
export type NorthflankOptions = WorldOptions & {
  world?: World;
  faults?: Fault[];
  tls?: { key: string; cert: string };
  host?: string;
};

/** A Northflank sandbox, and the shipped action to run against it. */
export type Northflank = Sandbox & {
  /** Runs the step, main and post, with a job's usual inputs and these; an empty string removes one. */
  run: (inputs?: Inputs, options?: RunOptions) => Promise<Run>;
  /** The requests of one operation, oldest first. */
  asked: (operation: Operation) => RequestRecord[];
  /** All requests as `POST /v1/…`, oldest first. */
  lines: () => string[];
};

/** Serves a fast Northflank sandbox to run the step against. */
export async function openNorthflank(options: NorthflankOptions = {}): Promise<Northflank> {
  const { world = createWorld({ speed: SPEED, resource: TESTED.id, ...options }), tls, host } = options;
  const faults = createFaults();
  for (const fault of options.faults ?? []) faults.add(fault);
  const sandbox = await startSandbox({
    ...{ world, faults },
    ...(tls === undefined ? {} : { tls }),
    ...(host === undefined ? {} : { host }),
  });
  return {
    ...sandbox,
    run: (inputs, more) => runStep({ 'api-url': sandbox.url, ...inputs }, more),
    asked: (operation) => world.requests.filter((request) => request.operation === operation),
    lines: () => world.requests.map(({ method, path }) => `${method} ${path}`),
  };
}

/** Runs the step without a sandbox of its own, and checks what must hold for every run. */
export async function runStep(inputs: Inputs = {}, options: RunOptions = {}): Promise<Run> {
  const run = await runCheckedAction({
    ...options,
    with: {
      'api-token': SANDBOX.token,
      project: SANDBOX.project,
      [TESTED.kind]: TESTED.id,
      'poll-interval-seconds': 0.1,
      // Waiting for the end of a log takes longer than a whole build here.
      logs: 'off',
      ...inputs,
      ...options.with,
    },
  });
  checkInvariants(run);
  return run;
}

/** Nothing on standard error, at most one error, and a post step that prints nothing. */
function checkInvariants(run: Run): void {
  assert.equal(run.stderr, '');
  assert.ok(run.annotations.filter(({ level }) => level === 'error').length <= 1, run.log);
  if (run.post !== undefined) assert.deepEqual([run.post.exitCode, run.post.raw], [0, '']);
}

/** Runs the action, main and post, with nothing but these options, and checks that the token is seen nowhere. */
export async function runCheckedAction(options: RunOptions): Promise<Run> {
  const run = await runAction(options);
  assert.deepEqual(tokenLeaks(run, options), []);
  return run;
}

/** The places where a run shows its token: it must not be left to the runner's mask to hide it. */
export function tokenLeaks(run: Run, { with: inputs = {}, env = {} }: RunOptions): string[] {
  const tokens = [String(inputs['api-token'] ?? ''), env['NORTHFLANK_API_TOKEN'] ?? '']
    .concat(SANDBOX.token, SANDBOX.organisationToken)
    .filter((token) => token !== '');
  return Object.entries({ main: run, post: run.post }).flatMap(([name, stage]) => {
    if (stage === undefined) return [];
    const { stderr, summary, outputs, state, env: variables } = stage;
    const log = stage.raw.replaceAll(/^::add-mask::.*$/gm, '');
    return Object.entries({ log, stderr, summary, outputs, state, variables })
      .filter(([, shown]) => tokens.some((token) => JSON.stringify(shown).includes(token)))
      .map(([place]) => `${name}: ${place}`);
  });
}

/** The annotations as `error: text` and `warning: text`. */
export function annotated({ annotations }: Pick<Run, 'annotations'>): string[] {
  return annotations.map(({ level, message }) => `${level}: ${message}`);
}

/** The lines of the build's own log that were shown, without gutter and colours. */
export function shownLines({ log }: Pick<Run, 'log'>): string[] {
  return (
    log
      .split('\n')
      .filter((line) => line.startsWith('│ '))
      // oxlint-disable-next-line no-control-regex -- colours are control characters
      .map((line) => line.slice(2).replaceAll(/\u001b\[[\d;]*m/g, ''))
  );
}
