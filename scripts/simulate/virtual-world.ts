import { createFaults, type Faults } from '../../sandbox/northflank/faults.ts';
import { type Quirks, withQuirks } from '../../sandbox/northflank/quirks.ts';
import { seededRandom } from '../../sandbox/northflank/random.ts';
import { createWorld, SANDBOX, type World, type WorldOptions } from '../../sandbox/northflank/world.ts';
import { createVirtualClock, type VirtualClock } from '../../sandbox/virtual-clock.ts';
import { type Client, createClient } from '../../src/northflank/client.ts';
import type { Send } from '../../src/northflank/http.ts';
import type { Tail } from '../../src/northflank/log-stream.ts';
import { createWorldSend, type WorldSendOptions } from './world-send.ts';
import { createWorldTail, type WorldTailOptions } from './world-tail.ts';

/** A Northflank and all that the rules need to work on it, on one virtual clock. */
export interface VirtualWorld {
  clock: VirtualClock;
  world: World;
  faults: Faults;
  send: Send;
  client: Client;
  tail: Tail;
  /** Repeatable chance. */
  random: () => number;
}

/** How a virtual world differs from the default one. */
export interface VirtualWorldOptions {
  world?: Omit<WorldOptions, 'now'>;
  /** The server's time when the clock starts; long past by default, since some rules ask the real time. */
  epochMs?: number;
  quirks?: Quirks;
  seed?: number;
  network?: WorldSendOptions['network'];
  tail?: Pick<WorldTailOptions, 'lagMs' | 'dies'>;
  token?: string;
}

/** The server's time when the clock starts, unless a world says otherwise; in milliseconds since 1970. */
export const EPOCH_MS = Date.parse('2024-06-01T12:00:00.250Z');

/** Makes a Northflank on a virtual clock. */
export function createVirtualWorld(options: VirtualWorldOptions = {}): VirtualWorld {
  const { epochMs = EPOCH_MS, seed = 1, network, token } = options;
  const clock = createVirtualClock({ epochMs });
  const world = withQuirks(createWorld({ ...options.world, now: clock.date }), options.quirks ?? {});
  const faults = createFaults(seed);
  const who = token === undefined ? {} : { token };
  const send = createWorldSend({
    ...{ world, faults, clock },
    ...who,
    ...(network === undefined ? {} : { network }),
  });
  return {
    ...{ clock, world, faults, send },
    client: createClient(send, { project: SANDBOX.project, job: SANDBOX.job }),
    tail: createWorldTail({
      ...{ world, faults, clock },
      path: { project: SANDBOX.project, job: SANDBOX.job },
      ...who,
      ...options.tail,
    }),
    random: seededRandom(seed),
  };
}
