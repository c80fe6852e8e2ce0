import { abortAfter } from './clock.ts';
import type { Context } from './context.ts';
import type { Environment } from './environment.ts';
import { formatError } from './errors.ts';
import { readInputs } from './github/inputs.ts';
import { readSavedState } from './github/state.ts';
import { createStepLog, type StepLog } from './github/step-log.ts';
import { createClient } from './northflank/client.ts';
import { findBuild, type StartIntent } from './start/find-build.ts';
import { abortBuild } from './wait/abort-build.ts';

/** Milliseconds that post may take: the job waits for it. */
const TIME_LIMIT_MS = 60_000;

/**
 * The post step, where main was killed or could not abort: aborts the build that main left behind. A failure is a
 * warning, never a red job.
 */
export async function post(environment: Environment): Promise<void> {
  const { clock, random, runner, connect } = environment;
  const { end, buildId, startIntent } = readSavedState(runner.env);
  const { inputs } = readInputs(runner);
  // What main wanted aborted is to be aborted, also where a cancellation would have left it.
  if (inputs.onCancel === 'leave' && end !== 'needs-cleanup') return;

  const log = createStepLog(runner);
  const where = `of job ${inputs.job} in project ${inputs.project}`;
  try {
    const deadlineMs = clock.now() + TIME_LIMIT_MS;
    const client = createClient(connect(inputs, inputs).send, inputs);
    const context = { client, clock, random, signal: abortAfter(TIME_LIMIT_MS, clock) };
    const id = buildId ?? (await findLostBuild(startIntent, context, log));
    if (id === undefined) return;
    log.info(`Build ${id} ${where} was left behind by a step that was ended early. Aborting it.`);
    const { state, error } = await abortBuild(id, context, { deadlineMs });
    if (state === 'failed') {
      log.warning(
        `Build ${id} ${where} could not be aborted and may still run: abort it in the Northflank app. ${formatError(error)}`,
      );
    } else {
      log.info(state === 'aborted' ? `Build ${id} was aborted.` : `Build ${id} had come to its end.`);
    }
  } catch (error) {
    log.warning(
      `It is not known whether a build ${where} is left running: look in the Northflank app. ${formatError(error)}`,
    );
  }
}

/** The build of a start that was sent and never answered; undefined if there is none that is certainly ours. */
async function findLostBuild(
  intent: StartIntent | undefined,
  context: Context,
  log: StepLog,
): Promise<string | undefined> {
  if (intent === undefined) return undefined;
  const result = await findBuild(intent, context, undefined);
  if (result.kind === 'found') return result.build.id;
  if (result.kind === 'not-started') {
    log.info('The step was ended while it started a build; none was started.');
    return undefined;
  }
  const builds = result.builds.map(({ id }) => id);
  throw new Error(
    builds.length === 0 ? 'The builds of the job could not be listed.' : `It may be ${builds.join(' or ')}.`,
  );
}
