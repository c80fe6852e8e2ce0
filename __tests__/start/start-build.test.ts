/** Which build is ours when the answer to its start is lost. */
import { expect, test } from '@jest/globals';
import type { Fault } from '../../sandbox/northflank/faults.ts';
import { createVirtualWorld } from '../../scripts/simulate/virtual-world.ts';
import type { StartIntent } from '../../src/start/find-build.ts';
import { startBuild } from '../../src/start/start-build.ts';

const SHA = '262ed9817b3cad5142fbceabe0c9e371e390d616';
const OTHER_SHA = 'b'.repeat(40);

/** What happens while a build is started. */
interface Scenario {
  faults: Fault[];
  /** Starts by others: milliseconds after ours began, and the commit. */
  elsewhere?: { atMs: number; sha: string }[];
  /** True to build the newest commit. */
  latest?: boolean;
}

async function startIn({ faults, elsewhere = [], latest = false }: Scenario) {
  const virtual = createVirtualWorld();
  const { clock, world, context } = virtual;
  for (const fault of faults) virtual.faults.add(fault);
  for (const { atMs, sha } of elsewhere) clock.at(atMs, () => world.startBuildElsewhere({ sha }));
  const texts: string[] = [];
  const warnings: string[] = [];
  const intents: (StartIntent | undefined)[] = [];
  const result = await clock
    .run(() =>
      startBuild(latest ? {} : { sha: SHA }, context, {
        deadlineMs: clock.now() + 60 * 60_000,
        saveIntent: (intent) => intents.push(intent),
        info: (text) => texts.push(text),
        warning: (text) => warnings.push(text),
      }),
    )
    .then(
      ({ build }) => ({ id: build.id, error: undefined }),
      (error: unknown) => ({ id: undefined, error: error instanceof Error ? error.message : 'no error' }),
    );
  const builds = world.builds();
  return {
    ...result,
    ...{ texts: texts.join('\n'), warnings, intents, builds },
    ours: builds.filter((build) => !build.elsewhere),
    starts: world.requests.filter(({ operation }) => operation === 'start').length,
  };
}

test('a lost answer: the only new build of the commit is ours', async () => {
  const { id, ours, texts } = await startIn({
    faults: [{ on: 'start', kind: 'reset-after', times: 1 }],
    elsewhere: [{ atMs: 0, sha: OTHER_SHA }],
  });
  expect(ours.map((build) => build.id)).toEqual([id]);
  expect(texts).toContain(`It was: build ${id}.`);
});

test('a start that was not accepted is sent once more', async () => {
  const { id, ours, starts } = await startIn({ faults: [{ on: 'start', kind: 'html-502', times: 1 }] });
  expect(ours.map((build) => build.id)).toEqual([id]);
  expect(starts).toBe(2);
});

test('what identifies the build is saved before each start, with the times of the first and the last', async () => {
  const { intents } = await startIn({ faults: [{ on: 'start', kind: 'html-502', times: 1 }] });
  const [first, second] = intents;
  expect(intents).toHaveLength(2);
  expect(first).toEqual({
    sha: SHA,
    knownIds: [],
    sentAtMs: first?.lastSentAtMs,
    lastSentAtMs: expect.any(Number),
  });
  expect(second).toEqual({ ...first, lastSentAtMs: expect.any(Number) });
  expect((second?.lastSentAtMs ?? 0) - (first?.sentAtMs ?? 0)).toBeGreaterThanOrEqual(30_000);
});

test('what was saved is dropped once the start is known not to have been accepted', async () => {
  const { intents } = await startIn({ faults: [{ on: 'start', kind: '429', reset: 5, times: 1 }] });
  expect(intents).toEqual([expect.anything(), undefined, expect.anything()]);
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

test('a build of the commit that appears shortly after ours makes the start ambiguous', async () => {
  const { error, builds } = await startIn({
    faults: [{ on: 'start', kind: 'reset-after', times: 1 }],
    elsewhere: [{ atMs: 1000, sha: SHA }],
  });
  expect(builds).toHaveLength(2);
  for (const { id } of builds) expect(error).toContain(id);
});

test('a build that another run started long before ours is never mistaken for ours', async () => {
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

test('a late build of the commit is not mistaken for ours, and no second one is started', async () => {
  const { error, ours, builds } = await startIn({
    faults: [{ on: 'start', kind: 'reset-before', times: 1 }],
    elsewhere: [{ atMs: 29_000, sha: SHA }],
  });
  expect(ours).toEqual([]);
  expect(error).toContain(`It may be build ${builds[0]?.id}`);
});

test('the newest commit: after a lost answer the build is recognised by its time, two new builds are ambiguous', async () => {
  const scenario: Scenario = { faults: [{ on: 'start', kind: 'cut', times: 1 }], latest: true };
  const alone = await startIn(scenario);
  expect(alone.ours.map((build) => build.id)).toEqual([alone.id]);
  const withOthers = await startIn({ ...scenario, elsewhere: [{ atMs: 1, sha: OTHER_SHA }] });
  expect(withOthers.ours).toHaveLength(1);
  expect(withOthers.error).toContain('It may be');
});

test('a token that is not allowed to list builds: an answered start is enough, an unanswered one is never repeated', async () => {
  const forbidden: Fault = { on: 'list', kind: 'forbidden-403' };
  const answered = await startIn({ faults: [forbidden] });
  expect(answered.ours).toHaveLength(1);
  expect(answered.warnings).toEqual([]);
  expect(answered.texts).toContain('General > Read');
  const unanswered = await startIn({ faults: [forbidden, { on: 'start', kind: 'html-502', times: 1 }] });
  expect(unanswered.builds).toEqual([]);
  expect(unanswered.error).toContain('General > Read');
  expect(unanswered.starts).toBe(1);
});

test('more builds than fit on a page: ours might be on the next one, so no second one is started', async () => {
  const { error, builds } = await startIn({
    faults: [{ on: 'start', kind: 'html-502', times: 1 }],
    elsewhere: Array.from({ length: 150 }, (_, index) => ({ atMs: index + 1, sha: OTHER_SHA })),
  });
  expect(builds.filter((build) => !build.elsewhere)).toEqual([]);
  expect(error).toContain('A build may have been started');
});

test('a conflict is waited out for half a minute', async () => {
  const passing = await startIn({ faults: [{ on: 'start', kind: 'conflict-409', times: 3 }] });
  expect(passing.ours.map((build) => build.id)).toEqual([passing.id]);
  const lasting = await startIn({ faults: [{ on: 'start', kind: 'conflict-409' }] });
  expect(lasting.error).toContain('HTTP 409');
  expect(lasting.error).toContain('No build was started.');
  expect(lasting.starts).toBeGreaterThan(3);
  expect(lasting.intents.at(-1)).toBeUndefined();
});

test.each(['unauthorized-401', 'forbidden-403', 'not-found-404', 'redirect'] as const)(
  '%s is a refusal: the start is not repeated',
  async (kind) => {
    const { error, starts, intents } = await startIn({ faults: [{ on: 'start', kind }] });
    expect(error).toContain(`HTTP ${kind === 'redirect' ? 302 : kind.slice(-3)}`);
    expect(error).toContain('No build was started.');
    expect(starts).toBe(1);
    expect(intents.at(-1)).toBeUndefined();
  },
);
