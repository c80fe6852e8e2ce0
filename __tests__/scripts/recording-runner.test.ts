/** The recording runner next to the real one, which uses the toolkit. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createCommandProcessor, splitLines } from '../../sandbox/runner/commands.ts';
import { parseFileCommand } from '../../sandbox/runner/file-commands.ts';
import { createRecordingRunner } from '../../scripts/simulate/recording-runner.ts';
import { createRunner, type Runner } from '../../src/github/runner.ts';
import { writtenBy } from '../github/written-by.ts';

const FILES = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const;

let folder = '';
let files: Record<(typeof FILES)[number], string>;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'runner-'));
  files = Object.fromEntries(FILES.map((name) => [name, path.join(folder, name)])) as typeof files;
  for (const file of Object.values(files)) writeFileSync(file, '');
  Object.assign(process.env, files);
});

afterEach(() => {
  for (const name of FILES) delete process.env[name];
  rmSync(folder, { recursive: true });
});

/** Uses everything that a runner offers. */
function useAll(runner: Runner): void {
  runner.setOutput('build-id', 'joyous-view-6290');
  runner.setOutput('build', '{"a":\n"b"}');
  runner.setOutput('conclusion', 'unknown');
  runner.setOutput('conclusion', 'success');
  runner.saveState('end', 'finished');
  runner.setSecret('100 % secret');
  runner.write('one\n');
  runner.write('two\n');
  runner.warning('50 %\nor more');
  runner.error('first line\nsecond: line, and more', 'A title, with: signs');
  runner.error('without a title');
  runner.debug('a\nb');
  runner.appendSummary('<p>one</p>\n');
  runner.appendSummary('<p>two</p>\n');
}

describe('the recording runner', () => {
  test('records what GitHub would get from the real one', () => {
    const recorded = createRecordingRunner();
    useAll(recorded);

    const processor = createCommandProcessor();
    for (const line of splitLines(writtenBy(() => useAll(createRunner())))) processor.feed(line);
    const { annotations, commands, log, debug } = processor.results;
    const pairs = (file: string) => Object.fromEntries(parseFileCommand(readFileSync(file, 'utf8')));
    expect({ ...recorded }).toMatchObject({
      outputs: pairs(files.GITHUB_OUTPUT),
      state: pairs(files.GITHUB_STATE),
      masks: commands.filter(({ name }) => name === 'add-mask').map(({ data }) => data),
      text: `${log.filter((entry) => !entry.startsWith('##[')).join('\n')}\n`,
      annotations,
      debugMessages: debug,
      summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
    });
    expect(Object.keys(recorded.outputs)).toHaveLength(3);
    expect(recorded.annotations).toHaveLength(3);
  });

  test('gives inputs as the toolkit does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'Z', ' ', '\t', '\n', '-', '\u00a0') });
    fc.assert(
      fc.property(
        text.filter((name) => name !== ''),
        text,
        fc.boolean(),
        (name, value, isGiven) => {
          const variable = `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
          if (isGiven) process.env[variable] = value;
          try {
            const real = createRunner();
            const recording = createRecordingRunner({ inputs: isGiven ? { [name]: value } : {} });
            expect(recording.getInput(name)).toBe(real.getInput(name));
            for (const trimWhitespace of [true, false]) {
              expect(recording.getInput(name, { trimWhitespace })).toBe(
                real.getInput(name, { trimWhitespace }),
              );
            }
          } finally {
            delete process.env[variable];
          }
        },
      ),
    );
  });

  test('has a push to `main` as its workflow run by default', () => {
    const { workflowRun, env } = createRecordingRunner({
      workflowRun: { ref: 'refs/heads/topic' },
      env: { GITHUB_REPOSITORY: 'acme/shop' },
    });
    expect(workflowRun).toMatchObject({ eventName: 'push', ref: 'refs/heads/topic' });
    expect(env).toEqual({ GITHUB_REPOSITORY: 'acme/shop' });
  });
});
