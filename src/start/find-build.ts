import type { Clock } from '../clock.ts';
import type { Context } from '../context.ts';
import { hasReset, NorthflankError } from '../errors.ts';
import type { Build, BuildPage } from '../northflank/decode.ts';
import { retryDelayMs } from '../retry.ts';

/** How to recognise a build whose start was never answered. */
export interface StartIntent {
  /** The commit asked for; undefined for the newest of the branch. */
  sha?: string | undefined;
  /** The branch or the pull request asked for, of a build service. */
  branch?: string | undefined;
  pullRequestId?: number | undefined;
  /** IDs of the builds that were listed before the first start; undefined if they could not be listed. */
  knownIds: string[] | undefined;
  /** When the first start and the latest one were sent: this machine's date, in milliseconds since 1970. */
  sentAtMs: number;
  lastSentAtMs: number;
}

/** What a search for the build of an unanswered start has found. */
export type FindResult =
  | { kind: 'found'; build: Build }
  /** The list was read for long enough, and stayed without any build that could be ours. */
  | { kind: 'not-started' }
  /**
   * It may be one of these, or none. `error` is why the builds could not be listed, where that is the reason;
   * `isPartial` if the list does not show all of them.
   */
  | { kind: 'ambiguous'; builds: Build[]; error?: NorthflankError; isPartial: boolean };

/** Milliseconds before the first lists; later ones follow in steps of the last of these. */
const DELAYS_MS = [500, 1500, 3000, 5000, 10_000];
const LAST_DELAY_MS = 10_000;

/** Milliseconds after which the only build of the commit stays it: a start that is under way has arrived. */
const SETTLED_MS = 4500;

/** Milliseconds for which the list must be readable and without a candidate: a new build need not be listed at once. */
const ABSENT_MS = 30_000;

/** Lists after which a search ends in any case: one that fails time and again is never watched for long enough. */
const MAX_LISTS = 60;

/** How long the list may fail in a row, in milliseconds: refused, or with an outage. */
const MAX_REFUSED_MS = 60_000;
const MAX_OUTAGE_MS = 5 * 60_000;

/** How far the clocks of the gateway, of the builds and of this machine may differ, in milliseconds. */
const CLOCK_SLACK_MS = 15_000;

/** How long after it failed a start may still be accepted, in milliseconds. */
const LATE_MS = 10_000;

/** When a start has failed whose process was killed, in milliseconds after it was sent. */
const ASSUMED_FAILURE_MS = 5000;

/** Until when to search, and since when. */
export interface FindOptions {
  /** When to give up, in milliseconds on the clock. */
  deadlineMs: number;
  /** When the latest start failed: this machine's date; undefined if that was in another process. */
  failedAtMs?: number;
  /** Milliseconds for which the list must stay without a candidate; half a minute by default. */
  absentMs?: number;
}

/**
 * Searches for the build that a start of unknown outcome may have made. A build that was listed before the first
 * start, or is of another commit, is not ours; its date alone proves nothing, since clocks differ. Rejects with the
 * signal's reason only.
 */
