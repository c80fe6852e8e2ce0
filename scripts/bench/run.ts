/** Runs commands against worlds of the sandbox, as the runner would run them, and measures them. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SANDBOX } from '../../sandbox/northflank/world.ts';
import { inputDefaults } from '../../sandbox/runner/run-action.ts';
import { githubContext, stepEnvironment } from '../../sandbox/runner/step-env.ts';
import { createStepFiles } from '../../sandbox/runner/step-files.ts';
import type { Message, Seen } from './server.ts';
import { ROOT, SHA, type Way } from './ways.ts';

/** What one run took: from the clock and the accounts of `measure.py`, and from the sandbox's records. */
export type Run = Taken & Seen;
type Taken = { code: number; startedMs: number; endedMs: number; cpuMs: number; peakMb: number };

/** A sandbox in a process of its own, with a world for each that asks. */
export interface Bench {
  open(seconds: number, lines: number, fails?: boolean): Promise<World>;
  /** One run of a way in a world of its own, whose builds take so long and print so much. */
  runInWorld(way: Way, seconds: number, lines?: number): Promise<Run>;
  close(): void;
}

/** A server of its own. */
export interface World {
  url: string;
  /** Starts a build in it; resolves with its ID. */
  startBuild(): Promise<string>;
  run(way: Way): Promise<Taken>;
  environment(way: Way): Record<string, string>;
  close(): Promise<Seen>;
}

/** Starts the sandbox. */
export function startBench(): Bench {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const server = fork(path.join(import.meta.dirname, 'server.ts'), { stdio: 'inherit' });
  const waiting = new Map<number, (reply: Record<string, unknown>) => void>();
  server.on('message', (reply: Record<string, unknown> & { key: number }) => waiting.get(reply.key)?.(reply));
  let keys = 0;

  async function ask(message: Message): Promise<Record<string, unknown>> {
    const reply = Promise.withResolvers<Record<string, unknown>>();
    waiting.set(message.key, reply.resolve);
    server.send(message);
    return reply.promise;
  }

  async function open(seconds: number, lines: number, fails = false): Promise<World> {
    const key = ++keys;
    const url = String((await ask({ key, seconds, lines, fails }))['url']);
    const home = path.join(folder, `home-${key}`);
    return {
      url,
      startBuild: async () => String((await ask({ key, elsewhere: true }))['id']),
      run: (way) => take(way, environment(way, url, home), path.join(home, 'out')),
      environment: (way) => environment(way, url, home),
      async close() {
        const { requests, startMs, endMs } = await ask({ key, close: seconds });
        return { requests: Number(requests), startMs: numberOf(startMs), endMs: numberOf(endMs) };
      },
    };
  }

  return {
    open,
    async runInWorld(way, seconds, lines = 0) {
      const world = await open(seconds, lines);
      const taken = await world.run(way);
      return { ...taken, ...(await world.close()) };
    },
    close() {
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs each way once, then each again, so that a slow moment of the machine hits them all. */
export async function inTurn<Result>(
  ways: Way[],
  rounds: number,
  run: (way: Way) => Promise<Result>,
): Promise<Map<Way, Result[]>> {
  const runs = new Map(ways.map((way) => [way, [] as Result[]]));
  // The first round fills the caches of the disk.
  for (let round = -1; round < rounds; round++) {
    for (const way of ways) {
      const one = await run(way);
      if (round >= 0) runs.get(way)?.push(one);
    }
  }
  return runs;
}

/** Runs a command with nothing of this environment but PATH. */
async function take(way: Way, env: Record<string, string>, out: string): Promise<Taken> {
  const measure = path.join(import.meta.dirname, 'measure.py');
  const child = spawn('python3', [measure, out, ...way.command], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  const taken = JSON.parse(text) as Taken;
  if (taken.code !== (way.fails ? 1 : 0))
    throw new Error(`${way.command.join(' ')} failed:\n${readFileSync(out, 'utf8')}`);
  return taken;
}

function environment(way: Way, url: string, home: string): Record<string, string> {
  const temp = path.join(home, 'temp');
  mkdirSync(path.join(home, '.northflank'), { recursive: true });
  mkdirSync(temp, { recursive: true });
  writeFileSync(
    path.join(home, '.northflank/config.json'),
    JSON.stringify({ current: 's', contexts: [{ name: 's', host: url, token: SANDBOX.token }] }),
  );
  const own = { NORTHFLANK_URL: url, NORTHFLANK_TOKEN: SANDBOX.token, GITHUB_SHA: SHA };
  if (way.inputs === undefined) {
    return { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8', ...own };
  }
  const event = path.join(temp, 'event.json');
  writeFileSync(event, '{}');
  const step = stepEnvironment({
    inputs: {
      ...inputDefaults(),
      'api-url': url,
      'api-token': SANDBOX.token,
      project: SANDBOX.project,
      job: SANDBOX.job,
      sha: SHA,
      ...way.inputs,
    },
    github: { ...githubContext({}, home, event), ...createStepFiles(temp) },
    ...{ runnerEnv: {}, env: {}, state: way.state ?? {}, paths: [], home, temp, debug: false },
  });
  return { ...step, ...own };
}

function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}
