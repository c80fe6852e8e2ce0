import type { Clock } from '../../src/clock.ts';
import { type Build, decodeBuild, decodeResource, type Deployment } from '../../src/northflank/decode.ts';
import { type Api, isSuccess, NotObservedError } from './api.ts';

/** What a service was seen to run. */
export interface DeploymentRead {
  deployment: Deployment;
  /** Changes with everything that tells one state from another. */
  key: string;
  /** When it was read: on the clock, and by the header `Date`, NaN without one. */
  atMs: number;
  dateMs: number;
}

/** The deployment of the first build, read again and again. */
export interface DeploymentWatch {
  build: Build;
  /** What the service ran before the build was started. */
  before: DeploymentRead;
  /** When the build was first seen to be over, on the clock. */
  endAtMs: number;
  /** What came after that; one at least. */
  reads: DeploymentRead[];
}

/** Milliseconds for which a deployment is watched. */
export const MAX_WATCH_MS = 5 * 60_000;

/** Milliseconds between two reads, and between those of a deployment that takes long. */
const WATCH_POLL_MS = 2000;
const SLOW_WATCH_POLL_MS = 5000;
const SLOW_WATCH_AFTER_MS = 2 * 60_000;

/** Milliseconds for which a deployment that looks finished must stay as it is. */
const SETTLED_MS = 60_000;

/** Reads the answer of a service; undefined if it was refused. */
export function toDeploymentRead(
  response: Awaited<ReturnType<Api['getResource']>>,
): DeploymentRead | undefined {
  const details = isSuccess(response) ? decodeResource(response.body) : undefined;
  if (details === undefined) return undefined;
  const { deployment } = details;
  const { sha, status, reason, lastTransitionTime } = deployment;
  const key = JSON.stringify([sha, status, reason, lastTransitionTime]);
  return { deployment, key, atMs: response.atMs, dateMs: Date.parse(response.headers.get('date') ?? '') };
}

/** Watches a service from the end of its build until it has deployed the build, or the time is up. */
export async function watchDeployment(
  { api, clock, signal }: { api: Api; clock: Clock; signal: AbortSignal },
  before: DeploymentRead,
  end: { build: Record<string, unknown>; atMs: number },
): Promise<DeploymentWatch> {
  const build = decodeBuild({ data: end.build });
  if (build?.success !== true) throw new NotObservedError('the first build did not succeed');
  const watch: DeploymentWatch = { build, before, endAtMs: end.atMs, reads: [] };
  for (;;) {
    try {
      const read = toDeploymentRead(await api.getResource());
      if (read !== undefined) watch.reads.push(read);
    } catch {
      // A read that fails leaves a gap, and costs no more.
      signal.throwIfAborted();
    }
    const elapsedMs = clock.now() - end.atMs;
    if (isSettled(watch) || elapsedMs > MAX_WATCH_MS) break;
    await clock.sleep(elapsedMs > SLOW_WATCH_AFTER_MS ? SLOW_WATCH_POLL_MS : WATCH_POLL_MS, signal);
  }
  if (watch.reads.length === 0) throw new NotObservedError('the service could not be read');
  return watch;
}

/** Whether the service was seen in another state than before the build. */
export function hasChanged({ before, reads }: DeploymentWatch): boolean {
  return reads.some(({ key }) => key !== before.key);
}

function isSettled(watch: DeploymentWatch): boolean {
  const { build, reads } = watch;
  const last = reads.at(-1);
  if (last === undefined || !hasChanged(watch)) return false;
  const sinceMs = reads.findLast(({ key }) => key !== last.key)?.atMs ?? reads[0]?.atMs ?? last.atMs;
  const { status, sha } = last.deployment;
  const isOver = status === 'FAILED' || (status === 'COMPLETED' && sha === build.sha);
  return isOver && last.atMs - sinceMs >= SETTLED_MS;
}
