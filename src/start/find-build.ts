import type { Context } from '../context.ts';
import { NorthflankError } from '../errors.ts';
import type { Build, BuildPage } from '../northflank/decode.ts';

/** How to recognise a build whose start was never answered. */
export interface StartIntent {
  /** The commit asked for; undefined for the newest of the branch. */
  sha: string | undefined;
  /** IDs of the builds before the start; undefined if they could not be listed. */
  knownIds: string[] | undefined;
  /** The server's clock before the start, in milliseconds since 1970. */
  notBeforeMs: number | undefined;
}

/** What a search for the build of an unanswered start has found. */
export type FindResult =
  | { kind: 'found'; build: Build }
  | { kind: 'not-started' }
  /** It may be one of these; the list is empty where the builds could not be listed. */
  | { kind: 'ambiguous'; builds: Build[] };

/**
 * Delays before each list of builds, in milliseconds. A start whose connection broke may still be on its way through
 * the server, so that only a list that stays without it for a while says that it was not accepted.
 */
const DELAYS_MS = [500, 1500, 3000, 5000, 10_000];

/** How far the creation of a build may lie before its start: `Date` is in seconds, and servers' clocks differ. */
const EARLY_MS = 2000;

/** Longest wait for the answer to a start, in milliseconds, for a search by another process than the one that sent it. */
const LONGEST_START_MS = 30_000;

/** How long after its connection broke a start may still be accepted, in milliseconds. */
const LATE_MS = 10_000;

/** Further delays, in milliseconds, where the last lists could not be read: only a list that was read counts. */
const FURTHER_DELAYS_MS = [2000, 3000, 5000, 5000, 10_000];

/** From this attempt on, a build that is the only candidate stays it: a start that is under way has arrived. */
const SETTLED_ATTEMPT = 2;

/** Looks for the build that a start of unknown outcome may have made. Rejects with the signal's reason only. */
export async function findBuild(
  intent: StartIntent,
  { client, clock, signal }: Omit<Context, 'random'>,
  /** When the start failed, on the clock; undefined if that was in another process. */
  failedAtMs: number | undefined,
): Promise<FindResult> {
  const { knownIds } = intent;
  if (knownIds === undefined) return { kind: 'ambiguous', builds: [] };
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
      if (first !== undefined && attempt >= SETTLED_ATTEMPT) return { kind: 'found', build: first };
      isClear = showsAllSince(intent.notBeforeMs, value);
    } catch (error) {
      signal.throwIfAborted();
      // The last list counts: an earlier one may have come too early.
      isClear = false;
      if (error instanceof NorthflankError && error.kind === 'refused') break;
    }
  }
  return isClear && builds.length === 0 ? { kind: 'not-started' } : { kind: 'ambiguous', builds };
}

/** True if no build that is newer than that moment can be on another page. */
function showsAllSince(sinceMs: number | undefined, { builds, cursor }: BuildPage): boolean {
  if (cursor === undefined) return true;
  // That the newest come first is not documented, so it is believed only where it is seen.
  const created = builds.map(({ createdAtMs = Number.NaN }) => createdAtMs);
  const isNewestFirst = created.every((ms, index) => index === 0 || ms <= (created[index - 1] ?? 0));
  return isNewestFirst && sinceMs !== undefined && (created.at(-1) ?? sinceMs) < sinceMs - EARLY_MS;
}

/** New since the start, and of its commit. */
function isNewOfCommit({ id, sha, createdAtMs }: Build, intent: StartIntent, knownIds: string[]): boolean {
  if (knownIds.includes(id)) return false;
  if (intent.sha !== undefined && sha !== undefined && sha.toLowerCase() !== intent.sha) return false;
  return !((createdAtMs ?? Number.NaN) < (intent.notBeforeMs ?? Number.NaN) - EARLY_MS);
}

function isLaterThan({ createdAtMs = Number.NaN }: Build, ms: number): boolean {
  return createdAtMs > ms;
}
