import { describe, expect, test } from '@jest/globals';
import { createRecordingRunner } from '../../scripts/simulate/recording-runner.ts';
import {
  setBuildIdOutput,
  setBuildOutputs,
  setConclusionOutput,
  setOutcomeOutputs,
  setUrlOutput,
} from '../../src/github/outputs.ts';
import type { Runner } from '../../src/github/runner.ts';
import { decodeBuild } from '../../src/northflank/decode.ts';
import { concludedOutcome, dryRunOutcome, startedOutcome } from '../../src/outcome.ts';

function outputsOf(set: (runner: Runner) => void): Record<string, string> {
  const runner = createRecordingRunner();
  set(runner);
  return runner.outputs;
}

/** A build as the API gives it. */
function buildOf(data: Record<string, unknown>) {
  const build = decodeBuild({ data });
  if (build === undefined) throw new Error('This is no build');
  return build;
}

const CONCLUDED = {
  ...{ id: 'joyous-view-6290', branch: 'main', sha: 'a'.repeat(40), pullRequestId: 7, status: 'SUCCESS' },
  ...{ concluded: true, success: true, message: 'Image successfully built', unknown: [{ field: null }] },
  createdAt: '2021-07-28T15:55:38.296Z',
  buildConcludedAt: Date.parse('2021-07-28T15:57:52Z') / 1000,
  registry: { uri: 'registry.northflank.com/shop/api:joyous-view-6290', login: 'x' },
};

describe('the outputs of a build', () => {
  test('are those of the API, with its dates and the whole object', () => {
    expect(outputsOf((runner) => setBuildOutputs(runner, buildOf(CONCLUDED)))).toEqual({
      'build-id': 'joyous-view-6290',
      'registry-uri': 'registry.northflank.com/shop/api:joyous-view-6290',
      status: 'SUCCESS',
      concluded: 'true',
      success: 'true',
      branch: 'main',
      sha: 'a'.repeat(40),
      'pull-request-id': '7',
      message: 'Image successfully built',
      'created-at': '2021-07-28T15:55:38.296Z',
      'concluded-at': '2021-07-28T15:57:52.000Z',
      'duration-seconds': '134',
      build: JSON.stringify(CONCLUDED),
    });
  });

  test('are few where the API gives nothing but an ID', () => {
    expect(outputsOf((runner) => setBuildOutputs(runner, buildOf({ id: 'a-1' })))).toEqual({
      'build-id': 'a-1',
      concluded: 'false',
      success: 'false',
      build: '{"id":"a-1"}',
    });
  });

  test('take the status into account for `success`, and skip a date that is none', () => {
    const build = buildOf({ ...CONCLUDED, status: 'CRASHED', buildConcludedAt: 1e300 });
    const outputs = outputsOf((runner) => setBuildOutputs(runner, build));
    expect(outputs).toMatchObject({ success: 'false', concluded: 'true' });
    expect(outputs).not.toHaveProperty('concluded-at');
  });
});

test('the outputs of a run that has ended', () => {
  const build = buildOf(CONCLUDED);
  expect(outputsOf((runner) => setOutcomeOutputs(runner, concludedOutcome(build)))).toMatchObject({
    ...{ conclusion: 'success', 'build-id': build.id, concluded: 'true', success: 'true' },
  });
  expect(
    outputsOf((runner) => setOutcomeOutputs(runner, startedOutcome(buildOf({ id: 'a-1' })))),
  ).toMatchObject({
    ...{ conclusion: 'started', 'build-id': 'a-1', concluded: 'false', success: 'false' },
  });
  expect(outputsOf((runner) => setOutcomeOutputs(runner, dryRunOutcome(undefined)))).toEqual({
    ...{ conclusion: 'dry-run', concluded: 'false', success: 'false' },
  });
});

test('the outputs of a run that has not ended', () => {
  const outputs = outputsOf((runner) => {
    setConclusionOutput(runner, 'unknown');
    setBuildIdOutput(runner, 'a-1');
    setUrlOutput(runner, 'https://app.northflank.com/t/acme');
  });
  expect(outputs).toEqual({
    ...{ conclusion: 'unknown', 'build-id': 'a-1', url: 'https://app.northflank.com/t/acme' },
  });
});
