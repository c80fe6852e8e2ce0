import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { scripts } from '../../sandbox/northflank/world.ts';
import { createFailingStepFinder, type FailingStep } from '../../src/build-log/failing-step.ts';
import { hostileText } from '../github/hostile-text.ts';
import { filesIn, read } from '../repository/files.ts';

/** Logs of builds that failed, in the exact forms of their builders. */
const LOGS = filesIn('__tests__/build-log/failing-step', '.txt').map(
  (file): [name: string, lines: string[]] => [
    file.replace(/^.*\/|\.txt$/g, ''),
    read(file).replace(/\n$/, '').split('\n'),
  ],
);

function log(name: string): string[] {
  const lines = LOGS.find(([other]) => other === name)?.[1];
  if (lines === undefined) throw new Error(`There is no log ${name}`);
  return lines;
}

function find(...batches: (readonly string[])[]): FailingStep | undefined {
  const finder = createFailingStepFinder();
  for (const lines of batches) finder.add(lines);
  return finder.find();
}

describe.each(LOGS)('the failing step of %s', (_, lines) => {
  const found = find(lines);

  test('is as expected', () => {
    expect(found).toMatchSnapshot();
  });

  test('is the same with Windows line ends and with colours', () => {
    expect(find(lines.map((line) => `${line}\r`))).toEqual(found);
    expect(find(lines.map((line) => `\u001b[31m${line}\u001b[0m\r`))).toEqual(found);
  });

  test('is the same however the lines are split into batches', () => {
    expect(find(...lines.map((line) => [line]))).toEqual(found);
    expect(find([], lines.slice(0, 7), [], lines.slice(7))).toEqual(found);
  });
});

describe('the failing step', () => {
  test.each(['buildkit', 'kaniko', 'buildpacks', 'nixpacks'])('of %s is found in a long log', (name) => {
    const before = Array.from({ length: 195_000 }, (__, index) => `#40 ${index / 1000} compiling ${index}`);
    const after = Array.from({ length: 5000 }, (__, index) => `Removing file ${index}`);
    expect(find(before, log(name), after)).toEqual(find(log(name)));
  });

  test.each(['buildkit', 'buildkit-multi-stage', 'kaniko'])(
    'of %s is never another one where the log was cut',
    (name) => {
      const whole = log(name);
      const found = find(whole);
      for (const index of whole.keys()) {
        for (const part of [find(whole.slice(0, index)), find(whole.slice(index))]) {
          expect([undefined, found?.step]).toContain(part?.step);
          expect([undefined, found?.reason]).toContain(part?.reason);
          expect([undefined, found?.dockerfile]).toContainEqual(part?.dockerfile);
          expect(found?.lines).toEqual(expect.arrayContaining([...(part?.lines ?? [])]));
        }
      }
    },
  );

  test.each(['buildkit', 'buildkit-multi-stage', 'buildkit-base-image'])(
    'of %s is never another one where lines are missing or in another order',
    (name) => {
      const whole = log(name);
      const found = find(whole);
      const places = [...whole.keys()];
      fc.assert(
        fc.property(fc.oneof(fc.subarray(places), fc.shuffledSubarray(places)), (kept) => {
          const { step, reason = '', dockerfile } = find(kept.map((index) => whole[index] ?? '')) ?? {};
          expect([undefined, found?.step]).toContain(step);
          expect(found?.reason?.endsWith(reason)).toBe(true);
          expect([undefined, found?.dockerfile?.line]).toContain(dockerfile?.line);
        }),
        { numRuns: 2000 },
      );
    },
  );

  test('is not paired with a block that may be of another step', () => {
    const lines = log('buildkit-several-blocks').filter((line) => !line.includes(' ['));
    expect(find(lines)).toMatchObject({
      step: undefined,
      lines: ["building the shop's pages", 'out of memory'],
    });
  });

  test('is found where the log stops after the block', () => {
    const lines = log('buildkit-missing-file');
    const { step, dockerfile } = find(lines) ?? {};
    expect(find(lines.slice(0, -1))).toMatchObject({ step, dockerfile });
  });

  test('is the last one', () => {
    for (const [, lines] of LOGS.filter(([name]) => name !== 'unknown-builder')) {
      expect(find(log('kaniko'), log('nixpacks'), log('buildpacks'), log('buildkit-heredoc'), lines)).toEqual(
        find(lines),
      );
    }
  });

  test('is none that succeeded when it was tried again', () => {
    const again = ['#1 [internal] load build definition from Dockerfile', '#1 DONE 0.0s'];
    const started = [...again, '#6 [5/5] RUN npm run build', '#6 0.612 > shop@1.4.0 build'];
    expect(find(log('buildkit'), started)).toEqual(find(log('buildkit')));
    expect(find(log('buildkit'), [...started, '#6 DONE 1.2s'])).toBeUndefined();
    expect(find(log('buildkit').slice(0, -12), [...started, '#6 CACHED'])).toBeUndefined();
  });

  test('is not the import of a cache, which may fail', () => {
    const lines = log('buildkit-several-blocks');
    const cache = lines.filter((line) => line.includes('cache'));
    expect(cache).toHaveLength(3);
    expect(find([...cache.slice(0, 2), '------', ...cache.slice(2), '------'])).toBeUndefined();
  });

  test('is not named where several failed and none fits the reason', () => {
    const lines = log('buildkit-several-blocks').filter((line) => !line.includes(' ERROR: '));
    const { reason, dockerfile } = find(log('buildkit-several-blocks')) ?? {};
    expect(find(lines)).toEqual({ builder: 'buildkit', step: undefined, lines: [], reason, dockerfile });
  });

  test('has no line of the Dockerfile that only a warning is about', () => {
    const lines = log('buildkit');
    const end = lines.at(-1) ?? '';
    expect(find([...lines.slice(0, -1), '', end])?.dockerfile?.line).toBe(6);
    expect(
      find([...lines.slice(0, -1), 'More info: https://docs.docker.com/', end])?.dockerfile,
    ).toBeUndefined();
  });

  test('keeps the end of a long reason, and what belongs to it', () => {
    const reason = `process "/bin/sh -c ${'x '.repeat(5000)}" did not complete successfully: exit code: 4`;
    const found = find(log('buildkit-several-blocks').map((line) => line.replace(/process .* 137$/, reason)));
    expect(found?.step).toBe('[web 3/4] RUN npm run build:web');
    expect(found?.reason).toMatch(
      /^process "\/bin\/sh -c x .*….* did not complete successfully: exit code: 4$/,
    );
    expect(found?.reason).toHaveLength(1000);
  });

  test.each([
    ['Dockerfile', 'Dockerfile'],
    ['.docker/Dockerfile.api', 'Dockerfile.api'],
    [String.raw`services\api\Dockerfile`, 'Dockerfile'],
    ['my: Dockerfile', 'my: Dockerfile'],
  ])('in %s has the base name %s', (file, name) => {
    const lines = log('buildkit').map((line) => line.replace(/^Dockerfile:/, () => `${file}:`));
    expect(find(lines)?.dockerfile).toMatchObject({ name, line: 6 });
  });
});

