import type { Context } from '../context.ts';
import type { Reply } from '../northflank/client.ts';
import type { Build, BuildPage } from '../northflank/decode.ts';
import { retry } from '../retry.ts';
import { candidateBuilds, earliestMs, showsAllSince, type StartIntent } from './find-build.ts';

/** Builds besides the known one that a repeated start may have made. */
export interface SecondBuilds {
  builds: readonly Build[];
  /** False where there was no time for one to be listed, or where the list may hide one. */
  isComplete: boolean;
}

/** Milliseconds after a start by which its build is listed, for all that is known. */
const MAX_LIST_LAG_MS = 65_000;

/** Milliseconds for the list. */
const LIST_MS = 5000;

/**
 * The builds besides `id` that a repeated start may have made: the first one may have been accepted after all, and be
 * listed late. Waits for that, until `deadlineMs` on the clock at most. Rejects with a NorthflankError where the builds
 * cannot be listed, or with the signal's reason.
 */
export async function findSecondBuilds(
  id: string,
  intent: StartIntent,
  context: Context,
  deadlineMs: number,
): Promise<SecondBuilds> {
  const { client, clock, signal } = context;
  const lastMs = deadlineMs - LIST_MS - clock.now();
  const listedMs = intent.lastSentAtMs + MAX_LIST_LAG_MS - clock.date();
  await clock.sleep(Math.max(0, Math.min(listedMs, lastMs)), signal);
  const list = (): Promise<Reply<BuildPage>> => client.listBuilds(signal, LIST_MS);
  const { value: page, serverTimeMs } = await retry(list, context, {
    deadlineMs: () => deadlineMs - LIST_MS,
  });
  const builds = candidateBuilds(page, intent).filter((build) => build.id !== id);
  const isComplete =
    lastMs >= listedMs &&
    page.builds.some((build) => build.id === id) &&
    showsAllSince(earliestMs(intent, serverTimeMs, clock), page, intent);
  return { builds, isComplete };
}

/** True if a start was sent twice, as far as the dates are known. */
export function isRepeated({ sentAtMs, lastSentAtMs }: StartIntent): boolean {
  return !Number.isNaN(sentAtMs) && lastSentAtMs !== sentAtMs;
}
