import type { LogLine } from '../northflank/decode.ts';
import type { LogSource } from './deduplicator.ts';

/** Makes whole lines of what the container runtime cut. */
export interface LineJoiner {
  /** The lines that are whole now; of one source the parts of a line come from one container. */
  join(lines: LogLine[], source: LogSource): string[];
  /** What is left of lines that were never finished. */
  rest(): string[];
}

/** Longest line that is put together, in characters; the runner's own view cuts far earlier. */
const MAX_LINE = 64 * 1024;

/** A joiner for one log. Range and tail may name the container of a line differently. */
export function createLineJoiner(): LineJoiner {
  const parts = new Map<string, string>();
  const seen = { tail: new Set<string>(), range: new Set<string>() };

  /** The name by which a line of the container was begun. */
  const nameOf = (containerId: string, source: LogSource): string => {
    seen[source].add(containerId);
    // Where each source has shown one container only, it is the same.
    const isSame = seen.tail.size === 1 && seen.range.size === 1;
    return (isSame ? [...parts.keys()][0] : undefined) ?? containerId;
  };

  return {
    join(lines, source) {
      return lines.flatMap(({ containerId, text, partial }) => {
        const name = nameOf(containerId, source);
        const whole = (parts.get(name) ?? '') + text;
        if (partial && whole.length < MAX_LINE) {
          parts.set(name, whole);
          return [];
        }
        parts.delete(name);
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
