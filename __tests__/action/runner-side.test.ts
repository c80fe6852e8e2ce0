/** Broken files of the runner: the event, and the state that main saved. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import {
  annotated,
  openNorthflank,
  RUN_SHA,
  runCheckedAction,
  runStep,
  SANDBOX,
} from '../../sandbox/run-step.ts';
import { until } from './until.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'event-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A line of a stack trace. */
const STACK = /^\s+at .*:\d+:\d+\)?$/m;

const EVENT = JSON.stringify({ repository: { full_name: 'acme/shop' } });

const BAD_EVENTS: [string, text: string | undefined][] = [
  ['that is missing', undefined],
  ['that is empty', ''],
  ['that is cut', EVENT.slice(0, 20)],
  ['with a byte order mark', `\uFEFF${EVENT}`],
  ['that is null', 'null'],
  ['that is a list', '[]'],
];

/** Writes an event file, unless it is to be missing, and returns its path. */
function eventFile(what: string, text: string | undefined): string {
  const file = path.join(folder, what.replaceAll(' ', '-'));
  if (text !== undefined) writeFileSync(file, text);
  return file;
}

test.each(BAD_EVENTS)('an event file %s does not fail the step', async (what, text) => {
  await using northflank = await openNorthflank();
  const run = await northflank.run({}, { github: { event_path: eventFile(what, text) }, debug: true });
  expect([run.exitCode, run.annotations, run.outputs['conclusion']]).toEqual([0, [], 'success']);
  expect(northflank.asked('start').map(({ json }) => json)).toEqual([{ sha: RUN_SHA }]);
  expect(run.raw).not.toMatch(STACK);
  expect(run.summary).toContain(RUN_SHA.slice(0, 7));
});

test.each(BAD_EVENTS)(
  'with an event file %s, the error for a missing token is the usual one',
  async (what, text) => {
    const run = await runStep(
      { 'api-token': '' },
      { github: { event_path: eventFile(what, text) }, post: false },
    );
    expect([run.exitCode, run.outputs['conclusion']]).toEqual([1, 'failure']);
    expect(annotated(run)).toEqual([expect.stringMatching(/^error: api-token: it is empty\. Expected a/)]);
  },
);

test('a truncated saved start: post warns and does not fail', async () => {
  await using northflank = await openNorthflank({
    faults: [
      // Main is killed before it saves anything, and post is not allowed to list the builds.
      { on: 'list', kind: 'hang-before', times: 1 },
      { on: 'list', kind: 'forbidden-403' },
    ],
  });
  const run = await runCheckedAction({
    with: {
      ...{ 'api-url': northflank.url, 'api-token': SANDBOX.token },
      ...{ project: SANDBOX.project, [TESTED.kind]: TESTED.id },
    },
    env: { 'STATE_start-intent': `{"sha":"${RUN_SHA}","knownIds":["joyous-vi` },
    cancel: { kind: 'kill', when: until(() => northflank.asked('list').length > 0) },
  });
  expect(run.killed).toBe(true);
  expect(run.post).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.post?.annotations).toEqual([
    {
      level: 'warning',
      title: '',
      message: expect.stringContaining(
        `A build of ${TESTED.title} may still be running: check in the Northflank app. `,
      ),
    },
  ]);
  expect(run.post?.raw).not.toMatch(STACK);
  expect(northflank.world.builds()).toEqual([]);
});
