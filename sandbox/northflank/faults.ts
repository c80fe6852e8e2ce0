import { seededRandom } from './random.ts';
import type { Operation, SandboxAnswer, SandboxRequest, World } from './world.ts';
import { operationOf, permissionFor } from './world.ts';

/** What can go wrong with any request; a request is "taken" if the server processes it. */
export type RequestFaultKind =
  | 'reset-before' // not taken, connection destroyed
  | 'reset-after' // taken, connection destroyed without an answer
  | 'cut' // taken, connection destroyed in the middle of the answer
  | 'hang-before' // not taken, no answer; destroyed after `ms`
  | 'hang-after' // taken, answered after `ms`
  | 'slow' // taken, answered after `ms`, 1 s by default
  | '429' // not taken; `ms` says when to come back
  | 'html-502' // not taken
  | 'html-503' // not taken
  | 'html-504' // not taken
  | 'html-502-after' // taken
  | 'error-500' // not taken
  | 'nonsense' // taken, 200 with what is not JSON
  | 'wrong-shape' // taken, 200 with JSON without `data`
  | 'redirect' // not taken, 302 to `location`
  | 'unauthorized-401' // not taken, the token is not known
  | 'forbidden-403' // not taken, a permission is missing
  | 'not-found-404' // not taken
  | 'conflict-409' // not taken
  | 'huge'; // taken, 200 with an endless body

/** What can go wrong with a live tail only. */
export type TailFaultKind =
  | 'tail-refused' // 403 at the handshake
  | 'tail-auth-refused' // the init message is answered with a refusal
  | 'tail-cut' // connection destroyed after `lines` lines
  | 'tail-silent' // accepted, but nothing is ever sent
  | 'tail-error' // an error message after `lines` lines
  | 'tail-nonsense'; // after `lines` lines, a message that is not JSON

/** What can go wrong. */
export type FaultKind = RequestFaultKind | TailFaultKind;

/** A fault that waits for requests of its operation. */
export type Fault = {
  on: Operation | 'any';
  kind: FaultKind;
  /** How many requests pass first; 0 by default. */
  skip?: number;
  /** How many requests it affects; all by default. */
  times?: number;
  /** The probability, from 0 to 1, that it affects a request; 1 by default. */
  chance?: number;
  /** Milliseconds of real time, see the kinds; unlimited by default. */
  ms?: number;
  /** Lines before a tail goes wrong; 0 by default. */
  lines?: number;
  /** A 429's `x-ratelimit-reset`, in seconds; 1 by default. `null`: no such header. */
  reset?: number | null;
  /** The `retry-after` of an answer to a request that was not taken; no such header by default. */
  retryAfter?: string;
  /** Target of a redirect. */
  location?: string;
};

/** A request that met a fault. */
export type Hit = { operation: Operation; kind: FaultKind };

/** The faults in force, and the requests that met one. */
export type Faults = {
  add: (fault: Fault) => void;
  clear: () => void;
  /** The fault that the next request meets, if any; each call counts as a request. */
  pickFault: (operation: Operation) => Fault | undefined;
  readonly hits: Hit[];
};

/** Makes an empty set of faults; the seed makes `chance` repeatable. */
export function createFaults(seed = 1): Faults {
  const pending: { fault: Fault; requests: number; struck: number }[] = [];
  const hits: Hit[] = [];
  const random = seededRandom(seed);
  return {
    hits,
    add(fault) {
      pending.push({ fault, requests: 0, struck: 0 });
    },
    clear() {
      pending.length = 0;
    },
    pickFault(operation) {
      for (const entry of pending) {
        const { fault } = entry;
        if (fault.on !== 'any' && fault.on !== operation) continue;
        if (isTailFault(fault) && operation !== 'tail') continue;
        entry.requests++;
        if (entry.requests <= (fault.skip ?? 0) || entry.struck >= (fault.times ?? Number.POSITIVE_INFINITY))
          continue;
        if (fault.chance !== undefined && random() >= fault.chance) continue;
        entry.struck++;
        hits.push({ operation, kind: fault.kind });
        return fault;
      }
      return undefined;
    },
  };
}

/** Whether a fault strikes after the handshake of a live tail, or in it. */
export function isTailFault(fault: Fault): boolean {
  return isTailKind(fault.kind);
}

function isTailKind(kind: FaultKind): kind is TailFaultKind {
  return kind.startsWith('tail-');
}

/** What a client sees of its request: after `delay` ms (Infinity: never), an answer or what there is of it. */
export type Exchange =
  | { delay: number; end: 'answer' | 'cut' | 'endless'; answer: SandboxAnswer }
  | { delay: number; end: 'destroy' };

