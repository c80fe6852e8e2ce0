import type { Commit } from '../start/build-request.ts';
import type { RunSource } from '../start/resource-notes.ts';
import type { Runner, WorkflowRun } from './runner.ts';

/** The commit that the workflow run is for. */
export function runCommit({ sha, ref }: WorkflowRun): Commit {
  return { sha: sha || undefined, isMerge: /^refs\/pull\/\d+\/merge$/.test(ref ?? '') };
}

/** True for the commit beside whose lines GitHub shows the run's annotations. */
export function isRunCommit({ sha, eventName, payload }: WorkflowRun, commit = ''): boolean {
  const head = eventName === 'pull_request' ? (payload as Payload).pull_request?.head?.sha : undefined;
  return (
    /^[0-9a-f]{40}$/i.test(commit) && [sha, head].some((one) => one?.toLowerCase() === commit.toLowerCase())
  );
}

/** Address of the run's repository, such as `https://github.com/owner/name`; undefined outside a workflow. */
export function repositoryUrl({ env, workflowRun }: Runner): string | undefined {
  const name = env['GITHUB_REPOSITORY'] ?? '';
  return /^[\w.-]+\/[\w.-]+$/.test(name) ? `${workflowRun.serverUrl}/${name}` : undefined;
}

/** Where the run comes from. */
export function runSource(runner: Runner): RunSource {
  const { sha, ref } = runner.workflowRun;
  return {
    repositoryUrl: repositoryUrl(runner),
    branch: /^refs\/heads\/(.+)$/.exec(ref)?.[1],
    sha: sha || undefined,
  };
}

/** Why the run has no secrets, in a sentence; undefined if it should have them. */
export function whyNoSecrets({ actor, eventName, payload }: WorkflowRun): string | undefined {
  const remedy = 'run this step on `push`, or skip it with `if:`.';
  const { pull_request: pull, repository } = payload as Payload;
  // A fork that has been deleted has no repository left.
  const isFork = pull !== undefined && pull.head?.repo?.full_name !== repository?.full_name;
  if (isFork && eventName !== 'pull_request_target') {
    return `GitHub does not pass secrets to pull requests from forks: ${remedy}`;
  }
  if (actor === 'dependabot[bot]') {
    return `GitHub does not pass repository secrets to Dependabot: add the token to the Dependabot secrets, ${remedy}`;
  }
  return undefined;
}

/** The parts of an event's payload that are used. */
interface Payload {
  pull_request?: { head?: { sha?: string; repo?: { full_name?: string } } };
  repository?: { full_name?: string };
}
