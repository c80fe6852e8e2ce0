import { describe, expect, test } from '@jest/globals';
import { startSandbox } from '../../sandbox/northflank/server.ts';
import { createWorld, SANDBOX, scripts } from '../../sandbox/northflank/world.ts';
import { createTail } from '../../src/northflank/log-stream.ts';

const PATH = { project: SANDBOX.project, kind: 'job' as const, id: SANDBOX.job };

describe('the live tail', () => {
  const follow = async (apiUrl: string, buildId: string, apiToken: string = SANDBOX.token) => {
    const lines: string[] = [];
    const opened: boolean[] = [];
    const stop = new AbortController();
    const work = createTail({ apiUrl, apiToken }, PATH)(
      { buildId, fromMs: Date.now() - 60_000, lineLimit: 100 },
      {
        onOpen: () => void opened.push(true),
        onLines: (more) => {
          lines.push(...more.map(({ text }) => text));
          if (lines.length >= 20) stop.abort();
        },
      },
      stop.signal,
    );
    return { why: await work, lines, opened };
  };

  test('delivers lines until its signal is aborted', async () => {
    await using sandbox = await startSandbox({ world: createWorld({ script: scripts.success, speed: 50 }) });
    const { id } = sandbox.world.startBuildElsewhere();
    const { why, lines, opened } = await follow(sandbox.url, id);
    expect([why, opened]).toEqual(['not wanted any more', [true]]);
    expect(lines[0]).toContain('Cloning repository');
  });

  test.each([
    ['tail-refused', 'the connection failed'],
    ['tail-auth-refused', 'refused: Unauthorized'],
    ['tail-cut', 'the connection was closed'],
    ['tail-error', 'error: Log stream failed'],
  ] as const)('ends after %s, because %s', async (kind, reason) => {
    await using sandbox = await startSandbox({ world: createWorld({ speed: 50 }) });
    const { id } = sandbox.world.startBuildElsewhere();
    sandbox.faults.add({ on: 'tail', kind });
    const { why, lines } = await follow(sandbox.url, id);
    expect(lines).toEqual([]);
    // A connection that is destroyed may be reported as a failure first.
    expect([reason, ...(kind === 'tail-cut' ? ['the connection failed'] : [])]).toContain(why);
  });

  test('is refused with a reason if the token is unknown', async () => {
    await using sandbox = await startSandbox();
    const { id } = sandbox.world.startBuildElsewhere();
    expect((await follow(sandbox.url, id, 'nf-wrong')).why).toBe('refused: Unauthorized');
  });

  test('does not have the token in the URL of the handshake', async () => {
    await using sandbox = await startSandbox();
    sandbox.world.startBuildElsewhere();
    await follow(sandbox.url, 'no-such-build');
    expect(JSON.stringify(sandbox.world.requests)).not.toContain(SANDBOX.token);
  });
});
