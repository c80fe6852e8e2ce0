import { type CommandResults, createCommandProcessor, splitLines } from '../../sandbox/runner/commands.ts';

/** What the runner makes of lines that a step has printed. */
export function commandResults(lines: string[]): CommandResults {
  const processor = createCommandProcessor();
  for (const line of splitLines(`${lines.join('\n')}\n`)) processor.feed(line);
  return processor.results;
}
