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
