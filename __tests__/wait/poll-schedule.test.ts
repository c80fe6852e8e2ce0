import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createVirtualClock, type VirtualClock } from '../../sandbox/virtual-clock.ts';
import type { RateLimit } from '../../src/northflank/http.ts';
import { createPollSchedule, type PollSchedule } from '../../src/wait/poll-schedule.ts';
import { createRateLimitTracker } from '../../src/wait/rate-limit.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const ABOUT_10_MINUTES = Array.from({ length: 10 }, (_, index) => (9.1 + index * 0.2) * MINUTE);

/** How a build that never ends behaves; all times in milliseconds. */
interface Behaviour {
  /** Durations of previous builds. */
  previousMs?: number[];
  /** The age from which on its image is uploaded. */
  uploadFromMs?: number;
  /** The ages at which it prints lines, in order. */
  linesMs?: number[];
}

/** A schedule on a clock of its own. */
function createSchedule({ pollIntervalMs, random = () => 0.5 }: ScheduleOptions = {}) {
  const clock = createVirtualClock();
  const rateLimit = createRateLimitTracker(clock);
  const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs });
  return { clock, rateLimit, schedule };
}

interface ScheduleOptions {
  pollIntervalMs?: number;
  random?: () => number;
}

/** Polls a build for so many milliseconds; returns its ages at which it was polled. */
async function agesAtPolls(forMs: number, behaviour: Behaviour = {}): Promise<number[]> {
  const { clock, schedule } = createSchedule();
  const startMs = clock.now();
  const age = (): number => clock.now() - startMs;
  schedule.start(behaviour.previousMs ?? []);
  for (const ms of behaviour.linesMs ?? []) clock.at(ms, () => schedule.logReceived());
  const ages: number[] = [];
  while (age() < forMs) {
    await untilNextPoll(schedule, clock);
    ages.push(age());
    schedule.polled(age() > (behaviour.uploadFromMs ?? Infinity) ? 'UPLOADING' : 'BUILDING', age());
  }
  return ages;
}

/** Lets time pass until the next poll; returns how much, in milliseconds. */
async function untilNextPoll(schedule: PollSchedule, clock: VirtualClock): Promise<number> {
  const startMs = clock.now();
  await clock.run(schedule.untilDue(Infinity, new AbortController().signal));
  return clock.now() - startMs;
}

function intervals(ages: number[]): number[] {
  return ages.slice(1).map((age, index) => age - (ages[index] ?? 0));
}

