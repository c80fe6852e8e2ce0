import { type Outcome, outcomeTitle } from '../outcome.ts';
import { truncate, withoutControls } from './plain-text.ts';
import type { Runner } from './runner.ts';

/** Longest annotation, in characters: GitHub cuts it at 4,096. */
const MAX_ANNOTATION = 4000;

/** Longest excerpt of the build log in it, in characters and in lines. */
const MAX_EXCERPT = 2500;
const MAX_EXCERPT_LINES = 12;

/** Makes the one annotation of a step that fails: what happened, what to do, and the end of the build's log. */
export function annotateFailure(runner: Runner, outcome: Outcome, lastLines: readonly string[]): void {
  const end = excerpt(lastLines);
  const message = truncate(withoutControls(outcome.message), MAX_ANNOTATION - end.length);
  runner.error(message + end, outcomeTitle(outcome));
}

function excerpt(lines: readonly string[]): string {
  const text = lines
    .slice(-MAX_EXCERPT_LINES)
    .map((line) => withoutControls(line).replaceAll(/[\r\n]+/g, ' '))
    .join('\n')
    .slice(-MAX_EXCERPT)
    .trimEnd();
  return text === '' ? '' : `\n\nThe last lines of the log:\n${text}`;
}
