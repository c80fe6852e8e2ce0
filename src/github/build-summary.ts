import { formatDuration } from '../clock.ts';
import { buildDurationMs, statusTitle } from '../northflank/build-status.ts';
import type { JobPath } from '../northflank/client.ts';
import { isSuccess, type Outcome } from '../outcome.ts';
import type { Timeline } from '../wait/phases.ts';
import type { SummaryFacts } from './summary.ts';

/** Titles of the summary; the reader sees them first. */
const TITLES: Record<Outcome['conclusion'], string> = {
  success: 'Build succeeded',
  failure: 'Build failed',
  aborted: 'Build aborted',
  'timed-out': 'Build timed out',
  cancelled: 'Build cancelled',
  started: 'Build started, not waited for',
  'dry-run': 'Dry run, nothing started',
  unknown: 'Result unknown',
};

function title({ conclusion, build }: Outcome): string {
  return conclusion === 'failure' && build === undefined ? 'No build started' : TITLES[conclusion];
}

/** What the summary says of a run. */
export function buildSummary(
  outcome: Outcome,
  {
    path,
    sha,
    timeline,
    ...known
  }: {
    path: JobPath;
    /** The commit that was asked for. */
    sha: string | undefined;
    /** Address of the job in Northflank's app. */
    jobUrl: string | undefined;
    /** Address of the repository on GitHub. */
    repositoryUrl: string | undefined;
    timeline: Timeline;
    lastLines: readonly string[];
  },
): SummaryFacts {
  const { build } = outcome;
  const good = isSuccess(outcome);
  const commit = build?.sha ?? sha;
  const durationMs = build === undefined ? undefined : buildDurationMs(build);
  timeline.end();
  return {
    good,
    title: `${title(outcome)}: ${path.job}`,
    message: outcome.message,
    facts: [
      { name: 'Job', value: `${path.project} / ${path.job}`, link: known.jobUrl },
      {
        name: 'Commit',
        value: commit?.slice(0, 12),
        link:
          known.repositoryUrl === undefined || commit === undefined || !/^[0-9a-f]{40}$/i.test(commit)
            ? undefined
            : `${known.repositoryUrl}/commit/${commit}`,
      },
      { name: 'Branch', value: build?.branch },
      { name: 'Build', value: build?.id },
      { name: 'Status', value: outcome.conclusion === 'success' ? undefined : build?.status },
      { name: 'Duration', value: durationMs === undefined ? undefined : formatDuration(durationMs) },
    ],
    image: build?.registry?.uri,
    // The end is a moment, no phase; it was not seen as one where the build was aborted here.
    phases: timeline.phases
      .filter(
        ({ status }, index) =>
          build?.concluded !== true || status !== build.status || index < timeline.phases.length - 1,
      )
      .map(({ status, fromMs, toMs = fromMs }) => ({
        title: statusTitle(status),
        fromMs,
        toMs,
        duration: formatDuration(toMs - fromMs),
      })),
    lastLines: good ? [] : known.lastLines,
  };
}
