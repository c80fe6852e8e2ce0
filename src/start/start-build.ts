import { abortLater } from '../clock.ts';
import type { Context } from '../context.ts';
import { ActionError, NorthflankError } from '../errors.ts';
import type { Build } from '../northflank/decode.ts';
import { retry } from '../retry.ts';
import type { BuildRequest } from './build-request.ts';
import { findBuild, type StartIntent } from './find-build.ts';

/** How a start is carried out, and whom it tells. */
export interface StartOptions {
  /** When to give up, in milliseconds on the clock. */
  deadlineMs: number;
  /** Saves what is needed to recognise the build if this process is killed before the answer; undefined: nothing. */
  saveIntent(intent: StartIntent | undefined): void;
  /** Warns the user, once, that something is missing. */
  warning(text: string): void;
  /** Tells the user about a delay or a search. */
  info(text: string): void;
}

/** The build that was started. */
export interface StartedBuild {
  build: Build;
  /** The job's most recent builds before it; none if they could not be listed. */
  previousBuilds: readonly Build[];
}

/** How long a start that cannot be sent is tried again, in milliseconds: an outage of minutes is no hiccup. */
const MAX_OUTAGE_MS = 2 * 60_000;

/**
 * How long the answer to a start is still awaited after the step was cancelled, in milliseconds. The runner kills the
 * process after 10 s, and the abort needs some of them.
 */
const START_GRACE_MS = 5500;

/** Milliseconds for the answer to a start; less if the time limit is near, since giving up leads to a search. */
const START_MS = 30_000;
const MIN_START_MS = 5000;

/** Milliseconds for the list of builds before it. */
const LIST_MS = 15_000;
const MIN_LIST_MS = 2000;

/** Previous builds that say how long the next one may take; older ones were of other code. */
const RECENT_BUILDS = 20;

/** How long a list of builds says what was there before a start, in milliseconds. */
const FRESH_MS = 30_000;

/** Times that a start of unknown outcome is repeated once it is certain that it was not accepted. */
const MAX_REPEATS = 3;

/**
 * Starts one build. When the outcome of a start is unknown, the builds are listed and ours is searched for; there is
 * never a second start while there may be a first one. Rejects with an ActionError, or with the signal's reason.
 */
export async function startBuild(
  request: BuildRequest,
  context: Context,
  options: StartOptions,
): Promise<StartedBuild> {
  const { client, clock, signal } = context;
  const { deadlineMs, saveIntent, info } = options;
  let snapshot = await snapshotBuilds(context, options);
  const { previousBuilds } = snapshot;
  const retryOptions = outageOptions(context, options);
  // A start under way is awaited although the step was cancelled: its build would be orphaned.
  const startGraceSignal = abortLater(signal, START_GRACE_MS, clock);
  let intent = intentOf(request, snapshot, clock.now());

  const send = async (): Promise<Build> => {
    signal.throwIfAborted();
    // After a long wait there may be builds of others that were not there before.
    if (clock.now() - snapshot.atMs > FRESH_MS) snapshot = await snapshotBuilds(context, options);
    intent = intentOf(request, snapshot, clock.now());
    saveIntent(intent);
    try {
      const timeoutMs = clamp(deadlineMs - clock.now(), MIN_START_MS, START_MS);
      return (await client.startBuild(request, startGraceSignal, timeoutMs)).value;
    } catch (error) {
      // What was certainly not carried out leaves nothing to search for.
      if (error instanceof NorthflankError && error.kind !== 'unknown') saveIntent(undefined);
      throw error;
    }
  };

  for (let repeats = 0; ; repeats += 1) {
    let failure: NorthflankError;
    try {
      const build = await retry(send, context, {
        ...retryOptions,
        isRetryable: ({ kind }) => kind === 'unsent',
      });
      // Only now: a token that may do nothing at all is told so by the start.
      if (snapshot.knownIds === undefined) options.warning(NO_LIST);
      return { build, previousBuilds };
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      if (error.kind !== 'unknown') throw notStarted(error);
      failure = error;
    }
    info(`${failure.message} Looking whether the build was started all the same.`);
    const result = await findBuild(intent, context, clock.now());
    if (result.kind === 'found') {
      info(`It was: build ${result.build.id}.`);
      return { build: result.build, previousBuilds };
    }
    if (result.kind === 'ambiguous') throw ambiguousStart(failure, result.builds);
    saveIntent(undefined);
    if (repeats >= MAX_REPEATS || clock.now() > deadlineMs) throw notStarted(failure);
    info('It was not. Starting it once more.');
  }
}

