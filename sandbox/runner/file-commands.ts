/**
 * Reads what a step wrote into GITHUB_OUTPUT, GITHUB_STATE or GITHUB_ENV: `name=value` or `name<<D … D` on lines that
 * end at `\n`. A generator, since the runner keeps the pairs that stand before a bad line.
 * @throws Error with the runner's words at the first bad line
 */
export function* parseFileCommand(text: string): Generator<[name: string, value: string]> {
  let index = text.startsWith('\ufeff') ? 1 : 0;

  function readLine(): { line: string; ended: boolean } | undefined {
    if (index >= text.length) return undefined;
    const start = index;
    const feed = text.indexOf('\n', start);
    index = feed < 0 ? text.length : feed + 1;
    return { line: text.slice(start, feed < 0 ? undefined : feed), ended: feed >= 0 };
  }

  function readUntil(delimiter: string): string {
    const start = index;
    let end = start;
    for (;;) {
      const next = readLine();
      if (next?.line === delimiter) return text.slice(start, end);
      if (!next) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
      if (!next.ended) throw new Error('Invalid value. EOF marker missing new line.');
      end = index - 1;
    }
  }

  for (let next = readLine(); next; next = readLine()) {
    const { line } = next;
    if (line === '') continue;
    const equals = line.indexOf('=');
    const here = line.indexOf('<<');
    if (equals >= 0 && (here < 0 || equals < here)) {
      yield [line.slice(0, equals), line.slice(equals + 1)];
    } else if (here >= 0) {
      const name = line.slice(0, here);
      const delimiter = line.slice(here + 2);
      if (name === '' || delimiter === '') {
        throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
      }
      yield [name, readUntil(delimiter)];
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
}
