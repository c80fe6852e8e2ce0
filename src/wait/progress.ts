import { type Clock, formatDuration } from '../clock.ts';
import { buildDurationMs, statusTitle } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import type { Phase, Timeline } from './phases.ts';

/** What is worth a line in the log. */
export type ProgressMessage = { heading: string } | { note: string };

/** Milliseconds of silence after which a line says that the build still runs. */
const HEARTBEAT_MS = 60_000;

/** Phase headings, and a heartbeat while the log is silent. */
export interface ProgressReporter {
  /** What to say of a build that was just looked at, if anything. */
  onBuild(build: Build): ProgressMessage | undefined;
  /** Milliseconds that builds of the job take, as far as anything is known of them. */
  setTypicalDuration(typicalMs: number | undefined): void;
  /** Something was printed, so that nobody wonders. */
  onLogLines(): void;
}

/** A reporter that keeps the build's timeline. */
export function createProgressReporter(timeline: Timeline, clock: Clock): ProgressReporter {
  let lastOutputMs = clock.now();
  const startMs = lastOutputMs;
  let typical: number | undefined;
  return {
    onBuild(build) {
      const { status } = build;
      const change = timeline.observe(status);
      const now = clock.now();
      const age = now - startMs;
      if (build.concluded === true) timeline.end();
      if (change !== undefined) {
        lastOutputMs = now;
        return { heading: heading(change, age, build, typical) };
      }
      if (now - lastOutputMs < HEARTBEAT_MS) return undefined;
      lastOutputMs = now;
      const doing = status === undefined ? 'running' : statusTitle(status).toLowerCase();
      return { note: `Still ${doing}, ${progress(age, typical) ?? `${formatDuration(age)} so far`}.` };
    },
    setTypicalDuration(typicalMs) {
      typical = typicalMs;
    },
    onLogLines() {
      lastOutputMs = clock.now();
    },
  };
}

/** `Building · 5s of about 10s (cloned in 2s)`, and `Success after 12s` at the end. */
function heading(
  { began, ended }: { began: Phase; ended: Phase | undefined },
  ageMs: number,
  build: Build,
  typicalMs: number | undefined,
): string {
  const title = statusTitle(began.status);
  if (build.concluded === true) {
    const durationMs = buildDurationMs(build);
    return durationMs === undefined ? title : `${title} after ${formatDuration(durationMs)}`;
  }
  const about = ended === undefined ? usual(typicalMs) : progress(ageMs, typicalMs);
  return (
    title + (about === undefined ? '' : ` · ${about}`) + (ended === undefined ? '' : ` (${past(ended)})`)
  );
}

/** How far the build is; what it has exceeded is no estimate any more. */
function progress(ageMs: number, typicalMs: number | undefined): string | undefined {
  if (typicalMs === undefined || typicalMs < ageMs) return undefined;
  return `${formatDuration(ageMs)} of about ${formatDuration(typicalMs)}`;
}

function usual(typicalMs: number | undefined): string | undefined {
  return typicalMs === undefined ? undefined : `usually takes about ${formatDuration(typicalMs)}`;
}

/** Phases whose end is a result; in any other, the build was for some time. */
const PAST: Record<string, string> = {
  STARTING: 'started in',
  CLONING: 'cloned in',
  BUILDING: 'built in',
  UPLOADING: 'uploaded in',
};

function past({ status, fromMs, toMs = fromMs }: Phase): string {
  return `${PAST[status] ?? `${statusTitle(status).toLowerCase()} for`} ${formatDuration(toMs - fromMs)}`;
}
