import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { judgeLog, logStories, play } from './log-story.ts';

describe('the log of a build', () => {
  test('every line is printed once and in its order, whatever happens to tails and queries', async () => {
    await fc.assert(
      fc.asyncProperty(logStories, async (story) => {
        expect(judgeLog(await play(story))).toBeUndefined();
      }),
      { numRuns: Number(process.env['RUNS'] ?? 600) },
    );
  });
});
