import { describe, expect, test } from '@jest/globals';
import {
  buildAgeMs,
  buildDurationMs,
  classifyBuild,
  durationsMs,
  statusTitle,
  typicalDurationMs,
} from '../../src/northflank/build-status.ts';
import type { Build } from '../../src/northflank/decode.ts';

const CREATED_MS = Date.parse('2024-06-01T12:00:00.500Z');
const END_S = Date.parse('2024-06-01T12:02:14Z') / 1000;

const build = (fields: Partial<Build> = {}): Build => ({ id: 'joyous-view-6290', raw: {}, ...fields });

/** A concluded build that took so many seconds. */
const lasting = (seconds: number, status: string): Build =>
  build({ concluded: true, status, createdAtMs: 0, buildConcludedAt: seconds });

describe('a build', () => {
  test.each<[Partial<Build>, string]>([
    [{}, 'running'],
    [{ status: 'SUCCESS', success: true }, 'running'],
    [{ status: 'FAILURE', concluded: false, success: false }, 'running'],
    [{ status: 'ABORTED' }, 'running'],
    [{ concluded: true, success: true, status: 'SUCCESS' }, 'success'],
    [{ concluded: true, success: true }, 'success'],
    [{ concluded: true, success: true, status: 'PUBLISHED' }, 'success'],
    [{ concluded: true, status: 'SUCCESS' }, 'success'],
    [{ concluded: true }, 'failure'],
    [{ concluded: true, status: 'PUBLISHED' }, 'failure'],
    [{ concluded: true, success: false, status: 'SUCCESS' }, 'failure'],
    [{ concluded: true, success: true, status: 'FAILURE' }, 'failure'],
    [{ concluded: true, success: true, status: 'CRASHED' }, 'failure'],
    [{ concluded: true, success: true, status: 'SUBMISSION_FAILURE' }, 'failure'],
    [{ concluded: true, success: true, status: 'ABORTED' }, 'aborted'],
    [{ concluded: true, success: false, status: 'ABORTED' }, 'aborted'],
  ])('with the fields %j is classified as %s', (fields, state) => {
    expect(classifyBuild(build(fields))).toBe(state);
  });

  test.each<[Partial<Build>, number | undefined]>([
    [{ createdAtMs: CREATED_MS, buildConcludedAt: END_S }, 133_500],
    // The end is in whole seconds, and may seem to be before the creation.
    [{ createdAtMs: CREATED_MS, buildConcludedAt: END_S - 134 }, 0],
    [{ buildConcludedAt: END_S }, undefined],
    [{ createdAtMs: CREATED_MS }, undefined],
  ])('with the dates %j took %p ms', (fields, ms) => {
    expect(buildDurationMs(build(fields))).toBe(ms);
  });

  test.each<[Partial<Build>, number | undefined, number | undefined]>([
    [{ createdAtMs: CREATED_MS }, CREATED_MS + 1500, 1500],
    // The server's clock is in whole seconds.
    [{ createdAtMs: CREATED_MS }, CREATED_MS - 500, 0],
    [{ createdAtMs: CREATED_MS }, undefined, undefined],
    [{}, CREATED_MS, undefined],
  ])('with the dates %j is, at %p by the clock of the server, %p ms old', (fields, serverTimeMs, ms) => {
    expect(buildAgeMs(build(fields), serverTimeMs)).toBe(ms);
  });
});

describe('the durations of previous builds', () => {
  const builds = [
    lasting(100, 'SUCCESS'),
    lasting(20, 'FAILURE'),
    lasting(50, 'ABORTED'),
    lasting(300, 'SUCCESS'),
    lasting(200, 'SUCCESS'),
    build({ status: 'BUILDING', createdAtMs: 0 }),
    build({ concluded: true, status: 'SUCCESS' }),
  ];

  test('are those of all builds that ended by themselves', () => {
    expect(durationsMs(builds)).toEqual([100_000, 20_000, 300_000, 200_000]);
  });

  test('have the median of the successful ones as the typical duration', () => {
    expect(typicalDurationMs(builds)).toBe(200_000);
    expect(typicalDurationMs([lasting(20, 'FAILURE')])).toBeUndefined();
  });
});

test.each([
  ['IN_PROGRESS', 'In progress'],
  ['SUCCESS', 'Success'],
  ['', 'Unknown'],
  ['__', 'Unknown'],
  ['42', '42'],
])('the title of the status %p is %p', (status, title) => {
  expect(statusTitle(status)).toBe(title);
});
