import { exchange, type Fault, type Faults, isTailFault } from '../../sandbox/northflank/faults.ts';
import type { TailFrame } from '../../sandbox/northflank/tail-session.ts';
import { SANDBOX, type SandboxRequest, type World } from '../../sandbox/northflank/world.ts';
import type { Clock } from '../../src/clock.ts';
import { type Resource, resourcePath } from '../../src/northflank/resource.ts';
import { decodeLogLines } from '../../src/northflank/decode.ts';
import type { Tail } from '../../src/northflank/log-stream.ts';

/** What an in-process tail works with. */
export interface WorldTailOptions {
  world: World;
  faults: Faults;
  clock: Clock;
  resource: Resource;
  token?: string;
  /** Milliseconds that the network takes, each way; 0 by default. */
  lagMs?: number;
  /**
   * How many lines the nth tail (from 0) brings before its connection dies silently; none dies by default. Unlike
   * after a cut, the client does not notice.
   */
  dies?: (nth: number) => number | undefined;
}

/** How long the real tail waits until it is accepted, in milliseconds. */
const OPEN_TIMEOUT_MS = 10_000;

/** How often Northflank sends new lines, in milliseconds. */
const BATCH_MS = 1000;

/** The live tail without a WebSocket, with the faults of the sandbox's server and the reasons of the real one. */
export function createWorldTail(options: WorldTailOptions): Tail {
  const { world, faults, clock, resource, token = SANDBOX.token, lagMs = 0, dies } = options;
  let opened = 0;

  return async (query, handlers, signal) => {
    if (signal.aborted) return 'not wanted any more';
    const nth = opened;
    opened += 1;
    const over = new AbortController();
    const ended = Promise.withResolvers<string>();
    const end = (why: string): void => {
      over.abort();
      ended.resolve(why);
    };
    const stop = (): void => end('not wanted any more');
    signal.addEventListener('abort', stop, { once: true });

    const parameters = new URLSearchParams({
      queryType: 'tail',
      buildId: query.buildId,
      startTime: new Date(query.fromMs).toISOString(),
      lineLimit: String(query.lineLimit),
    });
    const request: SandboxRequest = {
      method: 'GET',
      path: `${resourcePath(resource)}/build-logs?${parameters.toString()}`,
      headers: {},
      body: '',
    };
    let isOpen = false;
    const wait = async (ms: number): Promise<boolean> => {
      try {
        if (ms > 0) await clock.sleep(ms, over.signal);
        return !over.signal.aborted;
      } catch {
        return false;
      }
    };
    const limitOpening = async (): Promise<void> => {
      if ((await wait(OPEN_TIMEOUT_MS)) && !isOpen) end('no answer in time');
    };
    void limitOpening();

    const serve = async (): Promise<void> => {
      if (!(await wait(lagMs))) return;
      const fault = faults.pickFault('tail');
      if (fault?.kind === 'tail-refused') {
        world.note(request, fault.kind, 403);
        return end('the connection failed');
      }
      if (fault?.kind === 'tail-silent') {
        world.note(request, fault.kind, 101);
        return;
      }
      if (fault !== undefined && fault.kind !== 'slow' && !isTailFault(fault)) {
        const { delay } = exchange(world, fault, request);
        if (delay !== Number.POSITIVE_INFINITY && (await wait(delay))) end('the connection failed');
        return;
      }
      if (fault?.kind === 'slow' && !(await wait(fault.ms ?? BATCH_MS))) return;
      const session = world.openTail(request);
      if ('body' in session) return end('the connection failed');
      const entry = world.requests.at(-1);
      if (fault !== undefined && entry !== undefined) entry.fault = fault.kind;
      if (fault?.kind === 'tail-auth-refused') return end('refused: Unauthorized');

      const init = { type: 'init', data: { auth: { type: 'apiToken', apiToken: token } } };
      let frames: TailFrame[] = [...session.receive(JSON.stringify(init)), ...session.poll()];
      const broken = breakage(fault);
      let linesUntilFault = broken?.lines ?? Number.POSITIVE_INFINITY;
      let linesUntilDeath = dies?.(nth) ?? Number.POSITIVE_INFINITY;
      for (;;) {
        // Everything that is on the network at one moment arrives together, in order.
        const batch = frames;
        const arrive = async (): Promise<void> => {
          if (!(await wait(lagMs))) return;
          for (const frame of batch) {
            if (over.signal.aborted || linesUntilDeath <= 0) return;
            if (frame.type === 'init') {
              if (frame.data.auth !== 'successful')
                return end(`refused: ${frame.data.message ?? 'no reason given'}`);
              isOpen = true;
              handlers.onOpen();
            } else if (frame.type === 'log-lines') {
              const data = frame.data.slice(0, Math.min(linesUntilFault, linesUntilDeath));
              linesUntilFault -= data.length;
              linesUntilDeath -= data.length;
              if (data.length > 0) handlers.onLines(decodeLogLines(data));
            }
            if (linesUntilFault <= 0 && frame.type !== 'init') break;
          }
          if (linesUntilFault <= 0 && broken !== undefined && broken.why !== undefined) end(broken.why);
          else if (session.finished) end('the connection was closed');
        };
        void arrive();
        if (!(await wait(BATCH_MS))) return;
        frames = session.poll();
      }
    };
    void serve();
    try {
      return await ended.promise;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
}

/** After how many lines a fault occurs, and what the client sees; an invalid frame is skipped. */
function breakage(fault: Fault | undefined): { lines: number; why: string | undefined } | undefined {
  const lines = fault?.lines ?? 0;
  switch (fault?.kind) {
    case 'tail-cut':
      return { lines, why: 'the connection was closed' };
    case 'tail-error':
      return { lines, why: 'error: Log stream failed' };
    case 'tail-nonsense':
      return { lines, why: undefined };
    default:
      return undefined;
  }
}
