import { summary } from '@actions/core';
import { withoutControls } from './log.ts';

/** What the job summary shows; all text may be of unknown origin. */
export interface SummaryFacts {
  good: boolean;
  /** Such as `Build succeeded`. */
  title: string;
  /** The sentences of the outcome. */
  message: string;
  rows: SummaryRow[];
  /** Image to pull, if there is one. */
  image: string | undefined;
  phases: { title: string; fromMs: number; toMs: number; duration: string }[];
  /** The last lines of the log of a build that did not succeed. */
  lastLines: readonly string[];
}

/** A row of the table: a name, and a value with an address that it leads to. */
export interface SummaryRow {
  name: string;
  value: string | undefined;
  link?: string | undefined;
}

/** Most bytes of log, escaped, in the summary: all of it stays below 64 KiB, and GitHub drops one that is too large. */
const MAX_LOG = 20 * 1024;

/** Most characters of the message and of a line of the log; escaped, each may take six bytes. */
const MAX_TEXT = 1000;

/** Most characters of the title, of a value in the table, and of an address that it leads to. */
const MAX_VALUE = 400;

/** Most phases in the timeline: more cannot be told apart. */
const MAX_PHASES = 40;

/** Appends to the job summary. */
export async function writeSummary(facts: SummaryFacts): Promise<void> {
  await summary.addRaw(renderSummary(facts)).write();
}

/**
 * The summary as GitHub's Markdown. Text of unknown origin stands in HTML blocks, where Markdown is not read, and as
 * entities, so that HTML is not either.
 */
export function renderSummary(facts: SummaryFacts): string {
  const rows = facts.rows
    .filter(({ value }) => value !== undefined && value !== '')
    .map(({ name, value = '', link }) => {
      const code = `<code>${escaped(cut(value, MAX_VALUE))}</code>`;
      const cell =
        link === undefined || link.length > MAX_VALUE ? code : `<a href="${unmaskable(link)}">${code}</a>`;
      return `<tr><td><b>${escaped(cut(name, MAX_VALUE))}</b></td><td>${cell}</td></tr>`;
    });
  const parts = [
    `<h3>${facts.good ? '✅' : '❌'} ${escaped(cut(facts.title, MAX_VALUE))}</h3>`,
    ...(facts.good ? [] : [`<p>${escaped(cut(facts.message))}</p>`]),
    ...(rows.length === 0 ? [] : [`<table>${rows.join('')}</table>`]),
    ...pullCommand(facts.image),
    ...timeline(facts.phases),
    ...log(facts.lastLines),
  ];
  return `${parts.join('\n\n')}\n\n`;
}

/** A fenced block, since GitHub puts a button to copy beside it; only for what is surely the name of an image. */
function pullCommand(image: string | undefined): string[] {
  if (image === undefined || !/^[\w][\w.:/@-]{0,500}$/.test(image)) return [];
  return [`\`\`\`sh\ndocker pull ${image}\n\`\`\``];
}

/** The phases as a mermaid gantt, which GitHub draws. */
function timeline(phases: SummaryFacts['phases']): string[] {
  if (phases.length === 0) return [];
  const tasks = phases.slice(0, MAX_PHASES).map(({ title, fromMs, toMs, duration }) => {
    // The diagram has a language of its own, in which only letters and digits are sure to mean nothing.
    const name = title.replaceAll(/[^A-Za-z0-9 ]/g, ' ').slice(0, 40);
    // In seconds from some midnight, since mermaid shows times in the reader's zone.
    const start = new Date(Math.max(0, Math.round(fromMs))).toISOString().slice(11, 19);
    return `  ${name} ${duration} : 2000-01-01 ${start}, ${Math.max(1, Math.round((toMs - fromMs) / 1000))}s`;
  });
  return [
    [
      '```mermaid',
      'gantt',
      '  dateFormat YYYY-MM-DD HH:mm:ss',
      '  axisFormat %H:%M:%S',
      ...tasks,
      '```',
    ].join('\n'),
  ];
}

function log(lines: readonly string[]): string[] {
  // The newest lines matter most, and an escaped character may take six.
  const kept: string[] = [];
  let size = 0;
  for (const line of lines.toReversed()) {
    const text = escaped(cut(line));
    size += Buffer.byteLength(text) + 5;
    if (size > MAX_LOG) break;
    kept.unshift(text);
  }
  if (kept.length === 0) return [];
  // A line break as an entity: a blank line would end the HTML block, and what follows it would be Markdown.
  return [`<details><summary>Last lines of the log</summary><pre>${kept.join('&#10;')}</pre></details>`];
}

function cut(text: string, most = MAX_TEXT): string {
  const plain = withoutControls(text).replaceAll(/[\r\n\u2028\u2029]+/g, ' ');
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"'`]/g, (character) => `&#${character.codePointAt(0)};`);
}

/** An address in which no masked value is found, so that a secret team ID does not break the link. */
function unmaskable(address: string): string {
  return Array.from(address, (character) => `&#${character.codePointAt(0)};`).join('');
}
