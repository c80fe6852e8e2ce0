import type { Clock } from '../clock.ts';
import { NorthflankError } from '../errors.ts';
import { judge } from '../northflank/build-status.ts';
import type { Client } from '../northflank/client.ts';
import type { Build } from '../northflank/decode.ts';
import { backoffMs } from '../retry.ts';

/** What became of a build that was to be aborted. */
export interface Abortion {
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
export interface AbortTools {
  client: Client;
  clock: Clock;
  random: () => number;
  /** Ends the attempt: the runner will not wait for ever. */
  signal: AbortSignal;
  /** How often to try. */
  tries: number;
}

/** Aborts a build, then looks at what became of it. Never throws. */
export async function abortBuild(id: string, tools: AbortTools): Promise<Abortion> {
  for (let tried = 1; ; tried += 1) {
    const abortion = await tryOnce(id, tools);
    const { error } = abortion;
    const isFinal = error instanceof NorthflankError && error.kind === 'refused' && error.status !== 409;
    if (abortion.state !== 'failed' || isFinal || tried >= tools.tries) return abortion;
    try {
      await tools.clock.sleep(backoffMs(tried, tools.random), tools.signal);
    } catch {
      return abortion;
    }
  }
}

async function tryOnce(id: string, { client, signal }: AbortTools): Promise<Abortion> {
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
  const verdict = judge(build);
  // An answer may get lost on the way back: what counts is how the build is.
  if (verdict === 'success' || verdict === 'failure') return { state: 'concluded', build, error: undefined };
  return {
    state: verdict === 'aborted' || failure === undefined ? 'aborted' : 'failed',
    build,
    error: failure,
  };
}
