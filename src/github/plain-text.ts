/* oxlint-disable no-control-regex -- control characters are what this file is about */

/** Colours back to normal. */
export const RESET = '\u001b[0m';

/** No line that begins with it can begin with `::`. */
const GUTTER = '│ ';

/** Neutralised lines of a build, each behind a gutter. */
export function buildLines(text: string): string[] {
  return splitLines(text.replace(/(\r\n|\n|\r)$/, '')).map((line) => {
    const harmless = withoutCommand(keepColours(line));
    // A colour that is left on must not run into the next line.
    const open = harmless.includes('\u001b') && !harmless.endsWith(RESET);
    return GUTTER + harmless + (open ? RESET : '');
  });
}

/** Neutralised lines of the action's own text, which may quote text of unknown origin. */
export function harmlessLines(text: string): string[] {
  return splitLines(text).map((line) => {
    const harmless = withoutCommand(withoutControls(line));
    return /^[\s\p{Cf}]*::/u.test(harmless) ? GUTTER + harmless : harmless;
  });
}

/** Text without colours and other control characters; line breaks stay. */
export function withoutControls(text: string): string {
  return text.replace(ESCAPE_SEQUENCE, '').replace(CONTROLS, '');
}

/** Text of at most so many characters, with an ellipsis where it was cut. */
export function truncate(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

/** The runner ends a line at each of these three. */
function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/**
 * The runner takes `##[name]` anywhere in a line for a command; its own escape is a backslash behind the bracket.
 * Characters without a width count for nothing in .NET's comparison, and so not here.
 */
function withoutCommand(line: string): string {
  if (!line.includes('[')) return line;
  return line.replace(/#(\p{Cf}*)#(\p{Cf}*)\[/gu, '#$1#$2[\\');
}

/** Escape sequences of terminals: with parameters (CSI), with text (OSC and its kin), and of two characters. */
const ESCAPE_SEQUENCE =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b\n\r]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?/g;

/** Control characters but tab and the line breaks. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** A sequence that sets colours and nothing else. */
const COLOUR = /^\u001b\[[\d;:]*m$/;

/** Keeps colours; all else that moves a cursor, sets a title or makes a link goes. */
function keepColours(line: string): string {
  if (line.search(CONTROLS) === -1) return line;
  let kept = '';
  let from = 0;
  for (const match of line.matchAll(ESCAPE_SEQUENCE)) {
    kept += line.slice(from, match.index).replace(CONTROLS, '');
    if (COLOUR.test(match[0])) kept += match[0];
    from = match.index + match[0].length;
  }
  return kept + line.slice(from).replace(CONTROLS, '');
}
