import type { Context } from '../context.ts';
import { NorthflankError } from '../errors.ts';
import { classifyBuild } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import { retry } from '../retry.ts';

/** What happens to a build that is no longer waited for, as the inputs say it. */
export type AbortPolicy = 'abort' | 'leave';

/** What became of a build that is no longer waited for. */
export interface AbortResult {
  /** `concluded`: it had ended by itself; `kept-running`: the inputs say so. */
  state: 'aborted' | 'concluded' | 'failed' | 'kept-running';
  /** The build as last seen. */
  build?: Build | undefined;
  /** Why the abort failed. */
  error?: unknown;
}

/** Milliseconds for each of the two requests, unless the caller has less time. */
const REQUEST_MS = 4000;

/** Aborts a build and reads back what became of it; tries again until `deadlineMs` on the clock. Never rejects. */
export async function abortBuild(
  id: string,
  context: Context,
  { deadlineMs }: { deadlineMs: number },
): Promise<AbortResult> {
  let failed: AbortResult = { state: 'failed' };
  const attempt = async (): Promise<AbortResult> => {
    const result = await attemptAbort(id, context);
    if (result.state !== 'failed') return result;
    failed = result;
    throw result.error;
  };
  try {
    return await retry(attempt, context, { deadlineMs, isRetryable });
  } catch (error) {
    return { error, ...failed };
  }
}

async function attemptAbort(id: string, { client, signal }: Context): Promise<AbortResult> {
  let error: unknown;
  try {
    await client.abortBuild(id, signal, REQUEST_MS);
  } catch (reason) {
    error = reason;
  }
  let build: Build;
  try {
    build = (await client.getBuild(id, signal, REQUEST_MS)).value;
  } catch {
    return { state: error === undefined ? 'aborted' : 'failed', error };
  }
  // The answer to the abort may have been lost: what counts is how the build is.
  switch (classifyBuild(build)) {
    case 'success':
    case 'failure':
      return { state: 'concluded', build };
    case 'aborted':
      return { state: 'aborted', build };
    default:
      return { state: error === undefined ? 'aborted' : 'failed', build, error };
  }
}

/** A conflict may pass; any other refusal stays one. */
function isRetryable({ kind, status }: NorthflankError): boolean {
  return kind !== 'refused' || status === 409;
}
