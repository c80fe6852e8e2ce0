import assert from 'node:assert/strict';
import {
  type Permission,
  SANDBOX,
  type StartElsewhere,
  type World,
  type WorldOptions,
} from '../../sandbox/northflank/world.ts';
import type { ResourceSettings } from '../../sandbox/northflank/resources.ts';
import type { Fault, FaultKind } from '../../sandbox/northflank/faults.ts';
import type { Quirks } from '../../sandbox/northflank/quirks.ts';
import { seededRandom } from '../../sandbox/northflank/random.ts';
import { inputDefaults } from '../../sandbox/runner/action-file.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';
import type { Environment } from '../../src/environment.ts';
import type { Runner } from '../../src/github/runner.ts';
import { FileNotFoundError } from '../../src/github/workspace.ts';
import { hasUnfinishedWork, readSavedState } from '../../src/github/state.ts';
import { main } from '../../src/main.ts';
import type { Resource } from '../../src/northflank/resource.ts';
import { unexpectedError } from '../../src/outcome.ts';
import { post } from '../../src/post.ts';
import { createRecordingRunner, type RecordingRunner } from './recording-runner.ts';
import type { ApiRequest } from '../../src/northflank/http.ts';
import { createVirtualWorld, type VirtualWorldOptions } from './virtual-world.ts';
import type { Journey } from './world-send.ts';

/** A whole run, main and post, and all that happens to it. */
export interface RunScenario {
  /** Makes everything repeatable that chance decides. */
  seed?: number;
  /** `with:` of the step, besides the token, the project and the job or service; an empty text takes one away. */
  inputs?: Record<string, string>;
  /** What is built, if not what the tests of this kind build. */
  resource?: Pick<Resource, 'kind' | 'id'>;
  /** Settings of it that differ from the sandbox's. */
  settings?: ResourceSettings;
  /** The commit of the workflow run. */
  sha?: string;
  /** Files of the workspace by their paths; none by default. */
  files?: Record<string, string>;
  world?: Omit<WorldOptions, 'now'>;
  /** Environment variables of the step. */
  env?: Record<string, string>;
  /** What differs from the usual environment, such as the runner or the files of the workspace. */
  environment?: (usual: Environment) => Partial<Environment>;
  /** Branch, tag or pull request of the workflow run, such as `refs/heads/main`. */
  ref?: string;
  faults?: readonly Fault[];
  /** Faults that only post meets; those of main go on by default. */
  faultsOfPost?: readonly Fault[];
  /** Stretches of time, after the step's start, in which every request meets a fault. */
  outages?: readonly { fromMs: number; toMs: number; kind: FaultKind; retryAfter?: string }[];
  quirks?: Quirks;
  network?: VirtualWorldOptions['network'];
  tail?: VirtualWorldOptions['tail'];
  /** Milliseconds by which the runner's date is ahead of Northflank's. */
  clockSkewMs?: number;
  /** Milliseconds after which the first start arrives, although its connection has broken soon after it was sent. */
  lateStartMs?: number;
  /** Longest time that a request, and its answer, may take on the way, in milliseconds. */
  lagMs?: number;
  /** All that the token may do; everything by default. */
  permissions?: readonly Permission[];
  /** Builds that others start, and perhaps abort, so many milliseconds after the step's start. */
  others?: readonly OtherBuild[];
  /** True if the step is given a build that others have just started, as `build-id`. */
  attaches?: boolean;
  /** When the user cancels, in milliseconds after the step's start: the runner kills the process 10 s later. */
  cancelAtMs?: number | undefined;
  /** Kills the process, without a signal, when it is about to do its nth thing (from 1) that others can notice. */
  killAtEffect?: number | undefined;
  /** Kills the process, without a signal, so many milliseconds after the step's start. */
  killAtMs?: number | undefined;
  /** What post finds of the state that main saved; all of it by default. */
  savedState?: (state: Record<string, string>) => Record<string, string>;
  /** True if the runner is gone after main, so that post never runs. */
  runnerGone?: boolean;
}

/** A build of others: of the commit of the run unless it says otherwise. */
export interface OtherBuild extends Omit<StartElsewhere, 'resource'> {
  atMs: number;
  abortAtMs?: number;
}

/** What became of one process of a run: main or post. */
export interface ProcessRun {
  /** Whether it was killed; then nothing more is known of its end. */
  killed: boolean;
  /** Whether its exit code was 0. */
  succeeded: boolean;
  durationMs: number;
  /** How many things it did that others can notice. */
  effects: number;
  log: string;
  annotations: RecordingRunner['annotations'];
  /** An error that reached the top. */
  crash?: unknown;
}

/** What became of a whole run. */
export interface WholeRun {
  main: ProcessRun;
  /** Undefined if it had nothing to do, or the runner was gone. */
  post: ProcessRun | undefined;
  outputs: Record<string, string>;
  state: Record<string, string>;
  /** What main has masked. */
  masks: string[];
  summary: string;
  world: World;
  /** The build that the step was given. */
  attached: string | undefined;
}

