import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseCommand } from '../../sandbox/runner/commands.ts';
import { buildLines, harmlessLines, truncate } from '../../src/github/plain-text.ts';
import { commandResults } from './command-results.ts';
import { ATTACKS, hostileText } from './hostile-text.ts';
import { runs } from '../property-runs.ts';

/* oxlint-disable no-control-regex -- this file is about control characters */

const RUNS = runs(300);
/** Control characters but tab and the line breaks. */
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
/** Escape sequences of terminals. */
const SEQUENCE =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b\n\r]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?/g;

/** Whether a line is a command for .NET, which compares by culture and so ignores characters without a width. */
const isCommandWithoutWidths = (line: string): boolean =>
  parseCommand(line.replaceAll(/\p{Cf}/gu, '')) !== undefined;

describe('lines of a build or of the action', () => {
  test.each(ATTACKS)('contain no command: %s', (_name, text) => {
    for (const render of [buildLines, harmlessLines]) {
      const lines = render(text);
      const { commands, log } = commandResults(lines);
      expect(commands).toEqual([]);
      expect(lines.filter(isCommandWithoutWidths)).toEqual([]);
      expect(log.join('\n')).toContain('o'.repeat(text.includes('boo') ? 2 : 0));
    }
  });

  test('contain no command, whatever the text, with or without characters of no width', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const render of [buildLines, harmlessLines]) {
          const lines = render(text);
          expect(commandResults(lines).commands).toEqual([]);
          for (const line of lines) {
            expect(line).not.toMatch(/[\r\n]/);
            expect(isCommandWithoutWidths(line)).toBe(false);
          }
        }
      }),
      RUNS,
    );
  });
});

describe('lines of a build', () => {
  test('begin with the gutter, and end without a colour', () => {
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

  test('are unchanged but for commands, control characters and escape sequences', () => {
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

  test('are not reset twice', () => {
    expect(buildLines('\u001b[31mred\u001b[0m')).toEqual(['│ \u001b[31mred\u001b[0m']);
  });

  test('keep their colours', () => {
    expect(buildLines('\u001b[31mred\u001b[0m, \u001b[38;5;208morange\u001b[39m \u001b[1mbold')).toEqual([
      '│ \u001b[31mred\u001b[0m, \u001b[38;5;208morange\u001b[39m \u001b[1mbold\u001b[0m',
    ]);
  });

  test('lose what moves the cursor, sets a title or makes a link', () => {
    const text =
      '\u001b[2Ja\u001b[1Ab\u001b]0;title\u0007c\u001b]8;;https://evil.test\u001b\\d\u001bce\u009b1mf';
    expect(buildLines(text)).toEqual(['│ abcde1mf']);
  });

  test('keep blank lines and spaces, but not a last line break', () => {
    expect(buildLines('  a\n\n\tb  \n')).toEqual(['│   a', '│ ', '│ \tb  ']);
    expect(buildLines('')).toEqual(['│ ']);
  });
});

test('hostile text is processed quickly', () => {
  const size = 200_000;
  const texts = ['#', '##[', '\u001b[', '\u001b]', '\u001b', '\u200b#', ':', '\u001b[1', '#\u200b', '\r'];
  const from = performance.now();
  for (const text of texts) buildLines(text.repeat(size / text.length));
  for (const text of texts) harmlessLines(text.repeat(size / text.length));
  // All of them together; with a quadratic expression, one alone takes minutes.
  expect(performance.now() - from).toBeLessThan(60_000);
});

test.each([
  ['short', 5, 'short'],
  ['longer', 5, 'longe…'],
  ['', 0, ''],
])('%p truncated to %p characters is %p', (text, maxLength, expected) => {
  expect(truncate(text, maxLength)).toBe(expected);
});
