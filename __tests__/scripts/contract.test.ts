/* oxlint-disable jest/no-standalone-expect -- the rule does not know `withSignals` as a test */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { withQuirks } from '../../sandbox/northflank/quirks.ts';
import { type Sandbox, startSandbox } from '../../sandbox/northflank/server.ts';
import {
  createWorld,
  operationOf,
  SANDBOX,
  type SandboxAnswer,
  scripts,
} from '../../sandbox/northflank/world.ts';
import { type ContractOptions, contract } from '../../scripts/contract/contract.ts';
import { createQuote } from '../../scripts/contract/quote.ts';
import { createFastClock, createFastWorld, startFastSandbox } from '../../scripts/contract/sandbox.ts';

/** Windows has no SIGINT that one process could send to another. */
const withSignals = process.platform === 'win32' ? test.skip : test;

/** How many times faster than real time Northflank is, and how many times where it must not miss a moment. */
const SPEED = 50;
const SLOW_SPEED = 25;
const SLOWEST_SPEED = 6;

const ENV = { NORTHFLANK_API_TOKEN: SANDBOX.token };
const JOB = ['--project', SANDBOX.project, '--job', SANDBOX.job];
const SERVICE = ['--project', SANDBOX.project, '--service', SANDBOX.service];

const ORDER = 'deployment: order of `deployedSHA` and `status`';
const SHOWN_BEFORE = 'deployment: `COMPLETED` of the one before, after the end of the build';
const AFTER_BUILD = 'deployment: first new `lastTransitionTime` and `buildConcludedAt`';
const CLOCKS = 'deployment: first new `lastTransitionTime` and the header `Date`';
const REPEATS = 'deployment: a state that has passed';
const VERDICT = "deployment: this action's verdict";

type Row = [mark: string, about: string, seen: string];
type Run = { code: number; table: string; log: string; rows: Row[] };

async function run(argv: readonly string[], options: ContractOptions = {}): Promise<Run> {
  const [tables, log]: [string[], string[]] = [[], []];
  const code = await contract(argv, {
    env: {},
    print: (text) => tables.push(text),
    progress: (text) => log.push(text),
    ...options,
  });
  const table = tables.join('\n');
  return { code, table, log: log.join('\n'), rows: rowsOf(table) };
}

/** Looks ever more slowly, as a busy machine misses moments of a fast sandbox, until all is seen as it is. */
async function atSomeSpeed(look: (speed: string[]) => Promise<void>): Promise<void> {
  for (const speed of [SPEED, SLOW_SPEED]) {
    try {
      return await look(['--speed', String(speed)]);
    } catch {
      // What is wrong stays wrong.
    }
  }
  return look(['--speed', String(SLOWEST_SPEED)]);
}

function rowsOf(table: string): Row[] {
  return [...table.matchAll(/^\| ([✓≠?]) \| (.+?) \| .+? \| (.+) \|$/gm)].map(
    ([, mark = '', about = '', seen = '']) => [mark, about, seen],
  );
}

/** What the rows are about that differ or could not be seen. */
const exceptions = ({ rows }: Run): string[] =>
  rows.filter(([mark]) => mark !== '✓').map(([mark, about]) => `${mark} ${about}`);

