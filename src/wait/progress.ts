import { type Clock, formatDuration } from '../clock.ts';
import { statusTitle } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import type { Timeline } from './phases.ts';

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
    onBuild({ status, concluded }) {
      const change = timeline.observe(status);
      const now = clock.now();
      const age = now - startMs;
      // What has been exceeded is no estimate any more.
      const about =
        typical === undefined || typical < age || concluded === true
          ? undefined
          : `about ${formatDuration(typical)}`;
      if (change !== undefined) {
        lastOutputMs = now;
        const { began, ended } = change;
        const facts: string[] = [];
        if (ended !== undefined) {
          const tookMs = (ended.toMs ?? 0) - ended.fromMs;
          facts.push(`${statusTitle(ended.status).toLowerCase()} ${formatDuration(tookMs)}`);
          if (about !== undefined) facts.push(`${formatDuration(age)} of ${about} in all`);
        } else if (about !== undefined) facts.push(`builds of this job take ${about}`);
        return { heading: statusTitle(began.status) + (facts.length > 0 ? ` (${facts.join(', ')})` : '') };
      }
      if (now - lastOutputMs < HEARTBEAT_MS) return undefined;
      lastOutputMs = now;
      const doing = status === undefined ? 'running' : statusTitle(status).toLowerCase();
      return {
        note: `Still ${doing}, ${formatDuration(age)} ${about === undefined ? 'so far' : `of ${about}`}.`,
      };
    },
    setTypicalDuration(typicalMs) {
      typical = typicalMs;
    },
    onLogLines() {
      lastOutputMs = clock.now();
    },
  };
}
