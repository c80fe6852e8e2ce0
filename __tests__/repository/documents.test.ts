import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readDeclared, renderReadme } from '../../scripts/render-readme.ts';
import { filesIn, ROOT, read } from './files.ts';

const DOCUMENTS = [
  ...['README.md', 'CHANGELOG.md', '.github/CONTRIBUTING.md', '.github/SECURITY.md'],
  ...filesIn('docs', '.md'),
];

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document);
  const prose = text.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '');

  test('has no broken link', () => {
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, to = '']) => to)
      .filter((to) => !/^https?:/.test(to));
    const broken = links.filter((to) => {
      const [file = '', anchor] = to.split('#');
      const target = file === '' ? document : path.posix.join(path.posix.dirname(document), file);
      if (!existsSync(path.join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('names scripts of package.json only', () => {
    const names = [...text.matchAll(/npm run ([a-z][\w-]*)/g)].map(([, name = '']) => name);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(names.filter((name) => !(name in scripts))).toEqual([]);
  });
});

/** The anchors that GitHub gives to headings. */
function anchorsOf(markdown: string): string[] {
  const headings = markdown.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('README.md', () => {
  const readme = read('README.md');

  test('has the inputs and outputs of action.yml in its tables (`npm run docs` writes them)', () => {
    expect(readme).toBe(renderReadme(readme, readDeclared()));
  });

  test('explains messages that the source has', () => {
    const table = /<!-- messages:[^>]*-->([\s\S]*)<!-- end of messages -->/.exec(readme)?.[1] ?? '';
    // Without the two lines of the head.
    const tableRows = table
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(2);
    const messages = tableRows.map((row) => messageOf(row));
    // Each row has a message in backticks, and what to do.
    expect(tableRows.filter((_, index) => messages[index] === undefined)).toEqual([]);
    expect(new Set(messages).size).toBe(messages.length);
    const source = filesIn('src', '.ts')
      .map((file) => withMessagesJoined(read(file)))
      .join('\n');
    const missing = messages.filter((message = '') =>
      message
        .split('…')
        .map((piece) => piece.trim())
        .some((piece) => !source.includes(piece)),
    );
    expect(messages.length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
    // Short pieces alone would be found anywhere.
    const longest = (message = ''): number => Math.max(...message.split('…').map((piece) => piece.length));
    expect(messages.filter((message) => longest(message) < 10)).toEqual([]);
  });

  test('begins its section on development with the two commands', () => {
    const section = readme.slice(readme.indexOf('\n## Development\n'));
    const commands = [...section.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, command]) => command);
    expect(commands).toEqual(['npm ci && npm start', 'npm cit']);
  });
});

/** The message of a row: between single backticks, or between double ones if it has backticks itself. */
function messageOf(row: string): string | undefined {
  const [, plain, ticked] = /^\| (?:`([^`]+)`|`` ((?:[^`]|`(?!`))+) ``) \| \S.* \|$/.exec(row) ?? [];
  return plain ?? ticked;
}

/** Source with its concatenated strings joined, and without backslashes, so that messages can be found in it. */
function withMessagesJoined(source: string): string {
  return (
    source
      .replaceAll(/['`] \+\s*['`]/g, '')
      .replaceAll('\\', '')
      // An inserted value. One that chooses between strings stays, so that they are found.
      .replaceAll(/\$\{[^}'`]*\}/g, '…')
  );
}