describe('in the sandbox', () => {
  test.concurrent('every assumption holds', () =>
    atSomeSpeed(async (speed) => {
      const result = await run(speed);
      expect(exceptions(result)).toEqual([]);
      expect(result.rows.length).toBeGreaterThan(45);
      expect(result.table).not.toContain('deployment');
      expect(result.code).toBe(0);
    }));

  test.concurrent.each<[argv: string[], rows: string[]]>([
    [['web'], ['start: of a combined service with `branch`', 'deployment: its end']],
    [['images', '--branch', 'main'], ['start: of a build service without `branch` and `pullRequestId`']],
    [['images', '--pull-request-id', '7'], ['start: `branch` or `pullRequestId` of the answer']],
  ])('every assumption about service %j holds', (argv, rows) =>
    atSomeSpeed(async (speed) => {
      const result = await run(['--service', ...argv, ...speed]);
      expect(exceptions(result)).toEqual([]);
      expect(result.rows.length).toBeGreaterThan(50);
      expect(result.rows.map(([, about]) => about)).toEqual(expect.arrayContaining(rows));
      expect(result.table).not.toMatch(/\b(?:web|images|shop|acme|code\.run)\b/);
      expect(result.code).toBe(0);
    }),
  );

  test.concurrent('a lag is seen in the list and in GET, and nowhere else', () =>
    atSomeSpeed(async (speed) => {
      const result = await run(['--lag', '12', ...speed]);
      expect(exceptions(result)).toEqual([
        '≠ start: GET of the new build',
        '≠ start: list with the new build',
      ]);
      const [[, , get] = [], [, , list] = []] = result.rows.filter(([mark]) => mark === '≠');
      expect(get).toMatch(/^HTTP 404 in \d+ reads, there after 1\d\.\d s$/);
      expect(list).toMatch(/^absent in \d+ reads, there after 1\d\.\d s$/);
      expect(result.table).toContain('Seen in the sandbox with a lag of 12 s.');
    }));

  test.concurrent.each<[quirks: string[], exceptions: string[]]>([
    [
      [
        'oldest-first',
        'milliseconds',
        'late-image',
        'clock-ahead',
        'abort-204',
        'late-abort',
        'tail-closes',
        'cursor-after',
      ],
      [
        '≠ start: `createdAt` and the header `Date`',
        '≠ build: `buildConcludedAt`',
        '≠ build: `registry.uri` of a success',
        '≠ abort: of a running build',
        '≠ abort: the build after it',
        '≠ abort: of a finished build',
        '≠ list: order',
        '≠ log: `cursor` of a page that is cut off',
        '≠ live log: at the end of the build',
      ],
    ],
    [
      ['no-cursor', 'unknown-status', 'abort-conflict', 'as-text'],
      [
        '≠ start: fields of the answer',
        '≠ build: fields while it runs',
        '≠ build: statuses',
        '≠ build: fields in the first read after the end',
        '≠ build: `buildConcludedAt`',
        '≠ abort: the build after it',
        '≠ abort: of a finished build',
        '≠ list: fields of the answer',
        '≠ list: page of one build',
        '? list: page by `cursor`',
        '≠ list: the last page',
      ],
    ],
  ])('%j are seen where they are', async (quirks, expected) => {
    const options = quirks.flatMap((name) => ['--quirk', name]);
    await atSomeSpeed(async (speed) => {
      expect(exceptions(await run([...options, ...speed]))).toEqual(expected);
    });
  });

  test.concurrent.each<[quirks: string[], expected: [string, string, unknown][]]>([
    [
      ['late-sha', 'deployment-clock-ahead'],
      [
        ['≠', ORDER, expect.stringMatching(/^`status` first, `deployedSHA` [\d.]+ s later$/)],
        ['≠', CLOCKS, expect.stringMatching(/^[3-6]\d\.\d s after the `Date` that it came with$/)],
      ],
    ],
    [
      ['early-sha', 'no-transition-time'],
      [
        ['≠', 'settings: `status.deployment`', 'no `lastTransitionTime`'],
        ['≠', ORDER, expect.stringMatching(/^`deployedSHA` first, `status` [\d.]+ s later$/)],
        ['≠', 'deployment: `lastTransitionTime`', 'absent'],
        ['?', AFTER_BUILD, 'could not be seen: it is absent'],
        ['?', CLOCKS, 'could not be seen: it is absent'],
        ['?', REPEATS, 'could not be seen: `lastTransitionTime` is absent'],
      ],
    ],
    [
      ['failed-deployment'],
      [
        [
          '≠',
          'deployment: its end',
          expect.stringMatching(/^`FAILED` with the commit, \d\d\.\d s after the end/),
        ],
      ],
    ],
    [
      ['stuck-deployment'],
      [
        [
          '≠',
          'deployment: its end',
          expect.stringMatching(/^`PENDING \(DEPLOYING\)` with .*when 5 minutes were over$/),
        ],
        ['?', VERDICT, 'could not be seen: the deployment did not end'],
      ],
    ],
    [
      ['no-deployment'],
      [
        ['≠', 'deployment: its end', expect.stringMatching(/^nothing changed in 3\d\d\.\d s$/)],
        ['≠', SHOWN_BEFORE, expect.stringMatching(/^still shown after 3\d\d\.\d s$/)],
        ['?', ORDER, 'could not be seen: nothing changed'],
        ['?', 'deployment: `lastTransitionTime`', 'could not be seen: nothing changed'],
        ['?', AFTER_BUILD, 'could not be seen: it did not change'],
        ['?', CLOCKS, 'could not be seen: it did not change'],
        ['?', VERDICT, 'could not be seen: the deployment did not end'],
      ],
    ],
  ])('deployments with %j are seen as they are', async (quirks, expected) => {
    const options = quirks.flatMap((name) => ['--quirk', name]);
    await atSomeSpeed(async (speed) => {
      const result = await run(['--service', 'web', ...options, ...speed]);
      expect(result.rows.filter(([mark]) => mark !== '✓')).toEqual(expected);
    });
  });
});

