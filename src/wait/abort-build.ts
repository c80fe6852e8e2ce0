import type { Context } from '../context.ts';
import { NorthflankError } from '../errors.ts';
import { classifyBuild } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import { retry } from '../retry.ts';

/** What happens to a build that is no longer waited for, as the inputs say it. */
export type AbortPolicy = 'abort' | 'leave';

/** What became of a build that is no longer waited for. */
export interface AbortResult {
  /**
   * `aborted`: read back as aborted; `concluded`: it had ended by itself; `requested`: the abort was accepted, but the
   * build was not seen to end; `failed`: it may be running; `kept-running`: the inputs say so; `untouched`: it is not
   * for this step to abort.
   */
  state: 'aborted' | 'concluded' | 'requested' | 'failed' | 'kept-running' | 'untouched';
  /** The build as last seen. */
  build?: Build | undefined;
  /** Why the abort failed, or was not seen. */
  error?: unknown;
}

/** Milliseconds for each request, unless the caller has less time. */
const REQUEST_MS = 4000;

/** Refusals that may pass: a new build need not be known everywhere, and another operation may be about to end. */
const PASSING_REFUSALS = [404, 409];

/** How a build is aborted. */
export interface AbortOptions {
  /** When to give up, in milliseconds on the clock. */
  deadlineMs: number;
  /** True to read the build first, and to leave it alone if it has ended. */
  readFirst?: boolean;
}

/** Aborts a build and reads back what became of it; tries again until the deadline. Never rejects. */
export async function abortBuild(id: string, context: Context, options: AbortOptions): Promise<AbortResult> {
  const { client, signal } = context;
  const result: AbortResult = { state: 'failed' };

  const hasEnded = async (): Promise<boolean> => {
    result.build = (await client.getBuild(id, signal, REQUEST_MS)).value;
    const state = classifyBuild(result.build);
    if (state !== 'running') result.state = state === 'aborted' ? 'aborted' : 'concluded';
    return state !== 'running';
  };

  let { readFirst = false } = options;
  const attempt = async (): Promise<void> => {
    if (readFirst && (await hasEnded().catch(() => false))) return;
    readFirst = true;
    let failure: unknown;
    try {
      await client.abortBuild(id, signal, REQUEST_MS);
      result.state = 'requested';
    } catch (error) {
      // The next request would meet the same limit.
      if (error instanceof NorthflankError && error.status === 429) throw error;
      failure = error;
    }
    // The answer to the abort may have been lost: what counts is how the build is.
    if (await hasEnded()) return;
    throw failure ?? new NorthflankError(`Build ${id} still runs after its abort.`, { kind: 'unknown' });
  };

  try {
    await retry(attempt, context, {
      deadlineMs: ({ kind, status = 0 }) =>
        kind !== 'refused' || PASSING_REFUSALS.includes(status) ? options.deadlineMs : undefined,
    });
  } catch (error) {
    result.error = error;
  }
  return result;
}
