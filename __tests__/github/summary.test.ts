import { describe, expect, test } from '@jest/globals';
import { createRecordingRunner } from '../../scripts/simulate/recording-runner.ts';
import type { FailingStep } from '../../src/build-log/failing-step.ts';
import { InputError, NorthflankError } from '../../src/errors.ts';
import { type RunDetails, summaryFacts, writeSummary } from '../../src/github/summary.ts';
import type { Build } from '../../src/northflank/decode.ts';
import {
  cancelledOutcome,
  concludedOutcome,
  dryRunOutcome,
  failedOutcome,
  type Outcome,
  startedOutcome,
  timedOutOutcome,
} from '../../src/outcome.ts';
import type { Phase } from '../../src/wait/phases.ts';

const JOB = { project: 'shop', kind: 'job' as const, id: 'api' };
const SHA = '12c15e7ee25fd78f567ebf87f9178b8ad70025b3';
const REPOSITORY = 'https://github.com/acme/shop';

const build = (fields: Partial<Build> = {}): Build => ({ id: 'joyous-view-6290', raw: {}, ...fields });
const concluded = (status: string, fields: Partial<Build> = {}): Build =>
  build({ concluded: true, status, ...fields });

const facts = (outcome: Outcome, details: Partial<RunDetails> = {}) =>
  summaryFacts(JOB, outcome, { sha: SHA, lastLines: ['end'], ...details }, REPOSITORY);

/** Phases of two seconds each. */
const phases = (...statuses: string[]): Phase[] =>
  statuses.map((status, index) => ({ status, fromMs: index * 2000, toMs: (index + 1) * 2000 }));

/** The values of the table by their names, without the unknown ones. */
const valuesOf = (outcome: Outcome, details: Partial<RunDetails> = {}) =>
  Object.fromEntries(
    facts(outcome, details)
      .facts.filter(({ value }) => value !== undefined)
      .map(({ name, value }) => [name, value]),
  );

const STEP: FailingStep = {
  ...{ builder: 'buildkit', step: '[2/2] RUN make', reason: 'exit code: 2' },
  lines: Array.from({ length: 20 }, (_, index) => `output ${index}`),
  dockerfile: { name: 'Dockerfile', line: 7, excerpt: ['  7 | >>> RUN make'] },
};

const LINES = Array.from({ length: 30 }, (_, index) => `line ${index}`);

