import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { anchorsOf, brokenLinks, DOCUMENTS } from '../../scripts/check-links.ts';
import { readDeclared, renderReadme } from '../../scripts/render-readme.ts';
import { filesIn, ROOT, read } from './files.ts';
import { messagesOf } from './message-table.ts';

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document);

  test('has no broken link', () => {
    expect(brokenLinks(document)).toEqual([]);
  });

  test('has no heading twice, whose anchor would be another', () => {
    const anchors = anchorsOf(text);
    expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
  });

  test('names scripts of package.json only', () => {
    const names = [...text.matchAll(/npm run ([a-z][\w-]*)/g)].map(([, name = '']) => name);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(names.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('README.md', () => {
  const readme = read('README.md');

  test('has the inputs and outputs of action.yml in its tables (`npm run docs` writes them)', () => {
    expect(readme).toBe(renderReadme(readme, readDeclared()));
  });

  test('shows messages of docs/messages.md', () => {
    const section = readme.slice(
      readme.indexOf('\n## Messages\n'),
      readme.indexOf('\n## Further information\n'),
    );
    const messages = messagesOf(section);
    const known = messagesOf(read('docs/messages.md'));
    expect(messages.length).toBeGreaterThanOrEqual(10);
    expect(messages.filter((message) => !known.includes(message))).toEqual([]);
  });

  test('can be read in ten minutes', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(301);
    expect(readme.split(/\s+/).length).toBeLessThanOrEqual(2500);
  });

  test('begins its section on development with the two commands', () => {
    const section = readme.slice(readme.indexOf('\n## Development\n'));
    const commands = [...section.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, command]) => command);
    expect(commands).toEqual(['npm ci && npm start', 'npm cit']);
  });
});

describe('the issue forms', () => {
  const forms = filesIn('.github/ISSUE_TEMPLATE', '.yml').filter((file) => !file.endsWith('config.yml'));

  test.each(forms)('%s has what GitHub requires', (file) => {
    const form = parse(read(file)) as {
      name: string;
      description: string;
      body: { type: string; id?: string; attributes: Record<string, unknown> }[];
    };
    expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    const ids = form.body.map(({ id }) => id).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { type, id, attributes } of form.body) {
      expect(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
      expect(attributes).toMatchObject(
        type === 'markdown' ? { value: expect.any(String) } : { label: expect.any(String) },
      );
      expect(id === undefined).toBe(type === 'markdown');
    }
    // A token in an issue is public at once.
    expect(read(file)).toContain('token');
  });

  test('lead to documents that exist', () => {
    const all = filesIn('.github/ISSUE_TEMPLATE', '.yml')
      .map((file) => read(file))
      .join('\n');
    const files = [...all.matchAll(/northflank-build\/action\/blob\/main\/([^\s)#]+)(?:#([\w-]+))?/g)];
    expect(files.length).toBeGreaterThan(0);
    for (const [, file = '', anchor] of files) {
      expect(existsSync(path.join(ROOT, file))).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(read(file))).toContain(anchor);
    }
  });
});
