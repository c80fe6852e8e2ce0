import { truncate, withoutControls } from './plain-text.ts';

/** What the job summary shows; all text may be of unknown origin. */
export interface SummaryFacts {
  succeeded: boolean;
  /** Such as `Build succeeded`. */
  title: string;
  /** The sentences of the outcome. */
  message: string;
  facts: SummaryFact[];
  /** Image to pull, if there is one. */
  image: string | undefined;
  phases: { title: string; fromMs: number; toMs: number; duration: string }[];
  /** What the builder says of the step that failed; empty if that is not known. */
  failingStep: readonly string[];
  /** The last lines of the log of a build that did not succeed. */
  lastLines: readonly string[];
}

/** A column of the table: a name, and a value with an address that it leads to. */
export interface SummaryFact {
  name: string;
  value: string | undefined;
  link?: string | undefined;
}

/** Most bytes of log, escaped, in the summary: all of it stays below 64 KiB, and GitHub drops one that is too large. */
const MAX_LOG = 14 * 1024;

/** Most characters of the message and of a line of the log; escaped, each may take six bytes. */
const MAX_TEXT = 1000;

/** Most characters of the title, of a value in the table, and of an address that it leads to. */
const MAX_VALUE = 400;

/** Most phases in the timeline: more cannot be told apart. */
const MAX_PHASES = 40;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * The summary as GitHub's Markdown. Text of unknown origin stands in HTML blocks, where Markdown is not read, and as
 * entities, so that HTML is not either.
 */
export function renderSummary(facts: SummaryFacts): string {
  const parts = [
    `<h3>${facts.succeeded ? '✅' : '❌'} ${escaped(oneLine(facts.title, MAX_VALUE))}</h3>`,
    ...(facts.succeeded ? [] : [`<p>${withCode(escaped(oneLine(facts.message)))}</p>`]),
    ...table(facts.facts),
    ...failingStep(facts.failingStep),
    ...lastLines(facts.lastLines),
    ...pullCommand(facts.image),
    ...timeline(facts.phases, facts.succeeded),
  ];
  return `${parts.join('\n\n')}\n\n`;
}

/** One line of facts under their names, so that what follows is seen without scrolling. */
function table(facts: readonly SummaryFact[]): string[] {
  const known = facts.filter(({ value }) => value !== undefined && value !== '');
  if (known.length === 0) return [];
  const names = known.map(({ name }) => `<th align="left">${escaped(oneLine(name, MAX_VALUE))}</th>`);
  const cells = known.map(({ value = '', link }) => {
    const code = `<code>${escaped(oneLine(value, MAX_VALUE))}</code>`;
    return link === undefined || link.length > MAX_VALUE
      ? `<td>${code}</td>`
      : `<td><a href="${unmaskable(link)}">${code}</a></td>`;
  });
  return [`<table><tr>${names.join('')}</tr><tr>${cells.join('')}</tr></table>`];
}

/** A fenced block, since GitHub puts a button to copy beside it; only for what is surely the name of an image. */
function pullCommand(image: string | undefined): string[] {
  if (image === undefined || !/^[\w][\w.:/@-]{0,500}$/.test(image)) return [];
  return [`\`\`\`sh\ndocker pull ${image}\n\`\`\``];
}

/** The phases as a mermaid gantt, which GitHub draws; the one in which a bad build ended is red. */
function timeline(phases: SummaryFacts['phases'], succeeded: boolean): string[] {
  const shown = phases.slice(-MAX_PHASES);
  if (shown.length === 0) return [];
  const originMs = Math.min(...shown.map(({ fromMs }) => fromMs));
  const totalMs = Math.max(...shown.map(({ toMs }) => toMs)) - originMs;
  const tasks = shown.map(({ title, fromMs, toMs, duration }, index) => {
    // The diagram has a language of its own, in which only letters and digits are sure to mean nothing.
    const name = title.replaceAll(/[^A-Za-z0-9 ]/g, ' ').slice(0, 40);
    const mark = !succeeded && index === shown.length - 1 ? 'crit, ' : '';
    const startMs = fromMs - originMs;
    return `  ${name} ${duration} : ${mark}${moment(startMs)}, ${moment(Math.max(startMs + 1, toMs - originMs))}`;
  });
  const { tick, format } = axis(totalMs);
  return [
    [
      '```mermaid',
      // Without the space for names of sections; less above or below would put the axis into the bars.
      '%%{init: {"gantt": {"leftPadding": 32, "rightPadding": 32}}}%%',
      'gantt',
      '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
      `  axisFormat ${format}`,
      `  tickInterval ${tick}`,
      ...tasks,
      '```',
    ].join('\n'),
  ];
}

