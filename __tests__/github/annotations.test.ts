import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createRecordingRunner } from '../../scripts/simulate/recording-runner.ts';
import { annotateFailure } from '../../src/github/annotations.ts';
import { withoutControls } from '../../src/github/plain-text.ts';
import type { Outcome } from '../../src/outcome.ts';
import { hostileText } from './hostile-text.ts';

/** GitHub truncates a message that is longer, in characters. */
const MAX_MESSAGE = 4096;

/** The message and the title of the annotation. */
function annotate(lastLines: readonly string[], outcome: Partial<Outcome> = {}) {
  const runner = createRecordingRunner();
  const failed: Outcome = { conclusion: 'aborted', build: undefined, message: 'It was aborted.', ...outcome };
  annotateFailure(runner, failed, { lastLines });
  const [annotation, ...others] = runner.annotations;
  expect(others).toEqual([]);
  if (annotation === undefined) throw new Error('There is no annotation');
  expect(annotation.level).toBe('error');
  return annotation;
}

describe('the annotation of a step that fails', () => {
  test('has the title and the message of the outcome', () => {
    expect(annotate([])).toEqual({
      ...{ level: 'error', title: 'Northflank build aborted', message: 'It was aborted.' },
    });
  });

  test('ends with the last twelve lines of the log', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    expect(annotate(lines).message).toBe(
      `It was aborted.\n\nThe last lines of the log:\n${lines.slice(-12).join('\n')}`,
    );
  });

  test.each([[[]], [['', ' ']]])('shows no lines that are empty: %j', (lines) => {
    expect(annotate(lines).message).toBe('It was aborted.');
  });

  test('is never longer than GitHub shows, and shows the end of a long log', () => {
    const message = 'x'.repeat(5000);
    expect(annotate([], { message }).message).toBe(`${'x'.repeat(4000)}…`);
    const both = annotate([`${'y'.repeat(5000)} end`], { message }).message;
    expect(both.length).toBeLessThan(MAX_MESSAGE);
    expect(both).toMatch(/^x{1000,}…\n\nThe last lines of the log:\ny{2000,} end$/);
  });

  test('has no control characters, and each line of the log on one line', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 20 }), hostileText, (lines, message) => {
        const annotation = annotate(lines, { message });
        expect(withoutControls(annotation.message)).toBe(annotation.message);
        expect(annotation.message.length).toBeLessThan(MAX_MESSAGE);
        const excerpt = annotation.message.split('\nThe last lines of the log:\n')[1] ?? '';
        expect(excerpt.split(/\r\n|\r|\n/).length).toBeLessThanOrEqual(12);
      }),
    );
  });
});

test('the step that failed takes the place of the last lines', () => {
  const runner = createRecordingRunner();
  const failingStep = {
    ...{ builder: 'buildkit' as const, step: '[2/2] RUN make', lines: ['cc main.c', '::error::x'] },
    ...{ reason: 'exit code: 2', dockerfile: { name: 'Dockerfile', line: 7, excerpt: ['>>> RUN make'] } },
  };
  const outcome: Outcome = { conclusion: 'failure', build: undefined, message: 'It failed.' };
  annotateFailure(runner, outcome, { failingStep, lastLines: ['cleaning up'] });
  expect(runner.annotations.map(({ message }) => message)).toEqual([
    'It failed.\n\nThe step that failed:\n[2/2] RUN make\n  cc main.c\n  ::error::x\nexit code: 2\nDockerfile:7\n>>> RUN make',
  ]);
});
