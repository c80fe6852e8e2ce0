import type { Clock } from '../clock.ts';
import type { Deployment } from '../northflank/decode.ts';

/** Milliseconds of silence after which a line says that the deployment is still waited for. */
const HEARTBEAT_MS = 60_000;

/** What to say of a deployment that was just polled, if anything: what changes, and a heartbeat. */
export function createDeploymentProgress(clock: Clock): (deployment: Deployment) => string | undefined {
  let last: string | undefined;
  let lastOutputMs = clock.now();
  return (deployment) => {
    const text = describeDeployment(deployment);
    const isNew = text !== last;
    if (!isNew && clock.now() - lastOutputMs < HEARTBEAT_MS) return undefined;
    [last, lastOutputMs] = [text, clock.now()];
    return isNew ? `The service shows ${text}.` : `The service still shows ${text}.`;
  };
}

/** Such as `status IN_PROGRESS (DEPLOYING) and commit 12c15e7ee25f`. */
export function describeDeployment({ status = 'unknown', reason, sha }: Deployment): string {
  const why = reason === undefined ? '' : ` (${reason})`;
  return `status ${status}${why} and ${sha === undefined ? 'no commit' : `commit ${sha.slice(0, 7)}`}`;
}
