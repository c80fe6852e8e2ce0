import type { LogFormat, Script, ScriptLine } from './build-scripts.ts';

/** A log line as the API gives it. */
export type LogLine = { containerId: string; ts: string; log: unknown };

/** A line with its own time and the time from which on it can be read, in milliseconds since the epoch. */
export type TimedLine = { at: number; readableAt: number; line: LogLine };

/** All lines a build will ever have: by their time, and in the order in which they become readable. */
export type BuildLog = { byTime: readonly TimedLine[]; byArrival: readonly TimedLine[] };

const MS_PER_SECOND = 1000;

/** Lays the lines of a script out in time, for a build started at `startedAt` that runs `speed` times as fast. */
export function layOutLog(script: Script, startedAt: number, speed: number, containerId: string): BuildLog {
  const lines: TimedLine[] = [];
  const format = script.format ?? 'plain';
  let phaseStart = 0;
  for (const phase of script.phases) {
    const source = phase.lines ?? [];
    const count = 'count' in source ? source.count : source.length;
    const every = phase.every ?? (Number.isFinite(phase.seconds) ? phase.seconds / (count + 1) : 1);
    for (let index = 0; index < count; index++) {
      const seconds = (index + 1) * every;
      // After the end of its phase there is no builder that could print the line.
      if (seconds > phase.seconds) break;
      const line = 'count' in source ? source.line(index) : (source[index] ?? '');
      const at = Math.floor(startedAt + ((phaseStart + seconds) * MS_PER_SECOND) / speed);
      lines.push(timedLine(line, at, speed, containerId, format));
    }
    phaseStart += phase.seconds;
    if (!Number.isFinite(phaseStart)) break;
  }
  // Both sorts are stable, so lines of one time keep their order, and cheap, since the input is usually sorted.
  const byTime = lines.toSorted((a, b) => a.at - b.at);
  const byArrival = lines.toSorted((a, b) => a.readableAt - b.readableAt);
  return { byTime, byArrival };
}

function timedLine(
  line: ScriptLine,
  at: number,
  speed: number,
  containerId: string,
  format: LogFormat,
): TimedLine {
  if (typeof line === 'string') {
    const ts = new Date(at).toISOString();
    return { at, readableAt: at, line: { containerId, ts, log: wrap(line, ts, format, false, 'stdout') } };
  }
  const ts = line.ts ?? new Date(at).toISOString();
  const own = line.ts === undefined ? at : Date.parse(line.ts);
  const log =
    typeof line.log === 'string'
      ? wrap(line.log, ts, format, line.partial ?? false, line.stream ?? 'stdout')
      : line.log;
  return {
    at: Number.isNaN(own) ? at : own,
    readableAt: at + ((line.lateBy ?? 0) * MS_PER_SECOND) / speed,
    line: { containerId: line.containerId ?? containerId, ts, log },
  };
}

function wrap(text: string, ts: string, format: LogFormat, partial: boolean, stream: string): unknown {
  const tag = partial ? 'P' : 'F';
  switch (format) {
    case 'plain':
      return text;
    case 'stream':
      return `${stream} ${tag} ${text}`;
    case 'container':
      // The container runtime stamps nanoseconds.
      return `${ts.replace(/\.(\d{3})Z$/, '.$1190216Z')} ${stream} ${tag} ${text}`;
    case 'object':
      return { log: text, stream };
    default:
      return format satisfies never;
  }
}

/** What a log request asks for: times in milliseconds, both ends included. */
export type LogQuery = {
  from: number;
  to: number;
  limit: number;
  backward: boolean;
  matches: (line: LogLine) => boolean;
};

/** The lines of a query that were written by `until` and are readable at `now`, and the first one beyond its limit. */
export function readLog(log: BuildLog, query: LogQuery, now: number, until: number): LogPage {
  const lines: LogLine[] = [];
  const all = log.byTime;
  const first = firstAtOrAfter(all, query.from);
  const end = firstAtOrAfter(all, Math.min(query.to, until) + 1);
  const step = query.backward ? -1 : 1;
  for (let i = query.backward ? end - 1 : first; i >= first && i < end; i += step) {
    const timed = all[i];
    if (!timed || timed.readableAt > now || !query.matches(timed.line)) continue;
    if (lines.length === query.limit) return { lines, firstBeyond: timed.line };
    lines.push(timed.line);
  }
  return { lines };
}

/** The lines of one answer. */
export type LogPage = { lines: LogLine[]; firstBeyond?: LogLine };

function firstAtOrAfter(lines: readonly TimedLine[], time: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.at ?? Number.POSITIVE_INFINITY) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
