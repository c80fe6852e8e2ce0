import type { Inputs } from '../github/inputs.ts';
import { classifyBuild } from '../northflank/build-status.ts';
import type { Build } from '../northflank/decode.ts';
import { createLogReader, type LogReader, type ReaderTools } from './log-reader.ts';

/** The log of the build that a step is about, shown as the `logs` input says. */
export interface BuildLog {
  /** To be called with the build after each look at it. */
  onBuild(build: Build): Promise<void>;
  /** To be called once, when it is known whether the build succeeded. */
  drain(succeeded: boolean): Promise<void>;
  /** To be called instead where there is no time left. */
  stop(): void;
  /** The last lines that were shown. */
  lastLines(): readonly string[];
}

/** How far back the log of a build without a date is read, in milliseconds. */
const UNDATED_MS = 6 * 3600 * 1000;

/** The log of a build that will be named by the first look at it. */
export function createBuildLog(mode: Inputs['logs'], tools: ReaderTools): BuildLog {
  let reader: LogReader | undefined;
  return {
    async onBuild(build) {
      if (mode === 'off') return;
      const isFirst = reader === undefined;
      const createdMs = Date.parse(build.createdAt ?? '');
      reader ??= createLogReader(
        build.id,
        Number.isNaN(createdMs) ? Date.now() - UNDATED_MS : createdMs,
        tools,
      );
      // The log of a build that is over is read at the end, whole.
      if (mode !== 'stream' || classifyBuild(build) !== 'running') return;
      if (isFirst) reader.follow();
      else reader.readMissing();
    },
    async drain(succeeded) {
      if (mode === 'stream' || !succeeded) await reader?.drain();
      else reader?.stop();
    },
    stop: () => reader?.stop(),
    lastLines: () => reader?.lastLines() ?? [],
  };
}
