/**
 * Checks, one by one, what this action and its sandbox assume of Northflank's API, and prints a table of what is
 * assumed and what is seen: `npm run contract`. The table has no secret in it, so that it can be pasted anywhere.
 */
import { type Clock, systemClock } from '../../src/clock.ts';
import { type Api, createApi, isSuccess, type Target } from './api.ts';
import { type Observations, observe } from './observe.ts';
import { NORTHFLANK_URL, readPlan, sandboxTarget, USAGE } from './options.ts';
import { createQuote } from './quote.ts';
import { checkAll, renderReport } from './report.ts';
import { createFastClock, startFastSandbox } from './sandbox.ts';
import { openTail } from './tail.ts';

/** What tests replace. */
export interface ContractOptions {
  env?: NodeJS.ProcessEnv;
  /** The clock on which Northflank is waited for. */
  clock?: Clock;
  /** Interrupts it: it aborts what it has started, and prints what it has seen. */
  signal?: AbortSignal;
  /** Prints the table. */
  print?: (text: string) => void;
  /** Reports the progress. */
  progress?: (text: string) => void;
}

/** Pauses between the attempts to abort a build, in milliseconds. */
const ABORT_PAUSES_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];

/** Exit codes. */
const [OK, FAILED, WRONG_USAGE, INTERRUPTED] = [0, 1, 2, 130];

/** Runs the command; resolves with its exit code. */
export async function contract(argv: readonly string[], options: ContractOptions = {}): Promise<number> {
  const { env = process.env, signal = new AbortController().signal } = options;
  const plan = readPlan(argv, env);
  const token = plan.kind === 'northflank' ? plan.target.token : '';
  // Whatever an answer has in it: the token is never printed.
  const mask = (text: string): string => (token === '' ? text : text.replaceAll(token, '***'));
  const { print: printText = writeTo(process.stdout), progress: showProgress = writeTo(process.stderr) } =
    options;
  const print = (text: string): void => printText(mask(text));
  const progress = (text: string): void => showProgress(mask(text));

  switch (plan.kind) {
    case 'help':
      print(USAGE);
      return OK;
    case 'error':
      progress(`${plan.message} All options: npm run contract -- --help`);
      return WRONG_USAGE;
    case 'sandbox': {
      const clock = createFastClock(plan.speed);
      const sandbox = await startFastSandbox(clock, plan.speed, plan);
      try {
        progress('Checking the sandbox: no Northflank token is set, and nothing is built.');
        const deviations = [
          ...(plan.lagMs > 0 ? [`a lag of ${plan.lagMs / 1000} s`] : []),
          ...plan.quirkNames,
        ];
        const source = `Seen in the sandbox${deviations.length === 0 ? '' : ` with ${deviations.join(', ')}`}.`;
        const target = sandboxTarget(sandbox.url);
        const { maxBuildMs } = plan;
        return await run({ target, clock, signal, maxBuildMs, source, print, progress });
      } finally {
        await sandbox.close();
      }
    }
    case 'northflank': {
      const { target, maxBuildMs, isConfirmed } = plan;
      progress(intention(maxBuildMs));
      if (!isConfirmed) {
        progress('Nothing has been sent. Add --yes to do it.');
        return OK;
      }
      const { clock = systemClock } = options;
      const address = target.apiUrl === NORTHFLANK_URL ? NORTHFLANK_URL : 'another address';
      const source = `Seen at ${address} on ${new Date(clock.date()).toISOString().slice(0, 10)}.`;
      return run({ target, clock, signal, maxBuildMs, source, print, progress });
    }
    default:
      return plan satisfies never;
  }
}

/** Says what will be done to a job. */
function intention(maxBuildMs: number): string {
  return [
    'This starts up to three builds of the job:',
    `- one of the newest commit, which it waits for, for ${maxBuildMs / 60_000} minutes at most. If the job's CD is on, its image is deployed like any other;`,
    '- one of the same commit, which it aborts;',
    '- one of a commit that does not exist, which it aborts after two minutes. If Northflank refuses it, it builds and aborts the same commit instead.',
    'It sends about 100 requests, and up to 25 more for each minute that the first build takes.',
    '',
  ].join('\n');
}

interface RunOptions {
  target: Target;
  clock: Clock;
  signal: AbortSignal;
  maxBuildMs: number;
  source: string;
  print(text: string): void;
  progress(text: string): void;
}

async function run(options: RunOptions): Promise<number> {
  const { target, clock, signal, maxBuildMs, source, print, progress } = options;
  const api = createApi(target, clock, signal);
  const running = new Set<string>();
  const builds = new Map<string, string>();
  let isStartLost = false;
  const observations = await observe({
    ...{ api, clock, signal, maxBuildMs, progress },
    openTail: (query) => openTail(target, query, clock),
    onStarted(id) {
      running.add(id);
      builds.set(id, '<build>');
    },
    onConcluded: (id) => running.delete(id),
    onStartLost() {
      isStartLost = true;
    },
  });
  const notAborted = await abortAll(api, running, clock, progress);
  const names = Object.entries({ project: target.project, [target.kind]: target.id, team: target.team });
  const placeholders = names.flatMap(([name, id]): [string, string][] => (id ? [[id, `<${name}>`]] : []));
  const quote = createQuote(new Map([...placeholders, [target.token, '<token>'], ...builds]));
  print(renderReport(checkAll(observations, quote), source));
  if (notAborted.length > 0)
    progress(`These builds could not be aborted, and may be running: ${notAborted.join(', ')}.`);
  if (isStartLost) progress('The answer to a start was lost. Check whether the job has one more build.');
  if (signal.aborted) return INTERRUPTED;
  return hasFirstBuild(observations) && notAborted.length === 0 && !isStartLost ? OK : FAILED;
}

function hasFirstBuild({ first }: Observations): boolean {
  return 'value' in first;
}

/** Aborts builds; resolves with those for which it did not work. */
async function abortAll(
  api: Api,
  running: ReadonlySet<string>,
  clock: Clock,
  progress: (text: string) => void,
): Promise<string[]> {
  if (running.size === 0) return [];
  progress(`Aborting what is still running: ${running.size === 1 ? 'one build' : `${running.size} builds`}.`);
  const notAborted = await Promise.all(
    [...running].map(async (id) => ((await abort(api, id, clock)) ? [] : [id])),
  );
  return notAborted.flat();
}

/** Whether a build was aborted, or had finished. A new build may be unknown for a while. */
async function abort(api: Api, id: string, clock: Clock): Promise<boolean> {
  for (const pauseMs of [...ABORT_PAUSES_MS, undefined]) {
    try {
      const response = await api.abortBuild(id);
      if (isSuccess(response) || response.status === 409) return true;
    } catch {
      // An outage may be over the next time.
    }
    if (pauseMs !== undefined) await clock.sleep(pauseMs);
  }
  return false;
}

function writeTo(stream: NodeJS.WriteStream): (text: string) => void {
  return (text) => void stream.write(`${text}\n`);
}

if (import.meta.main) {
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) return;
    process.stderr.write(
      'Interrupted: aborting the builds that were started. Ctrl+C again leaves them running.\n',
    );
    interruption.abort(new Error('Interrupted'));
  };
  // Only the first of each: a second one ends the process as usual.
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  process.exitCode = await contract(process.argv.slice(2), { signal: interruption.signal });
}
