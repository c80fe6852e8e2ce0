import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createRecordingRunner } from '../../scripts/simulate/recording-runner.ts';
import { withoutControls } from '../../src/github/plain-text.ts';
import { createRunner } from '../../src/github/runner.ts';
import { createStepLog, type StepLog } from '../../src/github/step-log.ts';
import { commandResults } from './command-results.ts';
import { hostileText } from './hostile-text.ts';
import { writtenBy } from './written-by.ts';
import { runs } from '../property-runs.ts';

/** What is written to the log, without colours. */
function logged(write: (log: StepLog) => void): string {
  const runner = createRecordingRunner();
  write(createStepLog(runner));
  // oxlint-disable-next-line no-control-regex -- colours
  return runner.text.replaceAll(/\u001b\[\d+m/g, '');
}

describe('the log of the step', () => {
  test('contains no command but its own, whatever the text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const log = createStepLog(createRunner());
        for (const name of ['warning', 'debug'] as const) {
          const { commands, failed } = commandResults([writtenBy(() => log[name](text))]);
          expect(commands).toEqual([{ name, properties: {}, data: withoutControls(text).toWellFormed() }]);
          expect(failed).toBe(false);
        }
        for (const print of [() => log.info(text), () => log.heading(text), () => log.build([text, text])]) {
          expect(commandResults([writtenBy(print)]).commands).toEqual([]);
        }
      }),
      runs(300),
    );
  });

  test('has nothing written to it for no lines', () => {
    expect(logged((log) => log.build([]))).toBe('');
  });

  test('has all lines of a large batch', () => {
    const lines = Array.from({ length: 1234 }, (_, index) => `line ${index}`);
    expect(logged((log) => log.build(lines))).toBe(lines.map((line) => `│ ${line}\n`).join(''));
  });

  test('has a gap between the lines of a build and a heading, but not between two headings', () => {
    const text = logged((log) => {
      log.build(['a']);
      log.build([]);
      log.heading('One');
      log.heading('Two');
      log.info('b');
      log.heading('Three');
    });
    expect(text).toBe('│ a\n\n● One\n● Two\nb\n● Three\n');
  });
});
