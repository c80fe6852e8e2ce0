import { expect, test } from '@jest/globals';
import type { LogFormat, Script } from '../../sandbox/northflank/build-scripts.ts';
import { annotated, openNorthflank, scripts, shownLines } from '../../sandbox/run-step.ts';
import { TESTED } from '../../sandbox/tested-resource.ts';

const LINES = Array.from({ length: 60 }, (_, at) => `#${at + 1} step ${'x'.repeat(at)}`);

function script(format: LogFormat, status: 'SUCCESS' | 'FAILURE' = 'SUCCESS'): Script {
  return {
    format,
    phases: [
      { status: 'PENDING', seconds: 1 },
      { status: 'BUILDING', seconds: 8, lines: LINES },
    ],
    end: { status, concluded: true, success: status === 'SUCCESS' },
  };
}

/** Their format has nothing to do with what is built. */
const FORMATS: LogFormat[] =
  TESTED.kind === 'job' ? ['plain', 'stream', 'container', 'object'] : ['container'];

test.each(FORMATS)('`logs: stream` shows each line once, in order: %s', async (format) => {
  await using northflank = await openNorthflank({ script: script(format), speed: 8 });
  const run = await northflank.run({ logs: 'stream' });
  expect(run.exitCode).toBe(0);
  expect(shownLines(run)).toEqual(LINES);
  expect(northflank.asked('tail')).toHaveLength(1);
  // The live log brings them while the build runs, between the headings of its phases.
  expect(run.log.indexOf('#1 step')).toBeLessThan(run.log.indexOf('● Success'));
});

test('`logs: failure` shows nothing of a good build', async () => {
  await using northflank = await openNorthflank({ script: script('plain') });
  const run = await northflank.run({ logs: 'failure' });
  expect([run.exitCode, shownLines(run)]).toEqual([0, []]);
  expect([northflank.asked('tail'), northflank.asked('logs')]).toEqual([[], []]);
});

test('`logs: failure` shows all of a bad one, and its last lines in the annotation and the summary', async () => {
  await using northflank = await openNorthflank({ script: script('container', 'FAILURE') });
  const run = await northflank.run({ logs: 'failure' });
  expect([run.exitCode, shownLines(run)]).toEqual([1, LINES]);
  expect(northflank.asked('tail')).toEqual([]);
  expect(annotated(run)).toEqual([
    'error: Build rapid-lantern-7289 failed. The reason is in the log of the build.\n\n' +
      `The last lines of the log:\n${LINES.slice(-12).join('\n')}${TESTED.link}`,
  ]);
  expect(run.summary).toContain(LINES.at(-1));
});

test('`logs: off` shows nothing and asks for nothing', async () => {
  await using northflank = await openNorthflank({ script: script('plain', 'FAILURE') });
  const run = await northflank.run({ logs: 'off' });
  expect([run.exitCode, shownLines(run)]).toEqual([1, []]);
  expect([northflank.asked('tail'), northflank.asked('logs')]).toEqual([[], []]);
});

test('a build that was over before is shown whole', async () => {
  await using northflank = await openNorthflank({ script: script('plain'), speed: 1e5 });
  const { id } = northflank.world.startBuildElsewhere();
  const run = await northflank.run({ 'build-id': id, logs: 'stream' });
  expect([run.exitCode, shownLines(run)]).toEqual([0, LINES]);
});

test('lines that are equal are shown as often as they were written', async () => {
  const lines = ['again', 'again', '', 'again', 'once', ''];
  await using northflank = await openNorthflank({
    script: {
      phases: [{ status: 'BUILDING', seconds: 0.001, lines }],
      end: { ...scripts.success.end } as never,
    },
  });
  const run = await northflank.run({ logs: 'stream' });
  expect(shownLines(run)).toEqual(lines);
});

// Their number has nothing to do with what is built.
if (TESTED.kind === 'job')
  test('lines of any length are shown, though a page of them is more than one answer may bring', async () => {
    const lines = Array.from({ length: 9000 }, (_, at) => `${at} ${'x'.repeat(4000)}`);
    await using northflank = await openNorthflank({
      script: {
        phases: [{ status: 'BUILDING', seconds: 9000, lines }],
        end: { ...scripts.success.end } as never,
      },
      speed: 1e5,
      logs: { maximumLineLimit: 10_000 },
    });
    const { id } = northflank.world.startBuildElsewhere();
    const run = await northflank.run({ 'build-id': id, logs: 'stream' });
    const shown = shownLines(run);
    expect([run.exitCode, shown.length, shown.every((line, at) => line === lines[at])]).toEqual([
      0,
      9000,
      true,
    ]);
    expect(northflank.asked('logs').length).toBeLessThan(12);
  }, 60_000);