describe('on Northflank', () => {
  /** Runs it against a sandbox of its own as if that were Northflank. */
  async function runOn(sandbox: Sandbox, options: ContractOptions = {}, argv: string[] = []): Promise<Run> {
    return run([...JOB, '--yes', '--api-url', sandbox.url, ...argv], { env: ENV, ...options });
  }

  test('nothing is sent without --yes', async () => {
    await using sandbox = await startSandbox();
    const result = await run([...JOB, '--api-url', sandbox.url], { env: ENV });
    expect(sandbox.world.requests).toEqual([]);
    expect(result.log).toContain('This starts up to three builds of the job:');
    expect(result.log).toContain('Nothing has been sent. Add --yes to do it.');
    expect(result).toMatchObject({ code: 0, table: '' });
  });

  test.concurrent('all builds but the first are aborted, and neither the token nor an ID is shown', async () => {
    const clock = createFastClock(SPEED);
    const world = createWorld({ now: () => clock.date(), speed: 0.25 });
    let isSecond = false;
    await using sandbox = await startSandbox({
      world: {
        ...world,
        speed: SPEED,
        handle(request) {
          if (request.method === 'POST' && isSecond) world.script(scripts.forever);
          isSecond ||= request.method === 'POST';
          const answer = world.handle(request);
          const told = `${SANDBOX.token} in ${SANDBOX.project}`;
          return { ...answer, body: answer.body.replace(/("message":")[^"]*/g, `$1${told}`) };
        },
      },
    });
    const result = await runOn(sandbox, { clock });
    expect(result.table).toContain('`<token> in <project>`');
    expect(result.table + result.log).not.toContain(SANDBOX.token);
    const ids = [SANDBOX.project, SANDBOX.job, SANDBOX.team, ...world.builds().map(({ id }) => id)];
    expect(ids.filter((id) => new RegExp(`\\b${id}\\b`).test(result.table))).toEqual([]);
    expect(exceptions(result)).toEqual(['≠ build: `message` of a success']);
    expect(world.builds().map(({ status }) => status)).toEqual(['SUCCESS', 'ABORTED', 'ABORTED']);
    expect(result.code).toBe(0);
  });

  test.concurrent('a commit that is refused is replaced by one that is known', async () => {
    const clock = createFastClock(SPEED);
    const world = createFastWorld(clock, SPEED);
    await using sandbox = await startSandbox({
      world: {
        ...world,
        handle: (request) =>
          request.body.includes('badc0ffee')
            ? { ...world.handle({ ...request, body: '{"sha":"short"}' }) }
            : world.handle(request),
      },
    });
    const result = await runOn(sandbox, { clock });
    expect(result.rows).toContainEqual([
      '≠',
      'start: a commit that does not exist',
      expect.stringMatching(/^refused: HTTP 400 `\{"error":/),
    ]);
    expect(exceptions(result)).toHaveLength(1);
    expect(world.builds(SANDBOX.job)).toHaveLength(3);
    expect(world.running()).toEqual([]);
  });

  /** Runs it on the combined service. */
  async function runOnService(sandbox: Sandbox, options: ContractOptions = {}): Promise<Run> {
    return run([...SERVICE, '--yes', '--api-url', sandbox.url], { env: ENV, ...options });
  }

  test('nothing is sent to a service without --yes, and it says what would be', async () => {
    await using sandbox = await startSandbox();
    const result = await run([...SERVICE, '--api-url', sandbox.url], { env: ENV });
    expect(sandbox.world.requests).toEqual([]);
    expect(result.log).toContain('This starts up to three builds of the service:');
    expect(result.log).toContain('it watches the deployment of the first build');
    expect(result.log).toContain('Project > Services > Deployment > Deploy Build');
  });

  test.concurrent('a start that is not refused is aborted and named, and only then a build is started', async () => {
    const clock = createFastClock(SPEED);
    const world = createWorld({ now: () => clock.date(), speed: 0.25 });
    await using sandbox = await startSandbox({
      world: {
        ...world,
        speed: SPEED,
        handle: (request) =>
          world.handle({ ...request, body: request.body === '{"branch":"main"}' ? '{}' : request.body }),
      },
    });
    const result = await runOnService(sandbox, { clock });
    const [first, second] = world.builds(SANDBOX.service);
    expect(result.log).toContain(`It has started build ${first?.id}, which is aborted.`);
    expect(result.rows).toContainEqual([
      ...[
        '≠',
        'start: of a combined service with `branch`',
        'HTTP 200: it started a build, which is aborted',
      ],
    ]);
    expect(first).toMatchObject({ aborted: true });
    const operations = world.requests.map(({ operation }) => operation);
    const nextStart = operations.indexOf('start', operations.indexOf('start') + 1);
    expect(operations.slice(0, nextStart)).toContain('abort');
    expect(second).toMatchObject({ status: 'SUCCESS' });
    expect(world.running()).toEqual([]);
  });

  test('a start to be refused whose answer is lost is the last one', async () => {
    const clock = createFastClock(SPEED);
    await using sandbox = await startFastSandbox(clock, SPEED);
    sandbox.faults.add({ on: 'start', kind: 'reset-after' });
    const result = await runOnService(sandbox, { clock });
    expect(sandbox.world.requests.filter(({ operation }) => operation === 'start')).toHaveLength(1);
    expect(result.log).toContain('Check whether the service has one more build.');
    expect(result.code).toBe(1);
  });

  test.concurrent("a deployment that goes on after this action's verdict, or back, is seen", async () => {
    const clock = createFastClock(SLOW_SPEED);
    const world = createFastWorld(clock, SLOW_SPEED);
    const phase = { reason: 'DEPLOYING', seconds: 6 } as const;
    world.rollout({
      phases: [
        ...[
          { ...phase, status: 'IN_PROGRESS' as const },
          { ...phase, status: 'COMPLETED' as const },
        ],
        ...[
          { ...phase, status: 'PENDING' as const },
          { status: 'COMPLETED' as const, seconds: Infinity },
        ],
      ],
    });
    let before: SandboxAnswer | undefined;
    let reads = 0;
    await using sandbox = await startSandbox({
      world: {
        ...world,
        handle(request) {
          const answer = world.handle(request);
          if (operationOf(request.method, request.path) !== 'resource' || answer.status !== 200)
            return answer;
          before ??= answer;
          reads += 1;
          return reads === 25 ? { ...answer, body: before.body } : answer;
        },
      },
    });
    const { rows } = await runOnService(sandbox, { clock });
    expect(rows.filter(([mark]) => mark !== '✓')).toEqual([
      ['≠', REPEATS, expect.stringMatching(/^shown again in [12] of \d+ reads$/)],
      [
        ...['≠', VERDICT],
        expect.stringMatching(/^`deployed` after [\d.]+ s, and `PENDING \(DEPLOYING\)` after [\d.]+ s$/),
      ],
    ]);
  });

  test.concurrent('a deployment of the same commit without times is seen to its end', async () => {
    const clock = createFastClock(SPEED);
    const world = withQuirks(createWorld({ now: () => clock.date(), speed: 0.25 }), {
      transitionOffsetMs: null,
    });
    await using sandbox = await startSandbox({ world: { ...world, speed: SPEED } });
    const { rows } = await runOnService(sandbox, { clock });
    expect(rows).toContainEqual([
      ...['✓', 'deployment: its end'],
      expect.stringMatching(/^`COMPLETED` with the commit, [\d.]+ s after the end/),
    ]);
    expect(rows).toContainEqual(['?', ORDER, expect.stringContaining('the commit was deployed before')]);
    expect(rows).toContainEqual(['✓', VERDICT, expect.stringMatching(/^`deployed` after /)]);
  });

  test.concurrent.each([{ disabledCD: true }, { paused: true }])(
    'with %j no deployment is watched',
    async (settings) => {
      const clock = createFastClock(SPEED);
      const world = createFastWorld(clock, SPEED);
      world.configure(SANDBOX.service, settings);
      await using sandbox = await startSandbox({ world });
      const result = await runOnService(sandbox, { clock });
      expect(result.rows).toContainEqual([
        ...['?', 'deployment: its end'],
        `could not be seen: ${'paused' in settings ? 'the service is paused' : 'CD is off'}`,
      ]);
      expect(result.log).not.toContain('Watching the deployment.');
      expect(result.code).toBe(0);
    },
  );

  test.concurrent('an outage makes rows that could not be seen, and the builds are aborted', async () => {
    const clock = createFastClock(SPEED);
    await using sandbox = await startFastSandbox(clock, SPEED);
    sandbox.faults.add({ on: 'get', kind: 'html-503' });
    const result = await runOn(sandbox, { clock });
    expect(result.rows).toContainEqual([
      '?',
      'build: statuses',
      'could not be seen: the API is in trouble (HTTP 503)',
    ]);
    expect(result.rows).toContainEqual(['✓', 'list: order', expect.any(String)]);
    expect(sandbox.world.builds(SANDBOX.job).length).toBeGreaterThan(1);
    expect(sandbox.world.running()).toEqual([]);
    expect(result.code).toBe(0);
  });

  test('an exhausted rate limit starts nothing', async () => {
    const clock = createFastClock(SPEED);
    await using sandbox = await startFastSandbox(clock, SPEED);
    sandbox.faults.add({ on: 'start', kind: '429' });
    const result = await runOn(sandbox, { clock });
    expect(result.rows[0]).toEqual([
      ...['?', 'start: the answer', 'could not be seen: the rate limit is exhausted (HTTP 429)'],
    ]);
    expect(result.log).not.toContain('The answer to a start was lost');
    expect(sandbox.world.builds(SANDBOX.job)).toEqual([]);
    expect(result.code).toBe(1);
  });

  test('a start without an answer is the last one, and the user is told', async () => {
    const clock = createFastClock(SPEED);
    await using sandbox = await startFastSandbox(clock, SPEED);
    sandbox.faults.add({ on: 'start', kind: 'reset-after' });
    const result = await runOn(sandbox, { clock });
    expect(sandbox.world.builds(SANDBOX.job)).toHaveLength(1);
    expect(result.log).toContain('The answer to a start was lost. Check whether the job has one more build.');
    expect(result.code).toBe(1);
  });

  test.concurrent('a build that takes too long is aborted', async () => {
    const clock = createFastClock(SPEED);
    const world = createWorld({ now: () => clock.date(), script: scripts.forever });
    await using sandbox = await startSandbox({ world: { ...world, speed: SPEED } });
    const result = await runOn(sandbox, { clock }, ['--minutes', '0.5']);
    expect(result.rows).toContainEqual([
      '?',
      'build: `buildConcludedAt`',
      'could not be seen: the first build did not finish in time',
    ]);
    expect(world.builds().map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
  });

  test('an interruption aborts even a build of which the answer is still to come', async () => {
    const clock = createFastClock(SPEED);
    await using sandbox = await startFastSandbox(clock, SPEED);
    sandbox.faults.add({ on: 'start', kind: 'slow', ms: 300 });
    const interruption = new AbortController();
    const { signal } = interruption;
    const result = runOn(sandbox, { clock, signal });
    while (sandbox.world.builds(SANDBOX.job).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    interruption.abort(new Error('Interrupted'));
    expect(await result).toMatchObject({ code: 130, table: expect.stringContaining('it was interrupted') });
    expect(sandbox.world.builds(SANDBOX.job).map(({ aborted }) => aborted)).toEqual([true]);
  });

  withSignals('Ctrl+C aborts what was started, and prints what was seen', async () => {
    await using sandbox = await startSandbox({ world: createWorld({ script: scripts.forever }) });
    const file = path.resolve(import.meta.dirname, '../../scripts/contract/contract.ts');
    const argv = [file, ...JOB, '--yes', '--api-url', sandbox.url];
    const child = spawn(process.execPath, argv, { env: { ...process.env, ...ENV } });
    let [table, log] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (table += data.toString()));
    child.stderr.on('data', (data: Buffer) => {
      log += data.toString();
      if (log.includes('Waiting for the first build') && !log.includes('Interrupted')) child.kill('SIGINT');
    });
    const [code] = (await once(child, 'close')) as [number];
    expect(log).toContain('Interrupted: aborting the builds that were started.');
    expect(rowsOf(table)).toContainEqual(['✓', 'start: the answer', 'HTTP 200']);
    expect(sandbox.world.builds().map(({ aborted }) => aborted)).toEqual([true]);
    expect(code).toBe(130);
  });
});

describe('the command line', () => {
  test.each<[argv: string[], env: NodeJS.ProcessEnv, message: string]>([
    [['--project', 'a'], {}, 'To check Northflank, set NORTHFLANK_API_TOKEN.'],
    [
      ['--yes'],
      ENV,
      'NORTHFLANK_API_TOKEN is set, but --project and --job or --service must say what to build.',
    ],
    [
      [...JOB, '--lag', '3'],
      ENV,
      '--lag, --quirk and --speed are for the sandbox: unset NORTHFLANK_API_TOKEN.',
    ],
    [
      [...JOB, '--api-url', 'northflank'],
      ENV,
      '--api-url must be an address such as https://api.northflank.com.',
    ],
    [[...JOB, '--service', 's'], ENV, 'Name a job with --job or a service with --service, not both.'],
    [['--service', 's'], {}, 'The sandbox has no service s, but web (combined), images (build), '],
    [[...JOB, '--branch', 'main'], ENV, '--branch and --pull-request-id are for a build service'],
    [
      ['--service', 'images', '--pull-request-id', '1e3'],
      {},
      '--pull-request-id must be the number of a pull',
    ],
    [
      ['--service', 'images', '--pull-request-id', '1', '--branch', 'b'],
      {},
      'Use --branch or --pull-request-id',
    ],
    [
      ['--service', 'images'],
      {},
      'is a build service: say what to build with --branch or --pull-request-id.',
    ],
    [['--service', 'web', '--branch', 'main'], {}, 'is a combined service, which builds its own branch:'],
    [['--minutes', 'x'], {}, '--minutes must be a number from 1 to 120, not "x".'],
    [['--lag', '-1s'], {}, '--lag'],
    [['--quirk', 'slow'], {}, 'There is no quirk slow. There are: oldest-first, '],
    [['--projekt', 'a'], {}, "Unknown option '--projekt'."],
  ])('%j is refused', async (argv, env, message) => {
    const result = await run(argv, { env });
    expect(result.log).toContain(message);
    expect(result).toMatchObject({ code: 2, table: '' });
  });
});

describe('a quotation', () => {
  const quote = createQuote(new Map(Object.entries({ shop: '<project>', 'shop-api': '<job>', a: '<team>' })));

  test.each<[value: unknown, quoted: string]>([
    ['of shop-api in shop, not of workshop', '`of <job> in <project>, not of workshop`'],
    ['a | b `c`\n# d', "`a \\| b 'c' # d`"],
    [`commit ${'ab'.repeat(20)} of https://example.com/x?y`, '`commit <commit> of <address>`'],
    [{ sha: ['too short'] }, '`{"sha":["too short"]}`'],
    [undefined, '`nothing`'],
    ['', 'nothing'],
    ['x'.repeat(200), `\`${'x'.repeat(160)}…\``],
  ])('of %j is %s', (value, quoted) => {
    expect(quote(value)).toBe(quoted);
  });
});
