import type { Clock } from '../clock.ts';

/** A stretch of time in which a build had one status, as we saw it. */
export interface Phase {
  status: string;
  /** Milliseconds since the first phase began. */
  fromMs: number;
  /** Undefined while it lasts. */
  toMs: number | undefined;
}

/** The phases of a build, by what was seen of it. */
export interface Timeline {
  readonly phases: readonly Phase[];
  /** Takes a status that was just seen; returns what changed, if anything. */
  observe(status: string | undefined): { began: Phase; ended: Phase | undefined } | undefined;
  /** Ends the last phase. */
  end(): void;
}

/** A timeline that begins with the first status that is observed. */
export function createTimeline(clock: Clock): Timeline {
  const phases: Phase[] = [];
  let originMs: number | undefined;
  const sinceOrigin = (): number => {
    originMs ??= clock.now();
    return clock.now() - originMs;
  };
  return {
    phases,
    observe(status) {
      const ended = phases.at(-1);
      if (status === undefined || status === ended?.status) return undefined;
      const now = sinceOrigin();
      if (ended !== undefined) ended.toMs = now;
      const began: Phase = { status, fromMs: now, toMs: undefined };
      phases.push(began);
      return { began, ended };
    },
    end() {
      const last = phases.at(-1);
      if (last !== undefined) last.toMs ??= sinceOrigin();
    },
  };
}
