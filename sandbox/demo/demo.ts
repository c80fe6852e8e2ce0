import { failure, success } from '../northflank/build-scripts.ts';
import { findResource, resourceNames } from '../northflank/resources.ts';
import { startSandbox } from '../northflank/server.ts';
import { createWorld, SANDBOX } from '../northflank/world.ts';
import { readActionFile } from '../runner/action-file.ts';
import { type Run, type RunOptions, runAction } from '../runner/run-action.ts';
import { RUN_SHA } from '../run-step.ts';
import { createLogView } from './log.ts';
import { HINTS, type Plan, readPlan, usage } from './options.ts';
import { createStyle, pad, type Style, wantsColours, widthOf, wrap } from './style.ts';
import { renderSummary } from './summary.ts';
import { oneLine } from './table.ts';

/** Builds on Northflank may take this many milliseconds; the action's own time limit comes long before. */
const DAY_MS = 24 * 3600 * 1000;

/** Milliseconds since the sandbox's earlier build. */
const HOUR_MS = 3600 * 1000;

/** Milliseconds after which the sandbox's CI makes its build. */
const CI_DELAY_MS = 3000;

/** Columns to assume where the terminal does not report them, and of a heading. */
const COLUMNS = 80;
const HEADING_COLUMNS = 60;

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
export type DemoOptions = {
  env?: NodeJS.ProcessEnv;
  script?: string;
  columns?: number;
  print?: (line: string) => void;
};

/** Where the demo is shown. */
type Terminal = { style: Style; columns: number; print: (line: string) => void };

