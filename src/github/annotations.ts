import { describeFailingStep } from '../build-log/failing-step.ts';
import { type Outcome, outcomeTitle } from '../outcome.ts';
import { truncate, withoutControls } from './plain-text.ts';
import type { Runner } from './runner.ts';
import type { RunDetails } from './summary.ts';

/** Longest annotation, in characters: GitHub cuts it at 4,096. */
const MAX_ANNOTATION = 4000;

/** Longest excerpt of the build log in it, in characters, and in lines where the failing step is not known. */
const MAX_EXCERPT = 2500;
const MAX_EXCERPT_LINES = 12;

/** Makes the one annotation of a step that fails: what happened, what to do, and the step of the build that failed. */
export function annotateFailure(
  runner: Runner,
  outcome: Outcome,
  { failingStep, lastLines = [] }: Pick<Partial<RunDetails>, 'failingStep' | 'lastLines'>,
): void {
  const end =
    failingStep === undefined
      ? excerpt('The last lines of the log', lastLines.slice(-MAX_EXCERPT_LINES))
      : excerpt('The step that failed', describeFailingStep(failingStep));
  const message = truncate(withoutControls(outcome.message), MAX_ANNOTATION - end.length);
  runner.error(message + end, outcomeTitle(outcome));
}

function excerpt(title: string, lines: readonly string[]): string {
  const text = lines
    .map((line) => withoutControls(line).replaceAll(/[\r\n]+/g, ' '))
    .join('\n')
    .slice(-MAX_EXCERPT)
    .trimEnd();
  return text === '' ? '' : `\n\n${title}:\n${text}`;
}
