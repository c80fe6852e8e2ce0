import type { ResourceDetails } from '../northflank/decode.ts';
import { describeResource, type Resource } from '../northflank/resource.ts';
import type { BuildRequest } from './build-request.ts';
import type { StartPolicy } from './find-existing.ts';

/** The workflow run, as far as it matters for what is built. */
export interface RunSource {
  /** Address of its repository; undefined outside a workflow. */
  repositoryUrl: string | undefined;
  /** Undefined where the run is not for a branch. */
  branch: string | undefined;
  sha: string | undefined;
}

/** What the settings of a job or service say that a user may not expect: sentences. */
export function resourceNotes(
  resource: Resource,
  { disabledCI, vcs, serviceType }: ResourceDetails,
  { start, request, source }: { start: StartPolicy; request: BuildRequest; source: RunSource },
): string[] {
  const name = `${resource.kind} ${resource.id}`;
  const notes: string[] = [];
  if (vcs === undefined && serviceType === undefined) {
    notes.push(`Northflank shows no repository for ${name}, so there may be nothing to build.`);
  }
  if (disabledCI === false && start === 'always') {
    notes.push(
      `Northflank's CI is on for ${name}, so a push may be built twice. Switch it off, or set \`start: never\` to ` +
        'wait for its build.',
    );
  }
  const { projectUrl, projectBranch } = vcs ?? {};
  if (projectUrl !== undefined && isAnotherRepository(projectUrl, source.repositoryUrl)) {
    notes.push(`Northflank builds ${name} from ${projectUrl}, not from the repository of this run.`);
  }
  const isOfRun = request.sha !== undefined && request.sha === source.sha && request.branch === undefined;
  if (
    projectBranch !== undefined &&
    source.branch !== undefined &&
    isOfRun &&
    projectBranch !== source.branch
  ) {
    notes.push(
      `Northflank builds ${name} from branch ${projectBranch}, but this run is on branch ${source.branch}.`,
    );
  }
  return notes;
}

/** True if both are known, and differ in more than spelling. */
export function isAnotherRepository(projectUrl: string, repositoryUrl: string | undefined): boolean {
  const plain = (url: string): string => url.toLowerCase().replace(/(\.git)?\/*$/, '');
  return repositoryUrl !== undefined && plain(projectUrl) !== plain(repositoryUrl);
}

/** Why there is nothing to build, in a sentence; undefined if there may be something. */
export function nothingToBuild(resource: Resource, { serviceType }: ResourceDetails): string | undefined {
  return serviceType === 'deployment'
    ? `There is nothing to build: ${describeResource(resource)} is a deployment service, which runs an image that ` +
        'is built elsewhere. Use a combined or build service.'
    : undefined;
}