/** Shown once where builds could not be listed. */
const NO_LIST =
  'The builds of the job could not be listed, so a build could not be found again if the answer to its start were ' +
  'lost. Give the API token the permission "Project > Jobs > General > Read".';

/** The builds that were there before a start. */
interface BuildsSnapshot {
  /** IDs of the job's builds; undefined if the token may not list them. */
  knownIds: string[] | undefined;
  /** The server's clock when they were listed, in milliseconds since 1970. */
  serverTimeMs: number | undefined;
  /** The same moment on our clock. */
  atMs: number;
  previousBuilds: readonly Build[];
}

/** Learns what tells our build from all others, while there is none of ours yet. */
async function snapshotBuilds(context: Context, options: StartOptions): Promise<BuildsSnapshot> {
  const { client, clock, signal } = context;
  const list = async (): Promise<BuildsSnapshot> => {
    const timeoutMs = clamp(options.deadlineMs - clock.now(), MIN_LIST_MS, LIST_MS);
    const { value, serverTimeMs } = await client.listBuilds(signal, timeoutMs);
    return {
      knownIds: value.builds.map(({ id }) => id),
      serverTimeMs,
      // After the answer: the server's clock was read before, so that no build of ours seems too old.
      atMs: clock.now(),
      previousBuilds: value.builds.slice(0, RECENT_BUILDS),
    };
  };
  try {
    return await retry(list, context, outageOptions(context, options));
  } catch (error) {
    if (!(error instanceof NorthflankError)) throw error;
    if (error.kind !== 'refused') throw notStarted(error);
    // Without the list a build can be started all the same, just not searched for.
    return { knownIds: undefined, serverTimeMs: undefined, atMs: clock.now(), previousBuilds: [] };
  }
}

/** How long an outage is waited out: a rate limit says when it ends, anything else may last. */
function outageOptions({ clock }: Context, { deadlineMs, info }: StartOptions) {
  return {
    deadlineMs: Math.min(clock.now() + MAX_OUTAGE_MS, deadlineMs),
    retryAfterDeadlineMs: deadlineMs,
    info,
  };
}

/** How to recognise the build of a start that is sent now; times are the server's, never the runner's. */
function intentOf(
  { sha }: BuildRequest,
  { knownIds, serverTimeMs, atMs }: BuildsSnapshot,
  nowMs: number,
): StartIntent {
  const notBeforeMs = serverTimeMs === undefined ? undefined : serverTimeMs + (nowMs - atMs);
  return { sha, knownIds, notBeforeMs };
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}

function notStarted(error: NorthflankError): ActionError {
  return new ActionError(`${error.message} No build was started.`, 'failure', error.cause);
}

/** The sentence for a start that may have been accepted, with what to check. */
function ambiguousStart(error: NorthflankError, builds: Build[]): ActionError {
  const which =
    builds.length === 0
      ? 'The builds of the job could not be listed (permission "Project > Jobs > General > Read"), so look in the Northflank app'
      : `It may be ${builds.map(({ id }) => id).join(' or ')}`;
  return new ActionError(
    `${error.message} It is not known whether a build was started, so none is started again. ${which}: to wait for ` +
      'it, run this step again with its ID as `build-id`; else abort it there.',
    'unknown',
    error.cause,
  );
}