/** Runs the built action as GitHub would and shows what GitHub would show. Resolves with the exit code. */
export async function demo(argv: readonly string[], options: DemoOptions = {}): Promise<number> {
  const { env = process.env, print = (line) => process.stdout.write(`${line}\n`) } = options;
  const declared = readActionFile().inputs;
  const plan = readPlan(argv, env, declared);
  const terminal = {
    style: createStyle(wantsColours(env, process.stdout.isTTY)),
    // A terminal that does not know its columns may report 0.
    columns: options.columns ?? (process.stdout.columns || COLUMNS),
    print,
  };
  if (plan.kind === 'help') {
    for (const line of usage(declared)) print(line);
    return 0;
  }
  if (plan.kind === 'error') {
    for (const line of [...plan.lines, 'All options: npm start -- --help']) note(line, terminal);
    return 2;
  }
  if (plan.kind === 'sandbox') return inSandbox(plan, options, terminal);
  note('Builds on Northflank, with the token that is set.', terminal);
  print('');
  return show(
    {
      with: { ...plan.inputs, 'api-token': plan.token },
      runnerEnv: Object.fromEntries(NETWORK.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
      secrets: [plan.token],
      workspace: plan.folder,
      // Without a repository there is nothing on GitHub to link to.
      github: { repository: plan.repository ?? '', repository_owner: plan.repository?.split('/')[0] ?? '' },
    },
    'on Northflank',
    options,
    terminal,
  );
}

async function inSandbox(
  { fail, folder, inputs: given }: Extract<Plan, { kind: 'sandbox' }>,
  options: DemoOptions,
  terminal: Terminal,
): Promise<number> {
  note('Sandbox: no Northflank token is used, nothing is built.', terminal);
  const inputs: Record<string, string> = {
    ...{ team: SANDBOX.team, project: SANDBOX.project },
    ...('service' in given ? {} : { job: SANDBOX.job }),
    ...given,
  };
  const world = createWorld({ script: fail ? failure : success });
  const resource = findResource(inputs);
  let ci: NodeJS.Timeout | undefined;
  if (resource !== undefined && resource.serviceType !== 'deployment') {
    const asked = {
      ...{ resource: resource.name, sha: inputs['sha'] || RUN_SHA },
      ...(inputs['branch'] ? { branch: inputs['branch'] } : {}),
      ...(inputs['pull-request-id'] ? { pullRequestId: Number(inputs['pull-request-id']) } : {}),
    };
    // An earlier build: a dry run can read it, and the next build is expected to take as long.
    const isReusable = inputs['start'] === 'if-needed' && !fail;
    const earlier = isReusable ? asked : { resource: resource.name };
    world.startBuildElsewhere({ ...earlier, ageMs: HOUR_MS, script: success });
    if (isReusable) note('It has a good build of the commit, an hour old.', terminal);
    if (inputs['start'] === 'never') {
      ci = setTimeout(() => world.startBuildElsewhere(asked), CI_DELAY_MS);
      note("Northflank's CI makes its build in 3 s.", terminal);
    }
  }
  terminal.print('');
  const sandbox = await startSandbox({ world });
  try {
    const token = SANDBOX.token;
    const code = await show(
      {
        with: { 'api-token': token, ...inputs, 'api-url': sandbox.url },
        ...{ sha: RUN_SHA, secrets: [token], workspace: folder },
      },
      'in the sandbox',
      options,
      terminal,
    );
    const [build] = world.builds();
    if (resource === undefined) {
      const { team, project } = SANDBOX;
      const { jobs, services } = resourceNames(team, project);
      note(
        `The sandbox has jobs ${jobs} and services ${services} in project ${project} of team ${team}.`,
        terminal,
      );
    } else if (inputs['build-id'] && build !== undefined && world.build(inputs['build-id']) === undefined) {
      note(`The sandbox has build ${build.id} of ${resource.kind} ${resource.name}.`, terminal);
    }
    if (code !== 0) return code;
    const isFirstRun = !fail && Object.keys(given).length === 0;
    for (const line of isFirstRun ? HINTS : HINTS.slice(-1)) note(line, terminal);
    return code;
  } finally {
    clearTimeout(ci);
    await sandbox.close();
  }
}

async function show(
  what: RunOptions,
  where: string,
  { script }: DemoOptions,
  terminal: Terminal,
): Promise<number> {
  const { style, print } = terminal;
  const interrupted = Promise.withResolvers<void>();
  let views = { main: createLogView(style), post: createLogView(style) };
  let inPost = false;
  const showEntry = (entry: string, stage: 'main' | 'post') => {
    if (stage === 'post' && !inPost) heading('Post', terminal);
    inPost = stage === 'post';
    for (const line of views[stage](entry)) print(line);
  };

  let presses = 0;
  const interrupt = () => {
    presses += 1;
    note(
      presses === 1
        ? 'Cancelled as GitHub would: SIGINT now, SIGTERM after 7.5 s, SIGKILL after 10 s, then post.'
        : 'Already cancelled; it takes ten seconds and post at most.',
      terminal,
    );
    interrupted.resolve();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const run = await runAction({
      ...what,
      timeoutMs: DAY_MS,
      ...(script === undefined ? {} : { script }),
      cancel: { when: interrupted.promise, kind: 'cancel' },
      onHeader: (header) => {
        for (const entry of header.split('\n')) showEntry(entry, 'main');
        views = { main: createLogView(style), post: createLogView(style) };
      },
      onLine: showEntry,
    });
    report(run, where, terminal);
    return run.exitCode === 0 && run.outcome !== 'success' ? 1 : run.exitCode;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** The outcomes of a step in words. */
const STEP_ENDS = { success: 'passed', failure: 'failed', cancelled: 'cancelled' };

function report(run: Run, where: string, terminal: Terminal): void {
  const { style, columns, print } = terminal;
  const order = readActionFile().outputs;
  const outputs = Object.entries(run.outputs).toSorted(
    ([one], [other]) => order.indexOf(one) - order.indexOf(other),
  );
  const paint =
    run.outcome === 'success' ? style.green : run.outcome === 'failure' ? style.red : style.yellow;
  if (outputs.length > 0) {
    heading('Outputs', terminal);
    const nameWidth = Math.max(...outputs.map(([name]) => name.length)) + 2;
    for (const [name, value] of outputs) {
      const shown = style.safe(run.secretOutputs.includes(name) ? '***' : oneLine(value, columns - 2));
      const painted = name === 'conclusion' ? paint(style.bold(shown)) : shown;
      // What is too long for the rest of its line has one of its own, to be copied.
      const isLong = nameWidth + widthOf(shown) > columns;
      print(isLong ? style.cyan(name) : style.cyan(pad(name, nameWidth)) + painted);
      if (isLong) print(`  ${painted}`);
    }
  }
  if (run.summary !== '') {
    heading('Summary', terminal);
    for (const line of renderSummary(run.summary, style, columns)) print(line);
  }
  print('');
  const conclusion = run.outputs['conclusion'] ?? 'not known';
  const end = `Step ${STEP_ENDS[run.outcome]} after ${(run.durationMs / 1000).toFixed(1)} s ${where}, conclusion ${conclusion}`;
  print(paint(style.bold(end)));
}

function heading(title: string, { style, print }: Terminal): void {
  print('');
  print(`${style.bold(title)} ${style.dim('─'.repeat(HEADING_COLUMNS - 1 - title.length))}`);
}

function note(text: string, { style, columns, print }: Terminal): void {
  for (const line of wrap(text, columns)) print(style.dim(line));
}

if (import.meta.main) {
  // When the reader is gone, as after `| head`, act as on Ctrl+C; further output is lost.
  process.stdout.once('error', () => process.kill(process.pid, 'SIGINT')).on('error', () => undefined);
  process.exitCode = await demo(process.argv.slice(2));
}
