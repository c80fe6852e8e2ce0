import type { Clock } from '../clock.ts';
import { NorthflankError } from '../errors.ts';
import type { StartIntent } from '../github/state.ts';
import type { Client } from '../northflank/client.ts';
import type { Build, BuildPage } from '../northflank/decode.ts';

/** What a search for the build of an unanswered start has found. */
export type FindResult =
  | { kind: 'one'; build: Build }
  | { kind: 'none' }
  /** It may be one of these; of none where the builds could not be listed. */
  | { kind: 'unsure'; builds: Build[] };

/** What a search needs from the world. */
export interface FindOptions {
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
const DELAYS_MS = [500, 1500, 3000, 5000, 10_000];

/** How far the time of a build may lie before that of its start: `Date` is in seconds, and servers' clocks differ. */
const EARLY_MS = 2000;

/** How long the answer to a start is waited for at the most, for a search by another process than the one that sent it. */
const LONGEST_START_MS = 30_000;

/** How long after its connection broke a start may still be taken. */
const LATE_MS = 10_000;

/** Pauses before further looks, in milliseconds, for where the last ones have failed: only a list that is read counts. */
const FURTHER_DELAYS_MS = [2000, 3000, 5000, 5000, 10_000];

/** From this look on, a build that is the only one will stay it: a start that is under way has arrived. */
const SETTLED_ATTEMPT = 2;

/** Looks for the build that a start of unknown outcome may have made. Rejects with the signal's reason only. */
export async function findBuild(
  intent: StartIntent,
  { client, clock, signal, failedAtMs }: FindOptions,
): Promise<FindResult> {
  const { knownIds } = intent;
  if (knownIds === undefined) return { kind: 'unsure', builds: [] };
  let builds: Build[] = [];
  let isClear = false;
  for (const [attempt, pause] of [...DELAYS_MS, ...FURTHER_DELAYS_MS].entries()) {
    if (attempt >= DELAYS_MS.length && isClear) break;
    await clock.sleep(pause, signal);
    try {
      // The server's clock is read after this, so that no build of ours seems too young.
      const askedMs = clock.now();
      const { value, serverTimeMs } = await client.listBuilds(signal);
      const failed =
        failedAtMs === undefined || serverTimeMs === undefined
          ? (intent.notBeforeMs ?? Number.POSITIVE_INFINITY) + LONGEST_START_MS + LATE_MS
          : serverTimeMs - (askedMs - failedAtMs) + LATE_MS;
      // One that came too late for a start as we know them is hardly ours, but that is not to be relied on.
      builds = value.builds.filter((build) => isNewOfCommit(build, intent, knownIds));
      const [first, ...others] = builds.filter((build) => !isLaterThan(build, failed));
      if (others.length > 0) break;
      if (first !== undefined && attempt >= SETTLED_ATTEMPT) return { kind: 'one', build: first };
      isClear = showsAllSince(intent.notBeforeMs, value);
    } catch (error) {
      signal.throwIfAborted();
      // The last look counts: an earlier one may have been too early.
      isClear = false;
      if (error instanceof NorthflankError && error.kind === 'refused') break;
    }
  }
  return isClear && builds.length === 0 ? { kind: 'none' } : { kind: 'unsure', builds };
}

/** True if no build that is newer than that moment can be on another page. */
function showsAllSince(sinceMs: number | undefined, { builds, cursor }: BuildPage): boolean {
  if (cursor === undefined) return true;
  // That the newest come first is not documented, so it is believed only where it is seen.
  const made = builds.map(({ createdAt }) => Date.parse(createdAt ?? ''));
  const isNewestFirst = made.every((ms, index) => index === 0 || ms <= (made[index - 1] ?? 0));
  return isNewestFirst && sinceMs !== undefined && (made.at(-1) ?? sinceMs) < sinceMs - EARLY_MS;
}

/** New since the start, and of its commit. */
function isNewOfCommit({ id, sha, createdAt }: Build, intent: StartIntent, knownIds: string[]): boolean {
  if (knownIds.includes(id)) return false;
  if (intent.sha !== undefined && sha !== undefined && sha.toLowerCase() !== intent.sha) return false;
  const madeMs = Date.parse(createdAt ?? '');
  return !(madeMs < (intent.notBeforeMs ?? madeMs) - EARLY_MS);
}

function isLaterThan({ createdAt }: Build, ms: number): boolean {
  return Date.parse(createdAt ?? '') > ms;
}
