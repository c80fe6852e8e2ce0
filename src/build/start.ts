import { type Clock, later } from '../clock.ts';
import { ActionError, NorthflankError } from '../errors.ts';
import type { Intent } from '../github/state.ts';
import type { Client } from '../northflank/client.ts';
import type { Build } from '../northflank/decode.ts';
import type { RequestLimit } from '../northflank/transport.ts';
import { backoffMs } from './backoff.ts';
import { type Candidates, findBuild } from './find.ts';
import type { BuildRequest } from './request.ts';

/** What a start needs from the world. */
export interface StartTools {
  client: Client;
  clock: Clock;
  random: () => number;
  /** Aborted when the step is cancelled. */
  signal: AbortSignal;
  /** When to give up, on the clock. */
  deadlineMs: number;
  /** Keeps what is needed to recognise the build if this process is killed before the answer. */
  remember(intent: Intent): void;
  /** Tells the user about a delay or a search. */
  say(text: string): void;
}

/** The build that was started, and what its answer said of the request limit. */
export interface Started {
  build: Build;
  limit: RequestLimit | undefined;
}

/** How long a start that cannot be sent is tried again, in milliseconds: an outage of minutes is no hiccup. */
const UNSENT_PATIENCE_MS = 2 * 60_000;

/**
 * How long the answer to a start is still awaited after the step was cancelled, in milliseconds. The runner kills at
 * 10 s, and the abort needs its time, too.
 */
const GRACE_MS = 5500;

/** Milliseconds for the answer to a start, less if the time to wait is shorter: giving up costs a search. */
const START_MS = 30_000;
const LEAST_START_MS = 5000;

/** Times that a start of unknown outcome is repeated once it is sure that it was not taken. */
const REPEATS = 1;

/**
 * Starts one build. When the outcome of a start is unknown, the builds are listed and ours is looked for; there is
 * never a second start while there may be a first one. Rejects with an ActionError, or with the signal's reason.
 */
export async function startBuild(request: BuildRequest, tools: StartTools): Promise<Started> {
  const { client, clock, random, signal, deadlineMs, say } = tools;
  const intent = await prepare(request, tools);
  tools.remember(intent);
  const patience = clock.now() + UNSENT_PATIENCE_MS;
  // A start under way is awaited when the step is cancelled: its build would be orphaned.
  const held = later(signal, GRACE_MS, clock);

  let repeats = 0;
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    try {
      const { value, limit } = await client.startBuild(request, held, startTimeout(deadlineMs - clock.now()));
      return { build: value, limit };
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      if (error.kind === 'refused') throw notStarted(error);
      if (error.kind === 'unsent') {
        const wait = error.retryAfterMs ?? backoffMs(failures, random);
        const giveUpAt = error.retryAfterMs === undefined ? Math.min(patience, deadlineMs) : deadlineMs;
        if (clock.now() + wait > giveUpAt) throw notStarted(error);
        say(`${error.message} Trying again in ${Math.ceil(wait / 1000)} s.`);
        await clock.sleep(wait, signal);
        continue;
      }
      say(`${error.message} Looking whether the build was started all the same.`);
      const found = await findBuild(intent, { client, clock, signal, failedAtMs: clock.now() });
      if (found.kind === 'one') {
        say(`It was: build ${found.build.id}.`);
        return { build: found.build, limit: undefined };
      }
      if (found.kind !== 'none') throw unclear(error, found);
      if (repeats >= REPEATS || clock.now() > deadlineMs) throw notStarted(error);
      repeats += 1;
      say('It was not. Starting it once more.');
    }
  }
}

/** Learns what tells our build from all others, before there is one. */
async function prepare(
  request: BuildRequest,
  { client, clock, random, signal, deadlineMs }: StartTools,
): Promise<Intent> {
  const patience = Math.min(clock.now() + UNSENT_PATIENCE_MS, deadlineMs);
  for (let failures = 0; ; failures += 1) {
    try {
      const { value, serverTimeMs } = await client.listBuilds(undefined, signal);
      return { sha: request.sha, knownIds: value.builds.map(({ id }) => id), notBeforeMs: serverTimeMs };
    } catch (error) {
      if (!(error instanceof NorthflankError)) throw error;
      // Without the list a build can be started all the same, just not looked for.
      if (error.kind === 'refused') return { sha: request.sha, knownIds: undefined, notBeforeMs: undefined };
      const wait = error.retryAfterMs ?? backoffMs(failures, random);
      if (clock.now() + wait > (error.retryAfterMs === undefined ? patience : deadlineMs))
        throw notStarted(error);
      await clock.sleep(wait, signal);
    }
  }
}

/** Milliseconds to wait for the answer to a start. */
function startTimeout(leftMs: number): number {
  return Math.max(LEAST_START_MS, Math.min(START_MS, leftMs));
}

function notStarted(error: NorthflankError): ActionError {
  return new ActionError(`${error.message} No build was started.`, 'failure', error.cause);
}

/** The sentence for a start that may have been taken, with what to check. */
function unclear(error: NorthflankError, found: Candidates): ActionError {
  const head = `${error.message} It is not known whether a build was started, so none is started again.`;
  const what =
    found.kind === 'several'
      ? `It may be one of ${found.builds.map(({ id }) => id).join(', ')}`
      : 'The API token may not list builds (permission "Project > Jobs > General > Read"), so look in the Northflank app';
  return new ActionError(
    `${head} ${what}: to wait for it, run this step again with its ID as \`build-id\`; else abort it there.`,
    'unknown',
    error.cause,
  );
}
