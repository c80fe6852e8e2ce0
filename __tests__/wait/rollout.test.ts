import { describe, expect, test } from '@jest/globals';
import type { Build, Deployment } from '../../src/northflank/decode.ts';
import { createRollout } from '../../src/wait/rollout.ts';

const OURS = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);

/** When the build ended, in seconds; dates are seconds after that. */
const END = 1_700_000_000;
const BUILD: Build = { id: 'joyous-view-6290', sha: OURS, buildConcludedAt: END, raw: {} };

type Seen = [sha: string, status: string, changedAt?: number, reason?: string];

function deployment([sha, status, changedAt, reason]: Seen): Deployment {
  const lastTransitionTime =
    changedAt === undefined ? undefined : new Date((END + changedAt) * 1000).toISOString();
  return { sha, status, reason, lastTransitionTime, url: undefined };
}

/** What is said of each observation; they come three seconds apart. */
function states(before: Seen, seen: Seen[]): string[] {
  const rollout = createRollout(BUILD, deployment(before));
  return seen.map((one, index) => rollout.observe(deployment(one), index * 3000));
}

const repeat = (one: Seen, times: number): Seen[] => Array.from({ length: times }, () => one);
const WAITING = 'waiting';
const OLD: Seen = [OTHER, 'COMPLETED', -3600];

describe('a rollout', () => {
  test('that is seen on its way is over as soon as it is completed', () => {
    expect(
      states(OLD, [OLD, [OURS, 'PENDING', 2], [OURS, 'IN_PROGRESS', 5], [OURS, 'COMPLETED', 17]]),
    ).toEqual([...[WAITING, WAITING, WAITING, 'deployed']]);
  });

  test('that fails is told as soon as it is seen', () => {
    expect(
      states(OLD, [
        [OURS, 'IN_PROGRESS', 5],
        [OURS, 'FAILED', 17],
      ]),
    ).toEqual([WAITING, 'failed']);
  });

  test('that was too fast to be seen must stay completed for 15 s', () => {
    expect(states(OLD, repeat([OURS, 'COMPLETED', 3], 6))).toEqual([...Array(5).fill(WAITING), 'deployed']);
  });

  test.each<[string, Seen, Seen]>([
    ['the commit changes before the status', OLD, [OURS, 'COMPLETED', -3600]],
    [
      'the commit ran before, and nothing has changed',
      [OURS, 'COMPLETED', -3600],
      [OURS, 'COMPLETED', -3600],
    ],
    ['another one ended during the build', OLD, [OURS, 'COMPLETED', -60]],
    ['no status has a date, and none was seen on the way', [OTHER, 'COMPLETED'], [OURS, 'COMPLETED']],
    ['the old deployment had failed', [OTHER, 'FAILED', -60], [OURS, 'FAILED', -60]],
    [
      'instances are added to the old deployment',
      [OURS, 'COMPLETED', -60],
      [OURS, 'IN_PROGRESS', 9, 'SCALING'],
    ],
  ])('is waited for where %s', (_, before, seen) => {
    expect(states(before, repeat(seen, 20))).toEqual(Array(20).fill(WAITING));
  });

  test('without dates is one that was seen on its way, and stays completed for 15 s', () => {
    const seen: Seen[] = [[OURS, 'PENDING'], ...repeat([OURS, 'COMPLETED'], 6)];
    expect(states([OTHER, 'COMPLETED'], seen)).toEqual([...Array(6).fill(WAITING), 'deployed']);
  });

  test('whose service had no date before counts from the build', () => {
    const seen: Seen[] = [
      [OURS, 'PENDING', 2],
      [OURS, 'COMPLETED', 17],
    ];
    expect(states([OTHER, 'COMPLETED'], seen)).toEqual([WAITING, 'deployed']);
  });

  test('of the same commit that was under way before is not ours', () => {
    const before: Seen = [OURS, 'PENDING', -30];
    const seen: Seen[] = [[OURS, 'IN_PROGRESS', -20], ...repeat([OURS, 'COMPLETED', -5], 8)];
    expect(states(before, seen)).toEqual(Array(9).fill(WAITING));
    expect(states(before, [...seen, [OURS, 'PENDING', 30], [OURS, 'COMPLETED', 45]]).at(-1)).toBe('deployed');
  });

  test('that fails without ever showing its commit is told after 15 s', () => {
    expect(states(OLD, repeat([OTHER, 'FAILED', 20], 6))).toEqual([...Array(5).fill(WAITING), 'failed']);
    // A third commit that fails is not ours.
    expect(states(OLD, repeat(['c'.repeat(40), 'FAILED', 20], 9))).toEqual(Array(9).fill(WAITING));
  });

  test('begins once the commit is shown', () => {
    const rollout = createRollout(BUILD, deployment(OLD));
    expect(rollout.hasBegun()).toBe(false);
    rollout.observe(deployment([OURS, 'PENDING', 2]), 0);
    expect(rollout.hasBegun()).toBe(true);
  });
});
