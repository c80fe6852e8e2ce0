import type { LogLine, LogQuery } from './build-log.ts';
import type { Details } from './start-body.ts';

/** How many lines a log answer has, and how far a window without a start reaches. */
export type LogLimits = {
  /** Lines without a `lineLimit`. */
  lineLimit: number;
  /** The most lines in one answer, whatever `lineLimit` says. */
  maximumLineLimit: number;
  /** Length in seconds of a window of which only one end is known. */
  windowSeconds: number;
  /**
   * Where a window ends that has a `startTime` only. It is not documented; Northflank's command line prints
   * `start + 30 minutes` there, so a client should be tested against both.
   */
  openEnd: 'now' | 'window';
  /** Which line's time is the cursor of a page that was cut off, which is not known for sure. */
  cursor: 'last-given' | 'first-omitted';
};

/** Northflank's defaults as far as they are known; those of the line limit are a guess. */
export const LOG_LIMITS: LogLimits = {
  lineLimit: 1000,
  maximumLineLimit: 5000,
  windowSeconds: 1800,
  openEnd: 'now',
  cursor: 'last-given',
};

/** How many lines a live tail gives of the past unless told otherwise. */
export const TAIL_LINES = 10;

const MS_PER_SECOND = 1000;

// What the official clients can send; `runId` and the like do not matter for a build.
const KNOWN = new Set([
  'queryType',
  'buildId',
  'startTime',
  'endTime',
  'duration',
  'lineLimit',
  'direction',
  'textIncludes',
  'textNotIncludes',
  'regexIncludes',
  'regexNotIncludes',
  'containerName',
  'deploymentId',
  'runId',
  'type',
]);

/** Reads the query string of a log request; what is wrong with it goes to `details`. */
export function parseLogQuery(
  params: URLSearchParams,
  now: number,
  limits: LogLimits,
  details: Details,
): LogQuery & { buildId: string } {
  const tail = params.get('queryType') === 'tail';
  for (const key of params.keys()) {
    if (!KNOWN.has(key)) details[key] = ['is not an allowed additional property'];
  }
  const time = (key: string): number | undefined => {
    const text = params.get(key);
    if (text === null) return undefined;
    const value = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(value)) details[key] = ['must be an ISO 8601 date'];
    return value;
  };
  const count = (key: string): number | undefined => {
    const text = params.get(key);
    if (text === null) return undefined;
    if (!/^[1-9]\d*$/.test(text)) details[key] = ['must be a positive integer'];
    return Number(text);
  };

  const start = time('startTime');
  const end = time('endTime');
  const duration = count('duration');
  if (start !== undefined && end !== undefined && duration !== undefined) {
    details['duration'] = ['may be given with only one of startTime and endTime'];
  }
  const window = (duration ?? limits.windowSeconds) * MS_PER_SECOND;
  const boundedEnd = start === undefined || (duration === undefined && limits.openEnd === 'now');
  const to = end ?? (tail ? Number.POSITIVE_INFINITY : boundedEnd ? now : start + window);
  const from = start ?? (end ?? now) - window;

  const direction = params.get('direction');
  if (direction !== null && direction !== 'forward' && direction !== 'backward') {
    details['direction'] = ['must be one of forward, backward'];
  }
  const buildId = params.get('buildId') ?? '';
  // Whether Northflank returns the logs of all builds without one is not known.
  if (!buildId) details['buildId'] = ['is required'];
  const lineLimit = count('lineLimit') ?? (tail ? TAIL_LINES : limits.lineLimit);

  return {
    buildId,
    from,
    to,
    limit: Math.min(lineLimit, limits.maximumLineLimit),
    // The default direction is not known; forward is the order in which one reads.
    backward: direction === 'backward',
    matches: parseFilter(params, details),
  };
}

function parseFilter(params: URLSearchParams, details: Details): (line: LogLine) => boolean {
  const given = ['textIncludes', 'textNotIncludes', 'regexIncludes', 'regexNotIncludes'].filter((key) =>
    params.has(key),
  );
  const [key, second] = given;
  if (!key) return () => true;
  if (second) details[second] = [`may not be given together with ${key}`];
  const text = params.get(key) ?? '';
  const negated = key.includes('Not');
  if (key.startsWith('text')) return (line) => textOf(line).includes(text) !== negated;
  try {
    const pattern = new RegExp(text);
    return (line) => pattern.test(textOf(line)) !== negated;
  } catch {
    details[key] = ['must be a regular expression'];
    return () => true;
  }
}

function textOf(line: LogLine): string {
  return typeof line.log === 'string' ? line.log : JSON.stringify(line.log);
}
