import type { Clock } from '../clock.ts';
import { ActionError, NorthflankError } from '../errors.ts';
import { buildAgeMs, judge } from '../northflank/build-status.ts';
import type { Client } from '../northflank/client.ts';
import type { Build } from '../northflank/decode.ts';
import { waitMs } from '../retry.ts';
import type { Pace } from './poll-schedule.ts';

/** What a watch needs from the world. */
export interface WatchTools {
  client: Client;
  clock: Clock;
  /** When to look. */
  pace: Pace;
  random: () => number;
  /** Aborted when the step is cancelled. */
  signal: AbortSignal;
  /** When the time to wait is over, on the clock. */
  deadlineMs: number;
  /** The build as its start answered; without it nobody has seen one of that ID so far. */
  build?: Build | undefined;
  /** True to return after the first look that brings an answer. */
  once: boolean;
  /** Called after each look that brought an answer. */
  seen(build: Build): Promise<void> | void;
  /** Called once for each streak of looks that brought none. */
  troubled(error: NorthflankError): void;
}

/** How long looks may fail without a break, in milliseconds: gateways are back after a restart of minutes. */
const PATIENCE_MS = 5 * 60_000;

/** Refusals in a row that are believed: a fresh build or token may not be known everywhere at once. */
const REFUSALS_BELIEVED = 3;

/** Milliseconds for a look, unless the time to wait is over before. */
const LOOK_MS = 15_000;

/** Milliseconds for the last look, when the time is over. */
const LAST_LOOK_MS = 5000;

/** Milliseconds after which a look that shares its moment with the deadline still makes sense. */
const LEAST_LOOK_MS = 500;

/**
 * Looks at a build until it is concluded or the time is over. A look that fails is "not known yet".
 * Rejects with an ActionError where it cannot be found out, or with the signal's reason.
 */
export async function watchBuild(
  id: string,
  tools: WatchTools,
): Promise<{ end: 'concluded'; build: Build } | { end: 'deadline'; build: Build | undefined }> {
  const { client, clock, pace, random, signal, deadlineMs } = tools;
  const startMs = clock.now();
  let { build } = tools;
  let streak: { sinceMs: number; failures: number; refusals: number } | undefined;

  // What has just been started is known to run.
  if (build !== undefined && judge(build) === 'running') await untilNextLook(tools);
  for (;;) {
    signal.throwIfAborted();
    const left = deadlineMs - clock.now();
    let pause: number | undefined;
    try {
      const timeout = left > 0 ? Math.max(LEAST_LOOK_MS, Math.min(LOOK_MS, left)) : LAST_LOOK_MS;
      const reply = await client.getBuild(id, signal, timeout);
      build = reply.value;
      streak = undefined;
      await tools.seen(build);
      if (judge(build) !== 'running') return { end: 'concluded', build };
      if (tools.once) return { end: 'deadline', build };
      pace.looked(build.status, buildAgeMs(build, reply.serverTimeMs) ?? clock.now() - startMs);
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      if (streak === undefined) tools.troubled(error);
      streak ??= { sinceMs: clock.now(), failures: 0, refusals: 0 };
      streak.failures += 1;
      streak.refusals = error.kind === 'refused' ? streak.refusals + 1 : 0;
      const { sinceMs, failures, refusals } = streak;
      const waited = clock.now() - sinceMs;
      if (refusals >= REFUSALS_BELIEVED || waited > PATIENCE_MS) throw lost(id, error, build);
      pause = waitMs(error, failures - 1, random);
      // The request limit is no trouble of ours, and ends at a known time.
      if (error.status === 429) streak.sinceMs = clock.now() + pause;
    }
    if (clock.now() >= deadlineMs) return { end: 'deadline', build };
    // The last look is taken when the time is over, not before: the build may just have come to its end.
    if (pause === undefined) await untilNextLook(tools);
    else await rest(pause, tools);
  }
}

/** Waits until it is time to look, or the time to wait is over. */
async function untilNextLook(tools: WatchTools): Promise<void> {
  for (
    let ms = tools.pace.restMs();
    ms > 0 && tools.clock.now() < tools.deadlineMs;
    ms = tools.pace.restMs()
  ) {
    await rest(ms, tools);
  }
}

async function rest(ms: number, { clock, deadlineMs, signal }: WatchTools): Promise<void> {
  const left = deadlineMs - clock.now();
  if (left > 0) await clock.sleep(Math.min(ms, left), signal);
}

function lost(id: string, error: NorthflankError, build: Build | undefined): ActionError {
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
