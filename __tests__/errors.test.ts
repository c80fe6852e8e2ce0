import { describe, expect, test } from '@jest/globals';
import {
  formatError,
  hasReset,
  InputError,
  lacksPermission,
  NorthflankError,
  stackOf,
} from '../src/errors.ts';

describe('formatError', () => {
  test('writes messages only, never the fields of an error', () => {
    const cause = Object.assign(new Error('socket hang up'), { token: 'nf-secret' });
    expect(formatError(new Error('It failed.', { cause }))).toBe('It failed. (socket hang up)');
    expect(formatError({ token: 'nf-secret' })).toBe('unknown cause');
    expect(formatError(undefined)).toBe('Unknown error');
  });

  test('ends, even if an error is its own cause', () => {
    const endless = new Error('round');
    endless.cause = endless;
    expect(formatError(endless)).toBe('round');
  });

  test('writes the first three messages of a chain, and none that another one contains', () => {
    const chain = ['four', 'three', 'two', 'one'].reduce(
      (cause: Error | undefined, message) => new Error(message, { cause }),
      undefined,
    );
    expect(formatError(chain)).toBe('one (two; three)');
    expect(formatError(new Error('Failed: no space', { cause: new Error('no space') }))).toBe(
      'Failed: no space',
    );
  });
});

test.each([
  [['a'], 'a'],
  [['a', 'b'], '2 inputs need a change'],
])('the message of the input errors %j is %p', (inputErrors, message) => {
  expect(new InputError(inputErrors)).toMatchObject({ message, inputErrors });
});

test.each([
  [401, true],
  [403, true],
  [404, false],
  [undefined, false],
])('HTTP %p is a missing permission: %p', (status, expected) => {
  expect(lacksPermission(new NorthflankError('No.', { kind: 'refused', status }))).toBe(expected);
});

test('another error is no missing permission', () => {
  expect(lacksPermission(Object.assign(new Error('No.'), { status: 403 }))).toBe(false);
});

test('the stack of what has none is its text', () => {
  const error = new Error('It failed.');
  expect(stackOf(error)).toBe(error.stack);
  delete error.stack;
  expect(stackOf(error)).toBe('It failed.');
  expect(stackOf('odd')).toBe('odd');
});

test.each([
  ['unsent', 1000, true],
  ['unsent', undefined, false],
  ['unknown', 1000, false],
] as const)(
  'an error that is %s, with a pause of %p ms: a limit resets: %p',
  (kind, retryAfterMs, expected) => {
    expect(hasReset(new NorthflankError('No.', { kind, retryAfterMs }))).toBe(expected);
  },
);
