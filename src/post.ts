import { systemClock } from './clock.ts';
import { formatError } from './errors.ts';
import { readInputs } from './github/inputs.ts';
import { followProxySettings } from './github/proxy.ts';
import { type StartIntent, readSavedState } from './github/state.ts';
import { stepLog } from './github/step-log.ts';
import { type Client, createClient } from './northflank/client.ts';
import { createTransport } from './northflank/http.ts';
import { findBuild } from './start/find-build.ts';
import { abortBuild } from './wait/abort-build.ts';

/** Milliseconds that post may take: the job waits for it. */
const TIME_MS = 60_000;

/** Tries to abort the build; the network may be what ended main. */
const TRIES = 5;

/**
 * The second net: aborts the build of a main that was ended before it could. Silent and without a request where main
 * came to its own end; a failure is a warning, never a red job.
 */
export async function post(): Promise<void> {
  const { end, buildId, intent } = readSavedState();
  if (end === 'finished' || (buildId === undefined && intent === undefined)) return;
  const { inputs } = readInputs();
  // What main wanted aborted is to be aborted, also where a cancellation would have left it.
  if (inputs.onCancel === 'leave' && end !== 'loose') return;

  const where = `of job ${inputs.job} in project ${inputs.project}`;
  try {
    followProxySettings();
    const client = createClient(createTransport(inputs), inputs);
    const signal = AbortSignal.timeout(TIME_MS);
    const id = buildId ?? (await lookFor(intent, client, signal));
    if (id === undefined) return;
    stepLog.info(`Build ${id} ${where} was left behind by a step that was ended early. Aborting it.`);
    const { state, error } = await abortBuild(id, {
      ...{ client, clock: systemClock, random: Math.random, signal, maxAttempts: TRIES },
    });
    if (state === 'failed') {
      stepLog.warning(
        `Build ${id} ${where} could not be aborted and may still run: abort it in the Northflank app. ${formatError(error)}`,
      );
    } else {
      stepLog.info(state === 'aborted' ? `Build ${id} was aborted.` : `Build ${id} had come to its end.`);
    }
  } catch (error) {
    stepLog.warning(
      `It is not known whether a build ${where} is left running: look in the Northflank app. ${formatError(error)}`,
    );
  }
}

/** The build of a start that was sent and never answered; undefined if there is none that is surely ours. */
async function lookFor(
  intent: StartIntent | undefined,
  client: Client,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (intent === undefined) return undefined;
  const found = await findBuild(intent, { client, clock: systemClock, signal, failedAtMs: undefined });
  if (found.kind === 'one') return found.build.id;
  if (found.kind === 'none') {
    stepLog.info('The step was ended while it started a build; none was started.');
    return undefined;
  }
  const builds = found.builds.map(({ id }) => id);
  throw new Error(
    builds.length === 0 ? 'The builds of the job could not be listed.' : `It may be ${builds.join(' or ')}.`,
  );
}
