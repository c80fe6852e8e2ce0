import { describe, expect, test } from '@jest/globals';
import { createVirtualClock } from '../sandbox/virtual-clock.ts';
import { createLineJoiner } from '../src/build-log/line-joiner.ts';
import { formatDuration } from '../src/clock.ts';
import { ActionError, formatError, InputError, NorthflankError } from '../src/errors.ts';
import { buildSummary } from '../src/github/build-summary.ts';
import { buildDurationMs, classifyBuild, statusTitle } from '../src/northflank/build-status.ts';
import type { Build } from '../src/northflank/decode.ts';
import * as outcomes from '../src/outcome.ts';
import { backoffMs } from '../src/retry.ts';
import { planBuild, printableRequest } from '../src/start/build-request.ts';
import { createTimeline } from '../src/wait/phases.ts';
import { createProgressReporter } from '../src/wait/progress.ts';
import { createRateLimitTracker } from '../src/wait/rate-limit.ts';

const SHA = '12c15e7ee25fd78f567ebf87f9178b8ad70025b3';
const build = (fields: Partial<Build> = {}): Build => ({ id: 'joyous-view-6290', raw: {}, ...fields });

describe('what the fields of a build mean', () => {
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
  ])('%j is %s', (fields, verdict) => {
    expect(classifyBuild(build(fields))).toBe(verdict);
  });

  test.each([
    ['IN_PROGRESS', 'In progress'],
    ['SUCCESS', 'Success'],
    ['', 'Unknown'],
    ['__', 'Unknown'],
    ['42', '42'],
  ])('the status %p is called %p', (status, title) => {
    expect(statusTitle(status)).toBe(title);
  });

  test('how long it took', () => {
    const createdAt = '2024-06-01T12:00:00.500Z';
    const end = Date.parse('2024-06-01T12:02:14Z') / 1000;
    expect(buildDurationMs(build({ createdAt, buildConcludedAt: end }))).toBe(133_500);
    expect(buildDurationMs(build({ createdAt, buildConcludedAt: end - 134 }))).toBe(0);
    expect(buildDurationMs(build({ createdAt: 'soon', buildConcludedAt: end }))).toBeUndefined();
    expect(buildDurationMs(build({ createdAt }))).toBeUndefined();
  });
});

