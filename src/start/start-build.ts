import { abortLater } from '../clock.ts';
import type { Context } from '../context.ts';
import { ActionError, hasReset, lacksPermission, NorthflankError } from '../errors.ts';
import { listBuilds } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import { retry } from '../retry.ts';
import type { BuildRequest } from './build-request.ts';
import { isReusable, newestBuildOf } from './find-existing.ts';
import { type FindResult, findBuild, type StartIntent } from './find-build.ts';

/** How a start is carried out, and whom it tells. */
export interface StartOptions {
  /** When to give up, in milliseconds on the clock. */
  deadlineMs: number;
  /** True to take a build of the same commit that runs, or has succeeded, in place of starting one. */
  reuse?: boolean;
  /** Saves what is needed to recognise the build if this process is killed before the answer; undefined: nothing. */
  saveIntent(intent: StartIntent | undefined): void;
  /** Warns the user, once, that something is missing. */
  warning(text: string): void;
  /** Tells the user about a delay or a search. */
  info(text: string): void;
}

/** The build that was started, or found. */
export interface StartedBuild {
  build: Build;
  /** True if it was there already. */
  isFound: boolean;
  /** The most recent builds before it; none if they could not be listed. */
  previousBuilds: readonly Build[];
  /** Set if a start was repeated: a build of the first one may still turn up. */
  repeatedIntent?: StartIntent;
}

/** How long a start that cannot be sent is tried again, in milliseconds: an outage of minutes is no hiccup. */
const MAX_OUTAGE_MS = 2 * 60_000;

/** How long a conflict is waited out, in milliseconds: another operation on the job may be about to end. */
const MAX_CONFLICT_MS = 30_000;

/**
 * How long the answer to a start is still awaited after the step was cancelled, in milliseconds. The runner kills the
 * process after 10 s, and the abort needs some of them.
 */
const START_GRACE_MS = 5500;

/** Milliseconds for the answer to a start; less if the time limit is near, since giving up leads to a search. */
const START_MS = 30_000;
const MIN_START_MS = 5000;

/** Milliseconds for the list of builds before it, failures included: the start matters more. */
const LIST_MS = 15_000;
const MIN_LIST_MS = 2000;

/** Milliseconds after the time limit for which a lost start is searched for: without, its build would be orphaned. */
const SEARCH_AFTER_DEADLINE_MS = 35_000;

/** Previous builds that say how long the next one may take; older ones were of other code. */
const RECENT_BUILDS = 20;

/** How long a list of builds says what was there before a start, in milliseconds. */
const FRESH_MS = 30_000;

/**
 * Starts one build. When the outcome of a start is unknown, the builds are listed and ours is searched for; the start
 * is sent once more, and never a third time, where the list stays without a build that could be ours. Rejects with an
 * ActionError, or with the signal's reason.
 */
export async function startBuild(
  request: BuildRequest,
  context: Context,
  options: StartOptions,
): Promise<StartedBuild> {
  const { client, clock, signal } = context;
  const { deadlineMs, saveIntent, info } = options;
  let snapshot = await snapshotBuilds(context, options);
  const previousBuilds = snapshot.builds.slice(0, RECENT_BUILDS);
  if (options.reuse === true) {
    const existing = newestBuildOf(request, snapshot.builds);
    if (isReusable(existing)) return { build: existing, isFound: true, previousBuilds };
    if (snapshot.failure !== undefined) options.warning(`${snapshot.failure.message} ${NOT_REUSED}`);
  }
  // A start under way is awaited although the step was cancelled: its build would be orphaned.
  const startGraceSignal = abortLater(signal, START_GRACE_MS, clock);
  /** The start that may have been accepted, once there is one. */
  let pending: StartIntent | undefined;

  const send = async (): Promise<Build> => {
    signal.throwIfAborted();
    // After a long wait there may be builds of others that were not there before.
    if (pending === undefined && clock.now() - snapshot.atMs > FRESH_MS) {
      snapshot = await snapshotBuilds(context, options);
    }
    const sentAtMs = clock.date();
    const { sha, branch, pullRequestId } = request;
    const intent = {
      ...{ sha, branch, pullRequestId },
      knownIds: snapshot.knownIds,
      sentAtMs,
      ...pending,
      lastSentAtMs: sentAtMs,
    };
    saveIntent(intent);
    try {
      const timeoutMs = clamp(deadlineMs - clock.now(), MIN_START_MS, START_MS);
      return (await client.startBuild(request, startGraceSignal, timeoutMs)).value;
    } catch (error) {
      if (error instanceof NorthflankError && error.kind === 'unknown') pending = intent;
      // What was certainly not carried out leaves nothing to search for.
      else if (error instanceof NorthflankError) saveIntent(pending);
      throw error;
    }
  };

  for (let starts = 1; ; starts += 1) {
    const outageEndMs = outageDeadline(context, options);
    const conflictEndMs = Math.min(clock.now() + MAX_CONFLICT_MS, deadlineMs);
    let failure: NorthflankError;
    try {
      const build = await retry(send, context, {
        deadlineMs(error) {
          if (error.kind === 'unsent') return outageEndMs(error);
          return error.status === 409 && pending === undefined ? conflictEndMs : undefined;
        },
        info,
      });
      // Only now: a token that may do nothing at all is told so by the start.
      const { failure: listFailure } = snapshot;
      if (listFailure !== undefined && lacksPermission(listFailure) && options.reuse !== true) {
        info(`${listFailure.message} ${NOT_LISTED}`);
      }
      return {
        build,
        isFound: false,
        previousBuilds,
        ...(pending === undefined ? {} : { repeatedIntent: pending }),
      };
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      // Also a refusal says nothing about an earlier start that was not answered.
      if (pending === undefined) throw notStarted(error);
      failure = error;
    }
    info(`${failure.message} Checking whether the build was started anyway.`);
    const result = await findBuild(pending, context, {
      deadlineMs: deadlineMs + SEARCH_AFTER_DEADLINE_MS,
      failedAtMs: clock.date(),
    });
    if (result.kind === 'found') {
      info(`It was: build ${result.build.id}.`);
      return {
        build: result.build,
        isFound: false,
        previousBuilds,
        ...(starts > 1 ? { repeatedIntent: pending } : {}),
      };
    }
    if (result.kind === 'ambiguous' || starts > 1 || clock.now() > deadlineMs) {
      throw ambiguousStart(failure, result);
    }
    info('It was not. Starting it again.');
  }
}

