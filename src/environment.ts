import { type Clock, systemClock } from './clock.ts';
import { listenForCancellation } from './github/cancellation.ts';
import { followProxySettings } from './github/proxy.ts';
import { createRunner, type Runner, readWorkflowRun } from './github/runner.ts';
import { readWorkspaceFile } from './github/workspace.ts';
import { type Account, createTransport, type Send } from './northflank/http.ts';
import { createTail, type Tail } from './northflank/log-stream.ts';
import type { Resource } from './northflank/resource.ts';
import type { ReadFile } from './start/overrides.ts';

/** Everything that a run gets from outside: without it, main and post do nothing. */
export interface Environment {
  clock: Clock;
  /** A number from 0 to below 1, as `Math.random` gives it. */
  random: () => number;
  /** GitHub's side: inputs, outputs, saved state, the log, the summary. */
  runner: Runner;
  /** Reads a file of the workspace. */
  readFile: ReadFile;
  /** A signal that is aborted when the runner cancels the step. */
  listenForCancellation(): AbortSignal;
  /** The ways to Northflank; throws an InputError where the runner's proxy settings make no sense. */
  connect(account: Account, resource: Resource): Connection;
}

/** The ways to Northflank. */
export interface Connection {
  send: Send;
  tail: Tail;
}

/** The environment of this process. */
export async function createEnvironment(): Promise<Environment> {
  return {
    clock: systemClock,
    random: Math.random,
    runner: createRunner(await readWorkflowRun()),
    readFile: readWorkspaceFile,
    listenForCancellation,
    connect(account, resource) {
      const proxyEnv = followProxySettings(account.apiUrl, process.env);
      return { send: createTransport(account, proxyEnv), tail: createTail(account, resource) };
    },
  };
}
