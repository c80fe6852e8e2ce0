import { describe, expect, test } from '@jest/globals';
import { createRecordingRunner } from '../../scripts/simulate/recording-runner.ts';
import type { Runner } from '../../src/github/runner.ts';
import {
  hasUnfinishedWork,
  readSavedState,
  type SavedState,
  saveBuildId,
  saveEnd,
  saveStartIntent,
} from '../../src/github/state.ts';
import type { StartIntent } from '../../src/start/find-build.ts';

const INTENT: StartIntent = {
  sha: '262ed9817b3cad5142fbceabe0c9e371e390d616',
  knownIds: ['a-1', 'b-2'],
  sentAtMs: 1,
  lastSentAtMs: 2,
};

/** What post reads after main has saved something, in the variables that the runner makes of it. */
function readAfter(save: (runner: Runner) => void): SavedState {
  const runner = createRecordingRunner();
  save(runner);
  const variables = Object.entries(runner.state).map(([name, value]) => [`STATE_${name}`, value]);
  return readSavedState(Object.fromEntries(variables) as Record<string, string>);
}

describe('saved state', () => {
  test('is empty where nothing was saved', () => {
    const empty = { end: undefined, buildId: undefined, startIntent: undefined };
    expect(readAfter(() => undefined)).toEqual(empty);
    expect(readSavedState({ STATE_end: 'odd', 'STATE_build-id': '', 'STATE_start-intent': '' })).toEqual(
      empty,
    );
  });

  test('is read as it was saved', () => {
    expect(readAfter((runner) => saveStartIntent(runner, INTENT)).startIntent).toEqual(INTENT);
    expect(readAfter((runner) => saveBuildId(runner, 'a-1')).buildId).toBe('a-1');
    expect(readAfter((runner) => saveEnd(runner, {})).end).toBe('finished');
    expect(readAfter((runner) => saveEnd(runner, { needsCleanup: true })).end).toBe('needs-cleanup');
  });

  test('has an intent for the newest commit, and one without a list of builds', () => {
    const intent: StartIntent = { sha: undefined, knownIds: undefined, sentAtMs: 1, lastSentAtMs: 1 };
    expect(readAfter((runner) => saveStartIntent(runner, intent)).startIntent).toEqual(intent);
  });

  test('has a bound', () => {
    const knownIds = Array.from({ length: 1000 }, (_, index) => `build-${index}`);
    const { startIntent } = readAfter((runner) => saveStartIntent(runner, { ...INTENT, knownIds }));
    expect(startIntent?.knownIds).toEqual(knownIds.slice(0, 200));
  });

  test('that was cut says no more than that a start was sent', () => {
    const { startIntent } = readSavedState({ 'STATE_start-intent': '{"sha":"262ed98' });
    expect(startIntent).toEqual({
      ...{ sha: undefined, knownIds: undefined, sentAtMs: Number.NaN, lastSentAtMs: Number.NaN },
    });
  });

  test('has no intent once the start is known not to have been accepted', () => {
    const { startIntent } = readAfter((runner) => {
      saveStartIntent(runner, INTENT);
      saveStartIntent(runner, undefined);
    });
    expect(startIntent).toBeUndefined();
  });
});

describe('unfinished work', () => {
  test.each<[SavedState['end'], buildId: string | undefined, StartIntent | undefined, expected: boolean]>([
    // Killed: before a start, during one, and while it waited.
    [undefined, undefined, undefined, false],
    [undefined, undefined, INTENT, true],
    [undefined, 'a-1', undefined, true],
    [undefined, 'a-1', INTENT, true],
    ['needs-cleanup', undefined, undefined, false],
    ['needs-cleanup', undefined, INTENT, true],
    ['needs-cleanup', 'a-1', undefined, true],
    ['needs-cleanup', 'a-1', INTENT, true],
    ['finished', undefined, undefined, false],
    ['finished', undefined, INTENT, false],
    ['finished', 'a-1', undefined, false],
    ['finished', 'a-1', INTENT, false],
  ])('after the end %p with the build %p and the intent %j: %p', (end, buildId, startIntent, expected) => {
    expect(hasUnfinishedWork({ end, buildId, startIntent })).toBe(expected);
  });
});
