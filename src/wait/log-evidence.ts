import type { Clock } from '../clock.ts';

/** What the lines of a log, and its silence, say about whether a build has ended. */
export interface LogEvidence {
  /**
   * A line was received at a time of that hazard. Returns the odds that it was the last one, to those that the build runs;
   * undefined where it belongs to the line before.
   */
  lineReceived(hazard: number): number | undefined;
  /** Of the ends from now on, the share that no line tells of. */
  silentEnds(): number;
  /** How likely a silence of one moment on the clock still holds at another one, in milliseconds, if the build runs. */
  silence(fromMs: number, toMs: number): number;
}

/**
 * The share of builds whose last line comes with their end: a step that fails, or an image that was pushed. Where it
 * never does, polls are less often than they should be, but not many times.
 */
const LAST_LINES = 0.9;

/** Lines within so many milliseconds were printed together. */
const MIN_GAP_MS = 500;

/** A gap that is assumed before any was heard, in milliseconds. */
const PRIOR_GAP_MS = 2000;

/** How fast longer gaps become rare: some steps of a build print all the time, others nothing until they are done. */
const GAP_EXPONENT = 2.7;

/** Evidence of a log of which nothing was heard so far, and of which nothing is expected before the first line. */
export function createLogEvidence(clock: Clock): LogEvidence {
  let lineAtMs: number | undefined;
  let [gaps, sumMs] = [1, PRIOR_GAP_MS];
  return {
    lineReceived(hazard) {
      const gapMs = clock.now() - (lineAtMs ?? clock.now());
      if (lineAtMs !== undefined && gapMs < MIN_GAP_MS) return undefined;
      lineAtMs = clock.now();
      if (gapMs > 0) [gaps, sumMs] = [gaps + 1, sumMs + gapMs];
      return LAST_LINES * (1 - Math.exp(-hazard * gapMs));
    },
    silentEnds: () => (lineAtMs === undefined ? 1 : 1 - LAST_LINES),
    silence(fromMs, toMs) {
      if (lineAtMs === undefined) return 1;
      const meanMs = sumMs / gaps;
      return ((meanMs + fromMs - lineAtMs) / (meanMs + toMs - lineAtMs)) ** GAP_EXPONENT;
    },
  };
}
