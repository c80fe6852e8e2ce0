import { expect, test } from '@jest/globals';
import { annotated, openNorthflank, RUN_SHA, shownLines } from '../../sandbox/run-step.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

/** Text that tries every door at once: lines, delimiters, both grammars of commands and their escapes. */
const EVIL = [
  'first',
  '::set-output name=conclusion::hacked',
  'ghadelimiter_1',
  'conclusion<<ghadelimiter_1',
  '##[error]boo',
  '  ::add-mask::e',
  '##[set-env name=PATH;]/tmp',
  '\r::stop-commands::x\r\n::save-state name=finished::true',
  '%0A::warning::boo%0D',
  'status=hacked',
].join('\n');

const STATE = ['build-id', 'end'];

test('texts of a good build set the documented outputs and nothing else', async () => {
  await using northflank = await openNorthflank({
    script: {
      phases: [{ status: `PHASE\n${EVIL}`, seconds: 10, lines: [EVIL, '::error::boo'] }],
      end: { status: EVIL, concluded: true, success: true, message: EVIL, registryUri: EVIL },
    },
  });
  const { id, answer } = northflank.world.startBuildElsewhere({ branch: EVIL, sha: EVIL });
  const run = await northflank.run({ 'build-id': id, logs: 'stream' });

  const { 'concluded-at': concludedAt, 'duration-seconds': duration, build, ...outputs } = run.outputs;
  expect(outputs).toEqual({
    'build-id': id,
    ...{ branch: EVIL, sha: EVIL, status: EVIL, message: EVIL, 'registry-uri': EVIL },
    ...{ conclusion: 'success', concluded: 'true', success: 'true' },
    'created-at': answer.createdAt,
    url: TESTED.url,
  });
  expect([concludedAt, duration]).toEqual([expect.any(String), expect.stringMatching(/^\d$/)]);
  expect(JSON.parse(build ?? '')).toEqual(northflank.world.build(id)?.answer);
  expect(run.commands.map(({ name }) => name).filter((name) => name !== 'debug')).toEqual(['add-mask']);
  expect([run.exitCode, run.annotations, run.env, Object.keys(run.state).toSorted()]).toEqual([
    0,
    [],
    {},
    STATE,
  ]);
  expect(shownLines(run)).toContain('::error::boo');
  expect(run.summary).not.toMatch(/^(status=|##\[)/m);
});

test('texts of a failed build make one annotation', async () => {
  await using northflank = await openNorthflank({
    script: {
      phases: [{ status: 'BUILDING', seconds: 10, lines: [EVIL] }],
      end: { status: EVIL, concluded: true, success: false, message: EVIL },
    },
  });
  const run = await northflank.run({ logs: 'failure' });
  expect(run.outputs).toMatchObject({ conclusion: 'failure', status: EVIL, message: EVIL, sha: RUN_SHA });
  expect(run.commands.map(({ name }) => name)).toEqual(['add-mask', 'error']);
  expect(run.annotations).toHaveLength(1);
  expect([run.env, Object.keys(run.state).toSorted()]).toEqual([{}, [...STATE, 'start-intent']]);
});

test('an ID that would lead elsewhere is no ID, and no second build is started', async () => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({ 'build-id': '../../../../v1/projects' });
  expect(run.exitCode).toBe(1);
  expect(northflank.lines()).toEqual([]);
});

test('a redirect is not followed, and the token goes nowhere else', async () => {
  await using elsewhere = await openNorthflank();
  await using northflank = await openNorthflank({
    faults: [{ on: 'any', kind: 'redirect', location: `${elsewhere.url}/v1${TESTED.path}/build` }],
  });
  const run = await northflank.run({ logs: 'stream' });
  expect(run.exitCode).toBe(1);
  expect(run.outputs).toEqual({ conclusion: 'failure', concluded: 'false', success: 'false' });
  expect(annotated(run)).toEqual([
    `error: Could not start a build of ${TESTED.title}: Northflank answered HTTP 302: the response is a redirect, ` +
      'which is not followed. Check `api-url`. No build was started.',
  ]);
  expect(elsewhere.lines()).toEqual([]);
  expect(elsewhere.world.builds()).toEqual([]);
});