describe('the poll schedule', () => {
  test('polls a young build often, an old one seldom, and each at least once a minute', async () => {
    const ages = await agesAtPolls(60 * MINUTE);
    expect(ages[0]).toBeLessThan(4 * SECOND);
    expect(ages.filter((age) => age < MINUTE).length).toBeGreaterThan(8);
    expect(ages.filter((age) => age < 10 * MINUTE).length).toBeLessThan(80);
    expect(Math.max(...intervals(ages))).toBeLessThan(61 * SECOND);
  });

  test('polls most often when previous builds of the job finished', async () => {
    const ages = await agesAtPolls(20 * MINUTE, { previousMs: ABOUT_10_MINUTES });
    const near = ages.filter((age) => age > 9 * MINUTE && age < 11.2 * MINUTE);
    const early = ages.filter((age) => age > MINUTE && age < 8 * MINUTE);
    // Polls a minute, since the time near the end is shorter.
    expect(near.length / 2.2).toBeGreaterThan(3 * (early.length / 7));
    expect(Math.max(...intervals(near))).toBeLessThan(10 * SECOND);
    // A build that takes longer than all previous ones is still polled.
    expect(Math.max(...intervals(ages))).toBeLessThan(61 * SECOND);
  });

  test('polls a build that outlasts its short history no more often than any of its age', async () => {
    const previousMs = Array.from({ length: 10 }, () => 5 * SECOND);
    const ages = await agesAtPolls(60 * MINUTE, { previousMs });
    const unknown = await agesAtPolls(60 * MINUTE);
    expect(ages.length).toBeLessThan(1.2 * unknown.length);
  });

  test('polls most often around both durations if there are two kinds of previous builds', async () => {
    const previousMs = [118, 120, 121, 119, 600, 605, 598, 602].map((seconds) => seconds * SECOND);
    const ages = await agesAtPolls(12 * MINUTE, { previousMs });
    const within = (from: number, to: number): number =>
      ages.filter((age) => age > from * SECOND && age < to * SECOND).length;
    expect(within(90, 150)).toBeGreaterThan(2 * within(270, 330));
    expect(within(570, 630)).toBeGreaterThan(2 * within(270, 330));
  });

  test('polls often during an upload, and less often the longer it takes', async () => {
    const ages = await agesAtPolls(30 * MINUTE, { uploadFromMs: 10 * MINUTE });
    const uploading = ages.filter((age) => age > 10.5 * MINUTE);
    expect(Math.max(...intervals(uploading.slice(0, 10)))).toBeLessThan(6 * SECOND);
    expect(intervals(uploading).at(-1)).toBeGreaterThan(2 * Math.max(...intervals(uploading.slice(0, 10))));
  });

  test('polls less often while the build prints lines, and soon after the last one', async () => {
    const lastMs = 9 * MINUTE;
    const linesMs = Array.from({ length: lastMs / SECOND }, (_, index) => (index + 1) * SECOND);
    const printing = await agesAtPolls(20 * MINUTE, { linesMs });
    const quiet = await agesAtPolls(20 * MINUTE);
    const within = (ages: number[]): number[] => ages.filter((age) => age > MINUTE && age < lastMs);
    expect(within(printing).length).toBeLessThan(within(quiet).length);
    const next = (ages: number[]): number => ages.find((age) => age > lastMs) ?? Number.NaN;
    expect(next(printing) - lastMs).toBeLessThan(4 * SECOND);
    expect(next(printing) - lastMs).toBeLessThan(Math.max(...intervals(within(quiet))) / 2);
  });

  test('polls soon after a line of an upload, which may be the last, and seldom while none comes', async () => {
    const uploadFromMs = 2 * MINUTE;
    const beforeMs = Array.from({ length: 60 }, (_, index) => (index + 1) * 2 * SECOND);
    const lineMs = uploadFromMs + 30 * SECOND;
    const silent = await agesAtPolls(4 * MINUTE, { uploadFromMs, linesMs: beforeMs });
    const printing = await agesAtPolls(4 * MINUTE, { uploadFromMs, linesMs: [...beforeMs, lineMs] });
    const next = printing.find((age) => age > lineMs) ?? Number.NaN;
    expect(next - lineMs).toBeLessThan(2 * SECOND);
    const within = (ages: number[]): number[] => ages.filter((age) => age > lineMs && age < lineMs + MINUTE);
    expect(Math.min(...intervals(within(silent)))).toBeGreaterThan(2 * (next - lineMs));
  });

  test('does not poll in each gap of a log that has many', async () => {
    const linesMs = Array.from({ length: 60 }, (_, index) => (index + 1) * 10 * SECOND);
    const ages = await agesAtPolls(10 * MINUTE, { linesMs });
    expect(ages.length).toBeLessThan(80);
  });

  test('polls a short build soon after its usual duration, however much it prints', async () => {
    const previousMs = Array.from({ length: 20 }, () => 10 * SECOND);
    for (let first = 100; first < 1100; first += 50) {
      const linesMs = Array.from({ length: 10 }, (_, index) => first + index * SECOND);
      const ages = await agesAtPolls(20 * SECOND, { previousMs, linesMs });
      const next = ages.find((age) => age > 10 * SECOND) ?? Infinity;
      expect(next).toBeLessThan(13 * SECOND);
    }
  });

  test('polls at a fixed interval if there is one, whatever happens', async () => {
    const { clock, schedule } = createSchedule({ pollIntervalMs: 7000 });
    schedule.start(ABOUT_10_MINUTES);
    for (let poll = 1; poll < 5; poll += 1) {
      clock.at(6000, () => schedule.logReceived());
      expect(await untilNextPoll(schedule, clock)).toBeCloseTo(7000);
      schedule.polled('UPLOADING', poll * 7000);
    }
  });

  test.each([undefined, 20 * SECOND])(
    'sleeps at most twice a second, however much is printed: interval %p',
    async (pollIntervalMs) => {
      const { clock: real, rateLimit } = createSchedule();
      let sleeps = 0;
      const clock = {
        ...real,
        sleep: (ms: number, signal?: AbortSignal) => {
          sleeps += 1;
          return real.sleep(ms, signal);
        },
      };
      const schedule = createPollSchedule({ clock, rateLimit, random: () => 0.5, pollIntervalMs });
      schedule.start([]);
      const { signal } = new AbortController();
      for (let ms = 10; ms < MINUTE; ms += 10) real.at(ms, () => schedule.logReceived());
      const endMs = real.now() + MINUTE;
      let polls = 0;
      await real.run(async () => {
        for (; real.now() < endMs; polls += 1) {
          await schedule.untilDue(endMs, signal);
          schedule.polled('BUILDING', MINUTE - endMs + real.now());
        }
      });
      expect(sleeps).toBeLessThanOrEqual(120 + polls);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
      if (pollIntervalMs !== undefined) expect(polls).toBe(3);
    },
  );

  test('waits no longer than it may, and not at all after an abort', async () => {
    const { clock, schedule } = createSchedule();
    schedule.start([]);
    const controller = new AbortController();
    const startMs = clock.now();
    await clock.run(schedule.untilDue(startMs + 700, controller.signal));
    expect(clock.now() - startMs).toBeCloseTo(700);
    clock.at(100, () => controller.abort(new Error('Cancelled')));
    await expect(clock.run(schedule.untilDue(Infinity, controller.signal))).rejects.toThrow('Cancelled');
    expect(clock.now() - startMs).toBeCloseTo(800);
  });

  test('makes polls dearer as the limit gets scarce, however soon the build may end', async () => {
    const delays: number[] = [];
    for (const remaining of [900, 90, 70, 60]) {
      const { clock, rateLimit, schedule } = createSchedule();
      schedule.start([]);
      rateLimit.observe({ remaining, resetMs: 3_600_000 });
      schedule.polled('BUILDING', 5 * MINUTE);
      delays.push(await untilNextPoll(schedule, clock));
    }
    expect(delays[0]).toBeLessThan(20 * SECOND);
    for (const [index, delay] of delays.slice(1).entries())
      expect(delay).toBeGreaterThan(1.1 * (delays[index] ?? 0));
  });

  test('polls as usual with few requests if the limit is reset soon', async () => {
    const delayWith = async (limit?: RateLimit): Promise<number> => {
      const { clock, rateLimit, schedule } = createSchedule();
      schedule.start([]);
      rateLimit.observe(limit);
      schedule.polled('BUILDING', MINUTE);
      return untilNextPoll(schedule, clock);
    };
    const usual = await delayWith();
    expect(await delayWith({ remaining: 70, resetMs: 10 * SECOND })).toBeCloseTo(usual);
    expect(await delayWith({ remaining: 70, resetMs: 30 * MINUTE })).toBeGreaterThan(1.5 * usual);
  });

  test.each([
    ['not before the reset', 600 * SECOND],
    ['soon, if the reset is at hand', SECOND],
    ['within an hour, whatever the answer says', 999_999_999 * SECOND],
  ])('polls with no requests to spare %s', async (_name, resetMs) => {
    for (const random of [0, 0.5, 0.99]) {
      const { clock, rateLimit, schedule } = createSchedule({ random: () => random });
      schedule.start([]);
      rateLimit.observe({ remaining: 50, resetMs });
      schedule.polled('BUILDING', 0);
      const delayMs = await untilNextPoll(schedule, clock);
      const expectedMs = Math.min(resetMs, 60 * MINUTE);
      expect(delayMs).toBeGreaterThanOrEqual(Math.max(SECOND, expectedMs));
      expect(delayMs).toBeLessThanOrEqual(expectedMs + 21 * SECOND);
    }
  });

  test('takes no notice of a limit whose reset is past', async () => {
    const { clock, rateLimit, schedule } = createSchedule();
    schedule.start([]);
    rateLimit.observe({ remaining: 0, resetMs: 0 });
    schedule.polled('BUILDING', MINUTE);
    const delayMs = await untilNextPoll(schedule, clock);
    expect(delayMs).toBeGreaterThan(2 * SECOND);
    expect(delayMs).toBeLessThan(10 * SECOND);
  });

  test('does not poll for a reset while requests are plenty', async () => {
    const { clock, rateLimit, schedule } = createSchedule({ random: () => 0 });
    schedule.start([]);
    rateLimit.observe({ remaining: 900, resetMs: SECOND });
    schedule.polled('BUILDING', 5 * MINUTE);
    expect(await untilNextPoll(schedule, clock)).toBeGreaterThan(5 * SECOND);
  });

  test('polls more slowly if many others use the account', async () => {
    const delayWith = async (othersRequests: number): Promise<number> => {
      const { clock, rateLimit, schedule } = createSchedule();
      schedule.start([]);
      for (let own = 0; own < 6; own += 1) {
        rateLimit.observe({ remaining: 900 - own * (1 + othersRequests), resetMs: 3_600_000 });
      }
      schedule.polled('BUILDING', 3 * MINUTE);
      return untilNextPoll(schedule, clock);
    };
    expect(await delayWith(90)).toBeGreaterThan(5 * (await delayWith(0)));
  });

  test.each([
    ['each poll is one request', 1],
    ['each poll costs a read of the log as well', 2],
  ])('sends at most 45 requests in any minute, however likely the end is: %s', async (_name, requests) => {
    const { clock, rateLimit, schedule } = createSchedule({ random: () => 0 });
    schedule.start([]);
    const times: number[] = [];
    for (let poll = 0; poll < 200; poll += 1) {
      await untilNextPoll(schedule, clock);
      for (let one = 0; one < requests; one += 1) {
        rateLimit.observe(undefined);
        times.push(clock.now());
      }
      // An upload that begins anew and anew is always about to end.
      schedule.polled(poll % 2 === 0 ? 'UPLOADING' : 'BUILDING', 1000);
      schedule.polled('UPLOADING', 1000);
    }
    const busiest = Math.max(
      ...times.map((time) => times.filter((other) => other >= time && other < time + MINUTE).length),
    );
    expect(busiest).toBeLessThanOrEqual(45);
    expect(busiest).toBeGreaterThan(20);
  });

  test('is ready at once although the clock advances with each reading', () => {
    let readings = 0;
    const clock = { now: () => (readings += 1), date: () => 0, sleep: () => Promise.resolve() };
    const rateLimit = createRateLimitTracker(clock);
    const schedule = createPollSchedule({ clock, rateLimit, random: () => 0.5, pollIntervalMs: undefined });
    schedule.start([]);
    schedule.logReceived();
    schedule.polled('BUILDING', 0);
    expect(readings).toBeLessThan(100);
  });

  test('always polls within a minute, whatever the answers', async () => {
    const amount = fc.nat({ max: 999_999_999 });
    const event = fc.record({ afterMs: fc.nat({ max: 90_000 }), isLog: fc.boolean(), ageMs: amount });
    await fc.assert(
      fc.asyncProperty(fc.array(amount), fc.array(event, { minLength: 1 }), async (previousMs, events) => {
        const { clock, schedule } = createSchedule();
        schedule.start(previousMs);
        for (const { afterMs, isLog, ageMs } of events) {
          await clock.pass(afterMs);
          if (isLog) schedule.logReceived();
          else schedule.polled('UPLOADING', ageMs);
        }
        expect(await untilNextPoll(schedule, clock)).toBeLessThan(61_000);
      }),
      { numRuns: 50 },
    );
  });
});
