/** The sandbox in a process of its own, so that its CPU is nobody else's: a new world for each message. */
import { startSandbox } from '../../sandbox/northflank/server.ts';
import type { ScriptLine } from '../../sandbox/northflank/build-scripts.ts';
import { createWorld, scripts } from '../../sandbox/northflank/world.ts';

/** Asks for a world whose builds take so many seconds and print so many lines, and perhaps fail. */
export type Open = { key: number; seconds: number; lines: number; fails: boolean };

/** What the server is asked: a world, a build in it that nobody waits for, or its end and what it saw. */
export type Message = Open | { key: number; elsewhere: true } | { key: number; close: number };

/** What a world knows after a run. */
export type Seen = { requests: number; startMs: number | undefined; endMs: number | undefined };

/** Parts of a build's time in its other phases. */
const SHARES = { queued: 0.03, cloning: 0.07, uploading: 0.1 };

const WORDS = 'some output of a compiler ';
const sandboxes = new Map<number, Awaited<ReturnType<typeof open>>>();

/** What a build prints that fails, and lines that follow: they are often those of a cleanup. */
const FAILURE = scripts.failure.phases.flatMap(({ lines = [] }) => ('count' in lines ? [] : lines));
const AFTER_FAILURE = 5000;

function open({ seconds, lines: count, fails }: Open) {
  const failureStart = fails ? count - AFTER_FAILURE - FAILURE.length : count;
  const line = (index: number): ScriptLine =>
    FAILURE[index - failureStart] ?? `#8 ${index} ${WORDS.repeat(1 + (index % 4))}`;
  return startSandbox({
    world: createWorld({
      // The long log is read many times.
      ...(count === 0 ? {} : { rateLimit: 1_000_000 }),
      logs: { maximumLineLimit: 10_000 },
      script: {
        phases: [
          { status: 'QUEUED', seconds: seconds * SHARES.queued },
          { status: 'CLONING', seconds: seconds * SHARES.cloning },
          {
            status: 'BUILDING',
            seconds: seconds * (1 - SHARES.queued - SHARES.cloning - SHARES.uploading),
            lines: { count, line },
          },
          { status: 'UPLOADING', seconds: seconds * SHARES.uploading },
        ],
        end: fails
          ? { status: 'FAILURE', concluded: true, success: false }
          : { status: 'SUCCESS', concluded: true, success: true, message: 'Image successfully built' },
      },
    }),
  });
}

process.on('message', (message: Message) => {
  void answer(message).then((reply) => process.send?.({ key: message.key, ...reply }));
});

async function answer(message: Message): Promise<Partial<Seen> & { url?: string; id?: string }> {
  if ('seconds' in message) {
    const sandbox = await open(message);
    sandboxes.set(message.key, sandbox);
    return { url: sandbox.url };
  }
  const sandbox = sandboxes.get(message.key);
  if (sandbox === undefined) throw new Error('There is no such world.');
  if ('elsewhere' in message) return { id: sandbox.world.startBuildElsewhere().id };
  const { requests } = sandbox.world;
  const build = sandbox.world.builds()[0];
  await sandbox.close();
  sandboxes.delete(message.key);
  const start = requests.find(({ operation }) => operation === 'start');
  return {
    requests: requests.length,
    startMs: start?.time,
    // The answer has whole seconds only.
    endMs: build?.concluded ? build.createdAt + message.close * 1000 : undefined,
  };
}
