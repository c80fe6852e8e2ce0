import { NorthflankError } from '../errors.ts';
import type { Client } from '../northflank/client.ts';

/**
 * Checks without starting anything that the job is there and may be built. Returns what could not be checked, in a
 * sentence; rejects with a NorthflankError where the API refuses.
 */
export async function checkAccess(
  client: Client,
  buildId: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  let known = buildId;
  try {
    await client.getJob(signal);
    known ??= (await client.listBuilds(signal)).value.builds[0]?.id;
  } catch (error) {
    // Without a permission that it names, a 401 means that the token itself is wrong.
    if (!(error instanceof NorthflankError) || error.permission === undefined) throw error;
    if (known === undefined) {
      return 'The API token may not read the job, so it was not checked that it is there and may be built.';
    }
  }
  if (known === undefined)
    return 'The job has no build yet, so it was not checked that the token may build it.';
  // Reading a build needs the permission that starting one needs.
  await client.getBuild(known, signal);
  return undefined;
}
