import { pad, type Style, widthOf } from './style.ts';

/** Lays out rows in aligned columns, the first row in bold if it is a head. */
export function table(tableRows: string[][], style: Style, head: boolean): string[] {
  const columns = Math.max(0, ...tableRows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...tableRows.map((row) => widthOf(row[column] ?? ''))),
  );
  const lines = tableRows.map((row) =>
    widths
      .map((width, column) => pad(row[column] ?? '', width))
      .join('  ')
      .trimEnd(),
  );
  if (!head || tableRows.length === 0) return lines;
  const rule = style.dim(widths.map((width) => '─'.repeat(width)).join('  '));
  return [style.bold(lines[0] ?? ''), rule, ...lines.slice(1)];
}

/** Cuts a text to one line of at most so many characters. */
export function oneLine(text: string, length: number): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' ⏎ ');
  return line.length > length ? `${line.slice(0, Math.max(1, length - 1))}…` : line;
}
