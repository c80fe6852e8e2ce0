/**
 * Checks, one by one, what this action and its sandbox assume of Northflank's API, and prints a table of what is
 * assumed and what is seen: `npm run contract`. The table has no secret in it, so that it can be pasted anywhere.
 */
import { type Clock, systemClock } from '../../src/clock.ts';
import { describeResource, permissionsFor } from '../../src/northflank/resource.ts';
import { abortAll } from './abort.ts';
import { createApi, type Target, type What } from './api.ts';
import { type ObserveContext, observe, readResource, serviceTypeOf } from './observe.ts';
import { NORTHFLANK_URL, readPlan, USAGE } from './options.ts';
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
        const target = { ...plan.target, apiUrl: sandbox.url };
        const { what, maxBuildMs } = plan;
        return await run({ target, what, clock, signal, maxBuildMs, source, print, progress });
      } finally {
        await sandbox.close();
      }
    }
    case 'northflank': {
      const { target, what, maxBuildMs, isConfirmed } = plan;
      progress(intention(target, maxBuildMs));
      if (!isConfirmed) {
        progress('Nothing has been sent. Add --yes to do it.');
        return OK;
      }
      const { clock = systemClock } = options;
      const address = target.apiUrl === NORTHFLANK_URL ? NORTHFLANK_URL : 'another address';
      const source = `Seen at ${address} on ${new Date(clock.date()).toISOString().slice(0, 10)}.`;
      return run({ target, what, clock, signal, maxBuildMs, source, print, progress });
    }
    default:
      return plan satisfies never;
  }
}

/** Says what will be done to a job or service. */
function intention({ kind }: Target, maxBuildMs: number): string {
  const { build, read, logs } = permissionsFor(kind);
  const ofService = [
    '- before them, one that is to be refused: of a combined service with `branch`, of a build service without it. If Northflank starts it, it is aborted.',
    'Where CD is on for a combined service, it watches the deployment of the first build for up to five minutes.',
  ];
  return [
    `This starts up to three builds of the ${kind}:`,
    `- one of the newest commit, which it waits for, for ${maxBuildMs / 60_000} minutes at most. If the ${kind}'s CD is on, its image is deployed like any other;`,
    '- one of the same commit, which it aborts;',
    '- one of a commit that does not exist, which it aborts after two minutes. If Northflank refuses it, it builds and aborts the same commit instead.',
    ...(kind === 'job' ? [] : ofService),
    `It sends about 100 requests, up to 25 more for each minute that the first build takes${kind === 'job' ? '' : ', and 100 for the deployment'}.`,
    `The token needs these permissions: ${[build, read, logs].join(', ')}.`,
    '',
  ].join('\n');
}

interface RunOptions {
  target: Target;
  what: What;
  clock: Clock;
  signal: AbortSignal;
  maxBuildMs: number;
  source: string;
  print(text: string): void;
  progress(text: string): void;
}

async function run(options: RunOptions): Promise<number> {
  const { target, what, clock, signal, maxBuildMs, source, print, progress } = options;
  const { kind } = target;
  const api = createApi(target, clock, signal);
  const running = new Set<string>();
  const builds = new Map<string, string>();
  progress(`Reading the ${kind}.`);
  const resource = await readResource({ api });
  const problem = whyNotStartable(target, what, serviceTypeOf({ kind, resource }));
  if (problem !== undefined) {
    progress(`${problem} Nothing was started.`);
    return WRONG_USAGE;
  }
  const context: ObserveContext = {
    ...{ api, clock, signal, kind, what, maxBuildMs, progress, isStartLost: false },
    openTail: (query) => openTail(target, query, clock),
    onStarted(id) {
      running.add(id);
      builds.set(id, '<build>');
    },
    onConcluded: (id) => running.delete(id),
  };
  const observations = await observe(context, resource);
  if (running.size > 0) {
    progress(
      `Aborting what is still running: ${running.size === 1 ? 'one build' : `${running.size} builds`}.`,
    );
  }
  const notAborted = await abortAll(api, running, clock);
  const { project, id, team } = target;
  const names = Object.entries({ project, id, team, branch: what.branch });
  const placeholders = names.flatMap(([name, word]): [string, string][] =>
    word ? [[word, `<${name}>`]] : [],
  );
  const quote = createQuote(new Map([...placeholders, [target.token, '<token>'], ...builds]));
  print(renderReport(checkAll(observations, quote), source));
  if (notAborted.length > 0)
    progress(`These builds could not be aborted, and may be running: ${notAborted.join(', ')}.`);
  const { isStartLost } = context;
  if (isStartLost) progress(`The answer to a start was lost. Check whether the ${kind} has one more build.`);
  if (signal.aborted) return INTERRUPTED;
  return 'value' in observations.first && notAborted.length === 0 && !isStartLost ? OK : FAILED;
}

/** Why no build of a service would be started as it is asked for; undefined if one may be. */
function whyNotStartable(target: Target, { branch, pullRequestId }: What, type?: string): string | undefined {
  const isNamed = branch !== undefined || pullRequestId !== undefined;
  const name = describeResource(target);
  if (type === 'build' && !isNamed) {
    return `The ${name} is a build service: say what to build with --branch or --pull-request-id.`;
  }
  if (type === 'combined' && isNamed) {
    return `The ${name} is a combined service, which builds its own branch: leave out --branch and --pull-request-id.`;
  }
  return undefined;
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
