/** Which dates and which lists a search for a build believes, to the millisecond. */
import { describe, expect, test } from '@jest/globals';
import type { Quirks } from '../../sandbox/northflank/quirks.ts';
import { scripts } from '../../sandbox/northflank/world.ts';
import { createVirtualWorld, type VirtualWorldOptions } from '../../scripts/simulate/virtual-world.ts';
import { findBuild, type FindOptions } from '../../src/start/find-build.ts';

const SECOND = 1000;
const SHA = '262ed9817b3cad5142fbceabe0c9e371e390d616';
const OTHER_SHA = 'b'.repeat(40);

/** Builds, and a search for one of a start that was sent and has failed later. */
interface Search {
  /** When builds are made, in milliseconds after the world began, and of which commit. */
  builds?: { atMs: number; sha: string }[];
  /** The same for the start and its failure; both are what the dates are compared with. */
  sentAtMs?: number;
  failedAtMs?: number;
  /** True if no build was listed before the start, false if nothing could be listed. */
  wasListed?: boolean;
  quirks?: Quirks;
  network?: VirtualWorldOptions['network'];
  options?: Partial<FindOptions>;
}

async function searchIn({ builds = [], sentAtMs = 0, failedAtMs = 0, wasListed = true, ...search }: Search) {
  const { quirks, network, options } = search;
  // Without the server's date nothing is rounded.
  const virtual = createVirtualWorld({
    quirks: { dateOffsetMs: null, ...quirks },
    ...(network && { network }),
  });
  const { clock, world, context } = virtual;
  const beginMs = clock.date();
  for (const { atMs, sha } of builds) clock.at(atMs, () => world.startBuildElsewhere({ sha }));
  await clock.pass(60 * SECOND);
  const startMs = clock.now();
  const result = await clock.run(
    findBuild(
      {
        ...{ sha: SHA, knownIds: wasListed ? [] : undefined },
        ...{ sentAtMs: beginMs + sentAtMs, lastSentAtMs: beginMs + sentAtMs },
      },
      context,
      { deadlineMs: startMs + 3600 * SECOND, failedAtMs: beginMs + failedAtMs, ...options },
    ),
  );
  return { kind: result.kind, lists: world.requests.length, tookMs: clock.now() - startMs };
}

describe('the date of a build', () => {
  const builds = [{ atMs: 30_000, sha: SHA }];

  test.each([
    ['from 15 s before the start', { sentAtMs: 45_000, failedAtMs: 45_000 }, 'found'],
    ['but not earlier', { sentAtMs: 45_001, failedAtMs: 45_001 }, 'ambiguous'],
    ['to 25 s after its failure', { sentAtMs: 0, failedAtMs: 5000 }, 'found'],
    ['but not later', { sentAtMs: 0, failedAtMs: 4999 }, 'ambiguous'],
  ])('may be %s', async (_, times, kind) => {
    for (const wasListed of [true, false]) {
      expect(await searchIn({ builds, wasListed, ...times })).toMatchObject({ kind });
    }
  });

  test('is assumed to fit where the build has none and was not listed before the start', async () => {
    const search = { builds, quirks: { without: ['createdAt'] }, sentAtMs: 30_000, failedAtMs: 30_000 };
    expect(await searchIn(search)).toMatchObject({ kind: 'found' });
    expect(await searchIn({ ...search, wasListed: false })).toMatchObject({ kind: 'ambiguous' });
    // Forty seconds after the failure, others may have started it.
    expect(await searchIn({ ...search, failedAtMs: 15_000 })).toMatchObject({ kind: 'ambiguous' });
  });
});

describe('a page that does not show all builds', () => {
  const builds = [0, 30_000, 30_000, 30_001].map((atMs) => ({ atMs, sha: OTHER_SHA }));
  const page = { builds, quirks: { pageSize: 3 }, options: { absentMs: 500 } };

  test('shows all since the start if its last one is older, and the newest come first', async () => {
    expect(await searchIn({ ...page, sentAtMs: 45_001 })).toMatchObject({ kind: 'not-started' });
    expect(await searchIn({ ...page, sentAtMs: 45_000 })).toMatchObject({ kind: 'ambiguous' });
  });

  test('shows no order if all its dates are the same, or the oldest come first', async () => {
    const same = { builds: builds.slice(0, 3), quirks: { pageSize: 2 } };
    expect(await searchIn({ ...page, ...same, sentAtMs: 50_000 })).toMatchObject({ kind: 'ambiguous' });
    const quirks: Quirks = { pageSize: 3, order: 'oldest-first' };
    expect(await searchIn({ ...page, quirks, sentAtMs: 50_000 })).toMatchObject({ kind: 'ambiguous' });
  });
});

