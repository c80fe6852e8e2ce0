import { stripVTControlCharacters } from 'node:util';

const ESCAPE = '\u001b';

/** Ways to dress a text for the terminal; each is the identity where colours are not wanted. */
export type Style = Record<
  'bold' | 'dim' | 'underline' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan',
  Paint
> & {
  colours: boolean;
  /** Makes a text from elsewhere harmless: colours stay where they are wanted, all other control goes. */
  safe: Paint;
};

/** Dresses one line of text. */
export type Paint = (text: string) => string;

/** Whether to use colours: NO_COLOR forbids, FORCE_COLOR demands, else the terminal decides. */
export function wantsColours(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  return isTerminal;
}

/** Makes a style with or without colours. */
export function createStyle(colours: boolean): Style {
  const paint = (open: number, close: number): Paint =>
    colours ? (text) => (text === '' ? '' : `${ESCAPE}[${open}m${text}${ESCAPE}[${close}m`) : (text) => text;
  return {
    colours,
    bold: paint(1, 22),
    dim: paint(2, 22),
    underline: paint(4, 24),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    blue: paint(34, 39),
    magenta: paint(35, 39),
    cyan: paint(36, 39),
    safe: (text) => makeSafe(text, colours),
  };
}

/** Columns that a text takes in the terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of stripVTControlCharacters(text)) {
    // Emoji are two columns wide; a variation selector takes none.
    width += /\p{Emoji_Presentation}/u.test(char) ? 2 : 1;
    if (char === '\ufe0f') width -= 1;
  }
  return width;
}

/** Fills a text up with blanks to a number of columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Breaks a text between words, so that no line takes more columns where a word does not. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= columns)
      lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

// A colour or font code, to which GitHub's log view is limited as well.
const SGR = new RegExp(`(${ESCAPE}\\[[0-9;:]*m)`);

function makeSafe(text: string, colours: boolean): string {
  const pieces = text.split(SGR).map((piece, index) => {
    if (index % 2 === 1) return colours ? piece : '';
    return stripVTControlCharacters(piece).replace(/(?![\t\n])\p{Cc}/gu, '');
  });
  const safe = pieces.join('');
  return pieces.length > 1 && colours ? `${safe}${ESCAPE}[0m` : safe;
}
