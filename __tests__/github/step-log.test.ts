import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createCommandProcessor, parseCommand, splitLines } from '../../sandbox/runner/commands.ts';
import { buildLines, harmlessLines, stepLog, withoutControls } from '../../src/github/step-log.ts';
import { ATTACKS, hostileText } from './hostile-text.ts';

/** What the runner makes of lines that a step has printed. */
function run(lines: string[]) {
  const processor = createCommandProcessor();
  for (const line of splitLines(`${lines.join('\n')}\n`)) processor.feed(line);
  return processor.results;
}

/** All that is written to standard output meanwhile. */
function written(act: () => void): string {
  const write = process.stdout.write.bind(process.stdout);
  let text = '';
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    text += String(chunk);
    return true;
  };
  try {
    act();
  } finally {
    process.stdout.write = write;
  }
  return text;
}

/* oxlint-disable no-control-regex -- control characters are what this file is about */

const RUNS = { numRuns: 3000 };
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const SEQUENCE =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b\n\r]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?/g;

describe('lines of a build', () => {
  test.each(ATTACKS)('%s is no command', (_name, text) => {
    for (const render of [buildLines, harmlessLines]) {
      const { commands, log } = run(render(text));
      expect(commands).toEqual([]);
      expect(log.join('\n')).toContain('o'.repeat(text.includes('boo') ? 2 : 0));
    }
  });

  test('no text is a command, with or without what has no width', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const render of [buildLines, harmlessLines]) {
          const lines = render(text);
          expect(run(lines).commands).toEqual([]);
          for (const line of lines) {
            expect(line).not.toMatch(/[\r\n]/);
            // .NET compares by culture: characters without a width count for nothing there.
            expect(parseCommand(line.replaceAll(/\p{Cf}/gu, ''))).toBeUndefined();
          }
        }
      }),
      RUNS,
    );
  });

  test('every line of a build stands behind the gutter, and ends with the colours that it began with', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const line of buildLines(text)) {
          expect(line.startsWith('│ ')).toBe(true);
          const colours = line.match(/\u001b\[[\d;:]*m/g) ?? [];
          expect(line.split('\u001b')).toHaveLength(colours.length + 1);
          expect(colours.length === 0 || line.endsWith('\u001b[0m')).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('nothing but commands, control characters and escape sequences is changed', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const plain = text
          .replace(/(\r\n|\n|\r)$/, '')
          .split(/\r\n|\n|\r/)
          .map((line) => line.replace(SEQUENCE, '').replaceAll(new RegExp(INVISIBLE, 'g'), ''));
        const shown = buildLines(text).map((line) =>
          line
            .slice(2)
            .replaceAll(/\u001b\[[\d;:]*m/g, '')
            .replaceAll(/(#\p{Cf}*#\p{Cf}*\[)\\/gu, '$1'),
        );
        expect(shown).toEqual(plain);
      }),
      RUNS,
    );
  });

  test('colours survive', () => {
    expect(buildLines('\u001b[31mred\u001b[0m, \u001b[38;5;208morange\u001b[39m \u001b[1mbold')).toEqual([
      '│ \u001b[31mred\u001b[0m, \u001b[38;5;208morange\u001b[39m \u001b[1mbold\u001b[0m',
    ]);
  });

  test('what moves the cursor, sets a title or makes a link goes', () => {
    const text =
      '\u001b[2Ja\u001b[1Ab\u001b]0;title\u0007c\u001b]8;;https://evil.test\u001b\\d\u001bce\u009b1mf';
    expect(buildLines(text)).toEqual(['│ abcde1mf']);
  });

  test('blank lines and blanks stay, a last line break does not', () => {
    expect(buildLines('  a\n\n\tb  \n')).toEqual(['│   a', '│ ', '│ \tb  ']);
    expect(buildLines('')).toEqual(['│ ']);
  });

  test('hostile text is read quickly', () => {
    const size = 200_000;
    const texts = ['#', '##[', '\u001b[', '\u001b]', '\u001b', '\u200b#', ':', '\u001b[1', '#\u200b', '\r'];
    const from = performance.now();
    for (const text of texts) buildLines(text.repeat(size / text.length));
    for (const text of texts) harmlessLines(text.repeat(size / text.length));
    // All of them together; with a quadratic expression one alone takes minutes.
    expect(performance.now() - from).toBeLessThan(5000);
  });
});

describe('the log of the step', () => {
  test('prints no command but its own, whatever the text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const name of ['warning', 'debug'] as const) {
          const { commands, failed } = run([written(() => stepLog[name](text))]);
          expect(commands).toEqual([{ name, properties: {}, data: withoutControls(text).toWellFormed() }]);
          expect(failed).toBe(false);
        }
        for (const print of [
          () => stepLog.info(text),
          () => stepLog.heading(text),
          () => stepLog.build([text, text]),
        ]) {
          expect(run([written(print)]).commands).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('nothing is written for no lines', () => {
    expect(written(() => stepLog.build([]))).toBe('');
  });

  test('a heading stands apart from the lines of a build, and not from another heading', () => {
    const text = written(() => {
      stepLog.build(['a']);
      stepLog.build([]);
      stepLog.heading('One');
      stepLog.heading('Two');
      stepLog.info('b');
    });
    // oxlint-disable-next-line no-control-regex -- colours
    expect(text.replaceAll(/\u001b\[\d+m/g, '')).toBe('│ a\n\n● One\n● Two\nb\n');
  });
});
