import { type Style, widthOf, wrap } from './style.ts';
import { table } from './table.ts';
import { timeline } from './timeline.ts';

/** Renders a job summary, GitHub's Markdown and the HTML that it allows, as lines for a terminal of so many columns. */
export function renderSummary(markdown: string, style: Style, columns: number): string[] {
  const source = tablesToMarkdown(folded(style.safe(markdown))).split('\n');
  const lines: string[] = [];
  for (let at = 0; at < source.length; at += 1) {
    const line = source[at] ?? '';
    const fence = /^\s*(`{3,}|~{3,})\s*(\w*)/.exec(line);
    if (fence) {
      const end = source.findIndex((other, index) => index > at && other.trim() === fence[1]);
      const code = source.slice(at + 1, end < 0 ? undefined : end);
      at = end < 0 ? source.length : end;
      const drawn = fence[2] === 'mermaid' ? timeline(code, style) : undefined;
      lines.push(...(drawn ?? code.map((text) => `${style.dim('│')} ${text}`)));
    } else if (isRow(line)) {
      const tableRows: string[][] = [];
      for (; isRow(source[at] ?? ''); at += 1) tableRows.push(cells(source[at] ?? ''));
      at -= 1;
      const head = tableRows[1]?.every((cell) => /^:?-+:?$/.test(cell)) === true;
      const shown = tableRows.filter((_, index) => !(head && index === 1));
      lines.push(...fitted(withoutEmptyHead(shown, head, style), style, head && hasText(shown[0]), columns));
    } else {
      // A text of several lines is laid out already.
      for (const text of block(line, style))
        lines.push(...(text.includes('\n') ? text.split('\n') : wrap(text, columns)));
    }
  }
  return tidy(lines);
}

function block(line: string, style: Style): string[] {
  const heading = /^(#{1,6})\s+(.+?)\s*#*$/.exec(line) ?? /^\s*<h(\d)>(.*)<\/h\d>\s*$/.exec(line);
  if (heading) {
    const text = inline(heading[2] ?? '', style);
    const first = heading[1] === '#' || heading[1] === '1';
    return ['', style.bold(first ? style.underline(text) : text), ''];
  }
  const alert = /^>\s*\[!(\w+)\]\s*$/.exec(line);
  if (alert) return [`${style.dim('│')} ${style.bold(alert[1] ?? '')}`];
  const quote = /^>\s?(.*)$/.exec(line);
  if (quote) return [`${style.dim('│')} ${inline(quote[1] ?? '', style)}`];
  if (/^\s*(?:-{3,}|\*{3,}|<hr\s*\/?>)\s*$/.test(line)) return [style.dim('─'.repeat(40))];
  const marked = line
    .replace(/^(\s*)[-*]\s+/, '$1• ')
    .replace(/<li>/g, '\n• ')
    .replace(/<br\s*\/?>|<\/(?:p|li|ul|div)>/g, '\n');
  const wasHtml = marked !== line || /<[a-z/]/i.test(line);
  const texts = marked.split('\n').map((text) => inline(text, style));
  return wasHtml ? texts.filter((text) => text.trim() !== '') : texts;
}

function inline(text: string, style: Style): string {
  // Code is replaced first and restored last, since nothing in it is markup.
  const codes: string[] = [];
  const stashCode = (code: string) => `\ue000${codes.push(style.cyan(entities(code))) - 1}\ue000`;
  return entities(
    text
      .replace(/(`+)\s?(.+?)\s?\1(?!`)/g, (_, __, code: string) => stashCode(code))
      .replace(/<code>(.*?)<\/code>/g, (_, code: string) => stashCode(code))
      .replace(/<a href="([^"]*)">(.*?)<\/a>/g, '[$2]($1)')
      .replace(/\[([^\]]*)\]\(([^)\s]+)\)/g, (_, label: string, url: string) =>
        label === url ? style.blue(url) : `${label} ${style.dim(`(${url})`)}`,
      )
      .replace(/<\/?(?:b|strong)>/g, '**')
      .replace(/\*\*(.+?)\*\*/g, (_, bold: string) => style.bold(bold))
      .replace(/<\/?[a-z][^>]*>/gi, '')
      .replace(/\\([\\`*_{}[\]()#+.!|<>~-])/g, '$1'),
  ).replace(/\ue000(\d+)\ue000/g, (_, index: string) => codes[Number(index)] ?? '');
}

function entities(text: string): string {
  const names: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', amp: '&' };
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(\w+);/g, (whole, name: string) => names[name] ?? whole);
}

// Details are folded, as on GitHub until someone clicks.
function folded(markdown: string): string {
  return markdown.replace(
    /<details>\s*<summary>(.*?)<\/summary>.*?<\/details>/gs,
    (_, title: string) => `\n▸ ${title} (folded)\n`,
  );
}

function tablesToMarkdown(markdown: string): string {
  return markdown.replace(/<table>(.*?)<\/table>/gs, (_, body: string) => {
    const tableRows = [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map((row) =>
      [...(row[1] ?? '').matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map((cell) =>
        // The address of a link would make a cell too wide, and a browser does not show it either.
        (cell[1] ?? '')
          .replace(/<a href="[^"]*">(.*?)<\/a>/g, '$1')
          .trim()
          .replaceAll('\n', ' ')
          .replaceAll('|', '\\|'),
      ),
    );
    const [head = [], ...rest] = tableRows;
    const ruled = body.includes('<th') ? [head, head.map(() => '---'), ...rest] : tableRows;
    return `\n${ruled.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
  });
}

function isRow(line: string): boolean {
  return /^\s*\|.*\|\s*$/.test(line);
}

function cells(line: string): string[] {
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function hasText(row: string[] | undefined): boolean {
  return row?.some((cell) => cell !== '') === true;
}

function withoutEmptyHead(tableRows: string[][], head: boolean, style: Style): string[][] {
  const shown = head && !hasText(tableRows[0]) ? tableRows.slice(1) : tableRows;
  return shown.map((row) => row.map((cell) => inline(cell, style)));
}

/** A table, or, where that is too wide, each of its rows from top to bottom. */
function fitted(tableRows: string[][], style: Style, head: boolean, columns: number): string[] {
  const lines = table(tableRows, style, head);
  if (lines.every((line) => widthOf(line) <= columns)) return lines;
  const turned = tableRows[0]?.map((_, column) => tableRows.map((row) => row[column] ?? '')) ?? [];
  return table(turned, style, false);
}

function tidy(lines: string[]): string[] {
  const single = lines.filter((line, index) => line.trim() !== '' || lines[index - 1]?.trim() !== '');
  while (single[0]?.trim() === '') single.shift();
  while (single.at(-1)?.trim() === '') single.pop();
  return single;
}
