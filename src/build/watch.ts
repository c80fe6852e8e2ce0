import type { Clock } from '../clock.ts';
import { ActionError, NorthflankError } from '../errors.ts';
import type { Client } from '../northflank/client.ts';
import type { Build } from '../northflank/decode.ts';
import { waitMs } from './backoff.ts';
import type { Budget } from './budget.ts';
import { FIRST_PAUSE_MS, nextLookMs } from './pace.ts';
import { judge } from './status.ts';

/** What a watch needs from the world. */
export interface WatchTools {
  client: Client;
  clock: Clock;
  budget: Budget;
  random: () => number;
  /** Aborted when the step is cancelled. */
  signal: AbortSignal;
  /** When the time to wait is over, on the clock. */
  deadlineMs: number;
  /** The build as its start answered; without it nobody has seen one of that ID so far. */
  build?: Build | undefined;
  /** Milliseconds that earlier builds of the job took; undefined if nothing is known of them. */
  typicalMs: number | undefined;
  /** A fixed pace, in milliseconds; undefined for the action's own. */
  pollIntervalMs: number | undefined;
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
  const { client, clock, budget, random, signal, deadlineMs } = tools;
  const startMs = clock.now();
  let { build } = tools;
  let lastPause = FIRST_PAUSE_MS;
  let streak: { sinceMs: number; failures: number; refusals: number } | undefined;

  for (;;) {
    signal.throwIfAborted();
    let pause: number;
    const left = deadlineMs - clock.now();
    try {
      const timeout = left > 0 ? Math.max(LEAST_LOOK_MS, Math.min(LOOK_MS, left)) : LAST_LOOK_MS;
      const reply = await client.getBuild(id, signal, timeout);
      build = reply.value;
      streak = undefined;
      await tools.seen(build);
      if (judge(build) !== 'running') return { end: 'concluded', build };
      if (tools.once) return { end: 'deadline', build };
      pause =
        tools.pollIntervalMs ??
        nextLookMs({
          ageMs: clock.now() - startMs,
          status: build.status,
          typicalMs: tools.typicalMs,
          limit: budget.limit(),
          others: budget.othersWithin(lastPause),
          random,
        });
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
    const rest = deadlineMs - clock.now();
    if (rest <= 0) return { end: 'deadline', build };
    // The last look is taken when the time is over, not before: the build may just have come to its end.
    lastPause = Math.min(pause, rest);
    await clock.sleep(lastPause, signal);
  }
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
