import type { Build, Deployment } from '../northflank/decode.ts';

/** What is known of the rollout of a build. */
export type RolloutState = 'waiting' | 'deployed' | 'failed';

/** Judges what a service is seen to run, from one poll to the next. */
export interface Rollout {
  /** Takes what was seen at a time, in milliseconds on the clock. */
  observe(deployment: Deployment, atMs: number): RolloutState;
  /** True once the service was seen with the commit of the build. */
  hasBegun(): boolean;
}

/** How far the clocks of builds and deployments may differ, in milliseconds. */
const CLOCK_SLACK_MS = 10_000;

/** Dates of builds are in whole seconds. */
const SECOND_MS = 1000;

/**
 * Milliseconds for which the end of a rollout must stay as it is: commit and status need not change at the same moment,
 * so that it may be that of the rollout before or after ours. Longer where ours was not seen on its way.
 */
const SETTLED_MS = { proven: 6000, likely: 15_000 };

/**
 * The rollout of a build that has succeeded; `before` is what the service ran before. A commit and `COMPLETED` prove
 * nothing by themselves: both may be of an earlier rollout, so something must have changed since.
 */
export function createRollout(build: Build, before: Deployment): Rollout {
  const endMs = (build.buildConcludedAt ?? Number.NaN) * SECOND_MS;
  /** The last thing seen that is not of our rollout. */
  let baseline = before;
  /** A status on the way to the end was seen, after the build; or one that may be from shortly before. */
  let [isProven, isLikely] = [false, false];
  let begun = isOfCommit(build, before);
  let steady: { key: string; sinceMs: number } | undefined;

  return {
    observe(deployment, atMs) {
      const { sha, status, reason } = deployment;
      const isOurs = isOfCommit(build, deployment);
      const [changedMs, baselineMs] = [changedAtMs(deployment), changedAtMs(baseline)];
      const isAfterBuild = changedMs >= endMs + SECOND_MS;
      const isLater = Number.isNaN(baselineMs) ? isAfterBuild : changedMs > baselineMs;
      const isOver = status === 'COMPLETED' || status === 'FAILED';
      const key = JSON.stringify([sha, status, changedMs]);
      if (steady?.key !== key) steady = { key, sinceMs: atMs };
      const steadyMs = atMs - steady.sinceMs;

      if (!isOurs) {
        [isProven, isLikely, baseline] = [false, false, deployment];
        // A commit whose deployment fails need not be shown as deployed.
        const isOfBefore = before.status === 'COMPLETED' && sha === before.sha;
        const hasFailed = status === 'FAILED' && isOfBefore && changedMs > changedAtMs(before);
        return hasFailed && isAfterBuild && steadyMs >= SETTLED_MS.likely ? 'failed' : 'waiting';
      }
      begun = true;
      const wasOurs = isOfCommit(build, baseline);
      if (Number.isNaN(changedMs)) {
        // Without a date, only a status that was not there before tells of a rollout.
        const isNewStatus = status !== 'COMPLETED' && status !== baseline.status;
        isLikely ||= isNewStatus && (!wasOurs || baseline.status === 'COMPLETED');
      } else {
        // More or fewer instances are no rollout.
        isProven ||= !isOver && reason !== 'SCALING' && isLater && isAfterBuild;
        isLikely ||= isLater && !(changedMs < endMs - CLOCK_SLACK_MS);
      }
      if (!isOver) return 'waiting';
      if (!isProven && wasOurs && baseline.status !== 'COMPLETED' && baseline.status !== 'FAILED') {
        // This ends a rollout of the same commit that was under way before.
        [isLikely, baseline] = [false, deployment];
      }
      const isSettled = steadyMs >= (isProven ? SETTLED_MS.proven : SETTLED_MS.likely);
      if (!isSettled || !(isProven || isLikely)) return 'waiting';
      return status === 'COMPLETED' ? 'deployed' : 'failed';
    },
    hasBegun: () => begun,
  };
}

/** When the status last changed, in milliseconds since 1970; NaN where the API does not say. */
function changedAtMs({ lastTransitionTime = '' }: Deployment): number {
  return Date.parse(lastTransitionTime);
}

/** True if the service is seen with the commit of the build. */
export function isOfCommit({ sha }: Build, deployment: Pick<Deployment, 'sha'>): boolean {
  return sha !== undefined && deployment.sha?.toLowerCase() === sha.toLowerCase();
}
