import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createWhereabouts } from '../../src/wait/build-state-estimate.ts';

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
      const whereabouts = createWhereabouts();
      for (const one of steps) {
        if (one.kind === 'pass') whereabouts.pass(one.ms, one.rates, one.quiet);
        else if (one.kind === 'ran') whereabouts.ran(one.ms, one.rates);
        else whereabouts.seen(one.isUploading);
        expect(whereabouts.over() >= 0 && whereabouts.over() <= 1 + 1e-9).toBe(true);
      }
    }),
  );
});

test('a build that was surely over and prints all the same runs', () => {
  const whereabouts = createWhereabouts();
  const quick = { uploads: 1, ends: 1, endsOfUpload: 1 };
  for (let second = 0; second < 60; second += 1) whereabouts.pass(1000, quick, 1);
  expect(whereabouts.over()).toBeCloseTo(1);
  whereabouts.ran(0, quick);
  expect(whereabouts.over()).toBe(0);
  whereabouts.pass(100, { uploads: 0.001, ends: 0.001, endsOfUpload: 0.001 }, 1);
  expect(whereabouts.over()).toBeGreaterThan(0.05);
  expect(whereabouts.over()).toBeLessThan(0.2);
});

test('silence makes an end likelier, and only that', () => {
  const slow = { uploads: 0, ends: 0.0001, endsOfUpload: 0 };
  const [talking, silent] = [createWhereabouts(), createWhereabouts()];
  talking.pass(1000, slow, 1);
  silent.pass(1000, slow, 0.1);
  expect(silent.over()).toBeGreaterThan(3 * talking.over());
  expect(silent.over()).toBeLessThan(0.6);
});
