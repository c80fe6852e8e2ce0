import type { Context } from '../context.ts';
import { ActionError, NorthflankError } from '../errors.ts';
import type { Build, Deployment, ResourceDetails } from '../northflank/decode.ts';
import { describeResource, type Resource } from '../northflank/resource.ts';
import { retry, retryDelayMs } from '../retry.ts';
import type { PollSchedule } from './poll-schedule.ts';
import { createRollout, isOfCommit } from './rollout.ts';

/** How a deployment is waited for, and who is told. */
export interface DeploymentOptions {
  /** When to poll. */
  schedule: PollSchedule;
  /** When the time limit ends, in milliseconds on the clock. */
  deadlineMs: number;
  /** What the service ran before the build. */
  before: Deployment;
  /** True if the build had succeeded before this step. */
  wasOver: boolean;
  /** Called after each poll that was answered. */
  onDeployment(deployment: Deployment): void;
  /** Called once for each streak of polls that failed. */
  onPollFailed(error: NorthflankError): void;
}

/** How the wait for a deployment ended, and what the service was last seen to run. */
export type DeploymentEnd =
  | { end: 'deployed' | 'failed' | 'deadline' | 'not-begun'; deployment: Deployment }
  | { end: 'superseded'; deployment: Deployment; by: Build };

/** How long an outage is waited out before the start, and while a deployment is waited for, in milliseconds. */
const MAX_OUTAGE_BEFORE_MS = 2 * 60_000;
const MAX_OUTAGE_MS = 5 * 60_000;

/** For how long refusals are doubted, in milliseconds. */
const MAX_REFUSED_MS = 60_000;

/** Milliseconds in which a deployment of a build that was over before must begin. */
const MAX_BEGIN_MS = 2 * 60_000;

/** How often, and with which distance in milliseconds, a newer build is looked for in the list. */
const MAX_LISTS = 3;
const LIST_INTERVAL_MS = 30_000;

/** Milliseconds for the answer to a poll. */
const POLL_TIMEOUT_MS = 15_000;

/**
 * Reads what a service runs, before anything is started. Rejects with an ActionError where it does not deploy its
 * builds by itself or cannot be read.
 */
export async function readDeployment(
  resource: Resource,
  context: Context,
  { deadlineMs, info }: { deadlineMs: number; info: (text: string) => void },
): Promise<Deployment> {
  const { client, clock, signal } = context;
  const outageEndMs = Math.min(clock.now() + MAX_OUTAGE_BEFORE_MS, deadlineMs);
  try {
    const { value } = await retry(() => client.getResource(signal, POLL_TIMEOUT_MS), context, {
      deadlineMs({ kind, retryAfterMs }) {
        if (kind === 'refused') return undefined;
        return retryAfterMs === undefined ? outageEndMs : deadlineMs;
      },
      info,
    });
    const problem = whyNotDeployed(resource, value);
    if (problem !== undefined) throw new ActionError(`${problem} Nothing was started.`, 'failure');
    return value.deployment;
  } catch (error) {
    if (!(error instanceof NorthflankError)) throw error;
    throw new ActionError(`${error.message} Nothing was started.`, 'failure', error.cause);
  }
}

/** Why a service does not deploy its builds by itself, and what to do, in sentences; undefined if it does. */
export function whyNotDeployed(
  resource: Resource,
  { serviceType, disabledCD, servicePaused }: ResourceDetails,
): string | undefined {
  const name = describeResource(resource);
  const remedy = 'or remove `wait-for: deployment`.';
  if (serviceType !== undefined && serviceType !== 'combined') {
    return `There is no deployment to wait for: ${name} is a ${serviceType} service. Use a combined service, ${remedy}`;
  }
  if (disabledCD === true) {
    return `There is no deployment to wait for: Northflank's CD is off for ${name}. Switch it on, ${remedy}`;
  }
  if (servicePaused === true) {
    return `There is no deployment to wait for: ${name} is paused. Resume it, ${remedy}`;
  }
  return undefined;
}

/**
 * Polls the service until it runs the commit of a build that has succeeded. Rejects with an ActionError where that
 * cannot be found out, or with the signal's reason.
 */
