import { createFaults, type Faults } from '../../sandbox/northflank/faults.ts';
import { type Quirks, withQuirks } from '../../sandbox/northflank/quirks.ts';
import { seededRandom } from '../../sandbox/northflank/random.ts';
import { createWorld, SANDBOX, type World, type WorldOptions } from '../../sandbox/northflank/world.ts';
import { createVirtualClock, type VirtualClock } from '../../sandbox/virtual-clock.ts';
import type { Context } from '../../src/context.ts';
import { type Client, createClient } from '../../src/northflank/client.ts';
import type { Resource } from '../../src/northflank/resource.ts';
import type { Send } from '../../src/northflank/http.ts';
import type { Tail } from '../../src/northflank/log-stream.ts';
import { createWorldSend, type WorldSendOptions } from './world-send.ts';
import { createWorldTail, type WorldTailOptions } from './world-tail.ts';

/** A Northflank on a virtual clock, and everything that the action needs to work on it. */
export interface VirtualWorld {
  clock: VirtualClock;
  world: World;
  faults: Faults;
  send: Send;
  client: Client;
  tail: Tail;
  /** Random numbers that are the same in each run. */
  random: () => number;
  /** The client, the clock, the random numbers and the signal. */
  context: Context;
}

/** How a virtual world differs from the default one. */
export interface VirtualWorldOptions {
  world?: Omit<WorldOptions, 'now'>;
  /** The date when the clock starts, in milliseconds since 1970. */
  epochMs?: number;
  quirks?: Quirks;
  seed?: number;
  network?: WorldSendOptions['network'];
  tail?: Pick<WorldTailOptions, 'lagMs' | 'dies'>;
  token?: string;
  /** What the client and the tail work on. */
  resource?: Resource;
  /** The signal of the context; never aborted by default. */
  signal?: AbortSignal;
}

/** The job that is built unless a test says otherwise. */
export const JOB: Resource = { project: SANDBOX.project, kind: 'job', id: SANDBOX.job };

/** Makes a Northflank on a virtual clock. */
export function createVirtualWorld(options: VirtualWorldOptions = {}): VirtualWorld {
  const { epochMs, seed = 1, network, token, signal = new AbortController().signal } = options;
  const clock = createVirtualClock(epochMs === undefined ? {} : { epochMs });
  const world = withQuirks(createWorld({ ...options.world, now: () => clock.date() }), options.quirks ?? {});
  const faults = createFaults(seed);
  const sender = token === undefined ? {} : { token };
  const send = createWorldSend({
    ...{ world, faults, clock },
    ...sender,
    ...(network === undefined ? {} : { network }),
  });
  const { resource = JOB } = options;
  const client = createClient(send, resource);
  const random = seededRandom(seed);
  return {
    ...{ clock, world, faults, send, client, random },
    tail: createWorldTail({ ...{ world, faults, clock }, resource, ...sender, ...options.tail }),
    context: { client, clock, random, signal },
  };
}
