import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createVirtualClock, type VirtualClock } from '../../sandbox/virtual-clock.ts';
import { createHazard } from '../../src/wait/hazard.ts';
import { createPollSchedule, type PollSchedule } from '../../src/wait/poll-schedule.ts';
import { createRateLimitTracker } from '../../src/wait/rate-limit.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const ABOUT_10_MINUTES = Array.from({ length: 10 }, (_, index) => (9.1 + index * 0.2) * MINUTE);

/** How a build that never ends behaves. */
interface Behaviour {
  history?: number[];
  /** From when on its image is uploaded, in milliseconds. */
  uploadFromMs?: number;
  /** Ages at which its log brings something, in milliseconds, in order. */
  heardMs?: number[];
}

/** Looks at a build for so many milliseconds; gives the ages at which it was looked at. */
async function looks(forMs: number, behaviour: Behaviour = {}): Promise<number[]> {
  const clock = createVirtualClock();
  const pace = createPollSchedule({
    clock,
    rateLimit: createRateLimitTracker(clock),
    random: () => 0.5,
    pollIntervalMs: undefined,
  });
  const startMs = clock.now();
  const age = (): number => clock.now() - startMs;
  pace.start(behaviour.history ?? []);
  for (const ms of behaviour.heardMs ?? []) clock.at(ms, () => pace.logReceived());
  const ages: number[] = [];
  while (age() < forMs) {
    await untilLook(pace, clock);
    ages.push(age());
    pace.polled(age() > (behaviour.uploadFromMs ?? Infinity) ? 'UPLOADING' : 'BUILDING', age());
  }
  return ages;
}

async function untilLook(pace: PollSchedule, clock: VirtualClock): Promise<void> {
  for (let ms = pace.delayMs(); ms > 0; ms = pace.delayMs()) await clock.pass(ms);
}

function pauses(ages: number[]): number[] {
  return ages.slice(1).map((age, index) => age - (ages[index] ?? 0));
}

