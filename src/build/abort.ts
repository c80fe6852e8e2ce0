import type { Client } from '../northflank/client.ts';
import type { Build } from '../northflank/decode.ts';
import { judge } from './status.ts';

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

/** Aborts a build with one try, then looks at what became of it. Never throws. */
export async function abortBuild(client: Client, id: string, signal: AbortSignal): Promise<Abortion> {
  let failure: unknown;
  try {
    await client.abortBuild(id, signal, REQUEST_MS);
  } catch (error) {
    failure = error;
  }
  let build: Build | undefined;
  try {
    build = (await client.getBuild(id, signal, REQUEST_MS)).value;
  } catch (error) {
    // The abort was taken, so not seeing the end of it does not matter.
    if (failure === undefined) return { state: 'aborted', build, error: undefined };
    return { state: 'failed', build, error: failure ?? error };
  }
  const verdict = judge(build);
  // An answer may get lost on the way back: what counts is how the build is.
  if (verdict === 'aborted') return { state: 'aborted', build, error: undefined };
  if (verdict !== 'running') return { state: 'concluded', build, error: undefined };
  if (failure === undefined) return { state: 'aborted', build, error: undefined };
  return { state: 'failed', build, error: failure };
}
