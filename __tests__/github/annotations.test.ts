import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createRecordingRunner } from '../../scripts/simulate/recording-runner.ts';
import { createFailingStepFinder, type FailingStep } from '../../src/build-log/failing-step.ts';
import { annotateFailure } from '../../src/github/annotations.ts';
import { withoutControls } from '../../src/github/plain-text.ts';
import { createRunner } from '../../src/github/runner.ts';
import { sourceLocation } from '../../src/github/source-location.ts';
import type { RunDetails } from '../../src/github/summary.ts';
import { FileNotFoundError } from '../../src/github/workspace.ts';
import type { Outcome } from '../../src/outcome.ts';
import { commandResults } from './command-results.ts';
import { hostileText } from './hostile-text.ts';
import { writtenBy } from './written-by.ts';
import { runs } from '../property-runs.ts';

/** GitHub truncates a message that is longer, in characters. */
const MAX_MESSAGE = 4096;

const SHA = '12c15e7ee25fd78f567ebf87f9178b8ad70025b3';

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
      runs(100),
    );
  });
});

const STEP: FailingStep = {
  ...{ builder: 'buildkit', step: '[2/2] RUN make', lines: ['cc main.c', '::error::x'] },
  ...{ reason: 'exit code: 2', dockerfile: { name: 'Dockerfile', line: 7, excerpt: ['>>> RUN make'] } },
};
const FAILED: Outcome = { conclusion: 'failure', build: undefined, message: 'It failed.' };

function annotateStep(details: Partial<RunDetails>) {
  const runner = createRecordingRunner();
  annotateFailure(runner, FAILED, { failingStep: STEP, lastLines: ['cleaning up'], ...details });
  expect(runner.annotations).toHaveLength(1);
  return runner.annotations[0];
}

describe('the step that failed', () => {
  test('takes the place of the last lines, and the address comes last', () => {
    const url = 'https://app.northflank.com/t/acme/project/shop/jobs/api';
    const location = { file: 'api/Dockerfile', line: 7 };
    expect(annotateStep({ url, location })).toEqual({
      ...{ level: 'error', title: 'No Northflank build was started', location },
      message:
        'It failed.\n\nThe step that failed:\n[2/2] RUN make\n  cc main.c\n  ::error::x\nexit code: 2\nDockerfile:7\n>>> RUN make' +
        `\n\nOpen in Northflank: ${url}`,
    });
  });

  test('is shown with its name and its reason, and as many of its lines as there is room for', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `${index} ${'x'.repeat(400)}`);
    const { message = '' } = annotateStep({ failingStep: { ...STEP, lines } }) ?? {};
    expect(message).toContain('The step that failed:\n[2/2] RUN make\n  24 xxx');
    expect(message).toMatch(/ {2}29 x+\nexit code: 2\nDockerfile:7/);
    expect(message.length).toBeLessThan(MAX_MESSAGE);
  });
});

/** A log of BuildKit with any text in every place of its blocks. */
const hostileBlock = fc
  .tuple(fc.array(hostileText, { minLength: 8, maxLength: 8 }), fc.constantFrom('Dockerfile', undefined))
  .map(([[a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = ''], name]) => [
    ...[`#9 [${a}`, `#9 1.402 ${b}`, `#9 ERROR: ${c}`, '------', ` > [${a}:`, `1.402 ${d}`, d, '------'],
    ...[
      `${name ?? e}:7`,
      '--------------------',
      `  7 | >>> ${f}`,
      `${name === undefined ? '' : '  8 | '}${g}`,
      '--------------------',
    ],
    `ERROR: failed to solve: ${h}${c}`,
  ]);

describe('whatever a build prints', () => {
  const vcs = {
    projectBranch: 'main',
    projectUrl: 'https://github.com/acme/shop',
    dockerFilePath: '/api/Dockerfile',
  };
  const runner = createRunner({
    ...{ sha: SHA, ref: 'refs/heads/main', actor: 'octocat', eventName: 'push' },
    ...{ serverUrl: 'https://github.com', payload: {} },
  });
  const noFile = (): never => {
    throw new FileNotFoundError('No such file');
  };

  test('there is one command, an error, whose file is the one that was set, or none', () => {
    let [found, placed] = [0, 0];
    fc.assert(
      fc.property(hostileBlock, hostileText, hostileText, (lines, message, url) => {
        const finder = createFailingStepFinder();
        finder.add(lines);
        const failingStep = finder.find();
        const location = sourceLocation(
          {
            ...{ dockerfile: failingStep?.dockerfile, sha: SHA, overrides: undefined },
            vcs: { ...vcs, dockerWorkDir: '/' },
          },
          { ...runner, env: { GITHUB_REPOSITORY: 'acme/shop' } },
          noFile,
        );
        const outcome: Outcome = { ...FAILED, message };
        const details = { failingStep, lastLines: lines, url, location };
        const { commands, failed } = commandResults([
          writtenBy(() => annotateFailure(runner, outcome, details)),
        ]);
        expect([commands.length, commands[0]?.name, failed]).toEqual([1, 'error', false]);
        const { title, ...place } = commands[0]?.properties ?? {};
        expect(title).toBe('No Northflank build was started');
        expect([{}, { file: 'api/Dockerfile', line: '7' }]).toContainEqual(place);
        found += Number(failingStep !== undefined);
        placed += Number('file' in place);
      }),
      runs(200),
    );
    expect(found).toBeGreaterThan(100);
    expect(placed).toBeGreaterThan(20);
  });
});
