import { type Clock, abortLater } from '../clock.ts';
import { ActionError, NorthflankError } from '../errors.ts';
import type { StartIntent } from '../github/state.ts';
import type { Client } from '../northflank/client.ts';
import type { Build } from '../northflank/decode.ts';
import { retryDelayMs } from '../retry.ts';
import type { BuildRequest } from './build-request.ts';
import { findBuild } from './find-build.ts';

/** What a start needs from the world. */
export interface StartOptions {
  client: Client;
  clock: Clock;
  random: () => number;
  /** Aborted when the step is cancelled. */
  signal: AbortSignal;
  /** When to give up, on the clock. */
  deadlineMs: number;
  /** Keeps what is needed to recognise the build if this process is killed before the answer. */
  saveIntent(intent: StartIntent | undefined): void;
  /** Warns the user, once, of something that is not as it should be. */
  warning(text: string): void;
  /** Tells the user about a delay or a search. */
  info(text: string): void;
}

/** The build that was started. */
export interface Started {
  build: Build;
  /** The job's last builds before it; none if they could not be listed. */
  previousBuilds: readonly Build[];
}

/** How long a start that cannot be sent is tried again, in milliseconds: an outage of minutes is no hiccup. */
const UNSENT_PATIENCE_MS = 2 * 60_000;

/**
 * How long the answer to a start is still awaited after the step was cancelled, in milliseconds. The runner kills at
 * 10 s, and the abort needs its time, too.
 */
const START_GRACE_MS = 5500;

/** Milliseconds for the answer to a start, less if the time to wait is shorter: giving up costs a search. */
const START_MS = 30_000;
const MIN_START_MS = 5000;

/** Milliseconds for the list of builds before it. */
const LIST_MS = 15_000;
const MIN_LIST_MS = 2000;

/** Earlier builds that say how long the next one may take; older ones were of another code. */
const RECENT_BUILDS = 20;

/** How long a list of builds says what was there before a start, in milliseconds. */
const FRESH_MS = 30_000;

/** Times that a start of unknown outcome is repeated once it is sure that it was not taken. */
const MAX_REPEATS = 3;

/**
 * Starts one build. When the outcome of a start is unknown, the builds are listed and ours is looked for; there is
 * never a second start while there may be a first one. Rejects with an ActionError, or with the signal's reason.
 */
export async function startBuild(request: BuildRequest, options: StartOptions): Promise<Started> {
  const { client, clock, random, signal, deadlineMs, info } = options;
  let snapshot = await snapshotBuilds(options);
  const { previousBuilds } = snapshot;
  const retryUntilMs = clock.now() + UNSENT_PATIENCE_MS;
  // A start under way is awaited when the step is cancelled: its build would be orphaned.
  const startGraceSignal = abortLater(signal, START_GRACE_MS, clock);

  let repeats = 0;
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    // After a long wait there may be builds of others that were not there before.
    if (clock.now() - snapshot.atMs > FRESH_MS) snapshot = await snapshotBuilds(options);
    const intent = intentOf(request, snapshot, clock);
    options.saveIntent(intent);
    try {
      const { value } = await client.startBuild(
        request,
        startGraceSignal,
        startTimeout(deadlineMs - clock.now()),
      );
      // Not before: a token that may do nothing at all is told so by the start.
      if (snapshot.knownIds === undefined) options.warning(NO_LIST);
      return { build: value, previousBuilds };
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      // What was surely not carried out leaves nothing to be looked for.
      if (error.kind !== 'unknown') options.saveIntent(undefined);
      if (error.kind === 'refused') throw notStarted(error);
      if (error.kind === 'unsent') {
        const wait = retryDelayMs(error, failures, random);
        const giveUpAt = error.retryAfterMs === undefined ? Math.min(retryUntilMs, deadlineMs) : deadlineMs;
        if (clock.now() + wait > giveUpAt) throw notStarted(error);
        info(`${error.message} Trying again in ${Math.ceil(wait / 1000)} s.`);
        await clock.sleep(wait, signal);
        continue;
      }
      info(`${error.message} Looking whether the build was started all the same.`);
      const found = await findBuild(intent, { client, clock, signal, failedAtMs: clock.now() });
      if (found.kind === 'one') {
        info(`It was: build ${found.build.id}.`);
        return { build: found.build, previousBuilds };
      }
      if (found.kind === 'unsure') throw ambiguousStart(error, found.builds);
      options.saveIntent(undefined);
      if (repeats >= MAX_REPEATS || clock.now() > deadlineMs) throw notStarted(error);
      repeats += 1;
      info('It was not. Starting it once more.');
    }
  }
}

/** Said once where builds could not be listed. */
const NO_LIST =
  'The builds of the job could not be listed, so a build could not be found again if the answer to its start were ' +
  'lost. Give the API token the permission "Project > Jobs > General > Read".';

/** What was there before the start. */
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
async function snapshotBuilds({
  client,
  clock,
  random,
  signal,
  deadlineMs,
  info,
}: StartOptions): Promise<BuildsSnapshot> {
  const retryUntilMs = Math.min(clock.now() + UNSENT_PATIENCE_MS, deadlineMs);
  for (let failures = 0; ; failures += 1) {
    try {
      const { value, serverTimeMs } = await client.listBuilds(signal, listTimeout(deadlineMs - clock.now()));
      // Not before the answer: the server's clock was read before that, so that no build of ours seems too old.
      const atMs = clock.now();
      const knownIds = value.builds.map(({ id }) => id);
      return { knownIds, serverTimeMs, atMs, previousBuilds: value.builds.slice(0, RECENT_BUILDS) };
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      if (error.kind === 'refused') {
        // Without the list a build can be started all the same, just not looked for.
        return { knownIds: undefined, serverTimeMs: undefined, atMs: clock.now(), previousBuilds: [] };
      }
      const wait = retryDelayMs(error, failures, random);
      const giveUpAt = error.retryAfterMs === undefined ? retryUntilMs : deadlineMs;
      if (clock.now() + wait > giveUpAt) throw notStarted(error);
      info(`${error.message} Trying again in ${Math.ceil(wait / 1000)} s.`);
      await clock.sleep(wait, signal);
    }
  }
}

/** How to recognise the build of a start that is sent now; times are the server's, never the runner's. */
function intentOf(
  { sha }: BuildRequest,
  { knownIds, serverTimeMs, atMs }: BuildsSnapshot,
  clock: Clock,
): StartIntent {
  const notBeforeMs = serverTimeMs === undefined ? undefined : serverTimeMs + (clock.now() - atMs);
  return { sha, knownIds, notBeforeMs };
}

/** Milliseconds to wait for the answer to a start. */
function startTimeout(leftMs: number): number {
  return Math.max(MIN_START_MS, Math.min(START_MS, leftMs));
}

/** Milliseconds to wait for a list of builds. */
function listTimeout(leftMs: number): number {
  return Math.max(MIN_LIST_MS, Math.min(LIST_MS, leftMs));
}

function notStarted(error: NorthflankError): ActionError {
  return new ActionError(`${error.message} No build was started.`, 'failure', error.cause);
}

/** The sentence for a start that may have been taken, with what to check. */
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