export async function findBuild(
  intent: StartIntent,
  { client, clock, random, signal }: Context,
  options: FindOptions,
): Promise<FindResult> {
  const { deadlineMs, failedAtMs = intent.lastSentAtMs + ASSUMED_FAILURE_MS, absentMs = ABSENT_MS } = options;
  const startMs = clock.now();
  const listed = new Map<string, Build>();
  let found: Build | undefined;
  let isPartial = false;
  let failure: NorthflankError | undefined;
  let [failures, lastSuccessMs] = [0, startMs];
  /** Since when no list has failed. */
  let readableMs = startMs;
  /** Builds without a date that were listed so soon that ours may be among them. */
  const timelyIds = new Set<string>();
  for (let attempt = 0; attempt < MAX_LISTS; attempt += 1) {
    let delayMs = DELAYS_MS[attempt] ?? LAST_DELAY_MS;
    if (failure?.retryAfterMs !== undefined) {
      delayMs = retryDelayMs(failure, failures, random);
      // An exhausted rate limit is no outage, and ends at a known time. A server in trouble may be back sooner.
      if (hasReset(failure)) lastSuccessMs = clock.now() + delayMs;
      else delayMs = Math.min(delayMs, LAST_DELAY_MS);
    }
    const remainingMs = deadlineMs - clock.now();
    if (remainingMs <= 0 || (failure !== undefined && hasReset(failure) && delayMs > remainingMs)) break;
    // The last list comes at the end, so that the whole time is used.
    await clock.sleep(Math.min(delayMs, remainingMs), signal);
    try {
      const { value: page, serverTimeMs } = await client.listBuilds(signal);
      [failure, failures, lastSuccessMs] = [undefined, 0, clock.now()];
      const fromMs = earliestMs(intent, serverTimeMs, clock);
      const toMs = fromMs + failedAtMs - intent.sentAtMs + LATE_MS + 2 * CLOCK_SLACK_MS;
      // A list that is not always up to date may not show a build again, or say later of which commit it is.
      for (const { id } of page.builds) listed.delete(id);
      for (const build of candidateBuilds(page, intent)) listed.set(build.id, build);
      // Only its date tells our build from an old one, or from one that somebody else has started since.
      const isTimely = clock.date() - failedAtMs < ABSENT_MS + LAST_DELAY_MS;
      if (intent.knownIds !== undefined && isTimely) for (const id of listed.keys()) timelyIds.add(id);
      const fitting = [...listed.values()].filter(({ id, createdAtMs }) =>
        createdAtMs === undefined ? timelyIds.has(id) : createdAtMs >= fromMs && createdAtMs <= toMs,
      );
      found = fitting.length === 1 ? fitting[0] : undefined;
      isPartial = !showsAllSince(fromMs, page, intent);
      // What does not say its commit may be of others, and ours be on its way.
      const isOfCommit = found?.sha !== undefined && intent.sha !== undefined;
      if (isOfCommit && lastSuccessMs - startMs >= SETTLED_MS) break;
      if (lastSuccessMs - readableMs >= absentMs) {
        if (listed.size === 0 && !isPartial) return { kind: 'not-started' };
        break;
      }
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      failure = error;
      failures += 1;
      readableMs = clock.now();
      const isRefused = error.kind === 'refused';
      if (isRefused && intent.knownIds === undefined) break;
      if (clock.now() - lastSuccessMs > (isRefused ? MAX_REFUSED_MS : MAX_OUTAGE_MS)) break;
    }
  }
  if (found !== undefined) return { kind: 'found', build: found };
  return {
    kind: 'ambiguous',
    builds: [...listed.values()],
    isPartial,
    ...(failure === undefined ? {} : { error: failure }),
  };
}

/** When ours was created at the earliest, by the server's clock, where the answer has its time. */
export function earliestMs(
  { sentAtMs }: StartIntent,
  serverTimeMs: number | undefined,
  clock: Clock,
): number {
  const offsetMs = serverTimeMs === undefined ? 0 : serverTimeMs - clock.date();
  return sentAtMs + offsetMs - CLOCK_SLACK_MS;
}

/** Builds that were not listed before the first start, and are, as far as they say it, what it asked for. */
export function candidateBuilds({ builds }: BuildPage, intent: StartIntent): Build[] {
  return builds.filter((build) => {
    if (intent.knownIds?.includes(build.id) === true) return false;
    const { sha, branch, pullRequestId } = build;
    return (
      (intent.sha === undefined || sha === undefined || intent.sha.startsWith(sha.toLowerCase())) &&
      mayBe(intent.branch, branch) &&
      mayBe(intent.pullRequestId, pullRequestId)
    );
  });
}

/** What a build does not say, or nobody asked for, rules nothing out. */
function mayBe<T>(asked: T | undefined, said: T | undefined): boolean {
  return asked === undefined || said === undefined || said === asked;
}

/** True if no build that is newer than that moment can be missing from the page. */
export function showsAllSince(
  sinceMs: number,
  { builds, hasMore }: BuildPage,
  { knownIds = [] }: StartIntent,
): boolean {
  // A list that has lost all that was there before proves nothing.
  if (knownIds.length > 0 && !builds.some(({ id }) => knownIds.includes(id))) return false;
  if (!hasMore) return true;
  // That the newest come first is not documented, so it is believed only where it is seen.
  const dates = builds.map(({ createdAtMs = Number.NaN }) => createdAtMs);
  const isDescending = dates.every((ms, index) => ms <= (dates[index - 1] ?? Number.POSITIVE_INFINITY));
  const isNewestFirst = isDescending && (dates[0] ?? 0) > (dates.at(-1) ?? 0);
  return isNewestFirst && (dates.at(-1) ?? sinceMs) < sinceMs;
}
