import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createLineReader } from './lines.ts';

/** Milliseconds that the runner waits after a signal before it sends the next one. */
export type Timetable = { sigint: number; sigterm: number };

/** ProcessInvoker's own two waits. */
export const RUNNER_TIMETABLE: Timetable = { sigint: 7500, sigterm: 2500 };

/** After this many milliseconds the runner no longer waits for an ended process's streams to close. */
const STREAMS_AFTER_EXIT = 5000;

/** How a step's process ended and what it wrote. */
export type Ended = {
  /** The code as .NET gives it: 128 and the signal's number for a process that a signal ended. */
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Both streams in the order in which they came. */
  raw: string;
};

/** A running step's process. */
export type StepProcess = {
  ended: Promise<Ended>;
  /** Signals sent so far. */
  sent: NodeJS.Signals[];
  /** The runner's way to end it: SIGINT, SIGTERM, SIGKILL, each after its time. */
  cancel(timetable: Timetable): Promise<void>;
  kill(): void;
};

/** Starts Node on a script with its standard input closed, and hands over each line of both streams. */
export function startStepProcess(options: {
  args: string[];
  cwd: string;
  env: Record<string, string>;
  onLine: (line: string) => void;
}): StepProcess {
  const sent: NodeJS.Signals[] = [];
  // A group of its own, so that a Ctrl+C in the terminal reaches the action only by way of `cancel`.
  const child = spawn(process.execPath, options.args, { cwd: options.cwd, env: options.env, detached: true });
  abandonAtExit(child);
  child.stdin.end();
  child.stdin.on('error', () => undefined);

  const raw: Buffer[] = [];
  const stdout = collect(child, 'stdout', raw, options.onLine);
  const stderr = collect(child, 'stderr', raw, options.onLine);

  const ended = waitForEnd(child).then((exitCode): Ended => {
    living.delete(child);
    stdout.end();
    stderr.end();
    return {
      exitCode,
      stdout: stdout.text(),
      stderr: stderr.text(),
      raw: Buffer.concat(raw).toString(),
    };
  });
  // The caller gets a failed start from `ended`; the waits below use it as well.
  ended.catch(() => undefined);

  function send(signal: NodeJS.Signals): boolean {
    sent.push(signal);
    return child.kill(signal);
  }

  async function endsWithin(ms: number): Promise<boolean> {
    const late = Promise.withResolvers<false>();
    const timer = setTimeout(() => late.resolve(false), ms);
    try {
      return await Promise.race([ended.then(() => true), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function cancel(timetable: Timetable): Promise<void> {
    if (send('SIGINT') && (await endsWithin(timetable.sigint))) return;
    if (send('SIGTERM') && (await endsWithin(timetable.sigterm))) return;
    kill();
  }

  function kill(): void {
    if (child.exitCode === null && child.signalCode === null) send('SIGKILL');
  }

  return { ended, sent, cancel, kill };
}

function collect(
  child: ChildProcess,
  stream: 'stdout' | 'stderr',
  raw: Buffer[],
  onLine: (line: string) => void,
): { end(): void; text(): string } {
  const pieces: Buffer[] = [];
  const reader = createLineReader(onLine);
  child[stream]?.on('data', (bytes: Buffer) => {
    pieces.push(bytes);
    raw.push(bytes);
    reader.write(bytes);
  });
  return { end: () => reader.end(), text: () => Buffer.concat(pieces).toString() };
}

/** Processes that must not outlive this one; one listener serves them all. */
const living = new Set<ChildProcess>();

function abandonAtExit(child: ChildProcess): void {
  if (living.size === 0) process.off('exit', abandonAll).once('exit', abandonAll);
  living.add(child);
}

function abandonAll(): void {
  for (const child of living) child.kill('SIGKILL');
}

function waitForEnd(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const codeOf = (code: number | null, signal: NodeJS.Signals | null) =>
      code ?? 128 + constants.signals[signal ?? 'SIGKILL'];
    let timer: NodeJS.Timeout | undefined;
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      // A child of the action may still hold the streams.
      timer = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve(codeOf(code, signal));
      }, STREAMS_AFTER_EXIT);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve(codeOf(code, signal));
    });
  });
}
