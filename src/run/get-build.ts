import { setBuildIdOutput, setBuildOutputs, setReusedOutput } from '../github/outputs.ts';
import { saveBuildId, saveStartIntent } from '../github/state.ts';
import { classifyBuild, durationsMs, typicalDurationMs } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import { describeResource } from '../northflank/resource.ts';
import { describeRequest, waitForExistingBuild } from '../start/find-existing.ts';
import { startBuild } from '../start/start-build.ts';
import type { BuildView, Run, TrackedBuild } from './run.ts';

/** Attaches to a build, finds or starts one; resolves with its ID. */
export async function getBuild(run: Run, tracked: TrackedBuild, view: BuildView): Promise<string> {
  const { inputs, request, context, log, deadlineMs } = run;
  if (inputs.buildId !== undefined) return attachToBuild(run, tracked, inputs.buildId);
  if (inputs.start !== 'never') return startBuildOfRun(run, tracked, view, inputs.start === 'if-needed');
  return takeFoundBuild(
    run,
    tracked,
    await waitForExistingBuild(request, context, { deadlineMs, info: log.info }),
  );
}

/** Starts a build; its outputs are set at once, since the process may be killed at any time. */
export async function startBuildOfRun(
  run: Run,
  tracked: TrackedBuild,
  view: BuildView,
  reuse: boolean,
): Promise<string> {
  const { inputs, request, context, runner, log, deadlineMs } = run;
  const { build, isFound, previousBuilds, repeatedIntent } = await startBuild(request, context, {
    deadlineMs,
    reuse,
    saveIntent(intent) {
      saveStartIntent(runner, intent);
      tracked.startPending = intent !== undefined;
    },
    info: log.info,
    warning: log.warning,
  });
  tracked.typicalMs = typicalDurationMs(previousBuilds);
  view.progress.setTypicalDuration(tracked.typicalMs);
  view.schedule.start(durationsMs(previousBuilds));
  if (isFound) return takeFoundBuild(run, tracked, build);
  Object.assign(tracked, { id: build.id, build, isFound, startPending: false, repeatedIntent });
  saveBuildId(runner, build.id);
  log.info(
    `Started build ${build.id} of ${describeResource(inputs.resource)} at ${describeRequest(request)}.`,
  );
  setReusedOutput(runner, false);
  setBuildOutputs(runner, build);
  return build.id;
}

/** Takes a build that was there already; it is not ours to abort, so nothing is saved for post. */
function takeFoundBuild({ inputs, request, runner, log }: Run, tracked: TrackedBuild, build: Build): string {
  const state = classifyBuild(build);
  Object.assign(tracked, { id: build.id, build, isFound: true, wasOver: state !== 'running' });
  const now =
    state === 'running' ? 'is running' : state === 'success' ? 'has succeeded' : 'has not succeeded';
  const where = describeResource(inputs.resource);
  log.info(`Found build ${build.id} of ${where} at ${describeRequest(request)}: it ${now}.`);
  setReusedOutput(runner, true);
  setBuildOutputs(runner, build);
  return build.id;
}

/** Takes over a build that runs already: if it is waited for, it is aborted or left like one of our own. */
function attachToBuild({ inputs, runner, log }: Run, tracked: TrackedBuild, id: string): string {
  tracked.id = id;
  if (inputs.wait) saveBuildId(runner, id);
  setBuildIdOutput(runner, id);
  log.info(
    `${inputs.wait ? 'Waiting for' : 'Checking'} build ${id} of ${describeResource(inputs.resource)}.`,
  );
  return id;
}
