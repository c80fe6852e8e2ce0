import { describe, expect, test } from '@jest/globals';
import { ActionError, InputError, NorthflankError } from '../src/errors.ts';
import type { Build } from '../src/northflank/decode.ts';
import * as outcomes from '../src/outcome.ts';
import type { AbortResult } from '../src/wait/abort-build.ts';

const ID = 'joyous-view-6290';
const SHA = '12c15e7ee25fd78f567ebf87f9178b8ad70025b3';
const IN_LOG = 'The reason is in the log of the build.';
const RAISE = 'Raise `timeout-minutes` if builds take longer than that.';
const LIMITS =
  'It was still waiting to be built, possibly because of the limits of the project: check them, or raise `timeout-minutes`.';

const build = (fields: Partial<Build> = {}): Build => ({ id: ID, raw: {}, ...fields });
const concluded = (status: string, fields: Partial<Build> = {}): Build =>
  build({ concluded: true, status, ...fields });

describe('the outcome of a concluded build', () => {
  test.each<[message: string, outcomes.Conclusion, Build]>([
    [
      `Build ${ID} succeeded in 2m 14s.`,
      'success',
      concluded('SUCCESS', { createdAtMs: 0, buildConcludedAt: 134 }),
    ],
    [`Build ${ID} succeeded.`, 'success', concluded('SUCCESS')],
    [
      `Build ${ID} failed (status CRASHED). Northflank says: out of memory. ${IN_LOG}`,
      'failure',
      concluded('CRASHED', { message: ' out of\nmemory ' }),
    ],
    [
      `Build ${ID} failed. Northflank says: no space. ${IN_LOG}`,
      'failure',
      concluded('FAILURE', { message: 'Build failed: no space' }),
    ],
    [`Build ${ID} failed. ${IN_LOG}`, 'failure', concluded('FAILURE', { message: 'Build failed.' })],
  ])('%s', (message, conclusion, ended) => {
    const outcome = outcomes.concludedOutcome(ended);
    expect(outcome).toMatchObject({ conclusion, message, build: ended });
    expect(outcome.needsCleanup ?? false).toBe(false);
  });

  test('names the abort by somebody else, and the remedy for a build that never ran', () => {
    expect(outcomes.concludedOutcome(concluded('ABORTED'))).toMatchObject({
      conclusion: 'aborted',
      message: expect.stringContaining('Run this step again'),
    });
    const { message } = outcomes.concludedOutcome(concluded('SUBMISSION_FAILURE'));
    expect(message).toContain('check its build settings');
    expect(message).not.toContain(IN_LOG);
  });
});

describe('the outcome of a run whose build is not awaited to its end', () => {
  const last = build({ status: 'QUEUED' });
  const aborted = concluded('ABORTED');
  const error = new Error('HTTP 502');

  test.each<[AbortResult, string, needsCleanup: boolean, shown: Build]>([
    [{ state: 'kept-running' }, 'keeps running (`on-timeout: leave`).', false, last],
    [{ state: 'aborted', build: aborted }, 'was aborted.', false, aborted],
    [{ state: 'aborted', build: undefined }, 'was aborted.', false, last],
    [{ state: 'concluded', build: undefined }, 'had just finished.', false, last],
    [{ state: 'failed', build: last, error }, 'could not be aborted and may still be running', true, last],
    [{ state: 'failed', error }, 'could not be aborted and may still be running', true, last],
  ])('after a timeout and after a cancellation, with %j', (abortResult, part, needsCleanup, shown) => {
    const timedOut = outcomes.timedOutOutcome(ID, last, 30, abortResult);
    expect(timedOut).toMatchObject({ conclusion: 'timed-out', build: shown, needsCleanup });
    expect(timedOut.message).toContain(`within 30 minutes (last status: QUEUED). It ${part}`);
    expect(timedOut.message).toContain(LIMITS);

    const cancelled = outcomes.cancelledOutcome(ID, last, abortResult);
    expect(cancelled).toMatchObject({ conclusion: 'cancelled', build: shown, needsCleanup });
    expect(cancelled.message).toContain(`The step was cancelled. Build ${ID} `);
    expect(cancelled.message).toContain(part.replace('on-timeout', 'on-cancel'));
  });

  test.each([
    ['QUEUED', LIMITS],
    ['UNSCHEDULABLE', LIMITS],
    ['PENDING', RAISE],
    ['BUILDING', RAISE],
    [undefined, RAISE],
  ])('after a timeout, last seen as %s, has the remedy', (status, remedy) => {
    const { message } = outcomes.timedOutOutcome(ID, build({ status }), 30, { state: 'kept-running' });
    expect([RAISE, LIMITS].filter((text) => message.includes(text))).toEqual([remedy]);
  });

  test('counts the end of a build that has just finished after a timeout, but not after a cancellation', () => {
    const abortResult: AbortResult = { state: 'concluded', build: concluded('SUCCESS') };
    expect(outcomes.timedOutOutcome(ID, last, 30, abortResult)).toEqual(
      outcomes.concludedOutcome(concluded('SUCCESS')),
    );
    expect(outcomes.cancelledOutcome(ID, last, abortResult)).toMatchObject({
      ...{ conclusion: 'cancelled', build: abortResult.build, needsCleanup: false },
      message: `The step was cancelled. Build ${ID} had just finished.`,
    });
  });

  test('has no status where the build was never observed, and one minute in the singular', () => {
    const { message } = outcomes.timedOutOutcome(ID, undefined, 1, { state: 'kept-running' });
    expect(message).toContain('within 1 minute. It keeps running');
  });

  test.each([
    [false, 'abort', undefined, 'The step was cancelled before a build was started or found.', false],
    [false, 'leave', undefined, 'The step was cancelled before a build was started or found.', false],
    [true, 'abort', SHA, `a build of commit ${SHA} may have been started. If so, it is aborted`, true],
    [true, 'leave', SHA, `look for a build of commit ${SHA} in the Northflank app.`, false],
    [true, 'leave', undefined, 'look for a build of the newest commit in the Northflank app.', false],
  ] as const)(
    'after a cancellation with startPending %p and `on-cancel: %s`, sha %p',
    (startPending, onCancel, sha, part, needsCleanup) => {
      const outcome = outcomes.cancelledStartOutcome(startPending, onCancel, sha);
      expect(outcome).toMatchObject({ conclusion: 'cancelled', build: undefined, needsCleanup });
      expect(outcome.message).toContain(part);
    },
  );
});

