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
   * build was not seen to end; `failed`: it may be running; `kept-running`: the inputs say so; `untouched`: it was only
   * read; `found`: this step did not start it. Neither of the last two is for this step to abort.
   */
  state: 'aborted' | 'concluded' | 'requested' | 'failed' | 'kept-running' | 'untouched' | 'found';
  /** The build as last seen. */
  build?: Build | undefined;
  /** Why the abort failed, or was not seen. */
  error?: unknown;
}

/** Milliseconds for each request, unless the caller has less time. */
const REQUEST_MS = 4000;

/** Milliseconds after which an abort that was accepted, and had no effect so far, is sent again. */
const REPEAT_MS = 15_000;

/** Refusals that may pass: a new build need not be known everywhere, and another operation may be about to end. */
const PASSING_REFUSALS: readonly (number | undefined)[] = [404, 409];

/** How a build is aborted. */
export interface AbortOptions {
  /** When to give up, in milliseconds on the clock. */
  deadlineMs: number;
  /** True to read the build first, and to leave it alone if it has ended. */
  readFirst?: boolean;
}

/** Aborts a build and reads back what became of it; tries again until the deadline. Never rejects. */
export async function abortBuild(id: string, context: Context, options: AbortOptions): Promise<AbortResult> {
  const { client, clock, signal } = context;
  const result: AbortResult = { state: 'failed' };

  const hasEnded = async (): Promise<boolean> => {
    result.build = (await client.getBuild(id, signal, REQUEST_MS)).value;
    const state = classifyBuild(result.build);
    if (state !== 'running') result.state = state === 'aborted' ? 'aborted' : 'concluded';
    return state !== 'running';
  };
  /** A build that may not be read can be aborted all the same; in an outage, neither works. */
  const hasEndedAsFarAsKnown = async (): Promise<boolean> => {
    try {
      return await hasEnded();
    } catch (error) {
      if (error instanceof NorthflankError && error.kind === 'refused') return false;
      throw error;
    }
  };

  let { readFirst = false } = options;
  let acceptedMs = Number.NEGATIVE_INFINITY;
  const attempt = async (): Promise<void> => {
    // What an abort without an answer has done is seen by reading the build.
    if (readFirst && (await hasEndedAsFarAsKnown())) return;
    readFirst = true;
    const stillRuns = new NorthflankError(`Build ${id} is still running after its abort.`, {
      kind: 'unknown',
    });
    if (clock.now() - acceptedMs < REPEAT_MS) throw stillRuns;
    let refusal: NorthflankError | undefined;
    try {
      await client.abortBuild(id, signal, REQUEST_MS);
      result.state = 'requested';
      acceptedMs = clock.now();
    } catch (error) {
      if (!(error instanceof NorthflankError) || mayPass(error)) throw error;
      refusal = error;
    }
    if (await hasEnded()) return;
    throw refusal ?? stillRuns;
  };

  try {
    await retry(attempt, context, {
      deadlineMs: (error) => (mayPass(error) ? options.deadlineMs : undefined),
    });
  } catch (error) {
    result.error = error;
  }
  return result;
}

function mayPass({ kind, status }: NorthflankError): boolean {
  return kind !== 'refused' || PASSING_REFUSALS.includes(status);
}
