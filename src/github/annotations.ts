import { describeFailingStep } from '../build-log/failing-step.ts';
import { type Outcome, outcomeTitle } from '../outcome.ts';
import { truncate, withoutControls } from './plain-text.ts';
import type { Runner } from './runner.ts';
import type { RunDetails } from './summary.ts';

/** Longest annotation, in characters: GitHub cuts it at 4,096. */
const MAX_ANNOTATION = 4000;

/** Longest excerpt of the build log in it, in characters, and most lines of output. */
const MAX_EXCERPT = 2500;
const MAX_EXCERPT_LINES = 12;

/** Longest address in it, in characters. */
const MAX_URL = 400;

/**
 * Makes the one annotation of a step that fails: what happened, what to do, the step of the build that failed, and
 * where it is in Northflank.
 */
export function annotateFailure(
  runner: Runner,
  outcome: Outcome,
  { failingStep, lastLines = [], url, location }: Partial<RunDetails>,
): void {
  const end =
    failingStep === undefined
      ? excerpt('The last lines of the log', (count) => lastLines.slice(-count))
      : excerpt('The step that failed', (count) => describeFailingStep(failingStep, count));
  const link = url === undefined || url.length > MAX_URL ? '' : `\n\nOpen in Northflank: ${url}`;
  const message = truncate(withoutControls(outcome.message), MAX_ANNOTATION - end.length - link.length);
  runner.error(message + end + link, outcomeTitle(outcome), location);
}

/** As many lines of output as there is room for. */
function excerpt(title: string, linesOf: (count: number) => readonly string[]): string {
  let text = '';
  for (let count = MAX_EXCERPT_LINES; count > 0; count -= 1) {
    text = linesOf(count)
      .map((line) => withoutControls(line).replaceAll(/[\r\n]+/g, ' '))
      .join('\n')
      .trimEnd();
    if (text.length <= MAX_EXCERPT) break;
  }
  return text === '' ? '' : `\n\n${title}:\n${text.slice(-MAX_EXCERPT)}`;
}
