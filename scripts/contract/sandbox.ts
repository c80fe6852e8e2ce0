import { type Quirks, withQuirks } from '../../sandbox/northflank/quirks.ts';
import { type Sandbox, startSandbox } from '../../sandbox/northflank/server.ts';
import {
  createWorld,
  operationOf,
  rollouts,
  SANDBOX,
  scripts,
  type World,
  type WorldOptions,
} from '../../sandbox/northflank/world.ts';
import { type Clock, systemClock } from '../../src/clock.ts';

/** Deviations of the sandbox that can be asked for by name. */
export const QUIRKS: Record<string, { quirks?: Quirks; world?: WorldOptions }> = {
  'oldest-first': { quirks: { order: 'oldest-first' } },
  'no-cursor': { quirks: { withoutCursor: true } },
  'no-created-at': { quirks: { without: ['createdAt'] } },
  'as-text': { quirks: { asText: true } },
  milliseconds: { quirks: { concludedAtInMs: true } },
  'unknown-status': { quirks: { unknownStatus: true } },
  'late-image': { quirks: { imageLagMs: 15_000 } },
  'clock-ahead': { quirks: { dateOffsetMs: 30_000 } },
  'abort-204': { quirks: { abortAnswer: '204' } },
  'abort-empty': { quirks: { abortAnswer: 'empty-200' } },
  'late-abort': { quirks: { abortLagMs: 8000 } },
  'abort-conflict': { world: { abortConcluded: 'conflict' } },
  'tail-closes': { world: { tailClosesAtEnd: true } },
  'cursor-after': { world: { logs: { cursor: 'first-omitted' } } },
  'deployment-clock-ahead': { quirks: { transitionOffsetMs: 60_000 } },
  'no-transition-time': { quirks: { transitionOffsetMs: null } },
  'early-sha': { world: { rollout: rollouts.earlySha } },
  'late-sha': { world: { rollout: rollouts.lateSha } },
  'instant-deployment': { world: { rollout: rollouts.instant } },
  'failed-deployment': { world: { rollout: rollouts.failure } },
  'stuck-deployment': { world: { rollout: rollouts.stuck } },
  'no-deployment': { world: { rollout: rollouts.never } },
};

/** A build takes 40 seconds: long enough to be seen running where the list is late. */
const BUILD_SPEED = 0.25;

/** What the builds do that a contract starts: the second one is aborted, and the third has an unknown commit. */
const SCRIPTS = [scripts.success, scripts.forever, scripts.failure];

const DEPLOYED_SHA = '7d0c3a91e5b24f68d1a0c97e3f5b82640d9ce17f';

/** A clock that goes so many times faster than the real one. */
export function createFastClock(speed: number): Clock {
  const [startMs, startDateMs] = [systemClock.now(), systemClock.date()];
  const elapsedMs = (): number => (systemClock.now() - startMs) * speed;
  return {
    now: elapsedMs,
    date: () => Math.round(startDateMs + elapsedMs()),
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}

/** How a fast world differs from the default one. */
export interface FastWorldOptions {
  /** Milliseconds after which a new build is listed and found. */
  lagMs?: number;
  /** Names of {@link QUIRKS}. */
  quirkNames?: readonly string[];
}

/** A world in which all time passes on a fast clock. */
export function createFastWorld(
  clock: Clock,
  speed: number,
  { lagMs = 0, quirkNames = [] }: FastWorldOptions = {},
): World {
  const chosen = quirkNames.map((name) => QUIRKS[name] ?? {});
  const options: WorldOptions = Object.assign({}, ...chosen.map(({ world }) => world));
  const quirks: Quirks = Object.assign({}, ...chosen.map((quirk) => quirk.quirks));
  const world = createWorld({ ...options, now: () => clock.date(), speed: BUILD_SPEED });
  // What the service has deployed is another commit than the newest, so that the next deployment changes it.
  world.startBuildElsewhere({
    ...{ resource: SANDBOX.service, sha: DEPLOYED_SHA, ageMs: 3_600_000 },
    ...{ script: scripts.success, rollout: rollouts.instant },
  });
  const startedCount = (): number => world.builds().filter(({ elsewhere }) => !elsewhere).length;
  const scripted: World = {
    ...world,
    // The server's timers run in real time.
    speed,
    handle(request) {
      if (operationOf(request.method, request.path) === 'start') {
        world.script(SCRIPTS[startedCount()] ?? scripts.success);
      }
      return world.handle(request);
    },
  };
  if (lagMs > 0) Object.assign(quirks, { listLagMs: lagMs, readLagMs: lagMs });
  // Without any, it is the very sandbox that the tests rely on.
  return Object.keys(quirks).length === 0 ? scripted : withQuirks(scripted, quirks);
}

/** Serves a fast world. */
export function startFastSandbox(clock: Clock, speed: number, options?: FastWorldOptions): Promise<Sandbox> {
  return startSandbox({ world: createFastWorld(clock, speed, options) });
}