/** Milliseconds as a time after some midnight, since mermaid shows times in the reader's zone. */
function moment(ms: number): string {
  return new Date(Date.UTC(2000, 0, 1) + Math.round(ms)).toISOString().slice(0, 23).replace('T', ' ');
}

/** Milliseconds of a timeline up to which it has that distance of ticks, and how they are written. */
const AXES: readonly [ms: number, tick: string, format: string][] = [
  [10 * SECOND, '1second', '%-M:%S'],
  [20 * SECOND, '2second', '%-M:%S'],
  [MINUTE, '5second', '%-M:%S'],
  [2 * MINUTE, '15second', '%-M:%S'],
  [5 * MINUTE, '30second', '%-M:%S'],
  [10 * MINUTE, '1minute', '%-M:%S'],
  [20 * MINUTE, '2minute', '%-M:%S'],
  [HOUR, '5minute', '%-M:%S'],
  [2 * HOUR, '15minute', '%-H:%M:%S'],
  [5 * HOUR, '30minute', '%-H:%M:%S'],
  [12 * HOUR, '1hour', '%-H:%M:%S'],
];

/** Ticks that can be told apart: mermaid's own choice repeats seconds, or crowds the axis. */
function axis(totalMs: number): { tick: string; format: string } {
  const [, tick, format] = AXES.find(([ms]) => totalMs <= ms) ?? [0, '12hour', 'day %-d, %-H:%M'];
  return { tick, format };
}

/** What a reader wants to see first of a failed build, and so it is open. */
function failingStep(lines: readonly string[]): string[] {
  const kept = escapedEnd(lines);
  return kept.length === 0 ? [] : [`<p>The step that failed:</p><pre>${kept.join(LINE_BREAK)}</pre>`];
}

function lastLines(lines: readonly string[]): string[] {
  const kept = escapedEnd(lines);
  if (kept.length === 0) return [];
  const title = kept.length === 1 ? 'Last line' : `Last ${kept.length} lines`;
  return [`<details><summary>${title} of the log</summary><pre>${kept.join(LINE_BREAK)}</pre></details>`];
}

/** As an entity: a blank line would end the HTML block, and what follows it would be Markdown. */
const LINE_BREAK = '&#10;';

/** Escaped lines, as many of the last ones as there is room for; an escaped character may take six bytes. */
function escapedEnd(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let size = 0;
  for (const line of lines.toReversed()) {
    const text = escaped(oneLine(line));
    size += Buffer.byteLength(text) + LINE_BREAK.length;
    if (size > MAX_LOG) break;
    kept.unshift(text);
  }
  return kept;
}

function oneLine(text: string, maxLength = MAX_TEXT): string {
  return truncate(withoutControls(text).replaceAll(/[\r\n\u2028\u2029]+/g, ' '), maxLength);
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"'`]/g, (character) => `&#${character.codePointAt(0)};`);
}

/** Escaped text in which what stands between backticks, escaped like all else, is code. */
function withCode(text: string): string {
  return text.replaceAll(/&#96;(.+?)&#96;/g, '<code>$1</code>');
}

/** An address in which no masked value is found, so that a secret team ID does not break the link. */
function unmaskable(address: string): string {
  return Array.from(address, (character) => `&#${character.codePointAt(0)};`).join('');
}
