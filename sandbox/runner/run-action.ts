import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ActionFile, REPOSITORY, readActionFile } from './action-file.ts';
import { type Annotation, type Command, type CommandProcessor, createCommandProcessor } from './commands.ts';
import { addSecret, createMasks, type Masks } from './masks.ts';
import { githubContext, type Origin, stepEnvironment } from './step-env.ts';
import { createStepFiles, readStepFiles } from './step-files.ts';
import { RUNNER_TIMETABLE, type StepProcess, startStepProcess, type Timetable } from './step-process.ts';

export { inputDefaults } from './action-file.ts';

/**
 * When and how main is ended. `cancel` and `timeout`: SIGINT, SIGTERM, SIGKILL by the runner's timetable; the step is
 * then cancelled or failed. `kill`: SIGKILL at once, as by the kernel. `container`: a cancelled job in a container,
 * where no signal reaches Node and SIGKILL comes after `afterMs` (10 s). `crash`: the runner itself is gone, so main is
 * killed, its files are not read and there is no post.
 */
export type Cancel = {
  /** A promise, milliseconds from the start, or a test of each log entry and the log so far (masked). */
  when: Promise<unknown> | number | ((line: string, log: string) => boolean);
  kind: 'cancel' | 'timeout' | 'kill' | 'container' | 'crash';
  afterMs?: number;
};

/** How to run the action; everything has a default. */
export type RunOptions = Origin & {
  /** `with:` of the step. */
  with?: Record<string, string | number | boolean>;
  /** `env:` of the step. */
  env?: Record<string, string>;
  /** Variables of the runner itself, which a step inherits unprinted, such as `https_proxy`. */
  runnerEnv?: Record<string, string>;
  /** Further keys of the `github` context, such as `run_id`. */
  github?: Record<string, string>;
  /** Secrets that the job knows and masks from the start. */
  secrets?: string[];
  /** Script of main and post; by default what action.yml says. */
  script?: string;
  /** Path of action.yml; by default the repository's. */
  actionFile?: string;
  /** A folder for the workspace, which is kept; by default a new one, which is removed. */
  workspace?: string;
  /** Whether step debug logging is on. */
  debug?: boolean;
  /** Arguments for Node itself. */
  nodeArgs?: string[];
  /** Called with what the runner prints before the action starts: its inputs and environment. */
  onHeader?: (header: string) => void;
  /** Called with each entry of the visible log when it is written; a message of several lines is one entry. */
  onLine?: (entry: string, stage: 'main' | 'post') => void;
  cancel?: Cancel;
  /** Milliseconds after SIGINT and SIGTERM; by default the runner's. */
  timetable?: Timetable;
  /** Whether post is run. */
  post?: boolean;
  /** Milliseconds after which a stage is killed and `runAction` throws, 60,000 by default. */
  timeoutMs?: number;
};

/** How one stage of the step ended. */
export type StageRun = {
  /** The process's exit code, 128 and the signal's number if a signal ended it. */
  exitCode: number;
  outcome: 'success' | 'failure' | 'cancelled';
  signalsSent: NodeJS.Signals[];
  /** Whether SIGKILL was needed. */
  killed: boolean;
  /** Milliseconds from the cancellation to the end of the process. */
  endedAfterMs: number | undefined;
  outputs: Record<string, string>;
  /** Outputs that a job could not pass on because they contain a masked value. */
  secretOutputs: string[];
  state: Record<string, string>;
  /** What was written to GITHUB_ENV. */
  env: Record<string, string>;
  /** The job summary as GitHub gets it: masked, each line ended, empty if it was too large. */
  summary: string;
  /** The visible log, masked. */
  log: string;
  /** All that the process wrote, as it wrote it. */
  raw: string;
  stdout: string;
  stderr: string;
  commands: Command[];
  annotations: Annotation[];
  masks: string[];
  groups: string[];
  debug: string[];
  durationMs: number;
};

/** A whole run: main, what the runner printed before it, and post unless it did not run. */
export type Run = StageRun & { header: string; post: StageRun | undefined };

