import { describe, expect, test } from '@jest/globals';
import { createLineJoiner } from '../../src/build-log/line-joiner.ts';
import type { LogLine } from '../../src/northflank/decode.ts';

const line = (containerId: string, text: string): LogLine => ({
  timestampMs: 0,
  containerId,
  text,
  partial: false,
});
const part = (containerId: string, text: string): LogLine => ({ ...line(containerId, text), partial: true });

describe('the line joiner', () => {
  test('joins the parts of each container, across batches', () => {
    const joiner = createLineJoiner();
    expect(joiner.join([part('a', '1'), line('b', 'x'), part('a', '2')])).toEqual(['x']);
    expect(joiner.join([line('a', '3'), part('b', 'y')])).toEqual(['123']);
  });

  test('returns unfinished lines once', () => {
    const joiner = createLineJoiner();
    joiner.join([part('a', '1'), part('b', 'y'), part('a', '2')]);
    expect([joiner.rest(), joiner.rest()]).toEqual([['12', 'y'], []]);
  });

  test('splits a line that is too long, without losing anything', () => {
    const joiner = createLineJoiner();
    const lines = joiner.join(Array.from({ length: 300 }, () => part('a', 'z'.repeat(1024))));
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.every((text) => text.length <= 65 * 1024)).toBe(true);
    expect([...lines, ...joiner.rest()].join('')).toBe('z'.repeat(300 * 1024));
  });
});
