import type { Annotation } from '../../sandbox/runner/commands.ts';
import { inputVariable } from '../../sandbox/runner/step-env.ts';
import type { Runner, SourceLocation, WorkflowRun } from '../../src/github/runner.ts';

/** What a run sends to GitHub, as it is: nothing is masked, escaped or truncated. */
export interface Recording {
  outputs: Record<string, string>;
  /** State for the post step. */
  state: Record<string, string>;
  masks: string[];
  /** Everything that was written to the log, without annotations and debug messages. */
  text: string;
  /** Errors and warnings; `title` is empty if there is none. */
  annotations: (Annotation & { location?: SourceLocation })[];
  debugMessages: string[];
  summary: string;
}

/** A runner without a process, and what it has recorded. */
export type RecordingRunner = Runner & Recording;

/** What the runner provides. */
export interface RecordingRunnerOptions {
  /** `with:` of the step; the defaults of action.yml are not added. */
  inputs?: Record<string, string>;
  /** Environment variables. */
  env?: Record<string, string>;
  /** Differences from a push to `main`. */
  workflowRun?: Partial<WorkflowRun>;
}

/** The default workflow run. */
const WORKFLOW_RUN: WorkflowRun = {
  sha: 'ffac537e6cbbf934b08745a378932722df287a53',
  ref: 'refs/heads/main',
  actor: 'octocat',
  eventName: 'push',
  serverUrl: 'https://github.com',
  payload: {},
};

/** Makes a runner that provides inputs and records everything that is sent to it. */
export function createRecordingRunner(options: RecordingRunnerOptions = {}): RecordingRunner {
  const { inputs = {}, env = {}, workflowRun = {} } = options;
  const variables = new Map(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value]));
  const recording: Recording = {
    ...{ outputs: {}, state: {}, masks: [], text: '', annotations: [], debugMessages: [], summary: '' },
  };
  const runner: Runner = {
    env,
    workflowRun: { ...WORKFLOW_RUN, ...workflowRun },
    getInput(name, { trimWhitespace } = { trimWhitespace: true }) {
      const value = variables.get(inputVariable(name)) ?? '';
      return trimWhitespace ? value.trim() : value;
    },
    setOutput(name, value) {
      recording.outputs[name] = value;
    },
    saveState(name, value) {
      recording.state[name] = value;
    },
    setSecret: (value) => void recording.masks.push(value),
    write(text) {
      recording.text += text;
    },
    error(message, title = '', location) {
      const place = location === undefined ? {} : { location };
      recording.annotations.push({ level: 'error', title, message, ...place });
    },
    warning: (message) => void recording.annotations.push({ level: 'warning', title: '', message }),
    debug: (message) => void recording.debugMessages.push(message),
    appendSummary(markdown) {
      recording.summary += markdown;
    },
  };
  return Object.assign(recording, runner);
}
