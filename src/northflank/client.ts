import { NorthflankError } from '../errors.ts';
import {
  BUILDS_PER_PAGE,
  type Build,
  type BuildPage,
  decodeBuild,
  decodeBuildPage,
  decodeJob,
  decodeLogLines,
  decodeLogPage,
  type Job,
  type LogLine,
  type LogPage,
} from './decode.ts';
import type { RequestContext } from './api-error.ts';
import type { Answer, ApiRequest, RateLimit, Send } from './http.ts';

/** Which job is meant; IDs, not names. */
export interface JobPath {
  team?: string | undefined;
  project: string;
  job: string;
}

/** A value with what the answer said of the account and the clock. */
export interface Reply<T> {
  value: T;
  limit: RateLimit | undefined;
  /** The server's clock, in milliseconds since 1970. */
  serverTimeMs: number | undefined;
}

/** Which lines of a build's log are wanted. */
export interface LogQuery {
  buildId: string;
  /** Milliseconds since 1970; without it the API shows the last half hour only. */
  fromMs: number;
  /** The same; Infinity for all that there is. */
  untilMs: number;
  lineLimit: number;
  /** Takes the lines of the page, piece by piece; others have their turn between two. */
  take(lines: LogLine[]): void;
}

/** The operations on a job's builds. Each sends one request, once, and rejects with a NorthflankError. */
export interface Client {
  startBuild(body: unknown, signal: AbortSignal, timeoutMs?: number): Promise<Reply<Build>>;
  getBuild(buildId: string, signal: AbortSignal, timeoutMs?: number): Promise<Reply<Build>>;
  /** The first page: as many builds as the API gives at once. */
  listBuilds(signal: AbortSignal, timeoutMs?: number): Promise<Reply<BuildPage>>;
  abortBuild(buildId: string, signal: AbortSignal, timeoutMs?: number): Promise<Reply<unknown>>;
  readLogs(query: LogQuery, signal: AbortSignal): Promise<Reply<LogPage>>;
  getJob(signal: AbortSignal, timeoutMs?: number): Promise<Reply<Job>>;
}

/** Milliseconds for an answer to a question; the API answers in well under a second. */
const READ_TIMEOUT_MS = 15_000;

/** Milliseconds for a page of a log: nothing may wait long for what is only shown. */
const LOG_TIMEOUT_MS = 8000;

/** Without an end, half an hour may be all that is shown. No build is waited for longer than this, in milliseconds. */
const LOG_SPAN_MS = 7 * 24 * 3600 * 1000;

/** The permissions of the API's documentation, below Project > Jobs. */
const PERMISSION = {
  build: 'Deployment > Deploy Build',
  logs: 'Deployment > View Instance Logs',
  read: 'General > Read',
} as const;

/** `/v1[/teams/{teamId}]/projects/{projectId}/jobs/{jobId}` with every ID encoded. */
export function jobPath({ team, project, job }: JobPath): string {
  const teams = team === undefined ? '' : `/teams/${encodeURIComponent(team)}`;
  return `/v1${teams}/projects/${encodeURIComponent(project)}/jobs/${encodeURIComponent(job)}`;
}

/** The job's operations, sent by `send`. */
export function createClient(send: Send, path: JobPath): Client {
  const base = jobPath(path);
  const where = `of job ${path.job} in project ${path.project}`;
  const buildPath = (id: string): string => `${base}/build/${encodeURIComponent(id)}`;
  const checkJob =
    path.team === undefined
      ? 'Check `project` and `job`; an organisation token needs `team`.'
      : 'Check `team`, `project` and `job`.';
  const jobRequest = (to: string, permission: string, check = checkJob): RequestContext => ({
    to,
    permission,
    check,
  });
  const buildRequest = (buildId: string, to: string, permission: string): RequestContext =>
    jobRequest(
      `${to} build ${buildId} ${where}`,
      permission,
      `Check that ${buildId} is a build of this job. ${checkJob}`,
    );

  async function ask<T>(
    request: ApiRequest,
    decode: (body: unknown) => T | undefined,
    signal: AbortSignal,
  ): Promise<Reply<T>> {
    const answer: Answer = await send(request, signal);
    const value = decode(answer.body);
    if (value === undefined) {
      const text = `Could not ${request.context.to}: the answer is not what the API documents.`;
      throw new NorthflankError(text, { kind: 'unknown' });
    }
    return { value, limit: answer.limit, serverTimeMs: answer.serverTimeMs };
  }

  return {
    startBuild: (body, signal, timeoutMs = READ_TIMEOUT_MS) =>
      ask(
        {
          method: 'POST',
          path: `${base}/build`,
          body,
          context: jobRequest(`start a build ${where}`, PERMISSION.build),
          timeoutMs,
        },
        decodeBuild,
        signal,
      ),
    getBuild: (buildId, signal, timeoutMs = READ_TIMEOUT_MS) =>
      ask(
        {
          method: 'GET',
          path: buildPath(buildId),
          context: buildRequest(buildId, 'read', PERMISSION.build),
          timeoutMs,
        },
        decodeBuild,
        signal,
      ),
    listBuilds: (signal, timeoutMs = READ_TIMEOUT_MS) =>
      ask(
        {
          method: 'GET',
          path: `${base}/build?per_page=${BUILDS_PER_PAGE}`,
          context: jobRequest(`list the builds ${where}`, PERMISSION.read),
          timeoutMs,
        },
        decodeBuildPage,
        signal,
      ),
    abortBuild: (buildId, signal, timeoutMs = READ_TIMEOUT_MS) =>
      ask(
        {
          method: 'DELETE',
          path: buildPath(buildId),
          context: buildRequest(buildId, 'abort', PERMISSION.build),
          timeoutMs,
        },
        // It may be answered by nothing at all.
        (body) => body ?? {},
        signal,
      ),
    readLogs: ({ buildId, fromMs, untilMs, lineLimit, take }, signal) =>
      ask(
        {
          method: 'GET',
          path: `${base}/build-logs?${new URLSearchParams({
            buildId,
            queryType: 'range',
            startTime: new Date(fromMs).toISOString(),
            endTime: new Date(Math.min(untilMs, fromMs + LOG_SPAN_MS)).toISOString(),
            direction: 'forward',
            lineLimit: String(lineLimit),
          }).toString()}`,
          context: buildRequest(buildId, 'read the log of', PERMISSION.logs),
          timeoutMs: LOG_TIMEOUT_MS,
          take: (elements) => take(decodeLogLines(elements)),
        },
        decodeLogPage,
        signal,
      ),
    getJob: (signal, timeoutMs = READ_TIMEOUT_MS) =>
      ask(
        {
          method: 'GET',
          path: base,
          context: jobRequest(`read the settings ${where}`, PERMISSION.read),
          timeoutMs,
        },
        decodeJob,
        signal,
      ),
  };
}
