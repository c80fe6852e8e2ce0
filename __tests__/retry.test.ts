import { describe, expect, test } from '@jest/globals';
import { createVirtualClock } from '../sandbox/virtual-clock.ts';
import { type FailureKind, NorthflankError } from '../src/errors.ts';
import { backoffMs, type RetryOptions, retry, retryDelayMs } from '../src/retry.ts';

const MINUTE_MS = 60_000;

const failure = (kind: FailureKind, retryAfterMs?: number): NorthflankError =>
  new NorthflankError('It failed.', { kind, retryAfterMs });

/** Retries an operation that fails with these errors, one after the other, and then works. */
async function retryAfter(
  errors: unknown[],
  { signal = new AbortController().signal, cancelAtMs, deadlineMs = MINUTE_MS }: Circumstances,
) {
  const clock = createVirtualClock({ startMs: 0 });
  const texts: string[] = [];
  const attemptsMs: number[] = [];
  const cancel = new AbortController();
  if (cancelAtMs !== undefined) clock.at(cancelAtMs, () => cancel.abort(new Error('cancelled')));
  const attempt = (): Promise<string> => {
    attemptsMs.push(clock.now());
    const error = errors[attemptsMs.length - 1];
    return error === undefined ? Promise.resolve('done') : Promise.reject(error);
  };
  const context = { clock, random: () => 0.5, signal: AbortSignal.any([signal, cancel.signal]) };
  const result: unknown = await clock
    .run(
      retry(attempt, context, {
        deadlineMs: typeof deadlineMs === 'number' ? () => deadlineMs : deadlineMs,
        info: (text) => texts.push(text),
      }),
    )
    .catch((error: unknown) => error);
  return { result, attemptsMs, texts, endMs: clock.now() };
}

interface Circumstances {
  deadlineMs?: number | RetryOptions['deadlineMs'];
  signal?: AbortSignal;
  cancelAtMs?: number;
}

