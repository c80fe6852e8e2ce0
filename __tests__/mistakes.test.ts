/** Wrong inputs, on a virtual clock: what is said, and that nothing is sent. */
import { expect, test } from '@jest/globals';
import { TESTED } from '../sandbox/tested-resource.ts';
import { playRun, type WholeRun } from '../scripts/simulate/whole-run.ts';
import { annotated, printed, requestLines } from './scenario.ts';

const play = (inputs: Record<string, string>): Promise<WholeRun> => playRun({ inputs });

const ORIGIN = 'expected an origin such as https://api.northflank.com';
const PROJECT = 'expected the ID of the project, such as my-project';
const ID = `expected the ID of the ${TESTED.kind}, such as my-${TESTED.kind}`;
const NO_NAME = 'not a display name, a path or a URL';
const BOOLEAN = 'expected `true` or `false`';
const MINUTES = 'expected a number of minutes above 0, at most 7200';
const SECONDS = 'expected a number of seconds from 0.1 to 3600, or an empty value';
const LEAVE = 'expected abort or leave';
const FULL_SHA = 'expected the 40 hexadecimal characters of a commit, or "latest"';
const BRANCH =
  'For a branch or tag, use `${{ github.sha }}` in a run on it, or the output of `git rev-parse`.';

/** Wrong values of each input, with what is said of them behind its name. */
const WRONG: Record<string, [value: string, says: string][]> = {
  'api-token': [
    ['nf two words', 'it contains a space, a line break or another invalid character.'],
    ['nf-one\nnf-two', 'it contains a space, a line break or another invalid character.'],
    ['„nf-quoted“', 'it contains a space, a line break or another invalid character.'],
  ],
  'api-url': [
    ['api.northflank.com', `got "api.northflank.com"; ${ORIGIN}.`],
    ['localhost:8080', `got "localhost:8080"; ${ORIGIN}.`],
    ['ftp://127.0.0.1', `got "ftp://127.0.0.1"; ${ORIGIN}.`],
    ['https://nf.test/v2', `got "https://nf.test/v2"; ${ORIGIN}, without a path.`],
    ['https://nf.test/v1?a=b', `got "https://nf.test/v1?a=b"; ${ORIGIN}, without a path.`],
    ['https://nf.test/#a', `got "https://nf.test/#a"; ${ORIGIN}, without a path.`],
    ['https://me:hush@nf.test/', `got "https://***@nf.test/"; ${ORIGIN}, without credentials.`],
    ['https://me:hush@nf.test:99999', `got "https://***@nf.test:99999"; ${ORIGIN}.`],
    ['me:hush@nf.test', `got "***@nf.test"; ${ORIGIN}.`],
    ...['http://nf.test', 'http://127.0.0.1.nf.test', 'http://localhost.nf.test', 'http://10.0.0.1'].map(
      (url): [string, string] => [
        url,
        `got "${url}"; plain http would expose the token on the network; expected https, or a loopback address.`,
      ],
    ),
  ],
  project: [
    ['', `it is empty; ${PROJECT}.`],
    ['My shop', `got "My shop"; ${PROJECT}, ${NO_NAME}.`],
    ['..', `got ".."; ${PROJECT}, ${NO_NAME}.`],
    ['acme/shop', `got "acme/shop"; ${PROJECT}, ${NO_NAME}.`],
    ['https://app.northflank.com', `got "https://app.northflank.com"; ${PROJECT}, ${NO_NAME}.`],
  ],
  [TESTED.kind]: [
    ['api?x', `got "api?x"; ${ID}, ${NO_NAME}.`],
    ['api\\..', `got "api\\.."; ${ID}, ${NO_NAME}.`],
  ],
  team: [['acme#1', `got "acme#1"; expected the ID of the team, such as my-team, ${NO_NAME}.`]],
  wait: ['yes', '1', 'on', 'tRUE', '"true"'].map((value) => [value, `got "${value}"; ${BOOLEAN}.`]),
  summary: [['no', `got "no"; ${BOOLEAN}.`]],
  'dry-run': [['False.', `got "False."; ${BOOLEAN}.`]],
  'timeout-minutes': ['0', '-5', '7201', '1e3', '0x10', '1,5', 'Infinity', 'ten', '60m', '1.'].map(
    (value) => [value, `got "${value}"; ${MINUTES}.`],
  ),
  'poll-interval-seconds': ['0.05', '3601', '5s'].map((value) => [value, `got "${value}"; ${SECONDS}.`]),
  logs: [
    ['steam', 'got "steam"; expected stream, failure or off; did you mean "stream"?'],
    ['Failure', 'got "Failure"; expected stream, failure or off; did you mean "failure"?'],
    ['everything', 'got "everything"; expected stream, failure or off.'],
  ],
  'on-cancel': [['abrot', `got "abrot"; ${LEAVE}; did you mean "abort"?`]],
  'on-timeout': [['LEAVE', `got "LEAVE"; ${LEAVE}; did you mean "leave"?`]],
  sha: [
    [
      'ffac537',
      `got "ffac537", an abbreviated SHA; ${FULL_SHA}. \`git rev-parse ffac537\` prints the full one.`,
    ],
    ['main', `got "main"; ${FULL_SHA}. ${BRANCH}`],
    ['v1.2.0', `got "v1.2.0"; ${FULL_SHA}. ${BRANCH}`],
    ['a'.repeat(64), `got "${'a'.repeat(64)}", a SHA-256; Northflank accepts 40 characters only.`],
    ['Latest', 'got "Latest"; did you mean "latest"?'],
    ['g'.repeat(40), `got "${'g'.repeat(40)}"; ${FULL_SHA}. ${BRANCH}`],
  ],
};