describe('the outcome of an error', () => {
  test.each<[message: string, outcomes.Conclusion, unknown]>([
    ['No idea.', 'unknown', new ActionError('No idea.', 'unknown')],
    ['No. (socket hang up)', 'failure', new ActionError('No.', 'failure', new Error('socket hang up'))],
    ['a\nb', 'failure', new InputError(['a', 'b'])],
    ['No.', 'failure', new NorthflankError('No.', { kind: 'refused' })],
    ['Hm.', 'unknown', new NorthflankError('Hm.', { kind: 'unknown' })],
    ['Down.', 'unknown', new NorthflankError('Down.', { kind: 'unsent' })],
    ['Unexpected error, please report it: odd', 'unknown', 'odd'],
  ])('%j is %s', (message, conclusion, error) => {
    const last = build();
    expect(outcomes.failedOutcome(error, last)).toEqual({ conclusion, message, build: last });
  });

  test('lists at most 30 input errors', () => {
    const inputErrors = Array.from({ length: 40 }, (_, index) => `error ${index}`);
    expect(outcomes.failedOutcome(new InputError(inputErrors), undefined).message.split('\n')).toEqual([
      ...inputErrors.slice(0, 30),
      '… and 10 more.',
    ]);
  });
});

describe('the title of an outcome', () => {
  test.each<[outcomes.Conclusion, string, succeeds: boolean]>([
    ['success', 'Northflank build succeeded', true],
    ['failure', 'Northflank build failed', false],
    ['aborted', 'Northflank build aborted', false],
    ['timed-out', 'Northflank build timed out', false],
    ['cancelled', 'Northflank build cancelled', false],
    ['started', 'Northflank build started', true],
    ['dry-run', 'Dry run, nothing started', true],
    ['unknown', 'Northflank build: result unknown', false],
  ])('with the conclusion %s is %p; the step succeeds: %p', (conclusion, title, succeeds) => {
    const outcome = { conclusion, build: build(), message: '' };
    expect(outcomes.outcomeTitle(outcome)).toBe(title);
    expect(outcomes.isSuccess(outcome)).toBe(succeeds);
  });

  test('names no build that was never started', () => {
    const outcome = outcomes.failedOutcome(new InputError(['a']), undefined);
    expect(outcomes.outcomeTitle(outcome)).toBe('No Northflank build was started');
  });
});

test.each<[advice: string, outcome: outcomes.Outcome]>([
  ['The build has finished, so it is safe', outcomes.concludedOutcome(concluded('FAILURE'))],
  ['No build was started, so it is safe', outcomes.failedOutcome(new InputError(['a']), undefined)],
  ['No build was started, so it is safe', outcomes.cancelledStartOutcome(false, 'abort', SHA)],
  ['It is safe', outcomes.failedOutcome(new ActionError('No. No build was started.', 'failure'), undefined)],
  ['A build may still be running', outcomes.failedOutcome(new ActionError('Hm.', 'unknown'), undefined)],
  ['A build may still be running', outcomes.failedOutcome(new ActionError('Hm.', 'failure'), build())],
  [
    'The build has finished, so it is safe',
    outcomes.failedOutcome(new ActionError('Hm.', 'unknown'), concluded('SUCCESS')),
  ],
  ['A build may still be running', outcomes.cancelledStartOutcome(true, 'leave', SHA)],
  ['A build may still be running', outcomes.cancelledOutcome(ID, build(), { state: 'kept-running' })],
  ['A build may still be running', outcomes.cancelledOutcome(ID, build(), { state: 'untouched' })],
  ['A build may still be running', outcomes.timedOutOutcome(ID, build(), 1, { state: 'requested' })],
  ['The build has finished, so it is safe', outcomes.timedOutOutcome(ID, build(), 1, { state: 'aborted' })],
])('%s to run the step again', (advice, outcome) => {
  expect(outcomes.rerunAdvice(outcome)).toMatch(new RegExp(`^${advice}`));
});

test('a build that is not waited for, and a dry run', () => {
  expect(outcomes.startedOutcome(build())).toMatchObject({
    ...{ conclusion: 'started', build: build() },
    message: expect.stringContaining('does not wait for it'),
  });
  const end = 'Nothing was started (dry run).';
  const succeeded = { conclusion: 'dry-run', build: undefined };
  expect(outcomes.dryRunOutcome(undefined)).toEqual({ ...succeeded, message: `All checks passed. ${end}` });
  expect(outcomes.dryRunOutcome('One is missing.')).toEqual({
    ...succeeded,
    message: `One is missing. ${end}`,
  });
});
