import { appendFileSync } from 'node:fs';
import * as core from '@actions/core';

/** GitHub's side of a step: all that the runner gives it, and all that it takes from it. */
export interface Runner {
  /** The step's environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workflowRun: WorkflowRun;
  /** An input as written in the workflow, without white space around it unless told otherwise; empty if not given. */
  getInput(name: string, options?: { trimWhitespace: boolean }): string;
  setOutput(name: string, value: string): void;
  /** Saves a value for the post step, in its variable `STATE_<name>`. */
  saveState(name: string, value: string): void;
  /** Masks a value in the log from now on. */
  setSecret(value: string): void;
  /** Writes to the log, as it is. */
  write(text: string): void;
  /** Makes annotations; text of several lines is escaped. */
  error(message: string, title?: string, location?: SourceLocation): void;
  warning(message: string): void;
  /** Shown only where the user has switched on debug logging. */
  debug(message: string): void;
  /** Appends to the job summary; throws where that is not possible. */
  appendSummary(markdown: string): void;
}

/** A line of a file of the run's repository, beside which GitHub shows an annotation. */
export interface SourceLocation {
  /** Path from the root of the repository. */
  file: string;
  line: number;
}

/** The workflow run as GitHub describes it. */
export interface WorkflowRun {
  sha: string;
  ref: string;
  actor: string;
  eventName: string;
  serverUrl: string;
  /** The event's payload, as the webhook has it. */
  payload: Record<string, unknown>;
}

/** The runner that runs this process. */
export function createRunner(workflowRun = workflowRunOf(process.env)): Runner {
  return {
    env: process.env,
    workflowRun,
    getInput: core.getInput,
    setOutput: core.setOutput,
    saveState: core.saveState,
    setSecret: core.setSecret,
    // The runner reads standard error on a thread of its own, out of order.
    write: (text) => void process.stdout.write(text),
    error: (message, title, location) =>
      core.error(message, {
        ...(title === undefined ? {} : { title }),
        ...(location === undefined ? {} : { file: location.file, startLine: location.line }),
      }),
    warning: (message) => core.warning(message),
    debug: core.debug,
    // Not by the toolkit, whose way there takes 2 ms more of each start.
    appendSummary(markdown) {
      const file = process.env['GITHUB_STEP_SUMMARY'] ?? '';
      if (file === '') throw new Error('the runner gives no file for it');
      appendFileSync(file, markdown);
    },
  };
}

/**
 * Reads the workflow run with its event. The toolkit reads the event's file when it is loaded, and fails where that is
 * broken; a run can do without it.
 */
export async function readWorkflowRun(): Promise<WorkflowRun> {
  try {
    const { sha, ref, actor, eventName, serverUrl, payload } = (await import('@actions/github')).context;
    return { sha, ref, actor, eventName, serverUrl, payload: isRecord(payload) ? payload : {} };
  } catch {
    return workflowRunOf(process.env);
  }
}

/** The workflow run without its event. */
function workflowRunOf(env: Runner['env']): WorkflowRun {
  return {
    sha: env['GITHUB_SHA'] ?? '',
    ref: env['GITHUB_REF'] ?? '',
    actor: env['GITHUB_ACTOR'] ?? '',
    eventName: env['GITHUB_EVENT_NAME'] ?? '',
    serverUrl: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
    payload: {},
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
