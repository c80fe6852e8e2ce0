import type { Context } from '../context.ts';
import { hasReset, NorthflankError } from '../errors.ts';
import { retry } from '../retry.ts';

/** How long each request is tried again, in milliseconds: most outages are over by then, and nothing is lost. */
const MAX_OUTAGE_MS = 30_000;

/**
 * Checks, without starting anything, that the job exists and may be built. Resolves with a sentence about what could
 * not be checked, if anything; rejects with a NorthflankError where the API refuses or cannot be reached.
 */
export async function checkAccess(
  buildId: string | undefined,
  context: Context,
  options: { deadlineMs: number; info: (text: string) => void },
): Promise<string | undefined> {
  const { client, clock, signal } = context;
  const ask = <T>(request: () => Promise<T>): Promise<T> => {
    const outageEndMs = Math.min(clock.now() + MAX_OUTAGE_MS, options.deadlineMs);
    return retry(request, context, {
      deadlineMs(error) {
        if (error.kind === 'refused') return undefined;
        return hasReset(error) ? options.deadlineMs : outageEndMs;
      },
      info: options.info,
    });
  };

  let knownId = buildId;
  try {
    await ask(() => client.getJob(signal));
    knownId ??= (await ask(() => client.listBuilds(signal))).value.builds[0]?.id;
  } catch (error) {
    // Without a permission that it names, a 401 means that the token itself is wrong.
    if (!(error instanceof NorthflankError) || error.permission === undefined) throw error;
    if (knownId === undefined) {
      return 'The API token is not allowed to read the job, so it was not checked that the job exists and may be built.';
    }
  }
  if (knownId === undefined) {
    return 'The job has no build yet, so it was not checked that the token may build it.';
  }
  const id = knownId;
  // Reading a build needs the permission that starting one needs.
  await ask(() => client.getBuild(id, signal));
  return undefined;
}