/** Milliseconds after its first signal at which the runner kills a process. */
const KILL_AFTER_MS = 10_000;

/** Milliseconds after which the connection of a start breaks that arrives late. */
const BREAK_MS = 50;

/** The commit of the workflow run, unless a scenario says otherwise. */
export const RUN_SHA = '262ed9817b3cad5142fbceabe0c9e371e390d616';

const DEFAULTS = inputDefaults();

/** Plays a whole run on a virtual clock, as the runner runs it: main, perhaps killed, then post. */
export async function playRun(scenario: RunScenario = {}): Promise<WholeRun> {
  const { seed = 1, lagMs = 0, clockSkewMs = 0, lateStartMs } = scenario;
  const lag = seededRandom(seed);
  const { kind, id } = scenario.resource ?? TESTED;
  let starts = 0;
  const network = ({ method }: ApiRequest): Journey => {
    if (method === 'POST') starts += 1;
    if (method === 'POST' && starts === 1 && lateStartMs !== undefined) {
      return { outMs: lateStartMs, breaksAfterMs: BREAK_MS };
    }
    return { outMs: lag() * lagMs, backMs: lag() * lagMs };
  };
  const virtual = createVirtualWorld({
    seed,
    resource: { project: SANDBOX.project, kind, id },
    token: scenario.inputs?.['api-token'] ?? SANDBOX.token,
    network: scenario.network ?? network,
    ...(scenario.world === undefined ? {} : { world: scenario.world }),
    ...(scenario.quirks === undefined ? {} : { quirks: scenario.quirks }),
    ...(scenario.tail === undefined ? {} : { tail: scenario.tail }),
  });
  const { clock, world, faults } = virtual;
  world.configure(id, scenario.settings ?? {});
  if (scenario.permissions !== undefined) {
    world.addToken({ token: SANDBOX.token, team: SANDBOX.team, permissions: scenario.permissions });
  }
  for (const { fromMs, toMs, ...failure } of scenario.outages ?? []) {
    // First, so that nothing else strikes meanwhile.
    const outage: Fault = { on: 'any', ...failure, chance: 0 };
    faults.add(outage);
    clock.at(fromMs, () => Object.assign(outage, { chance: 1 }));
    clock.at(toMs, () => Object.assign(outage, { chance: 0 }));
  }
  for (const fault of scenario.faults ?? []) faults.add(fault);
  for (const { atMs, abortAtMs, ...other } of scenario.others ?? []) {
    const start = (): void => {
      const build = world.startBuildElsewhere({ resource: id, sha: RUN_SHA, ...other });
      if (abortAtMs !== undefined) clock.at(abortAtMs - atMs, () => world.abortElsewhere(build.id));
    };
    if (atMs > 0) clock.at(atMs, start);
    else start();
  }
  const attached =
    scenario.attaches === true ? world.startBuildElsewhere({ resource: id, sha: RUN_SHA }).id : undefined;

  const inputs = {
    ...DEFAULTS,
    'api-token': SANDBOX.token,
    project: SANDBOX.project,
    [kind]: id,
    ...scenario.inputs,
    ...(attached === undefined ? {} : { 'build-id': attached }),
  };
  const runnerFor = (state: Record<string, string>): RecordingRunner =>
    createRecordingRunner({
      inputs,
      env: {
        GITHUB_REPOSITORY: 'acme/shop',
        ...scenario.env,
        ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
      },
      workflowRun: {
        sha: scenario.sha ?? RUN_SHA,
        ...(scenario.ref === undefined ? {} : { ref: scenario.ref }),
      },
    });

  /** Runs main or post until it ends or is killed. */
  const play = async (
    work: (environment: Environment) => Promise<boolean>,
    runner: RecordingRunner,
    { cancelAtMs, killAtEffect, killAtMs }: Pick<RunScenario, 'cancelAtMs' | 'killAtEffect' | 'killAtMs'>,
  ): Promise<ProcessRun> => {
    const cancelled = new AbortController();
    const life = createLife(killAtEffect);
    if (cancelAtMs !== undefined) {
      clock.at(cancelAtMs, () => cancelled.abort(new Error('The step was cancelled (SIGINT)')));
      clock.at(cancelAtMs + KILL_AFTER_MS, life.end);
    }
    if (killAtMs !== undefined) clock.at(killAtMs, life.end);
    const startMs = clock.now();
    const usual: Environment = {
      clock: { now: clock.now, date: () => clock.date() + clockSkewMs, sleep: life.wrapAsync(clock.sleep) },
      random: virtual.random,
      runner: mortal(runner, life),
      readFile(file) {
        const text = scenario.files?.[file];
        if (text === undefined) throw new FileNotFoundError(`"${file}" does not exist`);
        return Buffer.from(text);
      },
      listenForCancellation: () => cancelled.signal,
      connect: () => ({
        send: life.wrapAsync(virtual.send),
        tail: (query, { onOpen, onLines }, signal) =>
          life.wrapAsync(virtual.tail)(
            query,
            { onOpen: life.wrapListener(onOpen), onLines: life.wrapListener(onLines) },
            signal,
          ),
      }),
    };
    const environment = { ...usual, ...scenario.environment?.(usual) };
    let succeeded = false;
    let crash: unknown;
    const outcome = async (): Promise<void> => {
      try {
        succeeded = await work(environment);
      } catch (error) {
        crash = error;
        environment.runner.error(unexpectedError(error));
      }
    };
    const killed = await clock.run(Promise.race([outcome().then(() => false), life.ended]));
    // What still waits for a signal would be kept for ever.
    life.end();
    cancelled.abort();
    checkSecrecy(runner, inputs['api-token']);
    return {
      ...{ killed, succeeded: succeeded && !killed, durationMs: clock.now() - startMs },
      ...{ effects: life.effects(), log: runner.text, annotations: runner.annotations },
      ...(crash === undefined ? {} : { crash }),
    };
  };

  const mainRunner = runnerFor({});
  const mainRun = await play(main, mainRunner, scenario);
  const { outputs, state, masks, summary } = mainRunner;
  const postRunner = runnerFor(scenario.savedState?.(state) ?? state);
  let postRun: ProcessRun | undefined;
  if (scenario.runnerGone !== true && hasUnfinishedWork(readSavedState(postRunner.env))) {
    if (scenario.faultsOfPost !== undefined) {
      faults.clear();
      for (const fault of scenario.faultsOfPost) faults.add(fault);
    }
    postRun = await play(
      async (environment) => {
        await post(environment);
        return true;
      },
      postRunner,
      {},
    );
  }
  return {
    main: mainRun,
    post: postRun,
    outputs,
    state,
    masks,
    summary: summary + postRunner.summary,
    world,
    attached,
  };
}

