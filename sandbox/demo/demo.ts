import { failure, success } from '../northflank/build-scripts.ts';
import { startSandbox } from '../northflank/server.ts';
import { createWorld, SANDBOX } from '../northflank/world.ts';
import { readActionFile } from '../runner/action-file.ts';
import { type Run, type RunOptions, runAction } from '../runner/run-action.ts';
import { createLogView } from './log.ts';
import { type Plan, readPlan, usage } from './options.ts';
import { createStyle, type Style, wantsColours } from './style.ts';
import { renderSummary } from './summary.ts';
import { oneLine, table } from './table.ts';

/** Builds on Northflank may take this many milliseconds; the action's own time limit comes long before. */
const DAY = 24 * 3600 * 1000;

/** Milliseconds since the sandbox's earlier build. */
const HOUR = 3600 * 1000;

/** Columns to assume where the terminal does not report them. */
const COLUMNS = 110;

/** Variables of the caller that the runner passes on, for a network with a proxy or its own certificates. */
const NETWORK = [
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'NODE_EXTRA_CA_CERTS',
];

/** What tests replace; `script` runs instead of the built action. */
export type DemoOptions = { env?: NodeJS.ProcessEnv; script?: string; print?: (line: string) => void };

/** Runs the built action as GitHub would and shows what GitHub would show. Resolves with the exit code. */
export async function demo(argv: readonly string[], options: DemoOptions = {}): Promise<number> {
  const { env = process.env, print = (line) => process.stdout.write(`${line}\n`) } = options;
  const declared = readActionFile().inputs;
  const plan = readPlan(argv, env, declared);
  const style = createStyle(wantsColours(env, process.stdout.isTTY));
  if (plan.kind === 'help') {
    print(usage(declared));
    return 0;
  }
  if (plan.kind === 'error') {
    print(`${plan.message} All options: npm start -- --help`);
    return 2;
  }
  if (plan.kind === 'sandbox') return inSandbox(plan, options, style, print);
  print(style.dim('Builds on Northflank, with the token that is set.'));
  return show(
    {
      with: { ...plan.inputs, 'api-token': plan.token },
      runnerEnv: Object.fromEntries(NETWORK.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
      secrets: [plan.token],
      workspace: plan.folder,
      // Without a repository there is nothing on GitHub to link to.
      github: { repository: plan.repository ?? '', repository_owner: plan.repository?.split('/')[0] ?? '' },
      timeoutMs: DAY,
    },
    options,
    style,
    print,
  );
}

async function inSandbox(
  plan: Extract<Plan, { kind: 'sandbox' }>,
  options: DemoOptions,
  style: Style,
  print: (line: string) => void,
): Promise<number> {
  print(style.dim('No Northflank token is used: this is a sandbox on this machine, and nothing is built.'));
  print('');
  // A job with a previous build: a dry run can read it, and the next build is expected to take as long.
  let ago = HOUR;
  const world = createWorld({ now: () => Date.now() - ago });
  world.startBuildElsewhere();
  ago = 0;
  world.script(plan.fail ? failure : success);
  const sandbox = await startSandbox({ world });
  try {
    const inputs = {
      'api-token': SANDBOX.token,
      team: SANDBOX.team,
      project: SANDBOX.project,
      job: SANDBOX.job,
      'api-url': sandbox.url,
      ...plan.inputs,
    };
    const code = await show(
      { with: inputs, secrets: [inputs['api-token']], workspace: plan.folder, timeoutMs: DAY },
      options,
      style,
      print,
    );
    if (code === 0 && !plan.fail)
      print(style.dim('A build that fails: npm start -- --fail. All options: npm start -- --help'));
    return code;
  } finally {
    await sandbox.close();
  }
}

async function show(
  what: RunOptions,
  { script }: DemoOptions,
  style: Style,
  print: (line: string) => void,
): Promise<number> {
  const interrupted = Promise.withResolvers<void>();
  let views = { main: createLogView(style), post: createLogView(style) };
  let inPost = false;
  const showEntry = (entry: string, stage: 'main' | 'post') => {
    if (stage === 'post' && !inPost) heading('Post', style, print);
    inPost = stage === 'post';
    for (const line of views[stage](entry)) print(line);
  };

  let presses = 0;
  const interrupt = () => {
    presses += 1;
    print(
      style.dim(
        presses === 1
          ? 'Cancelled as GitHub would: SIGINT now, SIGTERM after 7.5 s, SIGKILL after 10 s, then post.'
          : 'Already cancelled; it takes ten seconds and post at most.',
      ),
    );
    interrupted.resolve();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const run = await runAction({
      ...what,
      ...(script === undefined ? {} : { script }),
      cancel: { when: interrupted.promise, kind: 'cancel' },
      onHeader: (header) => {
        for (const entry of header.split('\n')) showEntry(entry, 'main');
        views = { main: createLogView(style), post: createLogView(style) };
      },
      onLine: showEntry,
    });
    report(run, style, print);
    return run.exitCode === 0 && run.outcome !== 'success' ? 1 : run.exitCode;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function report(run: Run, style: Style, print: (line: string) => void): void {
  const order = readActionFile().outputs;
  const outputs = Object.entries(run.outputs).toSorted(
    ([one], [other]) => order.indexOf(one) - order.indexOf(other),
  );
  const paint =
    run.outcome === 'success' ? style.green : run.outcome === 'failure' ? style.red : style.yellow;
  if (outputs.length > 0) {
    heading('Outputs', style, print);
    // A terminal that does not know its columns may report 0.
    const columns = process.stdout.columns || COLUMNS;
    const valueWidth = Math.max(1, columns - Math.max(...outputs.map(([name]) => name.length)) - 2);
    const tableRows = outputs.map(([name, value]) => {
      const shown = style.safe(run.secretOutputs.includes(name) ? '***' : oneLine(value, valueWidth));
      return [style.cyan(name), name === 'conclusion' ? paint(style.bold(shown)) : shown];
    });
    for (const line of table(tableRows, style, false)) print(line);
  }
  if (run.summary !== '') {
    heading('Summary', style, print);
    for (const line of renderSummary(run.summary, style)) print(line);
  }
  print('');
  const conclusion = run.outputs['conclusion'] ?? 'not known';
  const end = `${run.outcome} after ${(run.durationMs / 1000).toFixed(1)} s, conclusion ${conclusion}`;
  print(paint(style.bold(end)));
}

function heading(title: string, style: Style, print: (line: string) => void): void {
  print('');
  print(`${style.bold(title)} ${style.dim('─'.repeat(60 - title.length))}`);
}

if (import.meta.main) {
  // When the reader is gone, as after `| head`, act as on Ctrl+C; further output is lost.
  process.stdout.once('error', () => process.kill(process.pid, 'SIGINT')).on('error', () => undefined);
  process.exitCode = await demo(process.argv.slice(2));
}
