import type { FailingStep } from '../build-log/failing-step.ts';
import { formatError, lacksPermission } from '../errors.ts';
import { setUrlOutput } from '../github/outputs.ts';
import type { SourceLocation } from '../github/runner.ts';
import { sourceLocation } from '../github/source-location.ts';
import { runSource } from '../github/workflow-run.ts';
import type { ResourceDetails } from '../northflank/decode.ts';
import { appUrl, teamOf } from '../northflank/resource.ts';
import { resourceNotes } from '../start/resource-notes.ts';
import type { Run, TrackedBuild } from './run.ts';

/** Milliseconds for the settings of the job or service, for which a run that does not wait would wait. */
const SETTINGS_MS = 3000;

/** Below this rest of the rate limit, no request is spent on the address of the job. */
const PLENTY_OF_REQUESTS = 500;

/** The settings of the job or service, unless the token is known not to be allowed to read them. */
async function readSettings({ context }: Run, tracked: TrackedBuild): Promise<ResourceDetails | undefined> {
  if (tracked.settings !== undefined || tracked.areSettingsRefused === true) return tracked.settings;
  try {
    tracked.settings = (await context.client.getResource(context.signal, SETTINGS_MS)).value;
    return tracked.settings;
  } catch (error) {
    tracked.areSettingsRefused = lacksPermission(error);
    throw error;
  }
}

/** What the settings of the job or service say that a user may not expect. */
export function notesOn(details: ResourceDetails, { inputs, request, runner }: Run): string[] {
  return resourceNotes(inputs.resource, details, { start: inputs.start, request, source: runSource(runner) });
}

/** Finds out where the job or service is in Northflank's app; a convenience, for which nothing may fail. */
export async function findAppUrl(run: Run, tracked: TrackedBuild): Promise<void> {
  const { inputs, rateLimit, runner, log } = run;
  try {
    const hasPlenty = (rateLimit.current()?.remaining ?? PLENTY_OF_REQUESTS) >= PLENTY_OF_REQUESTS;
    let { team } = inputs.resource;
    if (team === undefined && hasPlenty) {
      const settings = await readSettings(run, tracked);
      team = settings && teamOf(settings);
      if (settings !== undefined && inputs.buildId === undefined) {
        for (const note of notesOn(settings, run)) log.info(note);
      }
    }
    if (team === undefined) return;
    tracked.url = appUrl(team, inputs.resource);
    setUrlOutput(runner, tracked.url);
    log.info(`The ${inputs.resource.kind} in Northflank: ${tracked.url}`);
  } catch (error) {
    log.debug(`Its address in the Northflank app is not known: ${formatError(error)}`);
  }
}

/** Where the step that failed is in the repository, as far as that is sure. */
export async function findLocation(
  run: Run,
  tracked: TrackedBuild,
  failingStep: FailingStep | undefined,
): Promise<SourceLocation | undefined> {
  const { inputs, request, runner, readFile, log } = run;
  // What this step did not start may have overrides that are not known here.
  const isOurs = inputs.buildId === undefined && tracked.isFound !== true;
  if (failingStep?.dockerfile === undefined || !isOurs) return undefined;
  try {
    await readSettings(run, tracked);
  } catch (error) {
    log.debug(`The settings of the ${inputs.resource.kind} are not known: ${formatError(error)}`);
  }
  const { dockerfile } = failingStep;
  const { overrides, sha } = request;
  const build = { dockerfile, overrides, sha: tracked.build?.sha ?? sha, vcs: tracked.settings?.vcs };
  return sourceLocation(build, runner, readFile);
}
