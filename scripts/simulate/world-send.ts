import { type Exchange, exchange, type Faults } from '../../sandbox/northflank/faults.ts';
import { operationOf, SANDBOX, type SandboxRequest, type World } from '../../sandbox/northflank/world.ts';
import type { Clock } from '../../src/clock.ts';
import { NorthflankError } from '../../src/errors.ts';
import { connectionFailure, type Failure, refusal } from '../../src/northflank/api-error.ts';
import type { Answer, ApiRequest, Send } from '../../src/northflank/http.ts';

/** What the network does to one request, in addition to the faults of the server. */
export interface Journey {
  /** Milliseconds until the world has the request; 0 by default. */
  outMs?: number;
  /** Milliseconds until the answer is back; 0 by default. */
  backMs?: number;
  /**
   * Milliseconds after which the connection breaks for the client. The request continues on its way and is taken when
   * it arrives, perhaps long after the break.
   */
  breaksAfterMs?: number;
  /** Why the request could not be sent; it never reaches the world. */
  blocked?: Failure;
}

/** What an in-process transport works with. */
export interface WorldSendOptions {
  world: World;
  faults: Faults;
  clock: Clock;
  /** The API token; the one of the sandbox's first team by default. */
  token?: string;
  /** What the network does to the nth request (from 0); nothing by default. */
  network?: (request: ApiRequest, nth: number) => Journey;
}

/** The host in error messages. */
export const WORLD_HOST = 'api.northflank.test';

/**
 * The transport without sockets: the world answers, faults occur as on the sandbox's server, time is the clock's, and
 * the client gets the result that the real transport would give. As on a real network, a request that was sent reaches
 * the world even if the client has given up in the meantime.
 */
export function createWorldSend(options: WorldSendOptions): Send {
  const { world, faults, clock, token = SANDBOX.token, network = (): Journey => ({}) } = options;
  let sent = 0;

  return async function send(request, signal) {
    signal.throwIfAborted();
    const journey = network(request, sent);
    sent += 1;
    const fail = (failure: Failure): NorthflankError =>
      connectionFailure(request.context, WORLD_HOST, failure);
    const settled = new AbortController();
    const result = Promise.withResolvers<Answer>();
    let arrived: unknown[] = [];
    const after = async (ms: number, act: () => void): Promise<void> => {
      // Nobody needs to wait for what never happens.
      if (ms === Number.POSITIVE_INFINITY) return;
      if (ms > 0) await clock.sleep(ms);
      act();
    };
    const onAbort = (): void => result.reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });

    if (journey.blocked !== undefined) {
      const { blocked } = journey;
      void after(journey.outMs ?? 0, () => result.reject(fail(blocked)));
    } else {
      void after(journey.outMs ?? 0, () => {
        const asked = toSandboxRequest(request, token);
        const operation = operationOf(asked.method, asked.path);
        const outcome = exchange(world, faults.pickFault(operation), asked);
        void after(outcome.delay + (journey.backMs ?? 0), () => {
          if (outcome.end === 'cut') arrived = dataOf(parse(outcome.answer.body));
          try {
            result.resolve(readOutcome(request.context, outcome, fail));
          } catch (error) {
            result.reject(error);
          }
        });
      });
    }
    const timer = async (ms: number, failure: Failure): Promise<void> => {
      try {
        await clock.sleep(ms, settled.signal);
        result.reject(fail(failure));
      } catch {
        // The answer was faster.
      }
    };
    void timer(request.timeoutMs, { code: 'ETIMEDOUT', message: 'time is up', phase: 'response' });
    if (journey.breaksAfterMs !== undefined) void timer(journey.breaksAfterMs, RESET);
    const deliver = async (elements: unknown[], count: number): Promise<void> => {
      for (let from = 0; from < count; from += PIECE) {
        request.take?.(elements.slice(from, Math.min(from + PIECE, count)));
        await clock.sleep(PIECE_MS, signal);
      }
    };
    let answer: Answer;
    try {
      answer = await result.promise;
    } catch (error) {
      // What arrived before the connection broke is delivered.
      if (request.take !== undefined) await deliver(arrived, arrived.length >> 1);
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      settled.abort();
    }
    if (request.take !== undefined) {
      const elements = dataOf(answer.body);
      await deliver(elements, elements.length);
    }
    return answer;
  };
}

const RESET: Failure = { code: 'ECONNRESET', message: 'socket hang up' };

function toSandboxRequest({ method, path, body }: ApiRequest, token: string): SandboxRequest {
  return {
    method,
    path,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}

/** Elements that are delivered at once, so few that pages come in several pieces, and milliseconds between two. */
const PIECE = 2;
const PIECE_MS = 3;

/** What the real transport makes of it; `http.test.ts` compares the two. */
function readOutcome(
  context: ApiRequest['context'],
  outcome: Exchange,
  fail: (failure: Failure) => NorthflankError,
): Answer {
  switch (outcome.end) {
    case 'destroy':
      throw fail(RESET);
    case 'cut':
      throw fail({ code: 'ERR_HTTP_CONTENT_LENGTH_MISMATCH', message: 'too few bytes' });
    case 'endless':
      throw fail({ code: 'response too large', message: 'too many bytes' });
    default:
  }
  const { status, headers, body: text } = outcome.answer;
  const seconds = (name: string): number | undefined =>
    /^\d{1,9}$/.test(headers[name] ?? '') ? Number(headers[name]) : undefined;
  const date = Date.parse(headers['date'] ?? '');
  const body = parse(text);
  const reset = seconds('x-ratelimit-reset');
  if (status < 200 || status > 299) {
    const asked = seconds('retry-after');
    const wait = status === 429 ? (asked ?? reset) : asked && Math.min(asked, 60);
    throw refusal(context, status, body, wait === undefined ? undefined : wait * 1000);
  }
  if (body === undefined && text.trim() !== '') {
    throw new NorthflankError(`Could not ${context.to}: the response from ${WORLD_HOST} is not JSON.`, {
      kind: 'unknown',
    });
  }
  const remaining = seconds('x-ratelimit-remaining');
  return {
    body,
    limit: remaining === undefined || reset === undefined ? undefined : { remaining, resetMs: reset * 1000 },
    serverTimeMs: Number.isNaN(date) ? undefined : date,
  };
}

function dataOf(body: unknown): unknown[] {
  const data = (body as { data?: unknown } | undefined)?.data;
  return Array.isArray(data) ? data : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
