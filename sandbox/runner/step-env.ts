import path from 'node:path';

/** What a step's environment is made of. */
export type StepContext = {
  /** Variables of the runner itself, which its processes inherit. */
  runnerEnv: Record<string, string>;
  /** Inputs by name, defaults included. */
  inputs: Record<string, string>;
  /** `env:` of the workflow, the job and the step, and what GITHUB_ENV added. */
  env: Record<string, string>;
  state: Record<string, string>;
  /** Folders that GITHUB_PATH added, the newest last. */
  paths: string[];
  /** The `github` context by key, such as `sha`; it wins over everything. */
  github: Record<string, string>;
  home: string;
  temp: string;
  debug: boolean;
};

/** The environment of a JavaScript action's process, made from nothing but PATH in the order of the runner. */
export function stepEnvironment(context: StepContext): Record<string, string> {
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: context.home,
    LANG: 'C.UTF-8',
    CI: 'true',
    ...context.runnerEnv,
    ...context.env,
  };
  for (const [name, value] of Object.entries(context.state)) env[`STATE_${name}`] = value;
  for (const [name, value] of Object.entries(context.inputs)) env[inputVariable(name)] = value;
  if (context.paths.length > 0) {
    env['PATH'] = [...context.paths.toReversed(), env['PATH']].join(path.delimiter);
  }
  for (const [name, value] of Object.entries(context.github)) env[`GITHUB_${name.toUpperCase()}`] = value;
  Object.assign(env, runnerVariables(context));
  delete env['NODE_ICU_DATA'];
  env['GITHUB_ACTIONS'] = 'true';
  return env;
}

/** The variable in which the runner hands over an input: spaces become `_`, hyphens stay. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

function runnerVariables(context: StepContext): Record<string, string> {
  const systems: Partial<Record<NodeJS.Platform, string>> = { darwin: 'macOS', win32: 'Windows' };
  return {
    RUNNER_OS: systems[process.platform] ?? 'Linux',
    RUNNER_ARCH: process.arch.toUpperCase(),
    RUNNER_NAME: 'GitHub Actions 1',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_TEMP: context.temp,
    RUNNER_TOOL_CACHE: path.join(context.temp, '..', 'tools'),
    ...(context.debug ? { RUNNER_DEBUG: '1' } : {}),
    ACTIONS_RUNTIME_URL: 'https://pipelines.invalid/',
    ACTIONS_RUNTIME_TOKEN: 'not-a-runtime-token',
    ACTIONS_RESULTS_URL: 'https://results.invalid/',
  };
}

/** The payload of a webhook, of which only the pull request matters to the context. */
export type WebhookEvent = {
  pull_request?: {
    number?: number;
    base?: { ref?: string };
    head?: { ref?: string; sha?: string; [key: string]: unknown };
    [key: string]: unknown;
  };
  [key: string]: unknown;
};

/** Where a run comes from; what is not given is that of a push to `main`. */
export type Origin = {
  event?: WebhookEvent | undefined;
  eventName?: string | undefined;
  sha?: string | undefined;
  ref?: string | undefined;
};

/** The `github` context of a run, as far as it becomes variables. */
export function githubContext(origin: Origin, workspace: string, eventPath: string): Record<string, string> {
  const eventName = origin.eventName ?? 'push';
  const pull = eventName.startsWith('pull_request') ? origin.event?.pull_request : undefined;
  const ref = origin.ref ?? (pull ? `refs/pull/${pull.number ?? 1}/merge` : 'refs/heads/main');
  const workflowRef = `acme/shop/.github/workflows/build.yml@${ref}`;
  return {
    action: '__self',
    action_ref: '',
    action_repository: '',
    actor: 'octocat',
    actor_id: '583231',
    api_url: 'https://api.github.com',
    base_ref: pull ? (pull.base?.ref ?? 'main') : '',
    event_name: eventName,
    event_path: eventPath,
    graphql_url: 'https://api.github.com/graphql',
    head_ref: pull ? (pull.head?.ref ?? 'topic') : '',
    job: 'build',
    ref,
    ref_name: ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    ref_protected: 'false',
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository: 'acme/shop',
    repository_id: '1296269',
    repository_owner: 'acme',
    repository_owner_id: '1342004',
    retention_days: '90',
    run_attempt: '1',
    run_id: '1658821493',
    run_number: '3',
    server_url: 'https://github.com',
    sha: origin.sha ?? 'ffac537e6cbbf934b08745a378932722df287a53',
    triggering_actor: 'octocat',
    workflow: 'Build',
    workflow_ref: workflowRef,
    workflow_sha: origin.sha ?? 'ffac537e6cbbf934b08745a378932722df287a53',
    workspace,
  };
}
