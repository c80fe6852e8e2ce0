import { NorthflankError } from '../errors.ts';
import {
  BUILDS_PER_PAGE,
  type Build,
  type BuildPage,
  decodeBuild,
  decodeBuildPage,
  decodeResource,
  decodeLogLines,
  decodeLogPage,
  type LogLine,
  type LogPage,
  type ResourceDetails,
} from './decode.ts';
import type { RequestContext } from './api-error.ts';
import type { Answer, ApiRequest, RateLimit, Send } from './http.ts';
import { describeResource, permissionsFor, type Resource, resourcePath } from './resource.ts';

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
  /** Takes the lines of the page, piece by piece. */
  take(lines: LogLine[]): void;
}

/** The body of a start, as the API takes it. */
export interface StartBody {
  readonly sha?: string;
  /** Build services only, as the number of a pull request is. */
  readonly branch?: string;
  readonly pullRequestId?: number;
  readonly overrides?: unknown;
}

/** The operations on the builds of a job or service. Each sends one request, once, and rejects with a NorthflankError. */
export interface Client {
  startBuild(body: StartBody, signal: AbortSignal, timeoutMs?: number): Promise<Reply<Build>>;
  getBuild(buildId: string, signal: AbortSignal, timeoutMs?: number): Promise<Reply<Build>>;
  /** The first page: as many builds as the API gives at once. */
  listBuilds(signal: AbortSignal, timeoutMs?: number): Promise<Reply<BuildPage>>;
  abortBuild(buildId: string, signal: AbortSignal, timeoutMs?: number): Promise<Reply<unknown>>;
  readLogs(query: LogQuery, signal: AbortSignal): Promise<Reply<LogPage>>;
  /** The job or service itself. */
  getResource(signal: AbortSignal, timeoutMs?: number): Promise<Reply<ResourceDetails>>;
}

/** Milliseconds for an answer to a question; the API answers in well under a second. */
const READ_TIMEOUT_MS = 15_000;

/** Milliseconds for a page of a log: nothing may wait long for what is only shown. */
const LOG_TIMEOUT_MS = 8000;

/** Without an end, half an hour may be all that is shown. No build is waited for longer than this, in milliseconds. */
const LOG_SPAN_MS = 7 * 24 * 3600 * 1000;

/** The operations of a job or service, sent by `send`. */
export function createClient(send: Send, resource: Resource): Client {
  const { team, kind } = resource;
  const base = resourcePath(resource);
  const permissions = permissionsFor(kind);
  const where = `of ${describeResource(resource)}`;
  const buildPath = (id: string): string => `${base}/build/${encodeURIComponent(id)}`;
  const checkResource =
    team === undefined
      ? `Check \`project\` and \`${kind}\`; an organisation token needs \`team\`.`
      : `Check \`team\`, \`project\` and \`${kind}\`.`;
  const request = (to: string, permission: string, check = checkResource): RequestContext => ({
    to,
    permission,
    check,
  });
  const buildRequest = (buildId: string, to: string, permission: string): RequestContext =>
    request(
      `${to} build ${buildId} ${where}`,
      permission,
      `Check that ${buildId} is a build of this ${kind}. ${checkResource}`,
    );

  async function ask<T>(
    apiRequest: ApiRequest,
    decode: (body: unknown) => T | undefined,
    signal: AbortSignal,
  ): Promise<Reply<T>> {
    const answer: Answer = await send(apiRequest, signal);
    const value = decode(answer.body);
    if (value === undefined) {
      const text = `Could not ${apiRequest.context.to}: the response is not what the API documents.`;
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
          context: {
            ...request(`start a build ${where}`, permissions.build),
            ...(kind === 'service' ? { invalidHint: branchHint(body) } : {}),
          },
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
          context: buildRequest(buildId, 'read', permissions.readBuild),
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
          context: request(`list the builds ${where}`, permissions.read),
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
          context: buildRequest(buildId, 'abort', permissions.build),
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
          context: buildRequest(buildId, 'read the log of', permissions.logs),
          timeoutMs: LOG_TIMEOUT_MS,
          take: (elements) => take(decodeLogLines(elements)),
        },
        decodeLogPage,
        signal,
      ),
    getResource: (signal, timeoutMs = READ_TIMEOUT_MS) =>
      ask(
        {
          method: 'GET',
          path: base,
          context: request(`read ${describeResource(resource)}`, permissions.read),
          timeoutMs,
        },
        decodeResource,
        signal,
      ),
  };
}

/** What a 400 may mean: which kind of service it is, the action need not know. */
function branchHint({ branch, pullRequestId }: StartBody): string {
  return branch === undefined && pullRequestId === undefined
    ? 'A build service needs `branch` or `pull-request-id`.'
    : 'Only a build service takes `branch` or `pull-request-id`.';
}