/** The token must not be hidden by the runner's mask, but not be there at all, in a debug message either. */
function checkSecrecy(
  { text, annotations, debugMessages, outputs, state, summary }: RecordingRunner,
  token: string,
): void {
  const shown = JSON.stringify([text, annotations, debugMessages, outputs, state, summary]);
  assert.ok(token === '' || !shown.includes(token), 'The token is shown.');
}

/** The life of a process: after its end it does nothing, and whatever it waits for never comes. */
interface Life {
  /** Resolves with true when the process is killed. */
  readonly ended: Promise<boolean>;
  end(): void;
  effects(): number;
  wrap<A extends unknown[]>(effect: (...parameters: A) => void): (...parameters: A) => void;
  wrapListener<A extends unknown[]>(listener: (...parameters: A) => void): (...parameters: A) => void;
  wrapAsync<A extends unknown[], T>(
    effect: (...parameters: A) => Promise<T>,
  ): (...parameters: A) => Promise<T>;
}

function createLife(killAtEffect = Number.POSITIVE_INFINITY): Life {
  const { promise: ended, resolve } = Promise.withResolvers<boolean>();
  let isOver = false;
  let effects = 0;
  const end = (): void => {
    isOver = true;
    resolve(true);
  };
  /** Counts something that others can notice, and tells whether the process lives to do it. */
  const survives = (): boolean => {
    if (isOver) return false;
    effects += 1;
    if (effects === killAtEffect) end();
    return !isOver;
  };
  // oxlint-disable-next-line promise/avoid-new -- it never settles
  const never = <T>(): Promise<T> => new Promise<T>(() => {});
  return {
    ended,
    end,
    effects: () => effects,
    wrap:
      (effect) =>
      (...parameters) => {
        if (survives()) effect(...parameters);
      },
    wrapListener:
      (listener) =>
      (...parameters) => {
        if (!isOver) listener(...parameters);
      },
    wrapAsync:
      (effect) =>
      async (...parameters) => {
        if (!survives()) return never();
        try {
          const result = await effect(...parameters);
          return isOver ? never() : result;
        } catch (error) {
          if (isOver) return never();
          throw error;
        }
      },
  };
}

/** A runner that takes nothing more from a process that is over. */
function mortal(runner: Runner, { wrap }: Life): Runner {
  return {
    env: runner.env,
    workflowRun: runner.workflowRun,
    getInput: runner.getInput,
    setOutput: wrap(runner.setOutput),
    saveState: wrap(runner.saveState),
    setSecret: wrap(runner.setSecret),
    write: wrap(runner.write),
    error: wrap(runner.error),
    warning: wrap(runner.warning),
    debug: wrap(runner.debug),
    appendSummary: wrap(runner.appendSummary),
  };
}
