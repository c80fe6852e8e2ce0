import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createBuildStateEstimate } from '../../src/wait/build-state-estimate.ts';

const rate = fc.oneof(fc.double({ min: 0, max: 10, noNaN: true }), fc.constantFrom(0, 1e-9, 1e6));
const rates = fc.record({ uploads: rate, ends: rate, endsOfUpload: rate });
const event = fc.oneof(
  fc.record({
    kind: fc.constant('advance' as const),
    ms: fc.nat(2000),
    rates,
    quiet: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('was-running' as const), ms: fc.nat(2000), rates }),
  fc.record({ kind: fc.constant('observe' as const), isUploading: fc.boolean() }),
);

test('the estimate is always a probability', () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const estimate = createBuildStateEstimate();
      for (const next of events) {
        if (next.kind === 'advance') estimate.advance(next.ms, next.rates, next.quiet);
        else if (next.kind === 'was-running') estimate.wasRunning(next.ms, next.rates);
        else estimate.observe(next.isUploading);
        expect(estimate.finished()).toBeGreaterThanOrEqual(0);
        expect(estimate.finished()).toBeLessThanOrEqual(1 + 1e-9);
      }
    }),
  );
});

test('a build that prints a line is running, even if it was almost certainly finished', () => {
  const estimate = createBuildStateEstimate();
  const quick = { uploads: 1, ends: 1, endsOfUpload: 1 };
  for (let second = 0; second < 60; second += 1) estimate.advance(1000, quick, 1);
  expect(estimate.finished()).toBeCloseTo(1);
  estimate.wasRunning(0, quick);
  expect(estimate.finished()).toBe(0);
  estimate.advance(100, { uploads: 0.001, ends: 0.001, endsOfUpload: 0.001 }, 1);
  expect(estimate.finished()).toBeGreaterThan(0.05);
  expect(estimate.finished()).toBeLessThan(0.2);
});

test('a gap in the log makes it more likely that the build has finished', () => {
  const slow = { uploads: 0, ends: 0.0001, endsOfUpload: 0 };
  const [printing, quiet] = [createBuildStateEstimate(), createBuildStateEstimate()];
  printing.advance(1000, slow, 1);
  quiet.advance(1000, slow, 0.1);
  expect(quiet.finished()).toBeGreaterThan(3 * printing.finished());
  expect(quiet.finished()).toBeLessThan(0.6);
});