const SLOW_MS = 1000;
const NOWHERE = 'http://127.0.0.1:9/elsewhere';

/** Sends a request to a world, with or without a fault; a socket or a test then plays the result. */
export function exchange(world: World, fault: Fault | undefined, request: SandboxRequest): Exchange {
  if (!fault || isTailKind(fault.kind)) return { delay: 0, end: 'answer', answer: world.handle(request) };
  const { ms = Number.POSITIVE_INFINITY } = fault;
  const kind: RequestFaultKind = fault.kind;

  const notTaken = (answer: SandboxAnswer): Exchange => {
    world.note(request, kind, answer.status);
    if (fault.retryAfter !== undefined) answer.headers['retry-after'] = fault.retryAfter;
    return { delay: 0, end: 'answer', answer };
  };
  const taken = (status?: number): SandboxAnswer => {
    const answer = world.handle(request);
    const entry = world.requests.at(-1);
    if (entry) {
      entry.fault = kind;
      entry.status = status;
    }
    return answer;
  };
  const instead = (status: number, body: string, type = 'application/json; charset=utf-8'): Exchange => {
    taken(status);
    return { delay: 0, end: 'answer', answer: { status, headers: { 'content-type': type }, body } };
  };

  switch (kind) {
    case 'reset-before':
      world.note(request, kind, undefined);
      return { delay: 0, end: 'destroy' };
    case 'hang-before':
      world.note(request, kind, undefined);
      return { delay: ms, end: 'destroy' };
    case 'reset-after':
      taken();
      return { delay: 0, end: 'destroy' };
    case 'cut':
      return { delay: 0, end: 'cut', answer: taken() };
    case 'hang-after':
    case 'slow': {
      const delay = kind === 'slow' ? (fault.ms ?? SLOW_MS) : ms;
      const answer = taken();
      const entry = world.requests.at(-1);
      if (entry && Number.isFinite(delay)) entry.status = answer.status;
      return { delay, end: 'answer', answer };
    }
    case 'huge':
      return { delay: 0, end: 'endless', answer: taken(200) };
    case 'nonsense':
      return instead(200, '{"data": {"id": "joyous-vi');
    case 'wrong-shape':
      return instead(200, '{"result":{"ok":true}}');
    case 'html-502-after':
      return instead(502, htmlPage(502, 'Bad Gateway'), 'text/html');
    case 'html-502':
      return notTaken(html(502, 'Bad Gateway'));
    case 'html-503':
      return notTaken(html(503, 'Service Temporarily Unavailable'));
    case 'html-504':
      return notTaken(html(504, 'Gateway Time-out'));
    case 'error-500':
      return notTaken(failed(500, 'Internal server error', 'internal-server-error'));
    case 'unauthorized-401':
      return notTaken(failed(401, 'Unauthorized', 'unauthorized'));
    case 'forbidden-403':
      return notTaken(
        failed(403, 'Missing permission', 'missing-permission', {
          requiredPermission: permissionFor(operationOf(request.method, request.path)) ?? 'Account',
        }),
      );
    case 'not-found-404':
      return notTaken(failed(404, 'Not found', 'not-found'));
    case 'conflict-409':
      return notTaken(failed(409, 'Conflict', 'conflict'));
    case 'redirect':
      return notTaken({ status: 302, headers: { location: fault.location ?? NOWHERE }, body: '' });
    case '429':
      return notTaken(tooMany(fault));
    default:
      return kind satisfies never;
  }
}

function tooMany(fault: Fault): SandboxAnswer {
  const answer = failed(429, 'Rate limit exceeded', 'too-many-requests');
  const seconds = fault.ms === undefined ? 1 : Math.ceil(fault.ms / 1000);
  const reset = fault.reset === undefined ? seconds : fault.reset;
  if (reset !== null) {
    answer.headers['x-ratelimit-limit'] = '1000';
    answer.headers['x-ratelimit-remaining'] = '0';
    answer.headers['x-ratelimit-reset'] = String(reset);
  }
  return answer;
}

function failed(
  status: number,
  message: string,
  id: string,
  details?: Record<string, string>,
): SandboxAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ error: { status, message, id, ...(details ? { details } : {}) } }),
  };
}

function html(status: number, reason: string): SandboxAnswer {
  return { status, headers: { 'content-type': 'text/html' }, body: htmlPage(status, reason) };
}

function htmlPage(status: number, reason: string): string {
  const title = `${status} ${reason}`;
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '</body>',
    '</html>',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}
