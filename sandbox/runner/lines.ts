/**
 * Splits decoded text into lines as .NET's `StreamReader.ReadLine` does: at `\n`, `\r\n` or a lone `\r`; a last line
 * needs no line end.
 */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  const reader = createLineReader((line) => lines.push(line));
  reader.write(Buffer.from(text));
  reader.end();
  return lines;
}

/** Takes the bytes of one stream in pieces of any size and hands over each line once it is complete. */
export type LineReader = { write(bytes: Uint8Array): void; end(): void };

/** Makes a reader that decodes UTF-8 (a byte order mark at the very start is swallowed) and calls back per line. */
export function createLineReader(onLine: (line: string) => void): LineReader {
  const decoder = new TextDecoder('utf-8');
  let rest = '';

  function take(text: string, last: boolean): void {
    rest += text;
    let start = 0;
    for (const end of rest.matchAll(/\r\n|\r|\n/g)) {
      // The line feed that belongs to a carriage return at the end of this piece may still be on its way.
      if (end[0] === '\r' && end.index === rest.length - 1 && !last) break;
      onLine(rest.slice(start, end.index));
      start = end.index + end[0].length;
    }
    rest = rest.slice(start);
    if (last && rest !== '') onLine(rest);
  }

  return {
    write: (bytes) => take(decoder.decode(bytes, { stream: true }), false),
    end: () => take(decoder.decode(), true),
  };
}
