import { describeFailingStep, type FailingStep } from '../build-log/failing-step.ts';
import { formatDuration } from '../clock.ts';
import { buildDurationMs, statusTitle } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import type { Resource } from '../northflank/resource.ts';
import { isSuccess, type Outcome, outcomeTitle, rerunAdvice } from '../outcome.ts';
import type { Phase } from '../wait/phases.ts';
import type { Runner, SourceLocation } from './runner.ts';
import { renderSummary, type SummaryFacts } from './summary-markdown.ts';
import { repositoryUrl } from './workflow-run.ts';

/** What a run has seen besides its outcome. */
export interface RunDetails {
  /** The commit that was asked for. */
  sha: string | undefined;
  /** Address of the job or service in Northflank's app. */
  url: string | undefined;
  /** Milliseconds that builds take. */
  typicalMs: number | undefined;
  phases: readonly Phase[];
  /** The last lines of the build's log. */
  lastLines: readonly string[];
  /** The step that failed, where the log says so in a known form. */
  failingStep: FailingStep | undefined;
  /** Where that step is in the repository, where that is sure. */
  location: SourceLocation | undefined;
}

/** Lines of output of the step that failed, or of the log where it is not known, that are not folded. */
const MAX_OPEN_LINES = 12;

/** Statuses of a build that waits for its turn, which is not what fails. */
const WAITING = ['QUEUED', 'PENDING', 'UNSCHEDULABLE'];

/** Appends what became of a run to the job summary; throws where that is not possible. */
export function writeSummary(
  runner: Runner,
  resource: Resource,
  outcome: Outcome,
  details: Partial<RunDetails>,
): void {
  runner.appendSummary(renderSummary(summaryFacts(resource, outcome, details, repositoryUrl(runner))));
}

/** What the summary shows of a run; `repository` is its address on GitHub. */
export function summaryFacts(
  { project, kind, id }: Resource,
  outcome: Outcome,
  { sha, url, typicalMs, phases = [], lastLines = [], failingStep, location }: Partial<RunDetails>,
  repository: string | undefined,
): SummaryFacts {
  const { build, conclusion, deployment, isFound = false } = outcome;
  const succeeded = isSuccess(outcome);
  const commit = build?.sha ?? sha;
  const excerpt =
    failingStep === undefined
      ? lastLines.slice(-MAX_OPEN_LINES)
      : describeFailingStep(failingStep, MAX_OPEN_LINES);
  // What is no ID is among the input errors already.
  const areIds = [project, id].every((text) => /^[^\s/?#\\]+$/.test(text));
  return {
    succeeded,
    title: outcomeTitle(outcome) + (areIds ? `: ${id}` : ''),
    paragraphs: [
      ...(conclusion === 'success' ? [] : outcome.message.split('\n')),
      ...(succeeded ? [] : [rerunAdvice(outcome)]),
    ],
    facts: [
      {
        name: kind === 'job' ? 'Job' : 'Service',
        value: areIds ? `${project} / ${id}` : undefined,
        link: url,
      },
      { name: 'Commit', value: commit?.slice(0, 7), link: linkTo(repository, 'commit', commit) },
      { name: 'Branch', value: build?.branch },
      { name: isFound ? 'Build found' : 'Build', value: build?.id },
      // The end is in the title and in the message.
      { name: 'Last status', value: build?.concluded === true ? undefined : build?.status },
      { name: 'Deployed', value: deployment?.sha?.slice(0, 7), link: deployment?.url },
      { name: 'Duration', value: duration(build, typicalMs), isProse: true },
    ],
    url,
    image: build?.registry?.uri,
    phases: conclusion === 'started' ? [] : drawnPhases(phases, outcome),
    excerptTitle: failingStep === undefined ? 'The last lines of the log' : 'The step that failed',
    source: location && {
      name: `${location.file}:${location.line}`,
      link: linkTo(repository, 'blob', commit, `/${location.file}#L${location.line}`),
    },
    excerpt: succeeded ? [] : excerpt,
    moreTitle: failingStep === undefined ? 'Earlier lines' : 'Last lines of the log',
    moreLines: succeeded ? [] : failingStep === undefined ? lastLines.slice(0, -MAX_OPEN_LINES) : lastLines,
  };
}

/** An address below the repository, for a whole commit only. */
function linkTo(
  repository: string | undefined,
  what: 'commit' | 'blob',
  commit = '',
  rest = '',
): string | undefined {
  return repository !== undefined && /^[0-9a-f]{40}$/i.test(commit)
    ? `${repository}/${what}/${commit}${rest}`
    : undefined;
}

/** How long the build took, and how long builds take. */
function duration(build: Build | undefined, typicalMs: number | undefined): string | undefined {
  const ms = build === undefined ? undefined : buildDurationMs(build);
  const parts = [
    ...(ms === undefined ? [] : [formatDuration(ms)]),
    ...(typicalMs === undefined ? [] : [`usually ${formatDuration(typicalMs)}`]),
  ];
  return parts.join(', ');
}

/** The phases without the end of the build, which is a moment, and was not seen as one where it was aborted here. */
function drawnPhases(phases: readonly Phase[], { build, conclusion }: Outcome): SummaryFacts['phases'] {
  const seen = phases.filter(({ status }) => build?.concluded !== true || status !== build.status);
  return seen.map(({ status, fromMs, toMs = fromMs }, index) => ({
    ...{ title: statusTitle(status), fromMs, toMs, duration: formatDuration(toMs - fromMs) },
    failed: conclusion === 'failure' && index === seen.length - 1 && !WAITING.includes(status),
  }));
}
