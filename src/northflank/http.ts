import http, { type ProxyEnv } from 'node:http';
import https from 'node:https';
import got, { type Progress, type Request, RequestError, TimeoutError } from 'got';
import { NorthflankError } from '../errors.ts';
import { connectionFailure, type Failure, type RequestContext, refusal } from './api-error.ts';
import { parseInPieces, parseJson } from './json-stream.ts';
import { keepYoungGenerationSmall } from './young-generation.ts';

/** One request to the API. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'DELETE';
  /** Path and query below the origin. */
  path: string;
  body?: unknown;
  context: RequestContext;
  /** Milliseconds until the answer must be there whole, or else its next piece. */
  timeoutMs: number;
  /** Takes the elements of a good answer's `data`, piece by piece. */
  take?: (elements: unknown[]) => void;
}

/** The account's request limit as an answer shows it. */
export interface RateLimit {
  remaining: number;
  /** Milliseconds until the whole limit is there again. */
  resetMs: number;
}

/** A usable answer: a status of 2xx with JSON. */
export interface Answer {
  body: unknown;
  limit: RateLimit | undefined;
  /** The server's clock, in milliseconds since 1970. */
  serverTimeMs: number | undefined;
}

/** Sends one request, once; rejects with a {@link NorthflankError}, or the signal's reason if that is why. */
export type Send = (request: ApiRequest, signal: AbortSignal) => Promise<Answer>;

/** Where and as whom to send. */
export interface Account {
  /** Origin, such as `https://api.northflank.com`. */
  apiUrl: string;
  apiToken: string;
}

/** Who asks: the name and the version of package.json. */
export const USER_AGENT = 'northflank-build/1.0.0';

/** Time for a name, a connection and a TLS handshake each; a healthy network needs a fraction of a second. */
const CONNECT_MS = 10_000;

