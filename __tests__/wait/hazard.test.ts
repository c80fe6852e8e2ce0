import { describe, expect, test } from '@jest/globals';
import { BUILDS, createHazard } from '../../src/wait/hazard.ts';

const MINUTE = 60_000;
const ABOUT_10_MINUTES = Array.from({ length: 10 }, (_, index) => (9.1 + index * 0.2) * MINUTE);

/** The hazard at an age, a while after the last poll, and not in the last phase. */
function hazardAt(ageMs: number, durationsMs: number[], sincePollMs = MINUTE): number {
  return createHazard(BUILDS, durationsMs)({ ageMs, sincePollMs, lastPhaseMs: undefined });
}

describe('the hazard', () => {
  test('is highest where previous builds finished, and never zero', () => {
    const peak = hazardAt(10 * MINUTE, ABOUT_10_MINUTES);
    expect(peak).toBeGreaterThan(10 * hazardAt(5 * MINUTE, ABOUT_10_MINUTES));
    expect(peak).toBeGreaterThan(3 * hazardAt(30 * MINUTE, ABOUT_10_MINUTES));
    for (const ms of [0, 1, 1000, 1e6, 1e9, 1e15]) expect(hazardAt(ms, ABOUT_10_MINUTES)).toBeGreaterThan(0);
  });

  test('is higher with one previous build than with none', () => {
    expect(hazardAt(MINUTE, [MINUTE])).toBeGreaterThan(hazardAt(MINUTE, []));
  });

  test('is no certainty after many equal builds', () => {
    const equal = Array.from({ length: 20 }, () => MINUTE);
    expect(hazardAt(0.9 * MINUTE, equal)).toBeGreaterThan(0);
    expect(hazardAt(2 * MINUTE, equal)).toBeLessThan(1);
  });

  test('is low just after a poll that saw no upload, since one must come first', () => {
    expect(hazardAt(MINUTE, [], 0)).toBeLessThan(hazardAt(MINUTE, [], 10_000) / 2);
    expect(hazardAt(MINUTE, [], 3_600_000)).toBeLessThan(10 * hazardAt(MINUTE, [], 10_000));
  });

  test('is high during an upload, and falls the longer it takes', () => {
    const uploading = (lastPhaseMs: number): number =>
      createHazard(BUILDS, [])({ ageMs: 10 * MINUTE, sincePollMs: 1000, lastPhaseMs });
    expect(uploading(1000)).toBeGreaterThan(10 * hazardAt(10 * MINUTE, []));
    expect(uploading(MINUTE)).toBeLessThan(uploading(1000) / 5);
  });

  test('is given by plain numbers, for what has no last phase as well', () => {
    const hazard = createHazard({ endsPerAge: 2, shortestMs: 1000 }, []);
    expect(hazard({ ageMs: 3000, sincePollMs: 0, lastPhaseMs: undefined })).toBeCloseTo(2 / 4000);
    expect(hazard({ ageMs: 3000, sincePollMs: MINUTE, lastPhaseMs: 5 })).toBeCloseTo(2 / 4000);
  });
});
