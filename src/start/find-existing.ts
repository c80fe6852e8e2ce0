import type { Context } from '../context.ts';
import { ActionError, NorthflankError } from '../errors.ts';
import { classifyBuild } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import type { BuildRequest } from './build-request.ts';

/** Whether a build is started, as the inputs say it. */
export type StartPolicy = 'always' | 'if-needed' | 'never';

/** When the builds are listed, in milliseconds after the search began; then in steps of the last of these. */
const LIST_TIMES_MS = [2000, 4000, 8000, 16_000, 30_000];
const LIST_INTERVAL_MS = 45_000;

/** How long to search, in milliseconds: Northflank's CI makes its build seconds after a push. */
const MAX_SEARCH_MS = 5 * 60_000;

/**
 * The newest listed build of the request's commit, and of its branch or pull request if it names one; newest by date,
 * or the first in the list where dates are missing.
 */
export function newestBuildOf(request: BuildRequest, builds: readonly Build[]): Build | undefined {
  const { sha, branch, pullRequestId } = request;
  return builds
    .filter(
      (build) =>
        sha !== undefined &&
        build.sha?.toLowerCase() === sha &&
        (branch === undefined || build.branch === branch) &&
        (pullRequestId === undefined || build.pullRequestId === pullRequestId),
    )
    .reduce<Build | undefined>(
      (newest, build) =>
        newest === undefined || (build.createdAtMs ?? Number.NaN) > (newest.createdAtMs ?? Number.NaN)
          ? build
          : newest,
      undefined,
    );
}

/** True for a build that makes another one of its commit needless. */
export function isReusable(build: Build | undefined): build is Build {
  return build !== undefined && ['running', 'success'].includes(classifyBuild(build));
}

/**
 * Searches for the build that Northflank's CI makes of a commit, until one is listed. Rejects with an ActionError where
 * none is, or the builds cannot be listed, or with the signal's reason.
 */
export async function waitForExistingBuild(
  request: BuildRequest,
  { client, clock, signal }: Context,
  { deadlineMs, info }: { deadlineMs: number; info: (text: string) => void },
): Promise<Build> {
  const startMs = clock.now();
  const endMs = Math.min(startMs + MAX_SEARCH_MS, deadlineMs);
  const wanted = describeRequest(request);
  info(`Waiting up to ${minutes(endMs - startMs)} for Northflank's CI to build ${wanted}.`);
  let failure: NorthflankError | undefined;
  let nextMs = 0;
  for (let lists = 0; ; lists += 1) {
    nextMs = LIST_TIMES_MS[lists] ?? nextMs + LIST_INTERVAL_MS;
    const dueMs = Math.max(startMs + nextMs, clock.now() + (failure?.retryAfterMs ?? 0));
    // The last list comes at the end of the search, not before: the build may just have been made.
    const isLast = dueMs >= endMs;
    await clock.sleep(Math.max(0, Math.min(dueMs, endMs) - clock.now()), signal);
    try {
      const { builds } = (await client.listBuilds(signal)).value;
      failure = undefined;
      const build = newestBuildOf(request, builds);
      if (build !== undefined) return build;
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      if (error.kind === 'refused') throw new ActionError(error.message, 'failure', error.cause);
      if (failure === undefined) info(`${error.message} Still searching.`);
      failure = error;
    }
    if (isLast) throw notFound(wanted, endMs - startMs, failure);
  }
}

function notFound(wanted: string, searchedMs: number, failure: NorthflankError | undefined): ActionError {
  return failure === undefined
    ? new ActionError(
        `No build of ${wanted} was listed within ${minutes(searchedMs)}, and \`start: never\` starts none. ` +
          "Check that Northflank's CI is on, that its path and branch rules include the commit, that it builds this " +
          'branch, and that the commit was pushed.',
        'failure',
      )
    : new ActionError(
        `${failure.message} Whether Northflank has a build of ${wanted} is unknown.`,
        'unknown',
        failure.cause,
      );
}

/** What a run would do with the builds that are listed now, in a sentence. */
export function existingBuildNote(
  start: Exclude<StartPolicy, 'always'>,
  request: BuildRequest,
  builds: readonly Build[],
): string {
  const build = newestBuildOf(request, builds);
  const wanted = describeRequest(request);
  if (start === 'if-needed') {
    return isReusable(build)
      ? `No build would be started: build ${build.id} of ${wanted} already exists.`
      : `A build would be started: no running or successful build of ${wanted} is listed.`;
  }
  return build === undefined
    ? `No build of ${wanted} is listed yet; this step would wait for one.`
    : `This step would wait for build ${build.id} of ${wanted}.`;
}

/** Such as `commit 12c15e…` or `commit 12c15e… of branch main`. */
export function describeRequest({ sha, branch, pullRequestId }: BuildRequest): string {
  const commit = sha === undefined ? 'the newest commit' : `commit ${sha}`;
  if (branch !== undefined) return `${commit} of branch ${branch}`;
  if (pullRequestId !== undefined) return `${commit} of pull request ${pullRequestId}`;
  return sha === undefined ? `${commit} of its branch` : commit;
}

function minutes(ms: number): string {
  const amount = Math.round(ms / 6000) / 10;
  return `${amount} ${amount === 1 ? 'minute' : 'minutes'}`;
}