/** Runs the action's main and then its post as the runner would, each in a new process. */
export async function runAction(options: RunOptions = {}): Promise<Run> {
  const action = readActionFile(options.actionFile);
  const root = mkdtempSync(path.join(tmpdir(), 'runner-'));
  try {
    const job = createJob(options, action, root);
    const header = stepHeader(job, action);
    options.onHeader?.(header);
    const main = await runStage(job, 'main');
    const withPost = options.post !== false && action.post !== undefined && options.cancel?.kind !== 'crash';
    return { ...main, header, post: withPost ? await runStage(job, 'post') : undefined };
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

type Job = {
  options: RunOptions;
  scripts: { main: string; post: string };
  unexpected: string[];
  valid: string[];
  masks: Masks;
  inputs: Record<string, string>;
  github: Record<string, string>;
  folders: { home: string; temp: string; workspace: string };
  // What one stage passes to the next.
  env: Record<string, string>;
  state: Record<string, string>;
  paths: string[];
};

function createJob(options: RunOptions, action: ActionFile, root: string): Job {
  const folders = {
    home: path.join(root, 'home'),
    temp: path.join(root, 'work', '_temp'),
    workspace: options.workspace ?? path.join(root, 'work', 'shop', 'shop'),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  const eventPath = path.join(folders.temp, '_github_workflow', 'event.json');
  mkdirSync(path.dirname(eventPath));
  writeFileSync(eventPath, JSON.stringify(options.event ?? {}, undefined, 2));

  const masks = createMasks();
  for (const secret of options.secrets ?? []) addSecret(masks, secret.trim());

  // Names of inputs do not differ by case.
  const valid = Object.keys(action.inputs);
  const given = Object.entries(options.with ?? {}).map(([name, value]) => {
    return [
      valid.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name,
      String(value),
    ] as const;
  });
  const inputs: Record<string, string> = Object.fromEntries(given);
  for (const [name, input] of Object.entries(action.inputs)) inputs[name] ??= input.default;

  const base = options.actionFile === undefined ? REPOSITORY : path.dirname(options.actionFile);
  return {
    options,
    scripts: {
      main: options.script ?? path.resolve(base, action.main),
      post: options.script ?? path.resolve(base, action.post ?? action.main),
    },
    unexpected: given.map(([name]) => name).filter((name) => !valid.includes(name)),
    valid,
    masks,
    inputs,
    github: { ...githubContext(options, folders.workspace, eventPath), ...options.github },
    folders,
    env: { ...options.env },
    state: {},
    paths: [],
  };
}

function stepHeader(job: Job, action: ActionFile): string {
  const inputs = Object.entries(job.inputs).filter(([, value]) => value !== '');
  const env = Object.entries(job.env);
  const lines = [
    `##[group]Run ${action.name}`,
    ...(inputs.length > 0 ? ['with:', ...inputs.map(([name, value]) => `  ${name}: ${value}`)] : []),
    ...(env.length > 0 ? ['env:', ...env.map(([name, value]) => `  ${name}: ${value}`)] : []),
    '##[endgroup]',
  ];
  return lines.map((line) => job.masks.apply(line)).join('\n');
}

async function runStage(job: Job, stage: 'main' | 'post'): Promise<StageRun> {
  const { options, masks } = job;
  const started = performance.now();
  const files = createStepFiles(job.folders.temp);
  const cancellation = createCancellation(stage === 'main' ? options.cancel : undefined, options.timetable);
  const log = createCommandProcessor({
    debug: options.debug ?? false,
    masks,
    onLine: (entry) => {
      options.onLine?.(entry, stage);
      cancellation.onLogEntry(entry, log);
    },
  });
  if (job.unexpected.length > 0) log.issue('warning', unexpectedInputs(job));

  const child = startStepProcess({
    args: [...(options.nodeArgs ?? []), job.scripts[stage]],
    cwd: job.folders.workspace,
    env: stepEnvironment({
      runnerEnv: options.runnerEnv ?? {},
      inputs: job.inputs,
      env: job.env,
      state: job.state,
      paths: job.paths,
      github: { ...job.github, ...files },
      home: job.folders.home,
      temp: job.folders.temp,
      debug: options.debug ?? false,
    }),
    onLine: (line) => log.feed(line),
  });
  cancellation.start(child);
  const ended = await withinTime(child, options.timeoutMs ?? 60_000, stage, log);
  const endedAt = performance.now();
  const kind = await cancellation.complete();
  if (kind === undefined) log.trace(`Node Action run completed with exit code ${ended.exitCode}`);

  const crashed = kind === 'crash';
  const written = crashed ? undefined : readStepFiles(files, log, masks);
  const failed = ended.exitCode !== 0 || log.results.failed || (written?.failed ?? false);
  if (kind === 'cancel' || kind === 'container') log.issue('error', 'The operation was canceled.');
  if (kind === 'timeout') log.issue('error', "The action 'Run the action' has timed out after 1 minutes.");

  const state = { ...log.results.state, ...written?.state };
  Object.assign(job.env, written?.env);
  Object.assign(job.state, state);
  job.paths.push(...(written?.paths ?? []));

  // A post step has no context name, so its outputs go nowhere.
  const outputs = stage === 'post' || crashed ? {} : { ...log.results.outputs, ...written?.outputs };
  const { annotations, commands, groups, debug } = log.results;
  return {
    exitCode: ended.exitCode,
    outcome: outcomeOf(kind, failed),
    signalsSent: child.sent,
    killed: child.sent.includes('SIGKILL'),
    endedAfterMs: cancellation.dueAt === undefined ? undefined : endedAt - cancellation.dueAt,
    outputs,
    secretOutputs: Object.keys(outputs).filter((name) => masks.apply(outputs[name] ?? '') !== outputs[name]),
    state,
    env: written?.env ?? {},
    summary: written?.summary ?? '',
    log: log.results.log.join('\n'),
    raw: ended.raw,
    stdout: ended.stdout,
    stderr: ended.stderr,
    commands,
    annotations,
    masks: masks.values(),
    groups,
    debug,
    durationMs: endedAt - started,
  };
}

function unexpectedInputs(job: Job): string {
  return `Unexpected input(s) '${job.unexpected.join("', '")}', valid inputs are ['${job.valid.join("', '")}']`;
}

function outcomeOf(kind: Cancel['kind'] | undefined, failed: boolean): StageRun['outcome'] {
  if (kind === 'cancel' || kind === 'container') return 'cancelled';
  return failed || kind === 'timeout' || kind === 'crash' ? 'failure' : 'success';
}

async function withinTime(child: StepProcess, ms: number, stage: string, log: CommandProcessor) {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill();
  }, ms);
  try {
    const ended = await child.ended;
    if (late)
      throw new Error(`${stage} had not ended after ${ms} ms. Its log:\n${log.results.log.join('\n')}`);
    return ended;
  } finally {
    clearTimeout(timer);
  }
}

type Cancellation = {
  dueAt: number | undefined;
  start(child: StepProcess): void;
  onLogEntry(entry: string, log: CommandProcessor): void;
  /** The kind of cancellation that took place before the process had ended, if any. */
  complete(): Promise<Cancel['kind'] | undefined>;
};

/** Containers are given this many milliseconds before they are killed. */
const CONTAINER_GRACE = 10_000;

function createCancellation(cancel: Cancel | undefined, timetable = RUNNER_TIMETABLE): Cancellation {
  let child: StepProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> | undefined;
  let over = false;

  const cancellation: Cancellation = { dueAt: undefined, start, onLogEntry, complete };

  function start(started: StepProcess): void {
    child = started;
    if (cancel === undefined || typeof cancel.when === 'function') return;
    if (typeof cancel.when === 'number') timer = setTimeout(fire, cancel.when);
    else void cancel.when.then(fire, fire);
  }

  function onLogEntry(entry: string, log: CommandProcessor): void {
    if (typeof cancel?.when !== 'function' || work) return;
    if (cancel.when(entry, log.results.log.join('\n'))) fire();
  }

  function fire(): void {
    if (!cancel || !child || work || over) return;
    cancellation.dueAt = performance.now();
    work = end(cancel, child);
  }

  async function end({ kind, afterMs = CONTAINER_GRACE }: Cancel, target: StepProcess): Promise<void> {
    if (kind === 'cancel' || kind === 'timeout') return target.cancel(timetable);
    if (kind === 'container') await Promise.race([sleep(afterMs, undefined, { ref: false }), target.ended]);
    target.kill();
  }

  async function complete(): Promise<Cancel['kind'] | undefined> {
    over = true;
    clearTimeout(timer);
    await work;
    return work && cancel?.kind;
  }

  return cancellation;
}
