import type { Build } from './decode.ts';

/** What a build's fields mean. */
export type BuildState = 'running' | 'success' | 'failure' | 'aborted';

/** Statuses that no successful build has, whatever its other fields say. */
const BAD_ENDS = new Set(['FAILURE', 'ABORTED', 'CRASHED', 'SUBMISSION_FAILURE']);

/** Judges a build: only `concluded` says that it is over, only `success` with `status` that it went well. */
export function classifyBuild(build: Build): BuildState {
  if (build.concluded !== true) return 'running';
  if (build.status === 'ABORTED') return 'aborted';
  if (build.status !== undefined && BAD_ENDS.has(build.status)) return 'failure';
  // `success` is optional; without it, only the status that says so is a success.
  return (build.success ?? build.status === 'SUCCESS') ? 'success' : 'failure';
}

/** `IN_PROGRESS` as `In progress`; statuses that are not known yet, too. */
export function statusTitle(status: string): string {
  const text = status.toLowerCase().replaceAll('_', ' ').trim();
  return text === '' ? 'Unknown' : text.charAt(0).toUpperCase() + text.slice(1);
}

/** Milliseconds from a build's creation to its end, by Northflank's clock; undefined until both are known. */
export function buildDurationMs({ createdAtMs, buildConcludedAt }: Build): number | undefined {
  if (createdAtMs === undefined || buildConcludedAt === undefined) return undefined;
  // The end is in whole seconds, so that a very short build may seem to end before it began.
  return Math.max(0, buildConcludedAt * 1000 - createdAtMs);
}

/** Milliseconds since a build's creation, by Northflank's clock; undefined where its date or the clock is not known. */
export function buildAgeMs({ createdAtMs }: Build, serverTimeMs: number | undefined): number | undefined {
  if (createdAtMs === undefined || serverTimeMs === undefined) return undefined;
  // The clock of an answer is in whole seconds.
  return Math.max(0, serverTimeMs - createdAtMs);
}

/** Milliseconds that builds took which came to an end of their own, good or bad. */
export function durationsMs(builds: readonly Build[]): number[] {
  return builds
    .filter((build) => classifyBuild(build) === 'success' || classifyBuild(build) === 'failure')
    .map(buildDurationMs)
    .filter((ms): ms is number => Number.isFinite(ms));
}

/** Milliseconds that the successful ones of some builds took, the one in the middle; undefined if there is none. */
export function typicalDurationMs(builds: readonly Build[]): number | undefined {
  const durations = durationsMs(builds.filter((build) => classifyBuild(build) === 'success'));
  return durations.toSorted((a, b) => a - b)[durations.length >> 1];
}

/** Builds that are named in a sentence; a user cannot check more. */
const MAX_NAMED = 10;

/** IDs as `build a, b or c`. */
export function listBuilds(builds: readonly Build[]): string {
  const ids = builds.slice(0, MAX_NAMED).map(({ id }) => id);
  if (builds.length > MAX_NAMED) ids.push(`one of ${builds.length - MAX_NAMED} more`);
  const last = ids.pop() ?? '';
  return `build ${ids.length === 0 ? last : `${ids.join(', ')} or ${last}`}`;
}
