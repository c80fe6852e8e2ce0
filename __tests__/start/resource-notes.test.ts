/** What the settings of a job or service tell, in a dry run and where they are read anyway, on a virtual clock. */
import { describe, expect, test } from '@jest/globals';
import { SANDBOX } from '../../sandbox/northflank/world.ts';
import { playRun, type RunScenario, type WholeRun } from '../../scripts/simulate/whole-run.ts';
import { decodeResource } from '../../src/northflank/decode.ts';
import type { BuildRequest } from '../../src/start/build-request.ts';
import { resourceNotes, type RunSource } from '../../src/start/resource-notes.ts';
import { annotated, RUN_SHA, requestsTo } from '../scenario.ts';

const REPOSITORY = 'https://github.com/acme/shop';
const OTHER_REPOSITORY = 'https://github.com/acme/store';

/** The lines about settings in the log. */
function notesIn({ main }: WholeRun): string[] {
  return main.log.split('\n').filter((line) => /^Northflank('s CI is| builds | shows )/.test(line));
}

/** What an answer with nothing but this repository tells. */
function notesOn(vcsData: object, run: { request: BuildRequest; source: RunSource }): string[] {
  const resource = { project: SANDBOX.project, kind: 'job', id: SANDBOX.job } as const;
  const details = decodeResource({ data: { vcsData } });
  if (details === undefined) throw new Error('The answer could not be decoded');
  return resourceNotes(resource, details, { start: 'always', ...run });
}

describe.each([
  { when: 'a dry run', inputs: { 'dry-run': 'true' }, conclusion: 'dry-run' },
  { when: 'a run that builds', inputs: {}, conclusion: 'success' },
])('$when', ({ inputs, conclusion }) => {
  describe.each([
    { kind: 'job', id: SANDBOX.job },
    { kind: 'service', id: SANDBOX.service },
  ] as const)('of $kind $id', (resource) => {
    const { kind, id } = resource;
    const name = `${kind} ${id}`;

    async function play(scenario: RunScenario): Promise<WholeRun> {
      const run = await playRun({
        ...{ resource, env: { GITHUB_REPOSITORY: 'acme/shop' }, ...scenario },
        inputs: { ...inputs, ...scenario.inputs },
      });
      expect(run.outputs['conclusion']).toBe(conclusion);
      return run;
    }

    test.each<[string, RunScenario, string]>([
      [
        'CI is on',
        { settings: { disabledCI: false } },
        `Northflank's CI is on for ${name}, so a push may be built twice. Switch it off, or set \`start: never\` to wait for its build.`,
      ],
      [
        'it builds another repository',
        { settings: { repository: OTHER_REPOSITORY } },
        `Northflank builds ${name} from ${OTHER_REPOSITORY}, not from the repository of this run.`,
      ],
      [
        'it builds another branch',
        { settings: { branch: 'release' } },
        `Northflank builds ${name} from branch release, but this run is on branch main.`,
      ],
      [
        'the run is on another branch',
        { ref: 'refs/heads/feature/cart' },
        `Northflank builds ${name} from branch main, but this run is on branch feature/cart.`,
      ],
    ])('%s: one line, and neither a warning nor a request more', async (_, scenario, note) => {
      const run = await play({ ...scenario, others: [{ atMs: 0, ageMs: 3_600_000 }] });
      expect(notesIn(run)).toEqual([note]);
      expect(annotated(run.main)).toEqual([]);
      expect(requestsTo('resource', run)).toHaveLength(1);
    });

    test('everything at once: a line for each', async () => {
      const run = await play({
        settings: { disabledCI: false, repository: OTHER_REPOSITORY, branch: 'release' },
      });
      expect(notesIn(run)).toHaveLength(3);
    });

    test.each<[string, RunScenario]>([
      ['the usual settings', {}],
      [
        'CI is on, and a build that is there is taken',
        { settings: { disabledCI: false }, inputs: { start: 'if-needed' }, others: [{ atMs: 0 }] },
      ],
      [
        'CI is on, and its build is waited for',
        { settings: { disabledCI: false }, inputs: { start: 'never' }, others: [{ atMs: 0 }] },
      ],
      [
        'the repository, written in another way',
        { settings: { repository: `${REPOSITORY.toUpperCase()}.git/` } },
      ],
      [
        'another repository, of a run outside a workflow',
        { settings: { repository: OTHER_REPOSITORY }, env: { GITHUB_REPOSITORY: '' } },
      ],
      [
        'another branch, of a commit that is not that of the run',
        { settings: { branch: 'release' }, inputs: { sha: 'b'.repeat(40) } },
      ],
      [
        'another branch, and its newest commit',
        { settings: { branch: 'release' }, inputs: { sha: 'latest' } },
      ],
      ['a run of a tag', { settings: { branch: 'release' }, ref: 'refs/tags/v1' }],
      ['a run of a pull request', { settings: { branch: 'release' }, ref: 'refs/pull/7/merge' }],
      [
        'a run of a pull request at its last commit',
        { ref: 'refs/pull/7/merge', inputs: { sha: 'b'.repeat(40) } },
      ],
    ])('%s: no line', async (_, scenario) => {
      const run = await play(scenario);
      expect(notesIn(run)).toEqual([]);
      expect(requestsTo('resource', run)).toHaveLength(1);
    });

    test('no repository: a line for a job; a service may build something else', async () => {
      const run = await play({ settings: { repository: undefined } });
      expect(notesIn(run)).toEqual(
        kind === 'job'
          ? [`Northflank shows no repository for ${name}, so there may be nothing to build.`]
          : [],
      );
    });
  });

  test('the branch that a build service builds is that of the input, not that of its settings', async () => {
    const resource = { kind: 'service', id: SANDBOX.buildService } as const;
    const run = await playRun({
      ...{ resource, settings: { branch: 'release' }, inputs: { ...inputs, branch: 'main' } },
    });
    expect([run.outputs['conclusion'], notesIn(run)]).toEqual([conclusion, []]);
  });
});

test('nothing is told of what Northflank does not say', () => {
  const source = { repositoryUrl: REPOSITORY, branch: 'main', sha: RUN_SHA };
  expect(notesOn({}, { request: { sha: RUN_SHA }, source })).toEqual([]);
});

test('the newest commit is not that of the run, even if that is not known', () => {
  const source = { repositoryUrl: undefined, branch: 'main', sha: undefined };
  expect(notesOn({ projectBranch: 'release' }, { request: {}, source })).toEqual([]);
});

test('where the team is given, a run that builds does not read the job, and tells nothing', async () => {
  const run = await playRun({ settings: { disabledCI: false }, inputs: { team: SANDBOX.team } });
  expect(requestsTo('resource', run)).toEqual([]);
  expect(notesIn(run)).toEqual([]);
});

test('a deployment service has nothing to build, which a dry run finds', async () => {
  const resource = { kind: 'service', id: SANDBOX.deploymentService } as const;
  const run = await playRun({ resource, inputs: { 'dry-run': 'true' } });
  expect(run.outputs['conclusion']).toBe('failure');
  expect(annotated(run.main)).toEqual([
    'error: There is nothing to build: service edge in project shop is a deployment service, which runs an image ' +
      'that is built elsewhere. Use a combined or build service.',
  ]);
  expect(requestsTo('list', run)).toEqual([]);
});
