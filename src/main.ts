import { abortLater } from './clock.ts';
import type { Environment } from './environment.ts';
import { ActionError, formatError, InputError, stackOf } from './errors.ts';
import { annotateFailure } from './github/annotations.ts';
import { type Inputs, readInputs } from './github/inputs.ts';
import { setConclusionOutput, setOutcomeOutputs } from './github/outputs.ts';
import { saveEnd } from './github/state.ts';
import { createStepLog, type StepLog } from './github/step-log.ts';
import { writeSummary } from './github/summary.ts';
import { runCommit } from './github/workflow-run.ts';
import { createClient } from './northflank/client.ts';
import { cancelledStartOutcome, dryRunOutcome, failedOutcome, isSuccess } from './outcome.ts';
import type { Run, RunResult } from './run/run.ts';
import { runBuild } from './run/run-build.ts';
import { notesOn } from './run/settings.ts';
import { type BuildRequest, planBuild, printableRequest } from './start/build-request.ts';
import { checkAccess } from './start/check-access.ts';
import { existingBuildNote } from './start/find-existing.ts';
import { createRateLimitTracker, trackRateLimit } from './wait/rate-limit.ts';
import { whyNotDeployed } from './wait/wait-for-deployment.ts';

/** Milliseconds after a cancellation by which everything must be reported: the runner kills the process at 10 s. */
const REPORT_MS = 8000;

/** The step: inputs → request → build → outcome → report. Resolves with true if it succeeds. */
export async function main(environment: Environment): Promise<boolean> {
  const signal = environment.listenForCancellation();
  const log = createStepLog(environment.runner);
  const { inputs, inputErrors } = readInputs(environment.runner);
  let result: RunResult;
  try {
    const request = await readRequest(inputs, inputErrors, environment, log);
    const run = createRun(inputs, request, environment, log, signal);
    result = inputs.dryRun ? await dryRun(run) : await runBuild(run);
  } catch (error) {
    log.debug(stackOf(error));
    result = {
      outcome: signal.aborted
        ? cancelledStartOutcome(false, inputs.onCancel, undefined)
        : // Nothing was started: what fails after a start is caught in `runBuild`.
          { ...failedOutcome(error, undefined), conclusion: 'failure' },
    };
  }
  report(inputs, result, environment, log);
  return isSuccess(result.outcome);
}

/** The request that the inputs make; rejects with an InputError that has every mistake, before anything is sent. */
async function readRequest(
  inputs: Inputs,
  inputErrors: string[],
  { runner, readFile }: Environment,
  log: StepLog,
): Promise<BuildRequest> {
  if (inputs.apiToken !== '') runner.setSecret(inputs.apiToken);
  const plan = await planBuild(inputs, runCommit(runner.workflowRun), readFile);
  for (const secret of plan.secrets) runner.setSecret(secret);
  // It stands until the end is known, and proves that outputs can be written before anything is started.
  setConclusionOutput(runner, inputs.dryRun ? 'failure' : 'unknown');
  const errors = [...inputErrors, ...plan.inputErrors];
  if (errors.length > 0) throw new InputError(errors);
  if (plan.warning !== undefined) log.warning(plan.warning);
  return plan.request;
}

function createRun(
  inputs: Inputs,
  request: BuildRequest,
  { clock, random, runner, readFile, connect }: Environment,
  log: StepLog,
  signal: AbortSignal,
): Run {
  const { send, tail } = connect(inputs, inputs.resource);
  const rateLimit = createRateLimitTracker(clock);
  const client = createClient(trackRateLimit(send, rateLimit), inputs.resource);
  const context = { client, clock, random, signal };
  return {
    ...{ inputs, request, context, rateLimit, tail, runner, log, readFile },
    deadlineMs: clock.now() + inputs.timeoutMs,
    reportSignal: abortLater(signal, REPORT_MS, clock),
  };
}

/** Checks the token, the project and the job or service, says what would be done, and starts nothing. */
async function dryRun(run: Run): Promise<RunResult> {
  const { inputs, request, context, log, deadlineMs } = run;
  const { buildId, start } = inputs;
  if (buildId === undefined && start !== 'never') {
    log.info(`The request would be: ${printableRequest(request)}`);
  }
  const { details, builds, unchecked } = await checkAccess(inputs, context, { deadlineMs, info: log.info });
  if (inputs.waitFor === 'deployment') {
    const problem = details === undefined ? unchecked : whyNotDeployed(inputs.resource, details);
    if (problem !== undefined) throw new ActionError(problem, 'failure');
  }
  if (details !== undefined) for (const note of notesOn(details, run)) log.info(note);
  if (builds !== undefined && start !== 'always') log.info(existingBuildNote(start, request, builds));
  return { outcome: dryRunOutcome(unchecked), details: { sha: request.sha } };
}

/** Tells GitHub how the run ended: outputs, annotation, saved state, summary. */
function report(
  inputs: Inputs,
  { outcome, details = {} }: RunResult,
  { runner }: Environment,
  log: StepLog,
): void {
  setOutcomeOutputs(runner, outcome);
  saveEnd(runner, outcome);
  if (isSuccess(outcome)) log.info(outcome.message);
  else annotateFailure(runner, outcome, details);
  if (!inputs.summary) return;
  try {
    writeSummary(runner, inputs.resource, outcome, details);
  } catch (error) {
    log.warning(`The job summary could not be written: ${formatError(error)}`);
  }
}
