import type { Clock } from '../clock.ts';
import { NorthflankError } from '../errors.ts';
import type { Client } from '../northflank/client.ts';
import { retryDelayMs } from '../retry.ts';

/** What a check needs from the world. */
export interface CheckOptions {
  client: Client;
  clock: Clock;
  random: () => number;
  /** Aborted when the step is cancelled. */
  signal: AbortSignal;
  /** When to give up, on the clock. */
  deadlineMs: number;
  /** Tells the user about a delay. */
  info(text: string): void;
}

/** Times that a request is tried: most hiccups are over within the half minute that this takes, and nothing is lost by then. */
const TRIES = 6;

/**
 * Checks without starting anything that the job is there and may be built. Returns what could not be checked, in a
 * sentence; rejects with a NorthflankError where the API refuses or stays away.
 */
export async function checkAccess(
  buildId: string | undefined,
  options: CheckOptions,
): Promise<string | undefined> {
  const { client, signal } = options;
  let known = buildId;
  try {
    await patiently(() => client.getJob(signal), options);
    known ??= (await patiently(() => client.listBuilds(signal), options)).value.builds[0]?.id;
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
  await patiently(() => client.getBuild(id, signal), options);
  return undefined;
}

async function patiently<T>(ask: () => Promise<T>, options: CheckOptions): Promise<T> {
  const { clock, random, signal, deadlineMs, info } = options;
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof NorthflankError) || error.kind === 'refused' || tried >= TRIES) throw error;
      const wait = retryDelayMs(error, tried - 1, random);
      if (clock.now() + wait > deadlineMs) throw error;
      info(`${error.message} Trying again in ${Math.ceil(wait / 1000)} s.`);
      await clock.sleep(wait, signal);
    }
  }
}