describe('pauses', () => {
  test('after failures they grow with full jitter, and have bounds', () => {
    expect([0, 1, 2, 3, 4, 5, 99].map((n) => backoffMs(n, () => 1))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    expect(backoffMs(5, () => 0)).toBe(100);
    expect(backoffMs(2, () => 0.5)).toBe(2000);
  });

  test('the budget sees what others spend, not what we do, and a new window', async () => {
    const clock = createVirtualClock();
    const budget = createRateLimitTracker(clock);
    const observe = async (afterMs: number, remaining: number): Promise<void> => {
      await clock.pass(afterMs);
      budget.observe({ remaining, resetMs: 1000 });
    };
    expect(budget.current()).toBeUndefined();
    expect(budget.requestsByOthers(1000)).toBe(0);
    for (let look = 0; look < 5; look += 1) await observe(1000, 1000 - look);
    expect(budget.requestsByOthers(1000)).toBe(0);
    await observe(10_000, 960);
    expect(budget.requestsByOthers(10_000)).toBeCloseTo(35);
    expect(budget.requestsByOthers(5000)).toBeCloseTo(17.5);
    await observe(1000, 999);
    expect(budget.requestsByOthers(10_000)).toBe(0);
    budget.observe(undefined);
    expect(budget.current()).toEqual({ remaining: 999, resetMs: 1000 });
  });
});

describe('what is told of a build', () => {
  test('how long its kind takes, until it has taken longer', async () => {
    const clock = createVirtualClock();
    const narrator = createProgressReporter(createTimeline(clock), clock);
    narrator.setTypicalDuration(130_000);
    narrator.onBuild(build({ status: 'BUILDING' }));
    const notes: unknown[] = [];
    for (let minute = 0; minute < 3; minute += 1) {
      await clock.pass(60_000);
      notes.push(narrator.onBuild(build({ status: 'BUILDING' })));
    }
    expect(notes).toEqual([
      { note: 'Still building, 1m 0s of about 2m 10s.' },
      { note: 'Still building, 2m 0s of about 2m 10s.' },
      { note: 'Still building, 3m 0s so far.' },
    ]);
  });

  test('with each phase how far it is, while it runs', async () => {
    const clock = createVirtualClock();
    const narrator = createProgressReporter(createTimeline(clock), clock);
    narrator.setTypicalDuration(240_000);
    const headings: unknown[] = [];
    for (const [ms, status] of [
      [0, 'QUEUED'],
      [5000, 'CLONING'],
      [75_000, 'BUILDING'],
      [200_000, 'UPLOADING'],
    ] as const) {
      await clock.pass(ms);
      headings.push(narrator.onBuild(build({ status })));
    }
    headings.push(narrator.onBuild(build({ status: 'SUCCESS', concluded: true })));
    expect(headings).toEqual([
      { heading: 'Queued (builds of this job take about 4m 0s)' },
      { heading: 'Cloning (queued 5s, 5s of about 4m 0s in all)' },
      { heading: 'Building (cloning 1m 15s, 1m 20s of about 4m 0s in all)' },
      { heading: 'Uploading (building 3m 20s)' },
      { heading: 'Success (uploading 0ms)' },
    ]);
  });

  test('its phases, and that it lives when nothing else does', async () => {
    const clock = createVirtualClock();
    const timeline = createTimeline(clock);
    const narrator = createProgressReporter(timeline, clock);
    const see = async (ms: number, status?: string) => {
      await clock.pass(ms);
      return narrator.onBuild(build({ status }));
    };
    expect(await see(1, 'QUEUED')).toEqual({ heading: 'Queued' });
    expect(await see(3000, 'QUEUED')).toBeUndefined();
    expect(await see(9000, 'BUILDING')).toEqual({ heading: 'Building (queued 12s)' });
    expect(await see(59_000, 'BUILDING')).toBeUndefined();
    expect(await see(1000, 'BUILDING')).toEqual({ note: 'Still building, 1m 12s so far.' });
    expect(await see(59_000)).toBeUndefined();
    expect(await see(2000)).toEqual({ note: 'Still running, 2m 13s so far.' });
    narrator.onLogLines();
    expect(await see(59_000, 'BUILDING')).toBeUndefined();
    expect(await see(1000, 'SUCCESS')).toMatchObject({
      heading: expect.stringMatching(/^Success \(building/),
    });
    timeline.end();
    expect(timeline.phases.map(({ status, fromMs, toMs }) => [status, fromMs, toMs])).toEqual([
      ['QUEUED', 0, 12_000],
      ['BUILDING', 12_000, 193_000],
      ['SUCCESS', 193_000, 193_000],
    ]);
  });

  test.each([
    [-5, '0ms'],
    [999, '999ms'],
    [1000, '1s'],
    [59_600, '1m 0s'],
    [134_000, '2m 14s'],
    [3_780_000, '1h 3m'],
    [3_599_900, '1h 0m'],
  ])('%p ms are %p', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('pieces of a line are put together, each container for itself, and never for ever', () => {
    const joiner = createLineJoiner();
    const line = (containerId: string, text: string, partial: boolean) => ({
      timestampMs: 0,
      containerId,
      text,
      partial,
    });
    expect(joiner.join([line('a', '1', true), line('b', 'x', false), line('a', '2', true)])).toEqual(['x']);
    expect(joiner.join([line('a', '3', false), line('b', 'y', true)])).toEqual(['123']);
    expect([joiner.rest(), joiner.rest()]).toEqual([['y'], []]);
    const long = Array.from({ length: 300 }, () => line('a', 'z'.repeat(1024), true));
    expect(joiner.join(long).every((text) => text.length <= 65 * 1024)).toBe(true);
  });
});

describe('what the summary says', () => {
  const facts = async (outcome: outcomes.Outcome, ...statuses: string[]) => {
    const clock = createVirtualClock();
    const timeline = createTimeline(clock);
    for (const status of statuses) {
      timeline.observe(status);
      await clock.pass(2000);
    }
    return buildSummary(outcome, {
      ...{ path: { project: 'shop', job: 'api', team: undefined }, sha: SHA, timeline },
      ...{ jobUrl: undefined, repositoryUrl: 'https://github.com/acme/shop', lastLines: ['end'] },
    });
  };
  const phases = async (...of: Parameters<typeof facts>) =>
    (await facts(...of)).phases.map(({ title, duration }) => `${title} ${duration}`);

  test('the end of a build is no phase, but the phase in which it was aborted here is one', async () => {
    const good = outcomes.concludedOutcome(build({ concluded: true, status: 'SUCCESS' }));
    expect(await phases(good, 'QUEUED', 'BUILDING', 'SUCCESS')).toEqual(['Queued 2s', 'Building 2s']);
    const left = { state: 'aborted' as const, build: undefined, error: undefined };
    const aborted = build({ concluded: true, status: 'ABORTED' });
    const late = outcomes.timedOutOutcome(aborted, 'x', 30, left, 'BUILDING');
    expect(await phases(late, 'QUEUED', 'BUILDING')).toEqual(['Queued 2s', 'Building 2s']);
  });

  test('a failure without a build is no failed build, and the status is left out where it says nothing new', async () => {
    const refused = outcomes.failedOutcome(new NorthflankError('No.', { kind: 'refused' }), undefined);
    expect((await facts(refused)).title).toBe('No build started: api');
    const failed = outcomes.concludedOutcome(build({ concluded: true, status: 'CRASHED' }));
    expect(await facts(failed)).toMatchObject({
      ...{ good: false, title: 'Build failed: api', lastLines: ['end'] },
      facts: expect.arrayContaining([{ name: 'Status', value: 'CRASHED' }]),
    });
    const good = outcomes.concludedOutcome(build({ concluded: true, status: 'SUCCESS' }));
    expect(await facts(good)).toMatchObject({
      ...{ good: true, title: 'Build succeeded: api', lastLines: [] },
      facts: expect.arrayContaining([
        { name: 'Commit', value: SHA.slice(0, 12), link: `https://github.com/acme/shop/commit/${SHA}` },
        { name: 'Status', value: undefined },
      ]),
    });
  });
});

describe('outcomes', () => {
  test.each<[string, outcomes.Outcome, string, boolean]>([
    ['success', outcomes.concludedOutcome(build({ concluded: true, success: true })), 'succeeded', true],
    [
      'failure',
      outcomes.concludedOutcome(build({ concluded: true, status: 'CRASHED', message: ' out of\nmemory ' })),
      'failed (status CRASHED). Northflank says: out of memory.',
      false,
    ],
    ['aborted', outcomes.concludedOutcome(build({ concluded: true, status: 'ABORTED' })), 'someone', false],
    ['started', outcomes.startedOutcome(build()), 'not waited for', true],
    ['dry-run', outcomes.dryRunOutcome(), 'nothing was started', true],
    ['timed-out', outcomes.timedOutOutcome(undefined, 'x', 1, 'left'), 'after 1 minute. It goes on', false],
    [
      'timed-out',
      outcomes.timedOutOutcome(
        build({ status: 'ABORTED' }),
        'x',
        30,
        { state: 'aborted', build: undefined, error: undefined },
        'QUEUED',
      ),
      'Build x was not over after 30 minutes (status QUEUED). It was aborted.',
      false,
    ],
    [
      'failure',
      outcomes.concludedOutcome(
        build({ concluded: true, status: 'FAILURE', message: 'Build failed: no space' }),
      ),
      'failed. Northflank says: no space. The reason is in the log of the build.',
      false,
    ],
    [
      'failure',
      outcomes.concludedOutcome(build({ concluded: true, status: 'FAILURE', message: 'Build failed.' })),
      'failed. The reason is in the log of the build.',
      false,
    ],
    [
      'timed-out',
      outcomes.timedOutOutcome(build(), 'x', 0.5, { state: 'failed', build: undefined, error: undefined }),
      'could not be aborted',
      false,
    ],
    [
      'cancelled',
      outcomes.cancelledStartOutcome(false, 'abort', undefined),
      'before a build was started',
      false,
    ],
    ['unknown', outcomes.failedOutcome(new ActionError('No idea.', 'unknown'), undefined), 'No idea.', false],
    ['failure', outcomes.failedOutcome(new InputError(['a', 'b']), undefined), 'a\nb', false],
    [
      'failure',
      outcomes.failedOutcome(new NorthflankError('No.', { kind: 'refused' }), undefined),
      'No.',
      false,
    ],
    [
      'unknown',
      outcomes.failedOutcome(new NorthflankError('Hm.', { kind: 'unknown' }), undefined),
      'Hm.',
      false,
    ],
    ['unknown', outcomes.failedOutcome('odd', undefined), 'please report it: odd', false],
  ])('%s', (conclusion, outcome, part, good) => {
    expect(outcome.conclusion).toBe(conclusion);
    expect(outcome.message).toContain(part);
    expect(outcomes.isSuccess(outcome)).toBe(good);
  });

  test('an error is explained by its messages, never its fields, and not for ever', () => {
    const cause = Object.assign(new Error('socket hang up'), { token: 'nf-secret' });
    expect(formatError(new Error('It failed.', { cause }))).toBe('It failed. (socket hang up)');
    const endless = new Error('round');
    endless.cause = endless;
    expect(formatError(endless)).toBe('round');
    expect(formatError({ token: 'nf-secret' })).toBe('unknown cause');
    expect(formatError(undefined)).toBe('Unknown error');
  });
});

describe('the request', () => {
  const plan = (
    sha: string | undefined,
    more: { overrides?: string; buildId?: string; isMerge?: boolean } = {},
  ) =>
    planBuild(
      { sha, overrides: more.overrides, buildId: more.buildId },
      { sha: SHA, isMerge: more.isMerge ?? false },
      () => Buffer.from('file'),
    );

  test.each([
    [undefined, { sha: SHA }],
    [SHA.toUpperCase(), { sha: SHA }],
    ['latest', {}],
  ])('sha %p gives %j', async (sha, wanted) => {
    const { request, inputErrors: mistakes, warning } = await plan(sha);
    expect(request).toEqual(wanted);
    expect([mistakes, warning]).toEqual([[], undefined]);
    expect(Object.isFrozen(request)).toBe(true);
  });

  test.each([
    ['12c15e7', 'git rev-parse 12c15e7'],
    ['main', 'git rev-parse'],
    ['v1.2.3', 'git rev-parse'],
    ['Latest', 'did you mean "latest"?'],
    ['lastest', 'did you mean "latest"?'],
    [`${SHA}${SHA.slice(0, 24)}`, 'SHA-256'],
    [`${SHA}0`, 'wanted are the 40'],
    [` ${SHA}`, 'wanted are the 40'],
    [`${SHA}\n`, 'wanted are the 40'],
  ])('sha %p is refused', async (sha, part) => {
    const { inputErrors: mistakes } = await plan(sha);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(part);
  });

  test('a run without a commit says so', async () => {
    const none = await planBuild(
      { sha: undefined, overrides: undefined, buildId: undefined },
      { sha: undefined, isMerge: false },
      () => Buffer.from(''),
    );
    expect(none.inputErrors[0]).toContain('GITHUB_SHA');
  });

  test('the merge commit of a pull request gets the line to add, another commit does not', async () => {
    expect((await plan(undefined, { isMerge: true })).warning).toContain(
      'sha: ${{ github.event.pull_request.head.sha }}',
    );
    expect((await plan(SHA, { isMerge: true })).warning).toBeDefined();
    expect((await plan('latest', { isMerge: true })).warning).toBeUndefined();
  });

  test('a build that runs already needs neither', async () => {
    expect(await plan('nonsense', { overrides: '[', buildId: 'x', isMerge: true })).toEqual({
      ...{ request: {}, mistakes: [], warning: undefined, secrets: [] },
    });
  });

  test('is printed without a content', async () => {
    const text = 'do-not-show-this-text';
    const overrides = JSON.stringify({
      buildArguments: { A: '1' },
      buildFiles: { '/f': text },
      dockerSecretMounts: { m: text, n: { data: Buffer.from(text).toString('base64') } },
    });
    const { request, secrets } = await plan(undefined, { overrides });
    const printed = printableRequest(request);
    expect(printed).not.toContain(text);
    expect(printed).not.toContain(Buffer.from(text).toString('base64'));
    expect(JSON.parse(printed)).toMatchObject({
      sha: SHA,
      overrides: {
        buildArguments: { A: '1' },
        dockerSecretMounts: { m: { data: '<21 bytes>', encoding: 'utf-8' } },
      },
    });
    expect(secrets).toContain(text);
    expect(JSON.stringify(request)).toContain(Buffer.from(text).toString('base64'));
  });
});
