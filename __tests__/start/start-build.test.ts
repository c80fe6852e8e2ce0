/** What tells our build from all others when the answer to its start is lost. */
import { expect, test } from '@jest/globals';
import type { Fault } from '../../sandbox/northflank/faults.ts';
import { createVirtualWorld } from '../../scripts/simulate/virtual-world.ts';
import { startBuild } from '../../src/start/start-build.ts';

const SHA = '262ed9817b3cad5142fbceabe0c9e371e390d616';
const OTHER_SHA = 'b'.repeat(40);

/** Starts by others: milliseconds after ours began, and the commit. */
type Elsewhere = { atMs: number; sha: string };

async function startIn(story: { faults: Fault[]; elsewhere?: Elsewhere[]; sha?: string | undefined }) {
  const { clock, world, faults, client, random } = createVirtualWorld();
  for (const fault of story.faults) faults.add(fault);
  for (const { atMs, sha } of story.elsewhere ?? []) clock.at(atMs, () => world.startBuildElsewhere({ sha }));
  const said: string[] = [];
  const request = 'sha' in story && story.sha === undefined ? {} : { sha: SHA };
  const result = await clock
    .run(() =>
      startBuild(request, {
        ...{ client, clock, random, signal: new AbortController().signal },
        deadlineMs: clock.now() + 60 * 60_000,
        saveIntent: () => undefined,
        info: (text) => said.push(text),
        warning: (text) => said.push(text),
      }),
    )
    .then(
      ({ build }) => ({ id: build.id, error: undefined }),
      (error: unknown) => ({ id: undefined, error: error instanceof Error ? error.message : 'no error' }),
    );
  const builds = world.builds();
  return {
    ...result,
    said: said.join('\n'),
    ours: builds.filter((build) => !build.elsewhere),
    builds,
    world,
  };
}

test('a lost answer: the one new build of the commit is ours', async () => {
  const { id, ours, said } = await startIn({
    faults: [{ on: 'start', kind: 'reset-after', times: 1 }],
    elsewhere: [{ atMs: 0, sha: OTHER_SHA }],
  });
  expect(ours.map((build) => build.id)).toEqual([id]);
  expect(said).toContain(`It was: build ${id}.`);
});

test('a start that was not taken is sent once more', async () => {
  const { id, ours, world } = await startIn({ faults: [{ on: 'start', kind: 'html-502', times: 1 }] });
  expect(ours.map((build) => build.id)).toEqual([id]);
  expect(world.requests.filter(({ operation }) => operation === 'start')).toHaveLength(2);
});

test('two runs of one commit at once: a lost answer names both builds and starts no third', async () => {
  const { error, ours, builds } = await startIn({
    faults: [{ on: 'start', kind: 'reset-after', times: 1 }],
    elsewhere: [{ atMs: 1, sha: SHA }],
  });
  expect(ours).toHaveLength(1);
  expect(builds).toHaveLength(2);
  for (const { id } of builds) expect(error).toContain(id);
  expect(error).toContain('`build-id`');
});

test('a build that another run made long before the start was sent is never taken for ours', async () => {
  const { id, ours, builds } = await startIn({
    faults: [
      { on: 'start', kind: '429', reset: 600, times: 1 },
      { on: 'start', kind: 'reset-before', skip: 1, times: 1 },
    ],
    elsewhere: [{ atMs: 300_000, sha: SHA }],
  });
  expect(builds).toHaveLength(2);
  expect(ours.map((build) => build.id)).toEqual([id]);
});

test('a build of the commit that comes late is not taken for ours, and nothing is started beside it', async () => {
  const { error, ours, builds } = await startIn({
    faults: [{ on: 'start', kind: 'reset-before', times: 1 }],
    elsewhere: [{ atMs: 13_000, sha: SHA }],
  });
  expect(ours).toEqual([]);
  expect(error).toContain(`It may be ${builds[0]?.id}`);
});

test('the newest commit: a lost answer is recognised by its time, and two new builds are too many', async () => {
  const lost = { faults: [{ on: 'start', kind: 'cut', times: 1 }] satisfies Fault[], sha: undefined };
  const alone = await startIn(lost);
  expect(alone.ours.map((build) => build.id)).toEqual([alone.id]);
  const crowd = await startIn({ ...lost, elsewhere: [{ atMs: 1, sha: OTHER_SHA }] });
  expect(crowd.ours).toHaveLength(1);
  expect(crowd.error).toContain('It may be');
});

test('a token that may not list: an answered start is enough, a lost one is never repeated', async () => {
  const forbidden: Fault = { on: 'list', kind: 'forbidden-403' };
  expect((await startIn({ faults: [forbidden] })).ours).toHaveLength(1);
  const lost = await startIn({ faults: [forbidden, { on: 'start', kind: 'html-502', times: 1 }] });
  expect(lost.builds).toEqual([]);
  expect(lost.error).toContain('General > Read');
  expect(lost.world.requests.filter(({ operation }) => operation === 'start')).toHaveLength(1);
});

test('more builds than a page holds: an older page cannot hide ours', async () => {
  const crowd = Array.from({ length: 150 }, (_, index) => ({ atMs: index, sha: OTHER_SHA }));
  const { error, builds } = await startIn({
    faults: [{ on: 'start', kind: 'html-502', times: 1 }],
    elsewhere: crowd.map((one) => ({ ...one, atMs: one.atMs + 1 })),
  });
  expect(builds.filter((build) => !build.elsewhere)).toEqual([]);
  expect(error).toContain('not known whether a build was started');
});

test.each(['unauthorized-401', 'forbidden-403', 'not-found-404', 'conflict-409'] as const)(
  '%s refuses surely: one start, at once',
  async (kind) => {
    const { error, world } = await startIn({ faults: [{ on: 'start', kind }] });
    expect(error).toContain(`HTTP ${kind.slice(-3)}`);
    expect(error).toContain('No build was started.');
    expect(world.requests.filter(({ operation }) => operation === 'start')).toHaveLength(1);
  },
);
