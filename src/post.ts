import { abortAfter } from './clock.ts';
import type { Context } from './context.ts';
import type { Environment } from './environment.ts';
import { formatError } from './errors.ts';
import { readInputs } from './github/inputs.ts';
import { readSavedState, UNKNOWN_START } from './github/state.ts';
import { createStepLog, type StepLog } from './github/step-log.ts';
import { listBuilds } from './northflank/build-status.ts';
import { createClient } from './northflank/client.ts';
import { describeResource } from './northflank/resource.ts';
import { secondBuildWarning, UNKNOWN_SECOND_BUILD } from './outcome.ts';
import { findBuild, type StartIntent } from './start/find-build.ts';
import { findSecondBuilds, isRepeated } from './start/duplicate-build.ts';
import { abortBuild } from './wait/abort-build.ts';

/** Milliseconds that post may take: the job waits for it. Attempts end a little earlier than requests. */
const TIME_LIMIT_MS = 58_000;
const RETRY_MS = 54_000;

/** Milliseconds of them that a search leaves to the abort of what it finds. */
const ABORT_MS = 8000;

/** Milliseconds before the end of a search after which no list follows. */
const LAST_LIST_MS = 10_000;

/**
 * The post step, where main was killed or could not abort: aborts the build that main left behind. A failure is a
 * warning, never a red job.
 */
export async function post(environment: Environment): Promise<void> {
  const { clock, random, runner, connect } = environment;
  const { end, buildId, startIntent } = readSavedState(runner.env);
  const { inputs } = readInputs(runner);
  const hasSecond = startIntent !== undefined && isRepeated(startIntent);
  // What main wanted aborted is to be aborted, also where a cancellation would have left it.
  const isToAbort = inputs.onCancel === 'abort' || end === 'needs-cleanup';
  if (!isToAbort && !hasSecond) return;

  const log = createStepLog(runner);
  const where = `of ${describeResource(inputs.resource)}`;
  try {
    const deadlineMs = clock.now() + RETRY_MS;
    const client = createClient(connect(inputs, inputs.resource).send, inputs.resource);
    const context = { client, clock, random, signal: abortAfter(TIME_LIMIT_MS, clock) };
    const id = buildId ?? (await findLostBuild(startIntent ?? UNKNOWN_START, context, deadlineMs - ABORT_MS));
    if (isToAbort) await abortAndTell(id, where, context, deadlineMs, log);
    if (hasSecond) await tellSecondBuild(id, startIntent, context, deadlineMs, log);
  } catch (error) {
    if (hasSecond) log.warning(UNKNOWN_SECOND_BUILD);
    log.warning(`A build ${where} may still be running: check in the Northflank app. ${formatError(error)}`);
  }
}

/** Where main sent a start twice, the build of the first one may turn up late. */
async function tellSecondBuild(
  id: string,
  intent: StartIntent,
  context: Context,
  deadlineMs: number,
  log: StepLog,
): Promise<void> {
  let warning: string | undefined;
  try {
    warning = secondBuildWarning(await findSecondBuilds(id, intent, context, deadlineMs));
  } catch (error) {
    warning = `${UNKNOWN_SECOND_BUILD} ${formatError(error)}`;
  }
  if (warning !== undefined) log.warning(warning);
}

async function abortAndTell(
  id: string,
  where: string,
  context: Context,
  deadlineMs: number,
  log: StepLog,
): Promise<void> {
  log.info(`The step ended early and left build ${id} ${where} running. Aborting it.`);
  const { state, error } = await abortBuild(id, context, { deadlineMs, readFirst: true });
  if (state === 'aborted') log.info(`Build ${id} was aborted.`);
  else if (state === 'concluded') log.info(`Build ${id} had already finished.`);
  else {
    const what =
      state === 'requested'
        ? 'may still be running: the abort was accepted but not confirmed'
        : 'could not be aborted and may still be running';
    log.warning(`Build ${id} ${where} ${what}. Abort it in the Northflank app. ${formatError(error)}`);
  }
}

/** The ID of the build of a start that was sent and never answered; rejects with why it is not known. */
async function findLostBuild(intent: StartIntent, context: Context, deadlineMs: number): Promise<string> {
  // Nothing is started again, so the whole time is used: the list may be late.
  const absentMs = deadlineMs - context.clock.now() - LAST_LIST_MS;
  const result = await findBuild(intent, context, { deadlineMs, absentMs });
  if (result.kind === 'found') return result.build.id;
  if (result.kind === 'not-started') throw new Error('It is not in the list of builds.');
  if (result.builds.length > 0) throw new Error(`It may be ${listBuilds(result.builds)}.`);
  throw result.error === undefined && result.isPartial
    ? new Error('The list of builds is incomplete.')
    : new Error('The builds could not be listed.', { cause: result.error });
}
