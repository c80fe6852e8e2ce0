import type { Runner, WorkflowRun } from '../../src/github/runner.ts';

/** A runner that keeps in memory what a step gives it. */
export interface RecordingRunner extends Runner {
  readonly outputs: Record<string, string>;
  readonly state: Record<string, string>;
  readonly masks: string[];
  readonly annotations: { level: 'error' | 'warning'; title?: string; message: string }[];
  /** All that was written to the log. */
  readonly text: string;
  readonly summary: string;
}

/** What the runner gives to a step. */
export interface RecordingRunnerOptions {
  inputs?: Readonly<Record<string, string>>;
  env?: Readonly<Record<string, string>>;
  workflowRun?: Partial<WorkflowRun>;
}

/** Makes a runner that records. */
export function createRecordingRunner(options: RecordingRunnerOptions = {}): RecordingRunner {
  const { inputs = {}, env = {} } = options;
  const outputs: Record<string, string> = {};
  const state: Record<string, string> = {};
  const masks: string[] = [];
  const annotations: RecordingRunner['annotations'] = [];
  let text = '';
  let summary = '';
  return {
    outputs,
    state,
    masks,
    annotations,
    get text() {
      return text;
    },
    get summary() {
      return summary;
    },
    env,
    workflowRun: {
      ...{ sha: '', ref: 'refs/heads/main', actor: 'octocat', eventName: 'push', payload: {} },
      serverUrl: 'https://github.com',
      ...options.workflowRun,
    },
    getInput(name, { trimWhitespace } = { trimWhitespace: true }) {
      const value = inputs[name] ?? '';
      return trimWhitespace ? value.trim() : value;
    },
    setOutput(name, value) {
      outputs[name] = value;
    },
    saveState(name, value) {
      state[name] = value;
    },
    setSecret: (value) => void masks.push(value),
    write(more) {
      text += more;
    },
    error: (message, title) =>
      void annotations.push({ level: 'error', message, ...(title === undefined ? {} : { title }) }),
    warning: (message) => void annotations.push({ level: 'warning', message }),
    debug: () => undefined,
    appendSummary(markdown) {
      summary += markdown;
    },
  };
}
