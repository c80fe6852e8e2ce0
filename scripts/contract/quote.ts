/** Makes a piece of an answer fit for a table that everybody may read. */
export type Quote = (value: unknown) => string;

/** Longest piece of an answer in the table. */
const MAX_LENGTH = 160;

/** Shorter names could be a part of anything. */
const MIN_LENGTH = 2;

/** Quotes values as code, with each private word replaced by its placeholder, such as `<project>`. */
export function createQuote(replacements: ReadonlyMap<string, string>): Quote {
  return (value) => {
    let text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
    text = text.replaceAll(/\bhttps?:\/\/\S+/g, '<address>').replaceAll(/\b[0-9a-f]{40}\b/gi, '<commit>');
    const names = [...replacements.keys()].filter((word) => word.length >= MIN_LENGTH);
    for (const word of names.toSorted((a, b) => b.length - a.length)) {
      const whole = new RegExp(`(?<![\\w-])${word.replaceAll(/[^\w\s]/g, String.raw`\$&`)}(?![\\w-])`, 'g');
      text = text.replaceAll(whole, replacements.get(word) ?? '');
    }
    const line = text
      // oxlint-disable-next-line no-control-regex -- they have no place in a table
      .replaceAll(/[\u0000-\u001f\u007f\s]+/g, ' ')
      .replaceAll('`', "'")
      .replaceAll('|', String.raw`\|`);
    const cut = line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
    return cut.trim() === '' ? 'nothing' : `\`${cut}\``;
  };
}
