import type { Clock } from '../clock.ts';
import { NorthflankError } from '../errors.ts';
import { classifyBuild } from '../northflank/build-status.ts';
import type { Client } from '../northflank/client.ts';
import type { Build } from '../northflank/decode.ts';
import { backoffMs } from '../retry.ts';

/** What became of a build that was to be aborted. */
export interface AbortResult {
  /** `concluded`: it came to an end of its own before. */
  state: 'aborted' | 'concluded' | 'failed';
  /** The build as last seen. */
  build: Build | undefined;
  /** Why it failed. */
  error: unknown;
}

/** Milliseconds for each of the two requests, unless the caller has less time. */
const REQUEST_MS = 4000;

/** What an abort needs from the world. */
export interface AbortOptions {
  client: Client;
  clock: Clock;
  random: () => number;
  /** Ends the attempt: the runner will not wait for ever. */
  signal: AbortSignal;
  /** How often to try. */
  maxAttempts: number;
}

/** Aborts a build, then looks at what became of it. Never throws. */
export async function abortBuild(id: string, options: AbortOptions): Promise<AbortResult> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await attemptAbort(id, options);
    const { error } = result;
    const isFinal = error instanceof NorthflankError && error.kind === 'refused' && error.status !== 409;
    if (result.state !== 'failed' || isFinal || attempt >= options.maxAttempts) return result;
    try {
      await options.clock.sleep(backoffMs(attempt, options.random), options.signal);
    } catch {
      return result;
    }
  }
}

async function attemptAbort(id: string, { client, signal }: AbortOptions): Promise<AbortResult> {
  let failure: unknown;
  try {
    await client.abortBuild(id, signal, REQUEST_MS);
  } catch (error) {
    failure = error;
  }
  let build: Build;
  try {
    build = (await client.getBuild(id, signal, REQUEST_MS)).value;
  } catch {
    return { state: failure === undefined ? 'aborted' : 'failed', build: undefined, error: failure };
  }
  const state = classifyBuild(build);
  // An answer may get lost on the way back: what counts is how the build is.
  if (state === 'success' || state === 'failure') return { state: 'concluded', build, error: undefined };
  return {
    state: state === 'aborted' || failure === undefined ? 'aborted' : 'failed',
    build,
    error: failure,
  };
}
