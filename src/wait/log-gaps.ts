import type { Clock } from '../clock.ts';

/** What the silence of a log says: a build that runs is seldom quiet for longer than it has been so far. */
export interface LogGaps {
  /** Something was printed. */
  lineReceived(): void;
  /** How likely a silence that holds at that moment holds for that many milliseconds more while the build runs. */
  survival(atMs: number, ms: number): number;
}

/** Silences that are remembered: builds print little in one phase and much in another. */
const MAX_GAPS = 300;

/** What comes within so many milliseconds was printed without a break: the tail brings lines once a second. */
const MIN_GAP_MS = 500;

/** Half of the silences are longer than this many milliseconds, before any was heard; that counts as one. */
const PRIOR_MEDIAN_MS = 2000;

/** A log of which nothing was heard so far, and of which none is expected before the first line. */
export function createLogGaps(clock: Clock): LogGaps {
  const gaps: number[] = [];
  let sinceMs: number | undefined;
  const longerThan = (ms: number): number =>
    (1 / (1 + ms / PRIOR_MEDIAN_MS) + gaps.filter((gap) => gap >= ms).length) / (1 + gaps.length);
  return {
    lineReceived() {
      const now = clock.now();
      if (sinceMs !== undefined && now - sinceMs >= MIN_GAP_MS) gaps.push(now - sinceMs);
      if (gaps.length > MAX_GAPS) gaps.shift();
      sinceMs = now;
    },
    survival(atMs, ms) {
      if (sinceMs === undefined) return 1;
      const quietMs = Math.max(0, atMs - sinceMs);
      return longerThan(quietMs + ms) / longerThan(quietMs);
    },
  };
}
