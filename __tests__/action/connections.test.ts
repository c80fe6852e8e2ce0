import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { openNorthflank, scripts } from '../../sandbox/run-step.ts';
import { startStaleConnectionGateway, startSlowUplink } from './gateways.ts';

test.each([
  { what: 'a start', inputs: {}, conclusion: 'success', changes: ['POST'] },
  {
    what: 'a start and an abort',
    inputs: { 'timeout-minutes': 0.02 },
    conclusion: 'timed-out',
    changes: ['POST', 'DELETE'],
  },
])(
  'where kept-alive connections are stale, $what has a connection of its own',
  async ({ inputs, conclusion, changes }) => {
    const script = conclusion === 'success' ? scripts.success : scripts.forever;
    // Slow enough for several polls.
    await using northflank = await openNorthflank({ script, speed: 10 });
    await using gateway = await startStaleConnectionGateway(northflank.url);
    const run = await northflank.run({ 'api-url': gateway.url, ...inputs });
    expect(run.outputs).toMatchObject({ conclusion, 'build-id': northflank.world.builds()[0]?.id });
    expect(northflank.world.builds()).toHaveLength(1);
    expect(northflank.world.running()).toEqual([]);
    const { requests } = gateway;
    const changing = requests.filter(({ method }) => method !== 'GET');
    expect(changing.map(({ method }) => method)).toEqual(changes);
    const used = changing.map(
      ({ connection }) => requests.filter((request) => request.connection === connection).length,
    );
    expect(used).toEqual(changes.map(() => 1));
    // Reads share connections, and at least one of them must have used a stale one.
    expect(requests.some(({ isLost }) => isLost)).toBe(true);
  },
);

/** The action's time limit for the answer to a start when `timeout-minutes` is nearly over. */
const START_LIMIT_MS = 5000;

const FILES = ['a', 'b', 'c', 'd'];
const FILE_BYTES = 5 * 1024 * 1024;
const BYTES_PER_SECOND = 3.5e6;

test('a start with 20 MB of files over a slow uplink does not time out while bytes are sent', async () => {
  const workspace = mkdtempSync(path.join(tmpdir(), 'uplink-'));
  try {
    for (const file of FILES) writeFileSync(path.join(workspace, file), file.repeat(FILE_BYTES));
    // Slow enough that the build runs when its start is answered, however busy the machine is.
    await using northflank = await openNorthflank({ speed: 0.1 });
    await using uplink = await startSlowUplink(northflank.url, BYTES_PER_SECOND);
    const buildFiles = Object.fromEntries(FILES.map((file) => [`/${file}`, { file }]));
    const run = await northflank.run(
      {
        ...{ 'api-url': uplink.url, wait: false, 'timeout-minutes': 0.05 },
        overrides: JSON.stringify({ buildFiles }),
      },
      { workspace },
    );
    expect([run.exitCode, run.annotations, run.outputs['conclusion']]).toEqual([0, [], 'started']);
    expect(northflank.asked('start')).toHaveLength(1);
    const [sent] = northflank.asked('start');
    expect(sent?.body.length).toBeGreaterThan(FILES.length * FILE_BYTES);
    expect(uplink.uploadMs).toBeGreaterThan(START_LIMIT_MS);
  } finally {
    rmSync(workspace, { recursive: true });
  }
});
