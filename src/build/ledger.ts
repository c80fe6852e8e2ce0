import { hash } from 'node:crypto';
import type { LogLine } from '../northflank/decode.ts';

/** Which lines of a log have been printed, so that each is printed once however often it is read. */
export interface Ledger {
  /**
   * Begins to read the log from some moment on; the returned function keeps what has not been printed yet.
   * There is one reading of each source at a time: a new one takes the place of the one before.
   */
  reading(source: 'tail' | 'range'): (lines: LogLine[]) => LogLine[];
  /** Timestamp of the latest line, in milliseconds since 1970; undefined before the first. */
  latestMs(): number | undefined;
  /** No line before this moment is taken any more, in milliseconds since 1970. */
  floorMs(): number;
}

/** Lines that are remembered: one that comes later than that many others is lost, and memory stays flat. */
const MAX_LINES = 20_000;

/** How late a line may come and still be taken, in milliseconds of the log's own clock. */
export const MAX_LATENESS_MS = 60_000;

/** A timestamp that is further ahead of the one before is wrong, and must not hide all that comes after, in ms. */
const MAX_LEAP_MS = 24 * 3600 * 1000;

/** Longest text that is remembered as it is; of a longer one, a digest is. */
const MAX_TEXT = 100;

/** One line, or several that are equal in all. */
interface Entry {
  ms: number;
  printed: number;
  /** How often the present reading of each source has met it. */
  tail: { reading: number; met: number } | undefined;
  range: { reading: number; met: number } | undefined;
}

/**
 * Equal lines with one timestamp are told apart by their number: a reading that meets the third such line where two
 * are printed has met a new one. This holds for every reading that begins before the first of them.
 */
export function createLedger(startMs: number): Ledger {
  // In the order of printing, so that the oldest entry is the first.
  const entries = new Map<string, Entry>();
  let readings = 0;
  let floor = startMs;
  let latest: number | undefined;

  const forgetOld = (): void => {
    for (const [key, { ms }] of entries) {
      const old = ms < (latest ?? ms) - MAX_LATENESS_MS;
      // Of the latest moment nothing is forgotten: more of its lines may come.
      if (!old && (entries.size <= MAX_LINES || ms === latest)) return;
      entries.delete(key);
      floor = Math.max(floor, ms + 1);
    }
  };

  return {
    reading(source) {
      readings += 1;
      const reading = readings;
      return (lines) => {
        const fresh = lines.filter((line) => {
          const ms = timeOf(line, latest ?? floor);
          if (ms < floor) return false;
          const key = keyOf(line);
          let entry = entries.get(key);
          if (entry === undefined) {
            entry = { ms, printed: 0, tail: undefined, range: undefined };
            entries.set(key, entry);
          }
          const seen = entry[source];
          const met = seen?.reading === reading ? seen.met + 1 : 1;
          if (seen === undefined) entry[source] = { reading, met };
          else [seen.reading, seen.met] = [reading, met];
          if (met <= entry.printed) return false;
          entry.printed += 1;
          if (ms - (latest ?? startMs) < MAX_LEAP_MS) latest = Math.max(latest ?? ms, ms);
          return true;
        });
        forgetOld();
        return fresh;
      };
    },
    latestMs: () => latest,
    floorMs: () => floor,
  };
}

function keyOf({ ts, containerId, text, partial }: LogLine): string {
  const short = text.length <= MAX_TEXT ? text : `${text.length} ${hash('sha1', text, 'base64')}`;
  return `${ts}\n${containerId}\n${partial ? 'P' : 'F'}${short}`;
}

/** Milliseconds of a line's timestamp; a line without one is as old as the latest. */
function timeOf({ ts }: LogLine, fallback: number): number {
  const ms = Date.parse(ts);
  return Number.isNaN(ms) ? fallback : ms;
}