test('the failing build of the sandbox has a failing step', () => {
  const lines = scripts.failure.phases.flatMap((phase) => (Array.isArray(phase.lines) ? phase.lines : []));
  expect(find(lines)).toMatchObject({
    ...{ builder: 'buildkit', step: '[build 5/5] RUN npm run build' },
    reason: 'process "/bin/sh -c npm run build" did not complete successfully: exit code: 2',
    dockerfile: { name: 'Dockerfile', line: 14 },
  });
});

/** Lines that mean something to a finder, with any text in them. */
const hostileLine = fc
  .tuple(
    fc.constantFrom(
      ...['#1 [TEXT', '#9 [build 1/2] TEXT', '#9 DONE TEXT', '#9 ERROR: TEXT', '#9 1.402 TEXT', '#TEXT'],
      ...['------', ' > TEXT:', '1.402 TEXT', '--------------------', 'TEXT:12', ' 12 | >>> TEXT'],
      ...[
        'ERROR: failed to solve: TEXT',
        'error: failed to solve: TEXT',
        'failed to solve with frontend TEXT: x',
      ],
      ...['INFO[0001] RUN TEXT', 'INFO[TEXT] RUN x', 'error building image: TEXT'],
      'error building image: error building stage: failed to execute command: TEXT',
      ...[
        '===> BUILDING',
        '[builder] TEXT',
        '[builder] ERROR: failed to build: TEXT',
        'ERROR: failed to TEXT: x',
      ],
      ...['TEXT', 'TEXT', '', '\u001b[31mTEXT\u001b[0m', 'TEXT\r'],
    ),
    hostileText,
    fc.constantFrom(1, 1, 1, 20, 200),
  )
  .map(([line, text, times]) => line.replace('TEXT', () => text.repeat(times)));

/** What a build prints with whole blocks among it, so that they are met often. */
const hostileLog = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: hostileLine.map((line) => [line]) },
      {
        weight: 1,
        arbitrary: fc.array(hostileLine, { maxLength: 50 }).map((lines) => ['------', ' > x:', ...lines]),
      },
      {
        weight: 1,
        arbitrary: fc
          .array(hostileText, { maxLength: 20 })
          .map((texts) => [
            ...['Dockerfile:1', '--------------------', ...texts.map((text) => `  1 | ${text}`)],
            ...['--------------------', 'ERROR: failed to solve: x'],
          ]),
      },
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.flat());

