import { expect, test } from '@jest/globals';
import { createLineReader, splitLines } from '../../../sandbox/runner/lines.ts';

test('lines end at \\n, \\r\\n and a lone \\r', () => {
  expect(splitLines('a\nb\r\nc\rd\r\re\n\n')).toEqual(['a', 'b', 'c', 'd', '', 'e', '']);
  expect(splitLines('')).toEqual([]);
  expect(splitLines('a\r')).toEqual(['a']);
  expect(splitLines('a\u2028b\u0085c\fd')).toEqual(['a\u2028b\u0085c\fd']);
});

test('a byte order mark is swallowed at the very start only', () => {
  expect(splitLines('\ufeff::error::x\n\ufeff::error::y')).toEqual(['::error::x', '\ufeff::error::y']);
});

test('pieces of any size give the same lines', () => {
  const text = 'é\r\n€\r😀\n\r\nend';
  const bytes = Buffer.from(text);
  for (let size = 1; size <= bytes.length; size += 1) {
    const lines: string[] = [];
    const reader = createLineReader((line) => lines.push(line));
    for (let at = 0; at < bytes.length; at += size) reader.write(bytes.subarray(at, at + size));
    reader.end();
    expect(lines).toEqual(['é', '€', '😀', '', 'end']);
  }
});
