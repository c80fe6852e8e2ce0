import type { Clock } from '../../src/clock.ts';
import { isRecord } from '../../src/northflank/api-error.ts';
import { parseJson } from '../../src/northflank/json-stream.ts';
import { type Resource, resourcePath } from '../../src/northflank/resource.ts';

/** Which job or service to build, where and as whom. */
export interface Target extends Resource {
  /** Origin, such as `https://api.northflank.com`. */
  apiUrl: string;
  token: string;
}

/** What to build of a build service; empty for everything that has a branch of its own. */
export interface What {
  branch?: string;
  pullRequestId?: number;
}

/** An answer as it came. */
export interface ApiResponse {
  status: number;
  headers: Headers;
  /** The body; undefined where it is empty or not JSON. */
  body: unknown;
  text: string;
  /** When it was there, on the clock. */
  atMs: number;
}

/** The API's operations, without any reading of the answers. */
export interface Api {
  getResource(token?: string): Promise<ApiResponse>;
  /** Not cancelled by the signal: its answer has the ID without which the build cannot be aborted. */
  startBuild(body: unknown): Promise<ApiResponse>;
  getBuild(buildId: string): Promise<ApiResponse>;
  listBuilds(query: Record<string, string>): Promise<ApiResponse>;
  /** Not cancelled by the signal, since it cleans up. */
  abortBuild(buildId: string): Promise<ApiResponse>;
  readLogs(query: Record<string, string>): Promise<ApiResponse>;
  /** All answers so far. */
  readonly responses: readonly ApiResponse[];
}

/** Something could not be observed; the message is the reason. */
export class NotObservedError extends Error {
  /** False if the API has surely not carried out the request. */
  mayBeDone: boolean;

  constructor(reason: string, mayBeDone = true) {
    super(reason);
    this.mayBeDone = mayBeDone;
  }
}

/** Codes of errors before anything was sent. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH']);

/** Milliseconds of real time for an answer. */
const TIMEOUT_MS = 15_000;

/** The API of a job or service. A request is sent once; it rejects with a NotObservedError if there is no usable answer. */
export function createApi(target: Target, clock: Clock, signal: AbortSignal): Api {
  const base = `${target.apiUrl}${resourcePath(target)}`;
  const responses: ApiResponse[] = [];

  async function send(
    method: string,
    url: string,
    options: { body?: unknown; token?: string; signal?: AbortSignal } = {},
  ): Promise<ApiResponse> {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const headers = { authorization: `Bearer ${options.token ?? target.token}`, accept: 'application/json' };
    let response: ApiResponse;
    try {
      const answer = await fetch(url, {
        method,
        redirect: 'manual',
        signal: options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]),
        ...(options.body === undefined
          ? { headers }
          : {
              headers: { ...headers, 'content-type': 'application/json' },
              body: JSON.stringify(options.body),
            }),
      });
      const text = await answer.text();
      response = {
        ...{ status: answer.status, headers: answer.headers, text },
        ...{ body: parseJson(text), atMs: clock.now() },
      };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (timeout.aborted) throw new NotObservedError('no answer in time');
      const code = codeOf(error);
      throw new NotObservedError(`no answer (${code})`, !UNSENT.has(code));
    }
    responses.push(response);
    if (response.status === 429) throw new NotObservedError('the rate limit is exhausted (HTTP 429)', false);
    if (response.status >= 500) throw new NotObservedError(`the API is in trouble (HTTP ${response.status})`);
    return response;
  }

  const buildUrl = (buildId: string): string => `${base}/build/${encodeURIComponent(buildId)}`;
  const withQuery = (url: string, query: Record<string, string>): string =>
    `${url}?${new URLSearchParams(query).toString()}`;
  return {
    responses,
    getResource: (token = target.token) => send('GET', base, { token, signal }),
    startBuild: (body) => send('POST', `${base}/build`, { body }),
    getBuild: (buildId) => send('GET', buildUrl(buildId), { signal }),
    listBuilds: (query) => send('GET', withQuery(`${base}/build`, query), { signal }),
    abortBuild: (buildId) => send('DELETE', buildUrl(buildId)),
    readLogs: (query) => send('GET', withQuery(`${base}/build-logs`, query), { signal }),
  };
}

/** The code of an error of `fetch`. Its message could have an address in it. */
function codeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return isRecord(cause) && typeof cause['code'] === 'string' ? cause['code'] : 'the connection failed';
}

/** `data` of an answer, if it is an object. */
export function dataOf({ body }: ApiResponse): Record<string, unknown> | undefined {
  return isRecord(body) && isRecord(body['data']) ? body['data'] : undefined;
}

/** `data` of a build's answer; throws a NotObservedError if it was refused or is no build. */
export function buildOf(response: ApiResponse): Record<string, unknown> {
  expectSuccess(response);
  const build = dataOf(response);
  if (build === undefined) throw new NotObservedError('the answer is not a build');
  return build;
}

/** The builds of a list's answer; throws a NotObservedError if it was refused or is no list. */
export function buildsOf(response: ApiResponse): Record<string, unknown>[] {
  expectSuccess(response);
  const builds = dataOf(response)?.['builds'];
  if (!Array.isArray(builds)) throw new NotObservedError('the answer is not a list of builds');
  return builds.filter(isRecord);
}

/** `pagination` of a list's or a log's answer. */
export function paginationOf({ body }: ApiResponse): Record<string, unknown> {
  return isRecord(body) && isRecord(body['pagination']) ? body['pagination'] : {};
}

/** The settings of a job or service; throws a NotObservedError if the request was refused or has none. */
export function settingsOf(response: ApiResponse): Record<string, unknown> {
  expectSuccess(response);
  const settings = dataOf(response);
  if (settings === undefined) throw new NotObservedError('the answer has no settings');
  return settings;
}

/** The lines of a log's answer; throws a NotObservedError if it was refused or is no log. */
export function linesOf(response: ApiResponse): Record<string, unknown>[] {
  expectSuccess(response);
  if (!isRecord(response.body) || !Array.isArray(response.body['data'])) {
    throw new NotObservedError('the answer is not a list of lines');
  }
  return response.body['data'].filter(isRecord);
}

/** Whether the API has done what it was asked. */
export function isSuccess({ status }: ApiResponse): boolean {
  return status >= 200 && status <= 299;
}

function expectSuccess(response: ApiResponse): void {
  const { status } = response;
  if (!isSuccess(response)) throw new NotObservedError(`the request was refused (HTTP ${status})`);
}

/** Whether a build says that it is over. */
export function isConcluded(build: Record<string, unknown>): boolean {
  return build['concluded'] === true || build['concluded'] === 'true';
}
