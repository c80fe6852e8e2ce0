import { context } from '@actions/github';

/** The commit of the workflow run, as GitHub gives it. */
export interface Commit {
  sha: string | undefined;
  /** True if it is the merge commit that GitHub makes for a pull request. */
  isMerge: boolean;
}

/** Where links to GitHub lead. */
export interface Repository {
  /** Such as `https://github.com/owner/name`; undefined outside a workflow. */
  url: string | undefined;
}

/** The commit that the workflow run is for. */
export function runCommit(): Commit {
  return {
    sha: context.sha || undefined,
    isMerge: /^refs\/pull\/\d+\/merge$/.test(context.ref ?? ''),
  };
}

/** The repository that the workflow run belongs to. */
export function runRepository(): Repository {
  const name = process.env['GITHUB_REPOSITORY'] ?? '';
  return { url: /^[\w.-]+\/[\w.-]+$/.test(name) ? `${context.serverUrl}/${name}` : undefined };
}

/** Why the run has no secrets, in a sentence; undefined if it should have them. */
export function whyNoSecrets(): string | undefined {
  const remedy = 'run this step on `push`, or skip it with an `if:`.';
  const { pull_request: pull, repository } = context.payload;
  const head: unknown = pull?.['head']?.repo?.full_name;
  // A fork that has been deleted has no repository left.
  const isFork = pull !== undefined && head !== repository?.full_name;
  if (isFork && context.eventName !== 'pull_request_target') {
    return `GitHub gives no secrets to a pull request from a fork: ${remedy}`;
  }
  if (context.actor === 'dependabot[bot]') {
    return `GitHub gives no secrets of the repository to a run of Dependabot: add it to the Dependabot secrets, or ${remedy}`;
  }
  return undefined;
}
