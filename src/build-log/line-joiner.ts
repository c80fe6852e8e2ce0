import type { LogLine } from '../northflank/decode.ts';

/** Makes whole lines of what the container runtime cut. */
export interface LineJoiner {
  /** The lines that are whole now. */
  join(lines: LogLine[]): string[];
  /** What is left of lines that were never finished. */
  rest(): string[];
}

/** Longest line that is put together, in characters; the runner's own view cuts far earlier. */
const MAX_LINE = 64 * 1024;

/** A joiner for one log; the parts of a line come from one container. */
export function createLineJoiner(): LineJoiner {
  const parts = new Map<string, string>();
  return {
    join(lines) {
      return lines.flatMap(({ containerId, text, partial }) => {
        const whole = (parts.get(containerId) ?? '') + text;
        if (partial && whole.length < MAX_LINE) {
          parts.set(containerId, whole);
          return [];
        }
        parts.delete(containerId);
        return [whole];
      });
    },
    rest() {
      const unfinished = [...parts.values()];
      parts.clear();
      return unfinished;
    },
  };
}
