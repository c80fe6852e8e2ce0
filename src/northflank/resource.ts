import type { ResourceDetails } from './decode.ts';

/** What a build belongs to: a job, or a combined or build service. IDs, not names. */
export interface Resource {
  team?: string | undefined;
  project: string;
  kind: 'job' | 'service';
  id: string;
}

/** `/v1[/teams/{teamId}]/projects/{projectId}/jobs/{jobId}`, or `…/services/{serviceId}`, with every ID encoded. */
export function resourcePath({ team, project, kind, id }: Resource): string {
  const teams = team === undefined ? '' : `/teams/${encodeURIComponent(team)}`;
  return `/v1${teams}/projects/${encodeURIComponent(project)}/${kind}s/${encodeURIComponent(id)}`;
}

/** Address of its page in Northflank's app. */
export function appUrl(team: string, { project, kind, id }: Resource): string {
  const [t, p, i] = [team, project, id].map(encodeURIComponent);
  return `https://app.northflank.com/t/${t}/project/${p}/${kind}s/${i}`;
}

/** The team that it belongs to: the first segment of its `appId`. */
export function teamOf({ appId }: ResourceDetails): string | undefined {
  return appId?.split('/').find((segment) => segment !== '');
}

/** Such as `job api in project shop`. */
export function describeResource({ project, kind, id }: Resource): string {
  return `${kind} ${id} in project ${project}`;
}

/** The permissions that its operations need, as Northflank's app names them. */
export interface Permissions {
  build: string;
  readBuild: string;
  read: string;
  logs: string;
}

/** Those of the API's documentation; a service's build is read with another one than a job's. */
export function permissionsFor(kind: Resource['kind']): Permissions {
  const section = kind === 'job' ? 'Project > Jobs' : 'Project > Services';
  const build = `${section} > Deployment > Deploy Build`;
  const read = `${section} > General > Read`;
  return {
    ...{ build, read, readBuild: kind === 'job' ? build : read },
    logs: `${section} > Deployment > View Instance Logs`,
  };
}

/** What comes before each ID in an address of the app. */
const SEGMENTS: Record<string, string> = {
  team: 't',
  project: 'project',
  job: 'jobs',
  service: 'services',
  'build-id': 'builds?',
};

/** The ID that an address of the app has for an input; undefined if it is no such address. */
export function idInUrl(text: string, input: string): string | undefined {
  const segment = SEGMENTS[input];
  if (segment === undefined || !/^(https?:\/\/)?[\w.-]+\/t\//.test(text)) return undefined;
  return new RegExp(`/${segment}/([\\w-]+)(?=[/?#]|$)`).exec(text)?.[1];
}
