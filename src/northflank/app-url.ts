import type { JobPath } from './client.ts';
import type { Job } from './decode.ts';

/** Address of the job's page in Northflank's app. */
export function appUrl(team: string, { project, job }: JobPath): string {
  const [t, p, j] = [team, project, job].map(encodeURIComponent);
  return `https://app.northflank.com/t/${t}/project/${p}/jobs/${j}`;
}

/** The team that a job belongs to: the first segment of its `appId`. */
export function teamOf({ appId }: Job): string | undefined {
  return appId?.split('/').find((segment) => segment !== '');
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
