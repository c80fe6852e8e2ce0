import { buildLines, harmlessLines, RESET, withoutControls } from './plain-text.ts';
import type { Runner } from './runner.ts';

/** The step's log. Whatever is printed, no text of unknown origin can become a command of the runner. */
export interface StepLog {
  /** A sentence of the action. */
  info: (text: string) => void;
  /** The beginning of a phase. */
  heading: (text: string) => void;
  /** Lines that the build has printed, behind a gutter. */
  build: (lines: string[]) => void;
  /** A warning, as an annotation. */
  warning: (text: string) => void;
  /** A line for whoever has switched on debugging. */
  debug: (text: string) => void;
}

const BOLD = '\u001b[1m';

/** Lines that are written at once: what is made of so few is gone before it could fill the memory. */
const LINES_AT_ONCE = 500;

/** The log of a step. */
export function createStepLog(runner: Runner): StepLog {
  let lastLineIsOfBuild = false;
  const write = (lines: string[]): void => {
    if (lines.length === 0) return;
    lastLineIsOfBuild = false;
    runner.write(`${lines.join('\n')}\n`);
  };
  return {
    info: (text) => write(harmlessLines(text)),
    heading(text) {
      const lines = harmlessLines(`● ${text}`).map((line) => BOLD + line + RESET);
      // A gap where the lines of the phase before end; headings that follow each other stay together.
      write(lastLineIsOfBuild ? ['', ...lines] : lines);
    },
    build(lines) {
      for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
        write(lines.slice(from, from + LINES_AT_ONCE).flatMap(buildLines));
      }
      lastLineIsOfBuild ||= lines.length > 0;
    },
    warning: (text) => runner.warning(withoutControls(text)),
    debug: (text) => runner.debug(withoutControls(text)),
  };
}
