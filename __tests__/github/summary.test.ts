import { describe, expect, test } from '@jest/globals';
import { createRecordingRunner } from '../../scripts/simulate/recording-runner.ts';
import { NorthflankError } from '../../src/errors.ts';
import { type RunDetails, summaryFacts, writeSummary } from '../../src/github/summary.ts';
import type { Build } from '../../src/northflank/decode.ts';
import {
  cancelledOutcome,
  concludedOutcome,
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

describe('the facts of the summary', () => {
  test('of a successful build have its image, and neither log nor status', () => {
    const succeeded = concluded('SUCCESS', {
      ...{ sha: SHA, branch: 'main', createdAtMs: 0, buildConcludedAt: 134 },
      registry: { uri: 'registry.northflank.com/shop/api:1' },
    });
    const url = 'https://app.northflank.com/t/acme';
    expect(facts(concludedOutcome(succeeded), { url, phases: phases('QUEUED') })).toEqual({
      succeeded: true,
      title: 'Northflank build succeeded: api',
      message: 'Build joyous-view-6290 succeeded in 2m 14s.',
      facts: [
        { name: 'Job', value: 'shop / api', link: url },
        { name: 'Commit', value: SHA.slice(0, 12), link: `${REPOSITORY}/commit/${SHA}` },
        { name: 'Branch', value: 'main' },
        { name: 'Build', value: 'joyous-view-6290' },
        { name: 'Status', value: undefined },
        { name: 'Duration', value: '2m 14s' },
      ],
      image: 'registry.northflank.com/shop/api:1',
      phases: [{ title: 'Queued', fromMs: 0, toMs: 2000, duration: '2s' }],
      failingStep: [],
      lastLines: [],
    });
  });

  test('of a failed build have its status and the end of its log', () => {
    const outcome = concludedOutcome(concluded('CRASHED'));
    expect(facts(outcome)).toMatchObject({
      ...{ succeeded: false, title: 'Northflank build failed: api', message: outcome.message },
      lastLines: ['end'],
    });
    expect(valuesOf(outcome)).toMatchObject({ Build: 'joyous-view-6290', Status: 'CRASHED' });
  });

  test('of a run without a build name no build', () => {
    const outcome = failedOutcome(new NorthflankError('No.', { kind: 'refused' }), undefined);
    expect(facts(outcome).title).toBe('No Northflank build was started: api');
    expect(valuesOf(outcome)).toEqual({ Job: 'shop / api', Commit: SHA.slice(0, 12) });
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
    expect(shown.facts[1]).toEqual({ name: 'Commit', value: (started.sha ?? sha)?.slice(0, 12), link });
  });

  test('count the end of a build as no phase, unless it was not observed before it was aborted', () => {
    const titles = (outcome: Outcome, ...statuses: string[]) =>
      facts(outcome, { phases: phases(...statuses) }).phases.map(
        ({ title, duration }) => `${title} ${duration}`,
      );
    const succeeded = concludedOutcome(concluded('SUCCESS'));
    expect(titles(succeeded, 'QUEUED', 'BUILDING', 'SUCCESS')).toEqual(['Queued 2s', 'Building 2s']);
    expect(titles(succeeded, 'SUCCESS', 'UPLOADING', 'SUCCESS')).toEqual(['Success 2s', 'Uploading 2s']);
    const aborted = { state: 'aborted' as const, build: concluded('ABORTED') };
    const lastSeen = build({ status: 'BUILDING' });
    const timedOut = timedOutOutcome('joyous-view-6290', lastSeen, 30, aborted);
    expect(titles(timedOut, 'QUEUED', 'BUILDING')).toEqual(['Queued 2s', 'Building 2s']);
    const cancelled = cancelledOutcome('joyous-view-6290', lastSeen, { state: 'kept-running' });
    expect(titles(cancelled, 'QUEUED', 'BUILDING')).toEqual(['Queued 2s', 'Building 2s']);
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
