import type { Clock } from '../clock.ts';

/** What the silence of a log says: a build that runs is seldom quiet for longer than it has been so far. */
export interface Silence {
  /** Something was printed. */
  broken(): void;
  /** How likely a silence that holds at that moment holds for that many milliseconds more while the build runs. */
  lastsFrom(atMs: number, ms: number): number;
}

/** Silences that are remembered: builds print little in one phase and much in another. */
const MAX_SILENCES = 300;

/** What comes within so many milliseconds was printed without a break: the tail brings lines once a second. */
const LEAST_MS = 500;

/** Half of the silences are longer than this many milliseconds, before any was heard; that counts as one. */
const USUAL_MS = 2000;

/** A log of which nothing was heard so far, and of which none is expected before the first line. */
export function createSilence(clock: Clock): Silence {
  const heard: number[] = [];
  let sinceMs: number | undefined;
  const longerThan = (ms: number): number =>
    (1 / (1 + ms / USUAL_MS) + heard.filter((silence) => silence >= ms).length) / (1 + heard.length);
  return {
    broken() {
      const now = clock.now();
      if (sinceMs !== undefined && now - sinceMs >= LEAST_MS) heard.push(now - sinceMs);
      if (heard.length > MAX_SILENCES) heard.shift();
      sinceMs = now;
    },
    lastsFrom(atMs, ms) {
      if (sinceMs === undefined) return 1;
      const quietMs = Math.max(0, atMs - sinceMs);
      return longerThan(quietMs + ms) / longerThan(quietMs);
    },
  };
}