describe('the facts of the summary', () => {
  test('of a successful build have its image, and neither log nor status', () => {
    const succeeded = concluded('SUCCESS', {
      ...{ sha: SHA, branch: 'main', createdAtMs: 0, buildConcludedAt: 134 },
      registry: { uri: 'registry.northflank.com/shop/api:1' },
    });
    const url = 'https://app.northflank.com/t/acme';
    const details = { url, typicalMs: 250_000, phases: phases('QUEUED') };
    expect(facts(concludedOutcome(succeeded), details)).toMatchObject({
      succeeded: true,
      title: 'Northflank build succeeded: api',
      paragraphs: [],
      facts: [
        { name: 'Job', value: 'shop / api', link: url },
        { name: 'Commit', value: SHA.slice(0, 7), link: `${REPOSITORY}/commit/${SHA}` },
        { name: 'Branch', value: 'main' },
        { name: 'Build', value: 'joyous-view-6290' },
        { name: 'Last status', value: undefined },
        { name: 'Deployed', value: undefined, link: undefined },
        { name: 'Duration', value: '2m 14s, usually 4m 10s', isProse: true },
      ],
      ...{ url, image: 'registry.northflank.com/shop/api:1', source: undefined, excerpt: [], moreLines: [] },
      phases: [{ title: 'Queued', fromMs: 0, toMs: 2000, duration: '2s', failed: false }],
    });
  });

  test('of a failed build have the step that failed and its place', () => {
    const outcome = concludedOutcome(concluded('CRASHED', { sha: SHA }));
    const location = { file: 'api/Dockerfile', line: 7 };
    expect(facts(outcome, { failingStep: STEP, location, lastLines: LINES })).toMatchObject({
      ...{ succeeded: false, title: 'Northflank build failed: api' },
      paragraphs: [outcome.message, 'The build has finished, so it is safe to run this step again.'],
      excerptTitle: 'The step that failed',
      excerpt: [
        '[2/2] RUN make',
        ...STEP.lines.slice(-12).map((line) => `  ${line}`),
        ...['exit code: 2', 'Dockerfile:7', '  7 | >>> RUN make'],
      ],
      source: { name: 'api/Dockerfile:7', link: `${REPOSITORY}/blob/${SHA}/api/Dockerfile#L7` },
      ...{ moreTitle: 'Last lines of the log', moreLines: LINES },
    });
    expect(valuesOf(outcome)).not.toHaveProperty('Last status');
  });

  test('of a failed build whose step is not known have the last lines, and those before', () => {
    expect(facts(concludedOutcome(concluded('FAILURE')), { lastLines: LINES })).toMatchObject({
      ...{ excerptTitle: 'The last lines of the log', excerpt: LINES.slice(-12) },
      ...{ moreTitle: 'Earlier lines', moreLines: LINES.slice(0, 18), source: undefined },
    });
  });

  test('have a status that is called the last one seen while the build may go on', () => {
    const lastSeen = build({ status: 'QUEUED' });
    const timedOut = timedOutOutcome('joyous-view-6290', lastSeen, 30, { state: 'kept-running' });
    expect(valuesOf(timedOut)).toMatchObject({ 'Last status': 'QUEUED' });
    expect(facts(timedOut).paragraphs).toContain(
      'A build may still be running: check this before you run this step again.',
    );
  });

  test('of a run without a build name no build', () => {
    const outcome = failedOutcome(new NorthflankError('No.', { kind: 'refused' }), undefined);
    expect(facts(outcome)).toMatchObject({
      title: 'No Northflank build was started: api',
      paragraphs: ['No.', 'No build was started, so it is safe to run this step again.'],
    });
    expect(valuesOf(outcome)).toEqual({ Job: 'shop / api', Commit: SHA.slice(0, 7), Duration: '' });
  });

  test.each(['', 'https://app.northflank.com/t/a'])(
    'of input errors have each of them, and no job %j',
    (job) => {
      const outcome = failedOutcome(new InputError(['job: it is empty.', 'sha: no.']), undefined);
      expect(summaryFacts({ project: 'shop', kind: 'job', id: job }, outcome, {}, undefined)).toMatchObject({
        title: 'No Northflank build was started',
        paragraphs: ['job: it is empty.', 'sha: no.', expect.any(String)],
        facts: expect.arrayContaining([{ name: 'Job', value: undefined }]),
      });
    },
  );

  test('of a dry run say what was checked', () => {
    expect(facts(dryRunOutcome(undefined))).toMatchObject({
      ...{ succeeded: true, title: 'Dry run, nothing started: api' },
      paragraphs: ['All checks passed. Nothing was started (dry run).'],
    });
  });

  test.each([
    [
      'the one that was built',
      build({ sha: SHA }),
      'a'.repeat(40),
      REPOSITORY,
      `${REPOSITORY}/commit/${SHA}`,
    ],
    ['the one that was asked for', build(), SHA, REPOSITORY, `${REPOSITORY}/commit/${SHA}`],
    ['without a link outside of a workflow', build(), SHA, undefined, undefined],
    ['without a link if it is no commit', build({ sha: 'latest' }), undefined, REPOSITORY, undefined],
    ['unknown', build(), undefined, REPOSITORY, undefined],
  ])('have a commit: %s', (_name, started, sha, repository, link) => {
    const shown = summaryFacts(JOB, startedOutcome(started), { sha }, repository);
    expect(shown.facts[1]).toEqual({ name: 'Commit', value: (started.sha ?? sha)?.slice(0, 7), link });
  });

  test('count the end of a build as no phase, unless it was not observed before it was aborted', () => {
    const titles = (outcome: Outcome, ...statuses: string[]) =>
      facts(outcome, { phases: phases(...statuses) }).phases.map(
        ({ title, duration }) => `${title} ${duration}`,
      );
    const succeeded = concludedOutcome(concluded('SUCCESS'));
    expect(titles(succeeded, 'QUEUED', 'BUILDING', 'SUCCESS')).toEqual(['Queued 2s', 'Building 2s']);
    expect(titles(succeeded, 'SUCCESS', 'UPLOADING', 'SUCCESS')).toEqual(['Uploading 2s']);
    expect(titles(succeeded, 'UPLOADING', 'SUCCESS', 'DEPLOYING')).toEqual(['Uploading 2s', 'Deploying 2s']);
    const aborted = { state: 'aborted' as const, build: concluded('ABORTED') };
    const lastSeen = build({ status: 'BUILDING' });
    const timedOut = timedOutOutcome('joyous-view-6290', lastSeen, 30, aborted);
    expect(titles(timedOut, 'QUEUED', 'BUILDING')).toEqual(['Queued 2s', 'Building 2s']);
    const cancelled = cancelledOutcome('joyous-view-6290', lastSeen, { state: 'kept-running' });
    expect(titles(cancelled, 'QUEUED', 'BUILDING')).toEqual(['Queued 2s', 'Building 2s']);
    expect(titles(startedOutcome(lastSeen), 'QUEUED')).toEqual([]);
  });

  test.each<[failed: string | undefined, outcome: Outcome, statuses: string[]]>([
    ['Building', concludedOutcome(concluded('FAILURE')), ['QUEUED', 'BUILDING', 'FAILURE']],
    [undefined, concludedOutcome(concluded('FAILURE')), ['QUEUED', 'FAILURE']],
    [undefined, concludedOutcome(concluded('SUBMISSION_FAILURE')), ['PENDING', 'SUBMISSION_FAILURE']],
    [undefined, concludedOutcome(concluded('CRASHED')), ['UNSCHEDULABLE']],
    [undefined, concludedOutcome(concluded('ABORTED')), ['BUILDING', 'ABORTED']],
    [undefined, concludedOutcome(concluded('SUCCESS')), ['BUILDING', 'SUCCESS']],
    [undefined, timedOutOutcome('a', undefined, 30, { state: 'kept-running' }), ['QUEUED', 'BUILDING']],
  ])('have %s as the phase that failed', (failed, outcome, statuses) => {
    const drawn = facts(outcome, { phases: phases(...statuses) }).phases;
    expect(drawn.filter((phase) => phase.failed).map(({ title }) => title)).toEqual(failed ? [failed] : []);
  });
});

test('the summary is appended, with links to the repository of the run', () => {
  const runner = createRecordingRunner({ env: { GITHUB_REPOSITORY: 'acme/shop' } });
  writeSummary(runner, JOB, concludedOutcome(concluded('SUCCESS', { sha: SHA })), {});
  writeSummary(runner, JOB, concludedOutcome(concluded('FAILURE')), {});
  expect(runner.summary.match(/<h3>.*<\/h3>/g)).toEqual([
    '<h3>✅ Northflank build succeeded: api</h3>',
    '<h3>❌ Northflank build failed: api</h3>',
  ]);
  const address = runner.summary.match(/href="([^"]*)"/)?.[1] ?? '';
  expect(address.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))).toBe(
    `${REPOSITORY}/commit/${SHA}`,
  );
});
