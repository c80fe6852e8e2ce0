import { expect, test } from '@jest/globals';
import { parseFileCommand } from '../../../sandbox/runner/file-commands.ts';

test('pairs on one line and between delimiters', () => {
  const text = 'a=1\n\nb=x=y<<z\nc<<END\nline 1\r\n\nEND2\nEND\nd<<E\nE\ne=\r\n\ufeff=1';
  expect([...parseFileCommand(text)]).toEqual([
    ['a', '1'],
    ['b', 'x=y<<z'],
    ['c', 'line 1\r\n\nEND2'],
    ['d', ''],
    ['e', '\r'],
    ['\ufeff', '1'],
  ]);
});

test.each([
  ['nonsense', "Invalid format 'nonsense'"],
  ['<<END\nx\nEND', 'Name must not be empty'],
  ['a<<\nx\n', 'delimiter must not be empty'],
  ['a<<END\nx\n', "Matching delimiter not found 'END'"],
  ['a<<END\nx', 'EOF marker missing new line'],
  ['a<<END\r\nx\r\nEND\n', "Matching delimiter not found 'END\r'"],
])('%j is a bad line', (text, message) => {
  expect(() => [...parseFileCommand(text)]).toThrow(message);
});

test('pairs before a bad line are returned', () => {
  const names: string[] = [];
  expect(() => {
    for (const [name] of parseFileCommand('a=1\nbad\nb=2\n')) names.push(name);
  }).toThrow('Invalid format');
  expect(names).toEqual(['a']);
});
