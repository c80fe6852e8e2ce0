import { truncate, withoutControls } from './plain-text.ts';

/** What the job summary shows; all text may be of unknown origin. */
export interface SummaryFacts {
  succeeded: boolean;
  /** Such as `Build succeeded`. */
  title: string;
  /** What happened, and what to do. */
  paragraphs: readonly string[];
  facts: SummaryFact[];
  /** Address in Northflank's app. */
  url: string | undefined;
  /** Image to pull, if there is one. */
  image: string | undefined;
  phases: SummaryPhase[];
  /** What is seen at once of the log of a build that did not succeed: the step that failed, or the last lines. */
  excerptTitle: string;
  excerpt: readonly string[];
  /** The line of the repository that it is about. */
  source: { name: string; link: string | undefined } | undefined;
  /** Other last lines of that log, which are folded. */
  moreTitle: string;
  moreLines: readonly string[];
}

/** A bar of the timeline. */
export interface SummaryPhase {
  title: string;
  fromMs: number;
  toMs: number;
  duration: string;
  /** True if a bad build ended in it. */
  failed: boolean;
}

/** A column of the table: a name, and a value with an address that it leads to. */
export interface SummaryFact {
  name: string;
  value: string | undefined;
  link?: string | undefined;
  /** True if it is not a name to copy. */
  isProse?: boolean;
}

/** Most bytes of each part of the log, and of the message, escaped: all of it stays below 64 KiB, and GitHub drops one that is too large. */
const MAX_LOG = 9 * 1024;

/** Most characters of the message and of a line of the log; escaped, each may take six bytes. */
const MAX_TEXT = 1000;

/** Most characters of the title, of a value in the table, and of an address that it leads to. */
const MAX_VALUE = 400;

/** Most phases in the timeline: more cannot be told apart. */
const MAX_PHASES = 40;

/** Fewer phases are a line of text. */
const MIN_DRAWN_PHASES = 3;

/**
 * The summary as GitHub's Markdown. Text of unknown origin stands in HTML blocks, where Markdown is not read, and as
 * entities, so that HTML is not either.
 */
export function renderSummary(facts: SummaryFacts): string {
  const parts = [
    `<h3>${facts.succeeded ? '✅' : '❌'} ${escaped(oneLine(facts.title, MAX_VALUE))}</h3>`,
    ...paragraphs(facts.paragraphs),
    ...table(facts),
    ...excerpt(facts),
    ...moreLines(facts),
    ...pullCommand(facts.image),
    ...timeline(facts.phases, !facts.succeeded),
  ];
  return `${parts.join('\n\n')}\n\n`;
}

/** One block; as much of it as there is room for. */
function paragraphs(texts: readonly string[]): string[] {
  const kept: string[] = [];
  let size = 0;
  for (const text of texts) {
    const shown = withCode(escaped(oneLine(text)));
    size += Buffer.byteLength(shown);
    if (size > MAX_LOG) break;
    kept.push(shown);
  }
  return kept.length === 0 ? [] : [`<p>${kept.join('<br>')}</p>`];
}

/** One line of facts under their names, so that what follows is seen without scrolling. */
function table({ facts, url }: SummaryFacts): string[] {
  const known = facts.filter(({ value }) => value !== undefined && value !== '');
  if (known.length === 0) return [];
  const names = known.map(({ name }) => `<th align="left">${escaped(oneLine(name, MAX_VALUE))}</th>`);
  const cells = known.map(({ value = '', link, isProse = false }) => {
    // A cell that is broken into lines is hard to read.
    const text = escaped(oneLine(value, MAX_VALUE)).replaceAll(' ', '&#160;');
    return `<td>${linked(isProse ? text : `<code>${text}</code>`, link)}</td>`;
  });
  if (isLink(url)) {
    names.push('<th></th>');
    cells.push(`<td>${linked('Open&#160;in&#160;Northflank', url)}</td>`);
  }
  return [`<table><tr>${names.join('')}</tr><tr>${cells.join('')}</tr></table>`];
}

function isLink(address: string | undefined): address is string {
  return address !== undefined && address.length <= MAX_VALUE;
}

function linked(html: string, address: string | undefined): string {
  return isLink(address) ? `<a href="${unmaskable(address)}">${html}</a>` : html;
}

/** A fenced block, since GitHub puts a button to copy beside it; only for what is surely the name of an image. */
function pullCommand(image: string | undefined): string[] {
  if (image === undefined || !/^[\w][\w.:/@-]{0,500}$/.test(image)) return [];
  return [`\`\`\`sh\ndocker pull ${image}\n\`\`\``];
}

/** The phases as a mermaid gantt, which GitHub draws: without an axis, since each bar says how long it took. */
function timeline(phases: SummaryFacts['phases'], isFolded: boolean): string[] {
  const shown = phases.slice(-MAX_PHASES);
  if (shown.length === 0) return [];
  if (shown.length < MIN_DRAWN_PHASES) {
    const texts = shown.map(({ title, duration }) => `${oneLine(title, MAX_VALUE)} ${duration}`);
    return [`<p>${escaped(texts.join(' → '))}</p>`];
  }
  const originMs = Math.min(...shown.map(({ fromMs }) => fromMs));
  const tasks = shown.map(({ title, fromMs, toMs, duration, failed }) => {
    // The diagram has a language of its own, in which only letters and digits are sure to mean nothing.
    const name = title.replaceAll(/[^A-Za-z0-9 ]/g, ' ').slice(0, 40);
    const startMs = fromMs - originMs;
    const times = `${moment(startMs)}, ${moment(Math.max(startMs + 1, toMs - originMs))}`;
    return `  ${name} ${duration} : ${failed ? 'crit, ' : ''}${times}`;
  });
  const diagram = [
    '```mermaid',
    // Without the space for names of sections, a title and an axis.
    '%%{init: {"gantt": {"leftPadding": 8, "rightPadding": 8, "topPadding": 8, "barHeight": 18}}}%%',
    'gantt',
    '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    // Lines at the beginnings of months: there are none, and no other line crosses a name.
    '  tickInterval 1month',
    ...tasks,
    '```',
  ].join('\n');
  return isFolded ? ['<details><summary>Timeline</summary>', diagram, '</details>'] : [diagram];
}

/** Milliseconds as a time after midnight of a second of January, since mermaid shows times in the reader's zone. */
function moment(ms: number): string {
  return new Date(Date.UTC(2000, 0, 2) + Math.round(ms)).toISOString().slice(0, 23).replace('T', ' ');
}

/** What a reader wants to see first of a failed build: it is open. */
function excerpt({ excerptTitle, excerpt: lines, source }: SummaryFacts): string[] {
  const kept = escapedEnd(lines);
  if (kept.length === 0) return [];
  const name = source && `<code>${escaped(oneLine(source.name, MAX_VALUE))}</code>`;
  const place = name === undefined ? '' : ` in ${linked(name, source?.link)}`;
  return [`<p>${escaped(oneLine(excerptTitle, MAX_VALUE))}${place}:</p><pre>${kept.join(LINE_BREAK)}</pre>`];
}

function moreLines({ moreLines: lines, moreTitle }: SummaryFacts): string[] {
  const kept = escapedEnd(lines);
  if (kept.length === 0) return [];
  const title = `${escaped(oneLine(moreTitle, MAX_VALUE))} (${kept.length})`;
  return [`<details><summary>${title}</summary><pre>${kept.join(LINE_BREAK)}</pre></details>`];
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