export async function waitForDeployment(
  build: Build,
  context: Context,
  options: DeploymentOptions,
): Promise<DeploymentEnd> {
  const { client, clock, random, signal } = context;
  const { schedule, deadlineMs, before, wasOver } = options;
  const startMs = clock.now();
  const rollout = createRollout(build, before);
  const isSuperseded = createSupersededCheck(build, before, context);
  let deployment = before;
  let failures = 0;
  let failingSinceMs = startMs;
  for (;;) {
    signal.throwIfAborted();
    let delayMs: number | undefined;
    try {
      const reply = await client.getResource(signal, POLL_TIMEOUT_MS);
      ({ deployment } = reply.value);
      failures = 0;
      options.onDeployment(deployment);
      const state = rollout.observe(deployment, clock.now());
      if (state !== 'waiting') return { end: state, deployment };
      if (wasOver && isDoneBefore(build, deployment, reply.serverTimeMs))
        return { end: 'deployed', deployment };
      const by = await isSuperseded(deployment);
      if (by !== undefined) return { end: 'superseded', deployment, by };
      schedule.polled(deployment.status, clock.now() - startMs);
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      if (failures === 0) {
        failingSinceMs = clock.now();
        options.onPollFailed(error);
      }
      failures += 1;
      const maxMs = error.kind === 'refused' ? MAX_REFUSED_MS : MAX_OUTAGE_MS;
      if (clock.now() - failingSinceMs > maxMs) throw unknownDeployment(build, error);
      delayMs = retryDelayMs(error, failures - 1, random);
      // An exhausted rate limit is no outage, and ends at a known time.
      if (error.status === 429) failingSinceMs = clock.now() + delayMs;
    }
    if (wasOver && clock.now() - startMs >= MAX_BEGIN_MS) {
      if (!rollout.hasBegun()) return { end: 'not-begun', deployment };
      if (isCompleted(build, deployment) && failures === 0) return { end: 'deployed', deployment };
    }
    if (clock.now() >= deadlineMs) return { end: 'deadline', deployment };
    const decisionMs = startMs + MAX_BEGIN_MS;
    const endMs = wasOver && clock.now() < decisionMs ? Math.min(deadlineMs, decisionMs) : deadlineMs;
    if (delayMs === undefined) await schedule.untilDue(endMs, signal);
    else await sleepUntil(Math.min(clock.now() + delayMs, endMs), context);
  }
}

/** What an old build's commit runs as was deployed long ago; shortly after a build, that must be seen to happen. */
function isDoneBefore(build: Build, deployment: Deployment, serverTimeMs: number | undefined): boolean {
  const endMs = (build.buildConcludedAt ?? Number.NaN) * 1000;
  return isCompleted(build, deployment) && (serverTimeMs ?? Number.NaN) - endMs > MAX_BEGIN_MS;
}

function isCompleted(build: Build, deployment: Deployment): boolean {
  return isOfCommit(build, deployment) && deployment.status === 'COMPLETED';
}

/**
 * Looks for the build of a commit that is deployed in place of ours; undefined unless it is known to be newer. It is
 * listed a little later than it is deployed, perhaps, so that it is looked for a few times.
 */
function createSupersededCheck(
  build: Build,
  before: Deployment,
  { client, clock, signal }: Context,
): (deployment: Deployment) => Promise<Build | undefined> {
  const { createdAtMs = Number.NaN } = build;
  let last: { sha: string | undefined; lists: number; atMs: number } | undefined;
  return async ({ sha }) => {
    if (sha === undefined || sha === before.sha || isOfCommit(build, { sha })) return undefined;
    if (last?.sha !== sha) last = { sha, lists: 0, atMs: Number.NEGATIVE_INFINITY };
    if (last.lists >= MAX_LISTS || clock.now() - last.atMs < LIST_INTERVAL_MS) return undefined;
    last = { sha, lists: last.lists + 1, atMs: clock.now() };
    try {
      return (await client.listBuilds(signal)).value.builds.find(
        (one) =>
          one.sha?.toLowerCase() === sha.toLowerCase() && (one.createdAtMs ?? Number.NaN) > createdAtMs,
      );
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      // Without the list no build is known to be newer.
      return undefined;
    }
  };
}

async function sleepUntil(atMs: number, { clock, signal }: Context): Promise<void> {
  const ms = atMs - clock.now();
  if (ms > 0) await clock.sleep(ms, signal);
}

function unknownDeployment({ id }: Build, error: NorthflankError): ActionError {
  return new ActionError(
    `${error.message} Build ${id} succeeded, but may not have been deployed: check in the Northflank app.`,
    'unknown',
    error.cause,
  );
}
