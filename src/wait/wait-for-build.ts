import type { Context } from '../context.ts';
import { ActionError, lacksPermission, NorthflankError } from '../errors.ts';
import { buildAgeMs, classifyBuild } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import { retryDelayMs } from '../retry.ts';
import type { PollSchedule } from './poll-schedule.ts';

/** How a build is waited for, and who is told. */
export interface WaitOptions {
  /** When to poll. */
  schedule: PollSchedule;
  /** When the time limit ends, in milliseconds on the clock. */
  deadlineMs: number;
  /** The build as its start answered; undefined if nobody has seen one of that ID so far. */
  build?: Build | undefined;
  /** True if this run started the build: then a refusal hardly means that it does not exist. */
  isOurs: boolean;
  /** True to return after the first poll that was answered. */
  stopAfterFirstPoll: boolean;
  /** Called after each poll that was answered. */
  onBuild(build: Build): void;
  /** Called once for each streak of polls that failed. */
  onPollFailed(error: NorthflankError): void;
}

/** How long polls may fail in a row, in milliseconds: gateways are back after a restart of minutes. */
const MAX_OUTAGE_MS = 5 * 60_000;

/** Refusals in a row that are believed: a fresh token may not be known everywhere at once. */
const REFUSALS_BELIEVED = 3;

/** For how long refusals are doubted, in milliseconds: a new build need not be known everywhere at once. */
const MAX_REFUSED_MS = { ours: 60_000, given: 8000 };

/** Milliseconds for the answer to a poll, unless the time limit ends before. */
const POLL_TIMEOUT_MS = 15_000;

/** Milliseconds for the answer to the last poll, after the time limit. */
const LAST_POLL_TIMEOUT_MS = 5000;

/** Shortest time for an answer, in milliseconds, for a poll just before the time limit. */
const MIN_POLL_TIMEOUT_MS = 500;

/**
 * Polls a build until it is concluded or the time limit ends. A poll that fails says nothing about the build.
 * Rejects with an ActionError where the result cannot be found out, or with the signal's reason.
 */
export async function waitForBuild(
  id: string,
  context: Context,
  options: WaitOptions,
): Promise<{ end: 'concluded'; build: Build } | { end: 'deadline'; build: Build | undefined }> {
  const { client, clock, random, signal } = context;
  const { schedule, deadlineMs } = options;
  const startMs = clock.now();
  let { build } = options;
  let failureStreak: { sinceMs: number; failures: number } | undefined;
  let refusalStreak: { sinceMs: number; refusals: number } | undefined;

  // What has just been started is known to run.
  if (build !== undefined && classifyBuild(build) === 'running') await schedule.untilDue(deadlineMs, signal);
  for (;;) {
    const remainingMs = deadlineMs - clock.now();
    let delayMs: number | undefined;
    try {
      const timeout =
        remainingMs > 0
          ? Math.max(MIN_POLL_TIMEOUT_MS, Math.min(POLL_TIMEOUT_MS, remainingMs))
          : LAST_POLL_TIMEOUT_MS;
      const reply = await client.getBuild(id, signal, timeout);
      build = reply.value;
      failureStreak = refusalStreak = undefined;
      options.onBuild(build);
      if (classifyBuild(build) !== 'running') return { end: 'concluded', build };
      if (options.stopAfterFirstPoll) return { end: 'deadline', build };
      // Its date and the API's clock may disagree, but it is no younger than the wait.
      const ageMs = Math.max(buildAgeMs(build, reply.serverTimeMs) ?? 0, clock.now() - startMs);
      schedule.polled(build.status, ageMs);
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      if (failureStreak === undefined) options.onPollFailed(error);
      failureStreak ??= { sinceMs: clock.now(), failures: 0 };
      failureStreak.failures += 1;
      const { sinceMs, failures } = failureStreak;
      if (error.kind === 'refused') {
        refusalStreak ??= { sinceMs: clock.now(), refusals: 0 };
        refusalStreak.refusals += 1;
      } else refusalStreak = undefined;
      const isRefused = refusalStreak !== undefined && isBelieved(refusalStreak, error, options, clock.now());
      if (isRefused || clock.now() - sinceMs > MAX_OUTAGE_MS)
        throw unknownResult(id, error, options.isOurs || build !== undefined);
      delayMs = retryDelayMs(error, failures - 1, random);
      // An exhausted rate limit is no outage, and ends at a known time.
      if (error.status === 429) failureStreak.sinceMs = clock.now() + delayMs;
    }
    if (clock.now() >= deadlineMs) return { end: 'deadline', build };
    // The last poll comes when the time limit ends, not before: the build may just have finished.
    if (delayMs === undefined) await schedule.untilDue(deadlineMs, signal);
    else await sleepUntilDeadline(delayMs, context, deadlineMs);
  }
}

/** True if so many refusals, for so long, are no hiccup. */
function isBelieved(
  { sinceMs, refusals }: { sinceMs: number; refusals: number },
  error: NorthflankError,
  { isOurs }: WaitOptions,
  nowMs: number,
): boolean {
  if (refusals < REFUSALS_BELIEVED) return false;
  if (!isOurs && lacksPermission(error)) return true;
  return nowMs - sinceMs >= (isOurs ? MAX_REFUSED_MS.ours : MAX_REFUSED_MS.given);
}

async function sleepUntilDeadline(ms: number, { clock, signal }: Context, deadlineMs: number): Promise<void> {
  const remainingMs = deadlineMs - clock.now();
  if (remainingMs > 0) await clock.sleep(Math.min(ms, remainingMs), signal);
}

function unknownResult(id: string, error: NorthflankError, exists: boolean): ActionError {
  // An ID that may be wrong is no build to wait for.
  if (!exists && error.kind === 'refused') {
    return new ActionError(error.message, 'failure', error.cause);
  }
  return new ActionError(
    `${error.message} The result of build ${id} is unknown: it may still be running. To wait for it, run this step with ` +
      `\`build-id: ${id}\`.`,
    'unknown',
    error.cause,
  );
}

/** Delays before a finished build is read again, in milliseconds. */
const IMAGE_DELAYS_MS = [1000, 2000, 3000];

/** The same build with the URI of its image, which may appear a little after the end; unchanged if it does not. */
export async function waitForImage(build: Build, { client, clock, signal }: Context): Promise<Build> {
  let latest = build;
  for (const delayMs of IMAGE_DELAYS_MS) {
    if (latest.registry !== undefined) break;
    try {
      await clock.sleep(delayMs, signal);
      const { value } = await client.getBuild(build.id, signal, LAST_POLL_TIMEOUT_MS);
      if (value.registry !== undefined) latest = { ...build, registry: value.registry, raw: value.raw };
    } catch {
      // The build has succeeded, whatever becomes of this.
      break;
    }
  }
  return latest;
}
