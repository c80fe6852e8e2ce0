import { expect, test } from '@jest/globals';
import { createVirtualClock } from '../../sandbox/virtual-clock.ts';
import { createLogWriter } from '../../src/build-log/log-writer.ts';
import type { LogLine } from '../../src/northflank/decode.ts';

const START_MS = Date.parse('2024-06-01T12:00:00Z');

const lineAt = (text: string, ms: number, containerId = 'a'): LogLine => ({
  ...{ text, timestampMs: START_MS + ms, containerId, partial: false },
});

function open() {
  const clock = createVirtualClock();
  const events: string[] = [];
  const output = {
    print: (lines: string[]) => {
      for (const line of lines) events.push(line);
    },
    info: (text: string) => void events.push(`(${text})`),
  };
  const writer = createLogWriter(START_MS, clock, output, new AbortController().signal);
  return { clock, events, writer };
}

function gapOf(writer: ReturnType<typeof open>['writer']) {
  const [gap] = writer.gaps();
  if (gap === undefined) throw new Error('There is no gap');
  return gap;
}

test('what the tail brings waits for what is read from before it, up to its first line', () => {
  const { events, writer } = open();
  writer.beginTail();
  writer.writeTail([lineAt('third', 30), lineAt('fourth', 40)]);
  const read = writer.beginRead(gapOf(writer));
  expect(read.untilMs()).toBe(START_MS + 30);
  read.beginPage()([lineAt('first', 10), lineAt('second', 20), lineAt('third', 30, 'b')]);
  expect(events).toEqual(['first', 'second', 'third']);
  read.end(true);
  expect(events).toEqual(['first', 'second', 'third', 'fourth']);
  expect(writer.gaps()).toEqual([]);
});

test('what the tail brings comes before a read of what follows it', () => {
  const { events, writer } = open();
  writer.beginTail();
  writer.writeTail([lineAt('second', 20), lineAt('third', 30), lineAt('fourth', 40)]);
  const before = writer.beginRead(gapOf(writer));
  // The build has ended meanwhile: what is after the last line is to be read as well, from a while before it.
  writer.openGap();
  before.beginPage()([lineAt('first', 10)]);
  before.end(true);
  const after = writer.beginRead(gapOf(writer));
  after.beginPage()([lineAt('third', 30), lineAt('fourth', 40), lineAt('fifth', 50)]);
  after.end(true);
  expect(events).toEqual(['first', 'second', 'third', 'fourth', 'fifth']);
});

test('it waits for two seconds at most, and what is read later stands under a line of its own', async () => {
  const { clock, events, writer } = open();
  writer.beginTail();
  writer.writeTail([lineAt('third', 30)]);
  const read = writer.beginRead(gapOf(writer));
  await clock.pass(2000);
  expect(events).toEqual(['third']);
  read.beginPage()([lineAt('first', 10), lineAt('second', 20)]);
  read.end(true);
  writer.writeTail([lineAt('fourth', 40)]);
  expect(events).toEqual([
    'third',
    '(Earlier lines of the log, which could only be read now:)',
    ...['first', 'second', '(The log continues:)', 'fourth'],
  ]);
});

test('a frame of 300,000 lines is shown at once', () => {
  const { events, writer } = open();
  writer.beginTail();
  writer.writeTail(Array.from({ length: 300_000 }, (_, index) => lineAt(`${index}`, index)));
  expect(events).toHaveLength(300_000);
});

test('a read that failed has left a gap, and goes on where it was', () => {
  const { events, writer } = open();
  const read = writer.beginRead(gapOf(writer));
  read.beginPage()([lineAt('first', 10)]);
  read.beginPage();
  read.end(false);
  const again = writer.beginRead(gapOf(writer));
  expect(again.startMs).toBe(START_MS + 9);
  again.beginPage()([lineAt('first', 10), lineAt('second', 20)]);
  again.end(true);
  expect(events).toEqual(['first', 'second']);
});

test('the last lines are those of the end of the log, whenever they were read', () => {
  const { writer } = open();
  const lines = Array.from({ length: 40 }, (_, index) => lineAt(`${index}`, index));
  const read = writer.beginRead(gapOf(writer));
  read.beginPage()(lines.slice(20));
  read.beginPage()(lines);
  read.end(true);
  expect(writer.lastLines()).toEqual(lines.slice(10).map(({ text }) => text));
});

test('of the very moment at which a tail begins nothing is lost or repeated, however much it brings meanwhile', () => {
  const { events, writer } = open();
  writer.beginTail();
  const later = Array.from({ length: 30_000 }, (_, index) => lineAt(`later ${index}`, 31 + index));
  writer.writeTail([lineAt('third', 30), lineAt('again', 30)]);
  for (let from = 0; from < later.length; from += 1000) writer.writeTail(later.slice(from, from + 1000));
  const read = writer.beginRead(gapOf(writer));
  const moment = ['again', 'second', 'third', 'again'].map((text) => lineAt(text, 30));
  read.beginPage()([lineAt('first', 10), ...moment]);
  read.end(true);
  writer.end();
  expect(events.slice(30_002)).toEqual([
    '(Earlier lines of the log, which could only be read now:)',
    ...['first', 'second', 'again'],
  ]);
});

test('of the moment at which a tail has ended what is still missing is read', () => {
  const { events, writer } = open();
  writer.beginTail();
  writer.writeTail([lineAt('first', 10), lineAt('second', 20)]);
  const whole = writer.beginRead(gapOf(writer));
  whole.end(true);
  writer.endTail();
  writer.beginTail();
  const later = Array.from({ length: 30_000 }, (_, index) => lineAt(`later ${index}`, 31 + index));
  for (let from = 0; from < later.length; from += 1000) writer.writeTail(later.slice(from, from + 1000));
  const read = writer.beginRead(writer.gaps().at(-1) ?? gapOf(writer));
  read.beginPage()([
    lineAt('second', 20),
    lineAt('also then', 20),
    lineAt('third', 25),
    lineAt('later 0', 31),
  ]);
  read.end(true);
  writer.end();
  expect(events.slice(0, 2)).toEqual(['first', 'second']);
  expect(events.slice(30_003)).toEqual(['also then', 'third']);
});

test('lines from before the log, and those that were shown so long ago that they are forgotten, are not shown', () => {
  const { events, writer } = open();
  const read = writer.beginRead(gapOf(writer));
  const lines = Array.from({ length: 10_000 }, (_, index) => lineAt(`${index}`, index));
  for (let from = 0; from < lines.length; from += 1000) read.beginPage()(lines.slice(from, from + 1000));
  read.end(true);
  writer.beginTail();
  writer.writeTail([lineAt('before', -1), ...lines.slice(0, 10), lineAt('new', 10_000)]);
  writer.end();
  expect(events).toEqual([...lines.map(({ text }) => text), 'new']);
});
