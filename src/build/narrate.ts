import { type Clock, formatDuration } from '../clock.ts';
import type { Build } from '../northflank/decode.ts';
import { statusTitle } from './status.ts';
import type { Timeline } from './timeline.ts';

/** What is worth a line in the log. */
export type Remark = { heading: string } | { note: string };

/** Milliseconds of silence after which a line says that the build still runs. */
const HEARTBEAT_MS = 60_000;

/** Tells of the phases of a build, and that it lives when nothing else does. */
export interface Narrator {
  /** What to say of a build that was just looked at, if anything. */
  seen(build: Build): Remark | undefined;
  /** Milliseconds that builds of the job take, as far as anything is known of them. */
  expect(typicalMs: number | undefined): void;
  /** Something was printed, so that nobody wonders. */
  heard(): void;
}

/** A narrator that keeps the build's timeline. */
export function createNarrator(timeline: Timeline, clock: Clock): Narrator {
  let heardMs = clock.now();
  const startMs = heardMs;
  let typical: number | undefined;
  return {
    seen({ status }) {
      const change = timeline.observe(status);
      const now = clock.now();
      if (change !== undefined) {
        heardMs = now;
        const { began, ended } = change;
        const before =
          ended === undefined
            ? ''
            : ` (${statusTitle(ended.status).toLowerCase()} ${formatDuration((ended.toMs ?? 0) - ended.fromMs)})`;
        return { heading: statusTitle(began.status) + before };
      }
      if (now - heardMs < HEARTBEAT_MS) return undefined;
      heardMs = now;
      const doing = status === undefined ? 'running' : statusTitle(status).toLowerCase();
      const age = now - startMs;
      // What has been exceeded is no estimate any more.
      const of = typical === undefined || typical < age ? ' so far' : ` of about ${formatDuration(typical)}`;
      return { note: `Still ${doing}, ${formatDuration(age)}${of}.` };
    },
    expect(typicalMs) {
      typical = typicalMs;
    },
    heard() {
      heardMs = clock.now();
    },
  };
}
