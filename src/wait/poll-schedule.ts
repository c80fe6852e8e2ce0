import type { Clock } from '../clock.ts';
import type { RateLimitTracker } from './rate-limit.ts';

export interface PollSchedule {
  start(durationsMs: readonly number[]): void;
  polled(status: string | undefined, ageMs: number): void;
  logReceived(): void;
  delayMs(): number;
}

export interface ScheduleOptions {
  clock: Clock;
  rateLimit: RateLimitTracker;
  random: () => number;
  pollIntervalMs: number | undefined;
}

const E = (name: string, value: number): number => Number(process.env[`P_${name}`] ?? value);
const LOG = E('LOG', 2);
const POLL_COST_MS = E('COST', 150);
const MIN_INTERVAL_MS = 1000;
const MAX_INTERVAL_MS = 60_000;
const STEP_MS = 250;
const RESERVED_REQUESTS = 50;
const RESET_SPREAD_MS = 20_000;
const JITTER = 0.2;
const ENDS_PER_AGE = E('A', 0.4);
const SCARCE_ENDS = E('SA', 1);
const SHORTEST_MS = 3000;
const LAST_PHASE = 'UPLOADING';
const ENDS_PER_UPLOAD = E('U', 3);
const UPLOAD_MS = 6000;
const LEAST_WIDTH = E('W', 0.05);
const ODD = E('ODD', 1);
const LINE_AGE_MS = 700;
const FIRST_GAP_MS = 2000;
const MAX_GAPS = 300;
const FLOOR = E('FLOOR', 30000);
const CAP = E('CAP', 42);

export type Hazard = (ageMs: number) => number;

export function createHazard(durationsMs: readonly number[], endsPerAge: number): Hazard {
  const prior: Hazard = (ageMs) => endsPerAge / (ageMs + SHORTEST_MS);
  if (durationsMs.length === 0) return prior;
  const centres = durationsMs.map((ms) => Math.log(Math.max(ms, 1)));
  const few = Math.ceil(Math.sqrt(centres.length));
  const curves = centres.map((centre) => {
    const distances = centres.map((other) => Math.abs(other - centre)).toSorted((a, b) => a - b);
    return { centre, width: Math.max(LEAST_WIDTH, 0.5 * (distances[few] ?? 0.4)) };
  });
  return (ageMs) => {
    const age = Math.log(Math.max(ageMs, 1));
    // The prior counts as one more build, that lasts.
    let [ending, lasting] = [ODD * prior(ageMs) , ODD];
    for (const { centre, width } of curves) {
      const survival = 1 / (1 + Math.exp((age - centre) / width));
      ending += (survival * (1 - survival)) / (width * Math.max(ageMs, 1));
      lasting += survival;
    }
    return ending / lasting;
  };
}

export function createPollSchedule({ clock, rateLimit, random, pollIntervalMs }: ScheduleOptions): PollSchedule {
  let history: readonly number[] = [];
  let hazard = createHazard([], ENDS_PER_AGE);
  let createdAtMs = clock.now();
  let polledAtMs = createdAtMs;
  let earliestMs = createdAtMs;
  let runningAtMs = createdAtMs;
  let uploadingSinceMs: number | undefined;
  let pollCostMs = POLL_COST_MS;
  let lineAtMs: number | undefined;
  let gaps: number[] = [];

  const rate = (ms: number): number =>
    Math.max(
      hazard(ms - createdAtMs),
      uploadingSinceMs === undefined ? 0 : ENDS_PER_UPLOAD / (ms - uploadingSinceMs + UPLOAD_MS),
    );

  const longer = (ms: number): number =>
    (1 / (1 + ms / FIRST_GAP_MS) + gaps.filter((gap) => gap >= ms).length) / (1 + gaps.length);

  const polls = (untilMs: number): number => {
    const h = createHazard(history, SCARCE_ENDS);
    const ageMs = clock.now() - createdAtMs;
    let [sum, survival] = [0, 1];
    for (let ms = 0, step = 500; ms < untilMs; ms += step, step *= 1.1) {
      const now = h(ageMs + ms);
      const dt = Math.min(step, untilMs - ms);
      sum += survival * Math.sqrt(now / 2) * dt;
      survival *= Math.exp(-now * dt);
    }
    return sum;
  };

  const schedule = (): void => {
    const now = clock.now();
    const jitter = 1 - JITTER + 2 * JITTER * random();
    polledAtMs = runningAtMs = now;
    pollCostMs = POLL_COST_MS * jitter;
    earliestMs = now + Math.max(MIN_INTERVAL_MS, FLOOR / Math.max(1, CAP - rateLimit.requestsInLastMinute()));
    const limit = rateLimit.current();
    if (limit === undefined) return;
    const spare = limit.remaining - RESERVED_REQUESTS;
    if (spare <= 0) {
      earliestMs = now + limit.resetMs + random() * RESET_SPREAD_MS;
      return;
    }
    const left = Math.max(E('LEFT', 0.3), spare / rateLimit.requestsPerOwn() - 1);
    pollCostMs = Math.max(POLL_COST_MS, (polls(limit.resetMs) / left) ** 2) * jitter;
  };

  return {
    start(durationsMs) {
      createdAtMs = clock.now();
      history = durationsMs;
      hazard = createHazard(durationsMs, ENDS_PER_AGE);
      schedule();
    },
    polled(status, ageMs) {
      createdAtMs = clock.now() - ageMs;
      uploadingSinceMs = status === LAST_PHASE ? (uploadingSinceMs ?? clock.now()) : undefined;
      schedule();
    },
    logReceived() {
      if (LOG === 0) return;
      const now = clock.now();
      if (lineAtMs !== undefined && now - lineAtMs >= 500) gaps = [...gaps, now - lineAtMs].slice(-MAX_GAPS);
      lineAtMs = now;
      runningAtMs = Math.max(runningAtMs, now - LINE_AGE_MS);
    },
    delayMs() {
      const now = clock.now();
      if (pollIntervalMs !== undefined) return Math.max(0, polledAtMs + pollIntervalMs - now);
      const isPlenty = pollCostMs <= POLL_COST_MS * (1 + JITTER);
      const latestMs = polledAtMs + (isPlenty ? MAX_INTERVAL_MS : 3_600_000);
      let [unended, owed, ms] = [1, 0, runningAtMs];
      const before = LOG < 2 || lineAtMs === undefined ? 1 : longer(Math.max(0, runningAtMs - lineAtMs));
      while (owed < pollCostMs && ms < latestMs) {
        const step = Math.max(STEP_MS, (ms - runningAtMs) / 20);
        unended *= Math.exp(-rate(ms) * step);
        ms += step;
        const quiet = LOG < 2 || lineAtMs === undefined ? 1 : longer(ms - lineAtMs) / before;
        owed += (step * (1 - unended)) / (1 - unended + unended * quiet);
      }
      return Math.max(0, Math.max(ms, earliestMs) - now);
    },
  };
}
