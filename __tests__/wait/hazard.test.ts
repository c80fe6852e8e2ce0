import { describe, expect, test } from '@jest/globals';
import { createHazard } from '../../src/wait/hazard.ts';

const MINUTE = 60_000;
const ABOUT_10_MINUTES = Array.from({ length: 10 }, (_, index) => (9.1 + index * 0.2) * MINUTE);

describe('the hazard', () => {
  test('is highest where previous builds finished, and never zero', () => {
    const hazard = createHazard(ABOUT_10_MINUTES);
    expect(hazard(10 * MINUTE)).toBeGreaterThan(20 * hazard(5 * MINUTE));
    expect(hazard(10 * MINUTE)).toBeGreaterThan(3 * hazard(30 * MINUTE));
    for (const ms of [0, 1, 1000, 1e6, 1e9, 1e15]) expect(hazard(ms)).toBeGreaterThan(0);
  });

  test('is higher with one previous build than with none', () => {
    expect(createHazard([MINUTE])(MINUTE)).toBeGreaterThan(createHazard([])(MINUTE));
  });

  test('is no certainty after many equal builds', () => {
    const hazard = createHazard(Array.from({ length: 20 }, () => MINUTE));
    expect(hazard(0.9 * MINUTE)).toBeGreaterThan(0);
    expect(hazard(2 * MINUTE)).toBeLessThan(1);
  });
});