/** Largest answer that is read. A page of log lines is the largest that is asked for, about 1 MB. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** The API over HTTP: nothing is sent twice, no redirect is followed, the token is in no error. */
export function createTransport({ apiUrl, apiToken }: Account, proxyEnv?: ProxyEnv): Send {
  const { host } = new URL(apiUrl);
  const client = got.extend({
    prefixUrl: apiUrl,
    headers: { authorization: `Bearer ${apiToken}`, 'user-agent': USER_AGENT, accept: 'application/json' },
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    // Answers are small, and what is never unpacked cannot be a bomb.
    decompress: false,
    timeout: { lookup: CONNECT_MS, connect: CONNECT_MS, secureConnect: CONNECT_MS },
  });

  return async function send(request, signal) {
    signal.throwIfAborted();
    // Timers take whole milliseconds, and what is left of a wait seldom is.
    const timeoutMs = Math.ceil(request.timeoutMs);
    const tooMuch = new AbortController();
    // got's own timeouts do not fire while a proxy's CONNECT hangs; this one always does.
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    const stop = AbortSignal.any([signal, late.signal, tooMuch.signal]);
    let sentBytes = (): number => 0;
    try {
      const answer = client.stream(request.path.replace(/^\//, ''), {
        method: request.method,
        signal: stop,
        timeout: { response: timeoutMs },
        ...(request.body === undefined ? {} : { json: request.body }),
        // A server may have closed a connection that is kept alive without a word, and then nobody knows whether it
        // took the request.
        ...(request.method === 'GET' ? {} : { agent: ownConnection(proxyEnv) }),
      });
      sentBytes = () => answer.uploadProgress.transferred;
      // got would wait for somebody to write one.
      if (request.body === undefined) answer.end();
      // It may fail once more when all is over, which nobody waits for: a server may answer before it has read all.
      answer.on('error', () => {});
      // A large body takes as long as the network needs: the time limit counts from the last byte that was sent.
      answer.on('uploadProgress', () => timer.refresh());
      answer.on('downloadProgress', ({ transferred }: Progress) => {
        if (transferred > MAX_ANSWER_BYTES) tooMuch.abort();
      });
      const take = (elements: unknown[]): void => {
        if (isSuccessful(answer)) request.take?.(elements);
        // What is done with the elements takes time of its own.
        timer.refresh();
      };
      const body = request.take === undefined ? await readBody(answer) : await readPage(answer, take);
      const { statusCode = 0, headers = {} } = answer.response ?? {};
      if (!isSuccessful(answer)) {
        throw refusal(request.context, statusCode, body, retryAfter(statusCode, headers));
      }
      if (body === NOT_JSON) {
        throw new NorthflankError(`Could not ${request.context.to}: the response from ${host} is not JSON.`, {
          kind: 'unknown',
        });
      }
      return { body, limit: limitOf(headers), serverTimeMs: serverTime(headers) };
    } catch (error) {
      if (error instanceof NorthflankError) throw error;
      if (signal.aborted) throw signal.reason;
      throw connectionFailure(
        request.context,
        host,
        failureOf(error, { late: late.signal.aborted, tooMuch: tooMuch.signal.aborted }),
        // Nothing of it was written, so that nobody can have taken it.
        request.body !== undefined && sentBytes() === 0,
      );
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Agents that use each connection once. */
function ownConnection(proxyEnv: ProxyEnv | undefined) {
  const options = { keepAlive: false, ...(proxyEnv === undefined ? {} : { proxyEnv }) };
  return { http: new http.Agent(options), https: new https.Agent(options) };
}

function failureOf(error: unknown, own: { late: boolean; tooMuch: boolean }): Failure {
  if (own.tooMuch) return { code: 'response too large', message: `more than ${MAX_ANSWER_BYTES} bytes` };
  if (error instanceof TimeoutError) return { code: 'ETIMEDOUT', message: error.message, phase: error.event };
  if (own.late) return { code: 'ETIMEDOUT', message: 'time is up' };
  if (error instanceof RequestError) return { code: error.code, message: error.message };
  return { code: 'unexpected error', message: error instanceof Error ? error.message : String(error) };
}

/** In place of a body that is not JSON. */
const NOT_JSON = Symbol('not JSON');

/** The body: undefined where it is empty, as with HTTP 204. */
async function readBody(answer: Request): Promise<unknown> {
  const text = new TextDecoder().decode(Buffer.concat(await answer.toArray()));
  return text.trim() === '' ? undefined : (parseJson(text) ?? NOT_JSON);
}

async function readPage(answer: Request, take: (elements: unknown[]) => void): Promise<unknown> {
  keepYoungGenerationSmall();
  return (await parseInPieces(answer, take)) ?? NOT_JSON;
}

function isSuccessful({ response }: Request): boolean {
  return response !== undefined && response.statusCode >= 200 && response.statusCode <= 299;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function limitOf(headers: Headers): RateLimit | undefined {
  const remaining = wholeNumber(headers['x-ratelimit-remaining']);
  const reset = wholeNumber(headers['x-ratelimit-reset']);
  return remaining === undefined || reset === undefined ? undefined : { remaining, resetMs: reset * 1000 };
}

/** Longest pause that a server in trouble may ask for, in milliseconds. */
const MAX_TROUBLE_MS = 60_000;

/** Milliseconds. Every answer says when the request limit starts anew, but only one that is over it must wait for that. */
function retryAfter(status: number, headers: Headers): number | undefined {
  const asked = askedPause(headers);
  if (status !== 429) return asked === undefined ? undefined : Math.min(asked, MAX_TROUBLE_MS);
  const reset = wholeNumber(headers['x-ratelimit-reset']);
  return asked ?? (reset === undefined ? undefined : reset * 1000);
}

/** Milliseconds; `retry-after` may also be a date, which only the server's own clock can make sense of. */
function askedPause(headers: Headers): number | undefined {
  const after = headers['retry-after'];
  const seconds = wholeNumber(after);
  if (seconds !== undefined) return seconds * 1000;
  const until = typeof after === 'string' ? Date.parse(after) : Number.NaN;
  const from = serverTime(headers);
  return Number.isNaN(until) || from === undefined ? undefined : Math.max(0, until - from);
}

function serverTime(headers: Headers): number | undefined {
  const time = typeof headers['date'] === 'string' ? Date.parse(headers['date']) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function wholeNumber(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,9}$/.test(header.trim()) ? Number(header) : undefined;
}
