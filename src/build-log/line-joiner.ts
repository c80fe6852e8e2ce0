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

/** A line that is not finished, and where its last part came from. */
interface Unfinished {
  text: string;
  source: LogSource;
}

/** A joiner for one log. Range and tail may name the container of a line differently. */
export function createLineJoiner(): LineJoiner {
  const unfinished = new Map<string, Unfinished>();
  const seen = { tail: new Set<string>(), range: new Set<string>() };

  /** The container by whose name the line was begun: perhaps the other source's name for it. */
  const nameOf = (containerId: string, source: LogSource): string => {
    seen[source].add(containerId);
    if (unfinished.size !== 1 || seen[source === 'tail' ? 'range' : 'tail'].has(containerId))
      return containerId;
    const [name = '', line] = [...unfinished][0] ?? [];
    return line?.source === source ? containerId : name;
  };

  return {
    join(lines, source) {
      return lines.flatMap(({ containerId, text: part, partial }) => {
        const name = nameOf(containerId, source);
        const text = (unfinished.get(name)?.text ?? '') + part;
        unfinished.delete(name);
        if (!partial || text.length >= MAX_LINE) return [text];
        unfinished.set(containerId, { text, source });
        return [];
      });
    },
    rest() {
      const texts = [...unfinished.values()].map(({ text }) => text);
      unfinished.clear();
      return texts;
    },
  };
}
