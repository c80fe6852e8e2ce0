import type { Clock } from '../clock.ts';
import { NorthflankError } from '../errors.ts';
import type { Client } from '../northflank/client.ts';
import { waitMs } from '../retry.ts';

/** What a check needs from the world. */
export interface CheckTools {
  client: Client;
  clock: Clock;
  random: () => number;
  /** Aborted when the step is cancelled. */
  signal: AbortSignal;
  /** When to give up, on the clock. */
  deadlineMs: number;
  /** Tells the user about a delay. */
  say(text: string): void;
}

/** Times that a request is tried: most hiccups are over within the half minute that this takes, and nothing is lost by then. */
const TRIES = 6;

/**
 * Checks without starting anything that the job is there and may be built. Returns what could not be checked, in a
 * sentence; rejects with a NorthflankError where the API refuses or stays away.
 */
export async function checkAccess(
  buildId: string | undefined,
  tools: CheckTools,
): Promise<string | undefined> {
  const { client, signal } = tools;
  let known = buildId;
  try {
    await patiently(() => client.getJob(signal), tools);
    known ??= (await patiently(() => client.listBuilds(signal), tools)).value.builds[0]?.id;
  } catch (error) {
    // Without a permission that it names, a 401 means that the token itself is wrong.
    if (!(error instanceof NorthflankError) || error.permission === undefined) throw error;
    if (known === undefined) {
      return 'The API token may not read the job, so it was not checked that it is there and may be built.';
    }
  }
  if (known === undefined)
    return 'The job has no build yet, so it was not checked that the token may build it.';
  const id = known;
  // Reading a build needs the permission that starting one needs.
  await patiently(() => client.getBuild(id, signal), tools);
  return undefined;
}

async function patiently<T>(ask: () => Promise<T>, tools: CheckTools): Promise<T> {
  const { clock, random, signal, deadlineMs, say } = tools;
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof NorthflankError) || error.kind === 'refused' || tried >= TRIES) throw error;
      const wait = waitMs(error, tried - 1, random);
      if (clock.now() + wait > deadlineMs) throw error;
      say(`${error.message} Trying again in ${Math.ceil(wait / 1000)} s.`);
      await clock.sleep(wait, signal);
    }
  }
}
