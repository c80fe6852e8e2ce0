import type { Clock } from '../clock.ts';
import { NorthflankError } from '../errors.ts';
import type { Intent } from '../github/state.ts';
import type { Client } from '../northflank/client.ts';
import type { Build } from '../northflank/decode.ts';

/** The builds that may be the one whose start was not answered. */
export type Candidates =
  | { kind: 'one'; build: Build }
  | { kind: 'several'; builds: Build[] }
  | { kind: 'none' }
  /** They cannot be listed, or what was there before is not known. */
  | { kind: 'hidden' };

/** What a search needs from the world. */
export interface FindTools {
  client: Client;
  clock: Clock;
  signal: AbortSignal;
  /** When the start failed, on the clock; undefined if that was in another process. */
  failedAtMs: number | undefined;
}

/**
 * Pauses before each look, in milliseconds. A start whose connection broke may still be on its way through the
 * server, so that only a list that stays without it for a while says that it was not taken.
 */
const LOOKS_MS = [500, 1500, 3000, 5000, 10_000];

/** How far clocks of the servers behind one address may differ, and how long a start may be under way, in ms. */
const SLACK_MS = 5000;

/** Looks for the build that a start of unknown outcome may have made. Rejects with the signal's reason only. */
export async function findBuild(
  intent: Intent,
  { client, clock, signal, failedAtMs }: FindTools,
): Promise<Candidates> {
  const { knownIds } = intent;
  if (knownIds === undefined) return { kind: 'hidden' };
  let seenClearly = false;
  for (const pause of LOOKS_MS) {
    await clock.sleep(pause, signal);
    try {
      const { value, serverTimeMs } = await client.listBuilds(undefined, signal);
      const failed =
        failedAtMs === undefined || serverTimeMs === undefined
          ? undefined
          : serverTimeMs - (clock.now() - failedAtMs) + SLACK_MS;
      const builds = value.builds.filter((build) => mayBeOurs(build, intent, knownIds, failed));
      const [first, ...others] = builds;
      if (first !== undefined) {
        return others.length === 0 ? { kind: 'one', build: first } : { kind: 'several', builds };
      }
      seenClearly = true;
    } catch (error) {
      signal.throwIfAborted();
      // The last look counts: an earlier one may have been too early.
      seenClearly = false;
      if (error instanceof NorthflankError && error.kind === 'refused') return { kind: 'hidden' };
    }
  }
  return seenClearly ? { kind: 'none' } : { kind: 'hidden' };
}

/** New since the start, of its commit, and made while it was under way: another run's build seldom is all three. */
function mayBeOurs(build: Build, intent: Intent, knownIds: string[], failedMs: number | undefined): boolean {
  if (knownIds.includes(build.id)) return false;
  if (intent.sha !== undefined && build.sha !== undefined && build.sha.toLowerCase() !== intent.sha)
    return false;
  const madeMs = Date.parse(build.createdAt ?? '');
  if (Number.isNaN(madeMs)) return true;
  if (intent.notBeforeMs !== undefined && madeMs < intent.notBeforeMs - SLACK_MS) return false;
  return failedMs === undefined || madeMs <= failedMs;
}
