import { describeFailingStep, type FailingStep } from '../build-log/failing-step.ts';
import { formatDuration } from '../clock.ts';
import { buildDurationMs, statusTitle } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import type { Resource } from '../northflank/resource.ts';
import { isSuccess, type Outcome, outcomeTitle } from '../outcome.ts';
import type { Phase } from '../wait/phases.ts';
import type { Runner } from './runner.ts';
import { renderSummary, type SummaryFacts } from './summary-markdown.ts';
import { repositoryUrl } from './workflow-run.ts';

/** What a run has seen besides its outcome. */
export interface RunDetails {
  /** The commit that was asked for. */
  sha: string | undefined;
  /** Address of the job or service in Northflank's app. */
  url: string | undefined;
  phases: readonly Phase[];
  /** The last lines of the build's log. */
  lastLines: readonly string[];
  /** The step that failed, where the log says so in a known form. */
  failingStep: FailingStep | undefined;
}

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
  { sha, url, phases = [], lastLines = [], failingStep }: Partial<RunDetails>,
  repository: string | undefined,
): SummaryFacts {
  const { build } = outcome;
  const succeeded = isSuccess(outcome);
  const commit = build?.sha ?? sha;
  const durationMs = build === undefined ? undefined : buildDurationMs(build);
  return {
    succeeded,
    title: `${outcomeTitle(outcome)}: ${id}`,
    message: outcome.message,
    facts: [
      { name: kind === 'job' ? 'Job' : 'Service', value: `${project} / ${id}`, link: url },
      { name: 'Commit', value: commit?.slice(0, 12), link: commitUrl(repository, commit) },
      { name: 'Branch', value: build?.branch },
      { name: 'Build', value: build?.id },
      { name: 'Status', value: outcome.conclusion === 'success' ? undefined : build?.status },
      { name: 'Duration', value: durationMs === undefined ? undefined : formatDuration(durationMs) },
    ],
    image: build?.registry?.uri,
    phases: phases.filter((phase, index) => !isEnd(phase, index === phases.length - 1, build)).map(drawn),
    failingStep: failingStep === undefined ? [] : describeFailingStep(failingStep),
    lastLines: succeeded ? [] : lastLines,
  };
}

function commitUrl(repository: string | undefined, commit = ''): string | undefined {
  return repository !== undefined && /^[0-9a-f]{40}$/i.test(commit)
    ? `${repository}/commit/${commit}`
    : undefined;
}

/** The end is a moment, not a phase; it was not seen as one where the build was aborted here. */
function isEnd({ status }: Phase, isLast: boolean, build: Build | undefined): boolean {
  return isLast && build?.concluded === true && status === build.status;
}

function drawn({ status, fromMs, toMs = fromMs }: Phase): SummaryFacts['phases'][number] {
  return { title: statusTitle(status), fromMs, toMs, duration: formatDuration(toMs - fromMs) };
}
