import type { Clock } from '../../src/clock.ts';
import { type Api, isSuccess } from './api.ts';

/** Pauses between the attempts to abort a build, in milliseconds. */
const ABORT_PAUSES_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];

/** Aborts builds; resolves with those for which it did not work. */
export async function abortAll(api: Api, ids: Iterable<string>, clock: Clock): Promise<string[]> {
  const notAborted = await Promise.all(
    [...ids].map(async (id) => ((await abort(api, id, clock)) ? [] : [id])),
  );
  return notAborted.flat();
}

/** Whether a build was aborted, or had finished. A new build may be unknown for a while. */
export async function abort(api: Api, id: string, clock: Clock): Promise<boolean> {
  for (const pauseMs of [...ABORT_PAUSES_MS, undefined]) {
    try {
      const response = await api.abortBuild(id);
      if (isSuccess(response) || response.status === 409) return true;
    } catch {
      // An outage may be over the next time.
    }
    if (pauseMs !== undefined) await clock.sleep(pauseMs);
  }
  return false;
}
