import type { Clock } from '../clock.ts';
import { ActionError, NorthflankError } from '../errors.ts';
import { buildAgeMs, classifyBuild } from '../northflank/build-status.ts';
import type { Client } from '../northflank/client.ts';
import type { Build } from '../northflank/decode.ts';
import { retryDelayMs } from '../retry.ts';
import type { PollSchedule } from './poll-schedule.ts';

/** What a watch needs from the world. */
export interface WaitOptions {
  client: Client;
  clock: Clock;
  /** When to look. */
  schedule: PollSchedule;
  random: () => number;
  /** Aborted when the step is cancelled. */
  signal: AbortSignal;
  /** When the time to wait is over, on the clock. */
  deadlineMs: number;
  /** The build as its start answered; without it nobody has seen one of that ID so far. */
  build?: Build | undefined;
  /** True to return after the first look that brings an answer. */
  stopAfterFirstPoll: boolean;
  /** Called after each look that brought an answer. */
  onBuild(build: Build): Promise<void> | void;
  /** Called once for each streak of looks that brought none. */
  onPollFailed(error: NorthflankError): void;
}

/** How long looks may fail without a break, in milliseconds: gateways are back after a restart of minutes. */
const MAX_OUTAGE_MS = 5 * 60_000;

/** Refusals in a row that are believed: a fresh build or token may not be known everywhere at once. */
const REFUSALS_BELIEVED = 3;

/** Milliseconds for a look, unless the time to wait is over before. */
const POLL_TIMEOUT_MS = 15_000;

/** Milliseconds for the last look, when the time is over. */
const LAST_POLL_TIMEOUT_MS = 5000;

/** Milliseconds after which a look that shares its moment with the deadline still makes sense. */
const MIN_POLL_TIMEOUT_MS = 500;

/**
 * Looks at a build until it is concluded or the time is over. A look that fails is "not known yet".
 * Rejects with an ActionError where it cannot be found out, or with the signal's reason.
 */
export async function waitForBuild(
  id: string,
  options: WaitOptions,
): Promise<{ end: 'concluded'; build: Build } | { end: 'deadline'; build: Build | undefined }> {
  const { client, clock, schedule, random, signal, deadlineMs } = options;
  const startMs = clock.now();
  let { build } = options;
  let failureStreak: { sinceMs: number; failures: number; refusals: number } | undefined;

  // What has just been started is known to run.
  if (build !== undefined && classifyBuild(build) === 'running') await untilNextPoll(options);
  for (;;) {
    signal.throwIfAborted();
    const remainingMs = deadlineMs - clock.now();
    let pause: number | undefined;
    try {
      const timeout =
        remainingMs > 0
          ? Math.max(MIN_POLL_TIMEOUT_MS, Math.min(POLL_TIMEOUT_MS, remainingMs))
          : LAST_POLL_TIMEOUT_MS;
      const reply = await client.getBuild(id, signal, timeout);
      build = reply.value;
      failureStreak = undefined;
      await options.onBuild(build);
      if (classifyBuild(build) !== 'running') return { end: 'concluded', build };
      if (options.stopAfterFirstPoll) return { end: 'deadline', build };
      schedule.polled(build.status, buildAgeMs(build, reply.serverTimeMs) ?? clock.now() - startMs);
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      if (failureStreak === undefined) options.onPollFailed(error);
      failureStreak ??= { sinceMs: clock.now(), failures: 0, refusals: 0 };
      failureStreak.failures += 1;
      failureStreak.refusals = error.kind === 'refused' ? failureStreak.refusals + 1 : 0;
      const { sinceMs, failures, refusals } = failureStreak;
      const waited = clock.now() - sinceMs;
      if (refusals >= REFUSALS_BELIEVED || waited > MAX_OUTAGE_MS) throw unknownResult(id, error, build);
      pause = retryDelayMs(error, failures - 1, random);
      // The request limit is no trouble of ours, and ends at a known time.
      if (error.status === 429) failureStreak.sinceMs = clock.now() + pause;
    }
    if (clock.now() >= deadlineMs) return { end: 'deadline', build };
    // The last look is taken when the time is over, not before: the build may just have come to its end.
    if (pause === undefined) await untilNextPoll(options);
    else await sleepUntilDeadline(pause, options);
  }
}

/** Waits until it is time to look, or the time to wait is over. */
async function untilNextPoll(options: WaitOptions): Promise<void> {
  for (
    let ms = options.schedule.delayMs();
    ms > 0 && options.clock.now() < options.deadlineMs;
    ms = options.schedule.delayMs()
  ) {
    await sleepUntilDeadline(ms, options);
  }
}

async function sleepUntilDeadline(ms: number, { clock, deadlineMs, signal }: WaitOptions): Promise<void> {
  const remainingMs = deadlineMs - clock.now();
  if (remainingMs > 0) await clock.sleep(Math.min(ms, remainingMs), signal);
}

function unknownResult(id: string, error: NorthflankError, build: Build | undefined): ActionError {
  // An ID that may be wrong is no build to wait for.
  if (build === undefined && error.kind === 'refused') {
    return new ActionError(error.message, 'unknown', error.cause);
  }
  return new ActionError(
    `${error.message} How build ${id} ended is not known: it may still run. To wait for it, run this step with ` +
      `\`build-id: ${id}\`.`,
    'unknown',
    error.cause,
  );
}
