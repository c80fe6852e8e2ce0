import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createBuildStateEstimate } from '../../src/wait/build-state-estimate.ts';

const rate = fc.oneof(fc.double({ min: 0, max: 10, noNaN: true }), fc.constantFrom(0, 1e-9, 1e6));
const rates = fc.record({ uploads: rate, ends: rate, endsOfUpload: rate });
const step = fc.oneof(
  fc.record({
    kind: fc.constant('pass' as const),
    ms: fc.nat(2000),
    rates,
    quiet: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('ran' as const), ms: fc.nat(2000), rates }),
  fc.record({ kind: fc.constant('seen' as const), isUploading: fc.boolean() }),
);

test('how likely a build is over is a likelihood, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const whereabouts = createBuildStateEstimate();
      for (const one of steps) {
        if (one.kind === 'pass') whereabouts.advance(one.ms, one.rates, one.quiet);
        else if (one.kind === 'ran') whereabouts.wasRunning(one.ms, one.rates);
        else whereabouts.observe(one.isUploading);
        expect(whereabouts.finished() >= 0 && whereabouts.finished() <= 1 + 1e-9).toBe(true);
      }
    }),
  );
});

test('a build that was surely over and prints all the same runs', () => {
  const whereabouts = createBuildStateEstimate();
  const quick = { uploads: 1, ends: 1, endsOfUpload: 1 };
  for (let second = 0; second < 60; second += 1) whereabouts.advance(1000, quick, 1);
  expect(whereabouts.finished()).toBeCloseTo(1);
  whereabouts.wasRunning(0, quick);
  expect(whereabouts.finished()).toBe(0);
  whereabouts.advance(100, { uploads: 0.001, ends: 0.001, endsOfUpload: 0.001 }, 1);
  expect(whereabouts.finished()).toBeGreaterThan(0.05);
  expect(whereabouts.finished()).toBeLessThan(0.2);
});

test('silence makes an end likelier, and only that', () => {
  const slow = { uploads: 0, ends: 0.0001, endsOfUpload: 0 };
  const [talking, silent] = [createBuildStateEstimate(), createBuildStateEstimate()];
  talking.advance(1000, slow, 1);
  silent.advance(1000, slow, 0.1);
  expect(silent.finished()).toBeGreaterThan(3 * talking.finished());
  expect(silent.finished()).toBeLessThan(0.6);
});