/** What it means that builds could not be listed, after the reason. */
const NOT_LISTED = 'Without it, the action cannot find a build if the response to its start is lost.';
const NOT_REUSED = 'A build of this commit may already exist; a new one is started anyway.';

/** The builds that were there before a start. */
interface BuildsSnapshot {
  builds: readonly Build[];
  /** Their IDs; undefined if they could not be listed. */
  knownIds: string[] | undefined;
  /** Why they could not be listed. */
  failure?: NorthflankError;
  /** When they were listed, in milliseconds on the clock. */
  atMs: number;
}

/** Learns what tells our build from all others, while there is none of ours yet. */
async function snapshotBuilds(context: Context, options: StartOptions): Promise<BuildsSnapshot> {
  const { client, clock, signal } = context;
  const endMs = Math.min(clock.now() + LIST_MS, options.deadlineMs);
  const outageEndMs = outageDeadline(context, options);
  const list = async (): Promise<BuildsSnapshot> => {
    const timeoutMs = clamp(endMs - clock.now(), MIN_LIST_MS, LIST_MS);
    const { builds } = (await client.listBuilds(signal, timeoutMs)).value;
    return {
      builds,
      knownIds: builds.map(({ id }) => id),
      atMs: clock.now(),
    };
  };
  try {
    return await retry(list, context, {
      deadlineMs(error) {
        if (error.kind === 'unsent') return outageEndMs(error);
        return error.kind === 'unknown' ? endMs : undefined;
      },
      info: options.info,
    });
  } catch (error) {
    if (!(error instanceof NorthflankError)) throw error;
    if (error.kind === 'unsent') throw notStarted(error);
    // Without the list a build can be started all the same, but hardly be found again.
    return { builds: [], knownIds: undefined, failure: error, atMs: clock.now() };
  }
}

/** Until when something that was not sent is tried again: a rate limit says when it ends, an outage may last. */
function outageDeadline(
  { clock }: Context,
  { deadlineMs }: StartOptions,
): (error: NorthflankError) => number {
  const outageEndMs = Math.min(clock.now() + MAX_OUTAGE_MS, deadlineMs);
  return (error) => (hasReset(error) ? deadlineMs : outageEndMs);
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}

function notStarted(error: NorthflankError): ActionError {
  return new ActionError(`${error.message} No build was started.`, 'failure', error.cause);
}

/** The sentence for a start that may have been accepted, with what to check. */
function ambiguousStart(failure: NorthflankError, result: FindResult): ActionError {
  return new ActionError(
    `${failure.message} A build may have been started, so this step does not start another. ${whichBuild(result)}. ` +
      'To wait for it, run this step again with its ID as `build-id`; otherwise, abort it in the Northflank app.',
    'unknown',
    failure.cause,
  );
}

function whichBuild(result: FindResult): string {
  const notListed = 'It is not listed yet: look for it in the Northflank app';
  if (result.kind !== 'ambiguous') return notListed;
  const { builds, error, isPartial } = result;
  if (builds.length > 0) return `It may be ${listBuilds(builds)}`;
  if (error === undefined) {
    return isPartial ? 'The list of builds is incomplete: look for it in the Northflank app' : notListed;
  }
  return `The builds could not be listed (${error.message.replace(/\.$/, '')}): look for it in the Northflank app`;
}
