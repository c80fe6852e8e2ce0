import type { Context } from '../context.ts';
import { ActionError, hasReset, NorthflankError } from '../errors.ts';
import type { Build, ResourceDetails } from '../northflank/decode.ts';
import { permissionsFor, type Resource } from '../northflank/resource.ts';
import { retry } from '../retry.ts';
import { nothingToBuild } from './resource-notes.ts';

/** What a check without a start has found out. */
export interface AccessCheck {
  /** The job or service; undefined if the token is not allowed to read it. */
  details?: ResourceDetails;
  /** Its most recent builds; undefined if they were not needed, or the token is not allowed to list them. */
  builds?: readonly Build[];
  /** What could not be checked, in a sentence; undefined if all was. */
  unchecked?: string;
}

/** How long each request is tried again, in milliseconds: most outages are over by then, and nothing is lost. */
const MAX_OUTAGE_MS = 30_000;

/**
 * Checks, without starting anything, that the job or service exists and may be built. Rejects with a NorthflankError
 * where the API refuses or cannot be reached, and with an ActionError where there is nothing to build.
 */
export async function checkAccess(
  { resource, buildId }: { resource: Resource; buildId: string | undefined },
  context: Context,
  options: { deadlineMs: number; info: (text: string) => void },
): Promise<AccessCheck> {
  const { client, clock, signal } = context;
  const { kind } = resource;
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

  const check: AccessCheck = {};
  try {
    check.details = (await ask(() => client.getResource(signal))).value;
    const nothing = nothingToBuild(resource, check.details);
    if (nothing !== undefined) throw new ActionError(nothing, 'failure');
    if (buildId === undefined) check.builds = (await ask(() => client.listBuilds(signal))).value.builds;
  } catch (error) {
    // Without a permission that it names, a 401 means that the token itself is wrong.
    if (!(error instanceof NorthflankError) || error.permission === undefined) throw error;
    if (buildId === undefined) {
      const unchecked = `The API token is not allowed to read the ${kind}, so whether it exists and can be built was not checked.`;
      return { ...check, unchecked };
    }
  }
  const id = buildId ?? check.builds?.[0]?.id;
  if (id === undefined) {
    return {
      ...check,
      unchecked: `The ${kind} has no builds yet, so whether the token is allowed to build it was not checked.`,
    };
  }
  await ask(() => client.getBuild(id, signal));
  // Reading a job's build needs the permission that starting one needs; reading a service's does not.
  const { build, readBuild } = permissionsFor(kind);
  if (build !== readBuild) {
    options.info(`A dry run cannot check whether the API token has the permission "${build}".`);
  }
  return check;
}