describe('back-off', () => {
  test('grows with full jitter, within bounds', () => {
    expect([0, 1, 2, 3, 4, 5, 99].map((n) => backoffMs(n, () => 1))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    expect(backoffMs(5, () => 0)).toBe(100);
    expect(backoffMs(2, () => 0.5)).toBe(2000);
  });

  test('gives way to the delay that the answer asks for, spread over five seconds', () => {
    expect(retryDelayMs(failure('unsent', 20_000), 3, () => 0)).toBe(20_000);
    expect(retryDelayMs(failure('unsent', 20_000), 3, () => 0.5)).toBe(22_500);
    expect(retryDelayMs(failure('unsent'), 3, () => 0.5)).toBe(4000);
  });
});

describe('retry', () => {
  test('attempts until it works, with growing delays that are reported', async () => {
    const { result, attemptsMs, texts } = await retryAfter(
      [failure('unsent'), failure('unknown'), failure('unsent')],
      {},
    );
    expect(result).toBe('done');
    expect(attemptsMs).toEqual([0, 500, 1500, 3500]);
    expect(texts).toEqual([
      'It failed. Trying again in 1s.',
      'Still failing after 2 attempts. Trying again in 1s.',
      'Still failing after 3 attempts. Trying again in 2s.',
    ]);
  });

  test('works without reporting anything', async () => {
    const clock = createVirtualClock();
    let attempts = 0;
    const attempt = (): Promise<number> => {
      attempts += 1;
      return attempts < 2 ? Promise.reject(failure('unsent')) : Promise.resolve(attempts);
    };
    const context = { clock, random: () => 0.5, signal: new AbortController().signal };
    const deadlineMs = clock.now() + MINUTE_MS;
    expect(await clock.run(retry(attempt, context, { deadlineMs: () => deadlineMs }))).toBe(2);
  });

  test('attempts a last time at the deadline, and gives up with that error', async () => {
    const last = failure('unsent');
    const errors = [failure('unsent'), failure('unsent'), failure('unsent'), last];
    // Delays of 0.5, 1, 2 and, cut at the deadline, 3 s.
    expect(await retryAfter(errors, { deadlineMs: 6500 })).toMatchObject({
      ...{ result: 'done', attemptsMs: [0, 500, 1500, 3500, 6500] },
    });
    expect(
      await retryAfter([...errors.slice(0, 3), failure('unsent'), last], { deadlineMs: 6500 }),
    ).toMatchObject({
      ...{ result: last, endMs: 6500 },
    });
  });

  test('attempts once where the deadline has passed', async () => {
    const error = failure('unsent');
    expect(await retryAfter([error], { deadlineMs: 0 })).toMatchObject({
      ...{ result: error, attemptsMs: [0], texts: [] },
    });
  });

  test('waits as long as the answer asks for', async () => {
    const { result, attemptsMs, texts } = await retryAfter([failure('unsent', 20_000)], {});
    expect(result).toBe('done');
    expect(attemptsMs).toEqual([0, 22_500]);
    expect(texts).toEqual(['It failed. Trying again in 23s.']);
  });

  test('does not wait for less than the answer asks for', async () => {
    const limited = failure('unsent', 100_000);
    expect(await retryAfter([limited], {})).toMatchObject({ result: limited, attemptsMs: [0] });
  });

  test('does not wait longer than there is time because a server in trouble asks for it', async () => {
    const { result, attemptsMs } = await retryAfter([failure('unknown', 100_000)], {});
    expect(result).toBe('done');
    expect(attemptsMs).toEqual([0, MINUTE_MS]);
  });

  test('names each error of an outage once in a row', async () => {
    const refused = new NorthflankError('Refused.', { kind: 'unsent' });
    const { texts } = await retryAfter([failure('unsent'), refused, failure('unsent')], {});
    expect(texts).toEqual([
      'It failed. Trying again in 1s.',
      'Refused. Trying again in 1s.',
      'It failed. Trying again in 2s.',
    ]);
  });

  test('says of an exhausted rate limit whether the step waits for it', async () => {
    const text = 'Could not x: the rate limit is exhausted. It resets in 20s.';
    const limited = new NorthflankError(text, { kind: 'unsent', status: 429, retryAfterMs: 20_000 });
    expect((await retryAfter([limited], {})).texts).toEqual([
      `${text} Waiting for the reset: trying again in 23s.`,
    ]);
    expect(await retryAfter([limited], { deadlineMs: 19_000 })).toMatchObject({
      result: {
        message: `${text} The step does not wait for the reset: \`timeout-minutes\` leaves too little time.`,
        ...{ kind: 'unsent', status: 429, retryAfterMs: 20_000 },
      },
      texts: [],
    });
  });

  test('takes the deadline of each failure from the caller, who may have none', async () => {
    const limited = failure('unsent', 100_000);
    const refused = failure('refused');
    const deadlineMs: RetryOptions['deadlineMs'] = ({ kind, retryAfterMs }) => {
      if (kind === 'refused') return undefined;
      return retryAfterMs === undefined ? MINUTE_MS : 110_000;
    };
    expect(await retryAfter([limited], { deadlineMs })).toMatchObject({ result: 'done', endMs: 102_500 });
    const other = failure('unsent');
    expect(await retryAfter([limited, other], { deadlineMs })).toMatchObject({
      result: other,
      endMs: 102_500,
    });
    expect(await retryAfter([refused], { deadlineMs })).toMatchObject({ result: refused, attemptsMs: [0] });
  });

  test('passes any other error on at once', async () => {
    const error = new TypeError('A bug');
    expect(await retryAfter([error], {})).toMatchObject({
      ...{ result: error, attemptsMs: [0], texts: [] },
    });
  });

  test("rejects with the signal's reason during a delay, without another attempt", async () => {
    const { result, attemptsMs, endMs } = await retryAfter([failure('unsent', 20_000)], { cancelAtMs: 7000 });
    expect(result).toEqual(new Error('cancelled'));
    expect(attemptsMs).toEqual([0]);
    expect(endMs).toBe(7000);
  });

  test('attempts once although the signal is aborted, and does not wait for a second attempt', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    expect(await retryAfter([], { signal })).toMatchObject({ result: 'done' });
    expect(await retryAfter([failure('unsent')], { signal })).toMatchObject({
      ...{ result: new Error('cancelled'), attemptsMs: [0], endMs: 0 },
    });
  });
});