describe('whatever a build prints', () => {
  test('all text is short and without control characters', () => {
    let count = 0;
    fc.assert(
      fc.property(hostileLog, (lines) => {
        const found = find(lines);
        if (found === undefined) return;
        count += 1;
        const { step = '', reason = '', dockerfile } = found;
        const excerpt = dockerfile?.excerpt ?? [];
        for (const text of [step, reason, dockerfile?.name ?? '', ...found.lines, ...excerpt]) {
          // oxlint-disable-next-line no-control-regex -- they are what is looked for
          expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
          expect(text.length).toBeLessThanOrEqual(1000);
        }
        expect(step.length).toBeLessThanOrEqual(300);
        expect(dockerfile?.name.length ?? 0).toBeLessThanOrEqual(255);
        expect(dockerfile?.line ?? 0).toBeLessThan(1_000_000);
        expect(found.lines.length).toBeLessThanOrEqual(30);
        expect(excerpt.length).toBeLessThanOrEqual(12);
      }),
      { numRuns: 1000 },
    );
    expect(count).toBeGreaterThan(500);
  });

  test('the same is found however the lines are split into batches', () => {
    fc.assert(
      fc.property(hostileLog, fc.array(fc.nat({ max: 100 }), { maxLength: 10 }), (lines, places) => {
        const splits = [0, ...places.toSorted((a, b) => a - b), lines.length];
        const batches = splits.map((start, index) => lines.slice(start, splits[index + 1] ?? start));
        expect(find(...batches)).toEqual(find(lines));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the time to read a log grows with its length only:', () => {
  /** Milliseconds of processor time, the least of some attempts, as the machine may be busy. */
  function cost(lines: readonly string[]): number {
    const times = Array.from({ length: 3 }, () => {
      const from = process.cpuUsage();
      find(lines);
      const { user, system } = process.cpuUsage(from);
      return (user + system) / 1000;
    });
    return Math.min(...times);
  }

  /** Sixteen times as much takes sixteen times as long, or 256 times as long if the time is quadratic. */
  const MAX_RATIO = 64;

  const sequences: [name: string, lines: string[]][] = [
    ['output', ['#8 1.402 src/cart/total.ts', 'text', '[builder] text']],
    ['errors', ['#9 [a 1/2] RUN x', '#9 1.402 text', '#9 ERROR: x']],
    ['first steps', ['#1 [internal] load', '#1 ERROR: x', '#1 DONE 0.0s']],
    ['blocks that never end', ['------', ' > x:', '1.402 text', '1.402 text']],
    ['excerpts that never end', ['a/b:12', '--------------------', ' 12 | x', ' 13 | x']],
    ['ends', ['ERROR: failed to solve: x', 'error building image: x', '[builder] ERROR: failed to build: x']],
    ['steps with ever new numbers', Array.from({ length: 9999 }, (_, index) => `#${index} [x] RUN ${index}`)],
  ];

  test.each(sequences)('%s', (_, lines) => {
    const repeated = (count: number): string[] =>
      Array.from({ length: count }, (__, i) => lines[i % lines.length] ?? '');
    expect(cost(repeated(80_000)) / cost(repeated(5000))).toBeLessThan(MAX_RATIO);
  });

  const starts = [
    ...[
      '',
      '#9 ',
      '#9 [',
      '#9 ERROR: ',
      '#9 1.4 ',
      ' > ',
      'Error: buildx ',
      'ERROR: failed to build: target ',
    ],
    ...[
      'failed to solve with frontend ',
      'INFO[',
      'error building image: ',
      '===> ',
      '[',
      '[builder] ERROR: failed to ',
    ],
  ];
  const pieces = [
    'a',
    ' ',
    '-',
    '/',
    'a/',
    ':1',
    '1',
    '\t',
    '\r',
    ';',
    '\u001b',
    '\u001b[',
    '\u001b]',
    '\u001b[1',
    '[31m',
  ];

  test.each(pieces.map((piece) => [JSON.stringify(piece), piece]))('lines of %s', (_, piece) => {
    const lines = (length: number): string[] =>
      starts.flatMap((start) => {
        const line = start + piece.repeat(length / piece.length);
        return Array.from({ length: 10 }, () => [line, '--------------------']).flat();
      });
    expect(cost(lines(16_000)) / cost(lines(1000))).toBeLessThan(MAX_RATIO);
  });
});
