import type { Context } from '../context.ts';
import { classifyBuild } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import { createLogReader, type LogOptions, type LogReader } from './log-reader.ts';

/** When to show the log, as the `logs` input says. */
export type LogMode = 'stream' | 'failure' | 'off';

/** The log of the build that a step is about, shown as the `logs` input says. */
export interface BuildLog {
  /** To be called with the build after each poll. */
  onBuild(build: Build): void;
  /** To be called once, when it is known whether the build succeeded; takes that many milliseconds at most. */
  drain(succeeded: boolean, maxMs: number): Promise<void>;
  /** To be called instead where there is no time left. */
  stop(): void;
  /** The last lines that were shown. */
  lastLines(): readonly string[];
}

/** How far back the log of a build without a date is read, in milliseconds. */
const UNDATED_MS = 6 * 3600 * 1000;

/** The log of a build that is not known before the first poll. */
export function createBuildLog(mode: LogMode, context: Context, options: LogOptions): BuildLog {
  let reader: LogReader | undefined;
  return {
    onBuild(build) {
      if (mode === 'off') return;
      const isFirst = reader === undefined;
      const createdAtMs = build.createdAtMs ?? context.clock.date() - UNDATED_MS;
      reader ??= createLogReader(build.id, createdAtMs, context, options);
      // The log of a build that is over is read at the end, whole.
      if (mode !== 'stream' || classifyBuild(build) !== 'running') return;
      if (isFirst) reader.follow();
      else reader.readMissing();
    },
    async drain(succeeded, maxMs) {
      if (mode === 'stream' || !succeeded) {
        const drained = new AbortController();
        const stopLate = async (): Promise<void> => {
          await context.clock.sleep(Math.max(0, maxMs), drained.signal);
          reader?.stop();
        };
        void stopLate().catch(() => undefined);
        await reader?.drain();
        drained.abort();
      } else reader?.stop();
    },
    stop: () => reader?.stop(),
    lastLines: () => reader?.lastLines() ?? [],
  };
}
