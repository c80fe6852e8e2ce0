import { formatDuration } from '../clock.ts';
import { formatError } from '../errors.ts';
import { setDeploymentOutputs } from '../github/outputs.ts';
import type { Build, Deployment } from '../northflank/decode.ts';
import * as outcomes from '../outcome.ts';
import { createDeploymentProgress } from '../wait/deployment-progress.ts';
import { DEPLOYMENTS } from '../wait/hazard.ts';
import { createPollSchedule } from '../wait/poll-schedule.ts';
import { readDeployment, waitForDeployment } from '../wait/wait-for-deployment.ts';
import { type BuildView, MINUTE_MS, type Run, type TrackedBuild } from './run.ts';

/** What the service runs before the build. */
export function readDeploymentBefore({ inputs, context, log, deadlineMs }: Run): Promise<Deployment> {
  return readDeployment(inputs.resource, context, { deadlineMs, info: log.info });
}

/** Waits until the service runs the commit of a build that has succeeded. */
export async function followDeployment(
  run: Run,
  tracked: TrackedBuild,
  { timeline }: BuildView,
  build: Build,
  before: Deployment,
): Promise<outcomes.Outcome> {
  const { inputs, request, context, rateLimit, runner, log, deadlineMs } = run;
  const { clock, random } = context;
  const startMs = clock.now();
  tracked.deployment = before;
  log.heading('Deploying');
  timeline.observe('DEPLOYING');
  const describe = createDeploymentProgress(clock);
  const { pollIntervalMs } = inputs;
  const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs, course: DEPLOYMENTS });
  schedule.start([]);
  const result = await waitForDeployment({ ...build, sha: build.sha ?? request.sha }, context, {
    ...{ schedule, deadlineMs, before, wasOver: tracked.wasOver === true },
    onDeployment(deployment) {
      tracked.deployment = deployment;
      setDeploymentOutputs(runner, deployment);
      const text = describe(deployment);
      if (text !== undefined) log.info(text);
    },
    onPollFailed: (error) => log.info(`${formatError(error)} Still waiting.`),
  });
  if (result.end === 'deployed') log.heading(`Deployed after ${formatDuration(clock.now() - startMs)}`);
  return outcomes.deploymentOutcome(build, result, inputs.timeoutMs / MINUTE_MS);
}