describe('the pace', () => {
  test('a young build is looked at often, an old one seldom, none less than once a minute', async () => {
    const ages = await looks(60 * MINUTE);
    expect(ages[0]).toBeLessThan(4 * SECOND);
    expect(ages.filter((age) => age < MINUTE).length).toBeGreaterThan(8);
    expect(ages.filter((age) => age < 10 * MINUTE).length).toBeLessThan(60);
    expect(Math.max(...pauses(ages))).toBeLessThan(61 * SECOND);
  });

  test('with history, looks gather where builds of the job end', async () => {
    const ages = await looks(20 * MINUTE, { history: ABOUT_10_MINUTES });
    const near = ages.filter((age) => age > 9 * MINUTE && age < 11.2 * MINUTE);
    const before = ages.filter((age) => age > MINUTE && age < 8 * MINUTE);
    expect(near.length).toBeGreaterThan(2 * before.length);
    expect(Math.max(...pauses(near))).toBeLessThan(8 * SECOND);
    // A build that is longer than any before it must not be forgotten.
    expect(Math.max(...pauses(ages))).toBeLessThan(61 * SECOND);
  });

  test('two kinds of builds in the history make two such stretches', async () => {
    const history = [118, 120, 121, 119, 600, 605, 598, 602].map((seconds) => seconds * SECOND);
    const ages = await looks(12 * MINUTE, { history });
    const within = (from: number, to: number): number =>
      ages.filter((age) => age > from * SECOND && age < to * SECOND).length;
    expect(within(90, 150)).toBeGreaterThan(2 * within(270, 330));
    expect(within(570, 630)).toBeGreaterThan(2 * within(270, 330));
  });

  test('an upload is looked at often, and less so the longer it takes', async () => {
    const ages = await looks(30 * MINUTE, { uploadFromMs: 10 * MINUTE });
    const uploading = ages.filter((age) => age > 10.5 * MINUTE);
    expect(Math.max(...pauses(uploading.slice(0, 10)))).toBeLessThan(6 * SECOND);
    expect(pauses(uploading).at(-1)).toBeGreaterThan(10 * SECOND);
  });

  test('while lines come the build runs, and their end is soon looked into', async () => {
    const last = 9 * MINUTE;
    const heardMs = Array.from({ length: last / SECOND }, (_, index) => (index + 1) * SECOND);
    const talking = await looks(20 * MINUTE, { heardMs });
    const silent = await looks(20 * MINUTE);
    const within = (ages: number[]): number[] => ages.filter((age) => age > MINUTE && age < last);
    expect(within(talking).length).toBeLessThan(within(silent).length);
    const first = talking.find((age) => age > last) ?? Infinity;
    expect(first - last).toBeLessThan(5 * SECOND);
    expect(first - last).toBeLessThan((silent.find((age) => age > last) ?? 0) - last);
  });

  test('a build that is often silent is not looked at for each silence', async () => {
    const heardMs = Array.from({ length: 60 }, (_, index) => (index + 1) * 10 * SECOND);
    const ages = await looks(10 * MINUTE, { heardMs });
    expect(ages.length).toBeLessThan(80);
  });

  test('a short build with history is soon looked at, however much it prints', async () => {
    const history = Array.from({ length: 20 }, () => 10 * SECOND);
    for (let first = 100; first < 1100; first += 50) {
      const heardMs = Array.from({ length: 10 }, (_, index) => first + index * SECOND);
      const ages = await looks(20 * SECOND, { history, heardMs });
      const next = ages.find((age) => age > 10 * SECOND) ?? Infinity;
      expect(next).toBeLessThan(13 * SECOND);
    }
  });

  test('a fixed pace is a fixed pace, whatever happens', async () => {
    const clock = createVirtualClock();
    const budget = createRateLimitTracker(clock);
    const pace = createPollSchedule({ clock, rateLimit: budget, random: () => 0.5, pollIntervalMs: 7000 });
    // What nobody has started here is looked at at once.
    expect(pace.delayMs()).toBe(0);
    pace.start(ABOUT_10_MINUTES);
    for (let look = 1; look < 5; look += 1) {
      expect(pace.delayMs()).toBeCloseTo(7000);
      pace.logReceived();
      await clock.pass(6000);
      expect(pace.delayMs()).toBeCloseTo(1000);
      await clock.pass(1000);
      expect(pace.delayMs()).toBe(0);
      pace.polled('UPLOADING', look * 7000);
    }
  });

  test.each<[string, { remaining: number; resetMs: number }, number, number]>([
    ['plenty of requests', { remaining: 900, resetMs: 600_000 }, 1000, 4000],
    ['a limit that starts anew soon', { remaining: 60, resetMs: 10_000 }, 1000, 4000],
    ['few requests for one run', { remaining: 80, resetMs: 3_600_000 }, 16_000, 24_500],
    // The last ones are not touched before there are new ones, whatever chance says.
    ['none to spare', { remaining: 50, resetMs: 600_000 }, 600_000, 621_000],
  ])('%s', async (_name, limit, least, most) => {
    for (const chance of [0, 0.25, 0.5, 0.99]) {
      const clock = createVirtualClock();
      const budget = createRateLimitTracker(clock);
      const pace = createPollSchedule({
        clock,
        rateLimit: budget,
        random: () => chance,
        pollIntervalMs: undefined,
      });
      pace.start([]);
      budget.observe(limit);
      pace.polled('BUILDING', 0);
      const from = clock.now();
      await untilLook(pace, clock);
      expect(clock.now() - from).toBeGreaterThanOrEqual(least);
      expect(clock.now() - from).toBeLessThanOrEqual(most);
    }
  });

  test('many others on the account make it slow', async () => {
    const clock = createVirtualClock();
    const budget = createRateLimitTracker(clock);
    const pace = createPollSchedule({
      clock,
      rateLimit: budget,
      random: () => 0.5,
      pollIntervalMs: undefined,
    });
    pace.start([]);
    budget.observe({ remaining: 750, resetMs: 3_600_000 });
    await clock.pass(3000);
    // 99 requests of others within our pause, and one of our own.
    budget.observe({ remaining: 650, resetMs: 3_597_000 });
    pace.polled('BUILDING', 3000);
    expect(pace.delayMs()).toBeCloseTo(100_000);
  });

  test('gets done on a clock that goes on meanwhile', () => {
    let reads = 0;
    const clock = { now: () => (reads += 1), sleep: () => Promise.resolve() };
    const pace = createPollSchedule({
      clock,
      rateLimit: createRateLimitTracker(clock),
      random: () => 0.5,
      pollIntervalMs: undefined,
    });
    pace.start([]);
    pace.logReceived();
    pace.polled('BUILDING', 0);
    expect(pace.delayMs()).toBeGreaterThan(0);
    expect(reads).toBeLessThan(100);
  });

  test('is always a number, and never forgets a build, whatever the answers say', async () => {
    const amount = fc.nat({ max: 999_999_999 });
    const event = fc.record({ afterMs: fc.nat({ max: 90_000 }), heard: fc.boolean(), ageMs: amount });
    await fc.assert(
      fc.asyncProperty(fc.array(amount), fc.array(event, { minLength: 1 }), async (history, events) => {
        const clock = createVirtualClock();
        const budget = createRateLimitTracker(clock);
        const pace = createPollSchedule({
          clock,
          rateLimit: budget,
          random: () => 0.5,
          pollIntervalMs: undefined,
        });
        pace.start(history);
        for (const { afterMs, heard, ageMs } of events) {
          await clock.pass(afterMs);
          if (heard) pace.logReceived();
          else pace.polled('UPLOADING', ageMs);
        }
        const from = clock.now();
        await untilLook(pace, clock);
        expect(clock.now() - from).toBeLessThan(61_000);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the forecast', () => {
  test('expects ends where they were, and never none', () => {
    const forecast = createHazard(ABOUT_10_MINUTES);
    expect(forecast(10 * MINUTE)).toBeGreaterThan(20 * forecast(5 * MINUTE));
    expect(forecast(10 * MINUTE)).toBeGreaterThan(3 * forecast(30 * MINUTE));
    for (const ms of [0, 1, 1000, 1e6, 1e9, 1e15]) expect(forecast(ms)).toBeGreaterThan(0);
  });

  test('one earlier build says more than none, and equal ones are no certainty', () => {
    expect(createHazard([MINUTE])(MINUTE)).toBeGreaterThan(createHazard([])(MINUTE));
    const sure = createHazard(Array.from({ length: 20 }, () => MINUTE));
    expect(sure(0.9 * MINUTE)).toBeGreaterThan(0);
    expect(sure(2 * MINUTE)).toBeLessThan(1);
  });
});