describe('the end of a search', () => {
  test('is its deadline, at which the list is read for the last time', async () => {
    const deadlineMs = 60 * SECOND + 1234.5;
    expect(await searchIn({ options: { deadlineMs: deadlineMs + 600 } })).toEqual({
      ...{ kind: 'ambiguous', lists: 2, tookMs: 600 },
    });
    expect(await searchIn({ options: { deadlineMs: deadlineMs + 500 } })).toMatchObject({
      lists: 1,
      tookMs: 500,
    });
    expect(await searchIn({ options: { deadlineMs } })).toMatchObject({ lists: 0 });
  });

  test('is 4.5 s after the start has failed, once there is one build', async () => {
    const builds = [{ atMs: 30_000, sha: SHA }];
    const times = { sentAtMs: 30_000, failedAtMs: 30_000 };
    // The lists are answered 1.75 s and 4.5 s after the search has begun.
    const network = () => ({ backMs: 1250 });
    expect(await searchIn({ builds, network, ...times })).toEqual({ kind: 'found', lists: 2, tookMs: 4500 });
    const sooner = () => ({ backMs: 1249 });
    expect(await searchIn({ builds, network: sooner, ...times })).toMatchObject({ lists: 3 });
  });

  test('is half a minute after it has begun, where there is none', async () => {
    expect(await searchIn({})).toMatchObject({ kind: 'not-started', tookMs: 30 * SECOND });
  });

  test('is half a minute after a list has failed, since nobody knows what it would have shown', async () => {
    const { clock, faults, context } = createVirtualWorld();
    const [beginMs, startMs] = [clock.date(), clock.now()];
    faults.add({ on: 'list', kind: 'html-503', skip: 3, times: 1 });
    const intent = { sha: SHA, knownIds: [], sentAtMs: beginMs, lastSentAtMs: beginMs };
    const search = findBuild(intent, context, { deadlineMs: startMs + 3600 * SECOND });
    expect(await clock.run(search)).toMatchObject({ kind: 'not-started' });
    expect(clock.now() - startMs).toBe(40 * SECOND);
  });

  test('is its sixtieth list at the latest, if lists fail time and again', async () => {
    const { clock, faults, world, context } = createVirtualWorld();
    const [beginMs, startMs] = [clock.date(), clock.now()];
    for (let skip = 1; skip < 100; skip += 2) faults.add({ on: 'list', kind: 'html-503', skip, times: 1 });
    const intent = { sha: SHA, knownIds: [], sentAtMs: beginMs, lastSentAtMs: beginMs };
    const search = findBuild(intent, context, { deadlineMs: startMs + 3600 * SECOND });
    expect(await clock.run(search)).toMatchObject({ kind: 'ambiguous' });
    expect(world.requests).toHaveLength(60);
  });
});

test('a build that shows later that it is of another commit is no candidate any more', async () => {
  const { clock, world, context } = createVirtualWorld({
    world: { script: { ...scripts.success, bare: true } },
  });
  const beginMs = clock.date();
  // Two builds that show nothing but their IDs until they have ended: of both, one is ours.
  const ours = world.startBuildElsewhere({ sha: SHA });
  world.startBuildElsewhere({ sha: OTHER_SHA });
  const intent = { sha: SHA, knownIds: [], sentAtMs: beginMs, lastSentAtMs: beginMs };
  const options = { deadlineMs: clock.now() + 3600 * SECOND, failedAtMs: beginMs };
  expect(await clock.run(findBuild(intent, context, options))).toMatchObject({
    kind: 'found',
    build: { id: ours.id },
  });
});

describe('a build that shows nothing but its ID', () => {
  const bare = { script: { ...scripts.forever, bare: true } };

  /** Searches among bare builds that are made so many milliseconds after the search has begun. */
  async function searchAmong(agesMs: number[], quirks: Quirks = {}) {
    const { clock, world, faults, context } = createVirtualWorld({ world: bare, quirks });
    const beginMs = clock.date();
    for (const ms of agesMs) clock.at(ms, () => world.startBuildElsewhere({ sha: OTHER_SHA }));
    const intent = { sha: SHA, knownIds: [], sentAtMs: beginMs, lastSentAtMs: beginMs };
    const startMs = clock.now();
    const search = (): ReturnType<typeof findBuild> =>
      findBuild(intent, context, { deadlineMs: startMs + 3600 * SECOND, failedAtMs: beginMs });
    return { clock, faults, startMs, search };
  }

  test('is taken after half a minute, and not while ours may still arrive', async () => {
    const alone = await searchAmong([100]);
    expect(await alone.clock.run(alone.search)).toMatchObject({ kind: 'found' });
    expect(alone.clock.now() - alone.startMs).toBe(30 * SECOND);
    const late = await searchAmong([100, 12 * SECOND]);
    expect(await late.clock.run(late.search)).toMatchObject({ kind: 'ambiguous', builds: [{}, {}] });
  });

  test('is not taken where others had minutes to start it', async () => {
    const { clock, faults, search } = await searchAmong([100 * SECOND]);
    faults.add({ on: 'list', kind: '429', times: 1, reset: 120 });
    expect(await clock.run(search)).toMatchObject({ kind: 'ambiguous', builds: [{}] });
  });
});