/** Each round has another wrong value of as many inputs as have one left. */
const rounds = Array.from(
  { length: Math.max(...Object.values(WRONG).map((cases) => cases.length)) },
  (_, at) => {
    const refused = Object.entries(WRONG).flatMap(([name, cases]) => {
      const [value, says] = cases[at] ?? [];
      return value === undefined ? [] : [{ name, value, says: `${name}: ${says}` }];
    });
    return { round: at + 1, refused };
  },
);

test.each(rounds)(
  'all mistakes at once, in one annotation, and nothing is sent: round $round',
  async ({ refused }) => {
    const run = await play(Object.fromEntries(refused.map(({ name, value }) => [name, value])));
    const [annotation, ...others] = annotated(run.main);
    expect(others).toEqual([]);
    expect(annotation?.replace('error: ', '').split('\n').toSorted()).toEqual(
      refused.map(({ says }) => says).toSorted(),
    );
    expect(run.main.succeeded).toBe(false);
    expect(run.outputs).toEqual({ conclusion: 'failure', concluded: 'false', success: 'false' });
    expect(printed(run)).not.toContain('hush');
    expect(requestLines(run)).toEqual([]);
  },
);

test.each([
  [
    { job: '', service: '' },
    'job, service: both are empty; expected the ID of the job or of the service to build.',
  ],
  [{ job: 'api', service: 'web' }, 'job, service: got "api" and "web"; expected only one of the two.'],
  [
    { job: 'api', service: '', branch: 'main' },
    'branch: got "main" for a job; only build services accept it. Remove it.',
  ],
  [
    { job: 'api', service: '', 'pull-request-id': '7' },
    'pull-request-id: got 7 for a job; only build services accept it. Remove it.',
  ],
  [
    { job: '', service: 'images', branch: 'main', 'pull-request-id': '7' },
    'branch, pull-request-id: got both; expected only one of the two.',
  ],
  [
    { job: '', service: 'images', 'pull-request-id': '7.5' },
    'pull-request-id: got "7.5"; expected the number of a pull request.',
  ],
  [
    { start: 'if-neded' },
    'start: got "if-neded"; expected always, if-needed or never; did you mean "if-needed"?',
  ],
  [
    { start: 'never', 'build-id': 'joyous-view-6290' },
    'start: got "never" together with `build-id`; it names the build to wait for.',
  ],
  [
    { start: 'if-needed', sha: 'latest' },
    'start: got "if-needed" together with `sha: latest`; expected a full commit SHA.',
  ],
  [
    { start: 'if-needed', overrides: 'buildArguments: {A: b}' },
    'start: got "if-needed" together with `overrides`; an existing build may have been made without them.',
  ],
])('inputs that do not go together: %j', async (inputs, says) => {
  const run = await play(inputs);
  expect([run.main.succeeded, annotated(run.main)]).toEqual([false, [`error: ${says}`]]);
});

test('a wrong `build-id`', async () => {
  const run = await play({ 'build-id': 'builds/joyous-view-6290' });
  expect(annotated(run.main)).toEqual([
    'error: build-id: got "builds/joyous-view-6290"; expected the ID of a build, such as joyous-view-6290, ' +
      `${NO_NAME}.`,
  ]);
});

test('a run without a commit', async () => {
  const run = await playRun({ sha: '' });
  expect(annotated(run.main)).toEqual([
    `error: sha: the workflow run has no commit (\`GITHUB_SHA\` is empty); ${FULL_SHA}.`,
  ]);
});

test('a wrong token is never shown, and masked', async () => {
  const run = await play({ 'api-token': 'nf-one nf-two' });
  expect(printed(run)).not.toContain('nf-');
  expect(run.masks).toContain('nf-one nf-two');
});

test.each([
  {
    'dry-run': 'true',
    wait: 'False',
    summary: 'FALSE',
    'timeout-minutes': '.5',
    'poll-interval-seconds': '',
  },
  {
    'dry-run': 'True',
    wait: '',
    summary: 'false',
    'timeout-minutes': '7200',
    'poll-interval-seconds': '3600',
  },
  { 'dry-run': ' TRUE ', wait: 'TRUE', summary: 'False', 'timeout-minutes': '', logs: '', 'on-cancel': '' },
])('right values: %j', async (inputs) => {
  const run = await playRun({ inputs, others: [{ atMs: 0 }] });
  expect([run.main.succeeded, annotated(run.main), run.summary]).toEqual([true, [], '']);
  expect(run.outputs['conclusion']).toBe('dry-run');
});
