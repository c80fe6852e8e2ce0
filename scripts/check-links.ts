/** Checks that every link of the documents leads to a file, and its anchor to a heading; prints each that does not. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');

/** The documents that are read on GitHub, relative to the repository. */
export const DOCUMENTS = [
  ...['README.md', 'CHANGELOG.md'],
  ...['.github', 'docs'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

/** The links of a document that lead nowhere; addresses on other sites are not looked up. */
export function brokenLinks(document: string): string[] {
  const prose = read(document)
    .replaceAll(/```[\s\S]*?```/g, '')
    .replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/(?:\]\(|srcset="|src=")([^)\s"]+)[)"]/g)]
    .map(([, to = '']) => to)
    .filter((to) => !to.startsWith('https://'))
    .filter((to) => {
      const [file = '', anchor] = to.split('#');
      const target = file === '' ? document : path.posix.join(path.posix.dirname(document), file);
      if (!existsSync(path.join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });
}

/** The anchors that GitHub gives to headings. */
export function anchorsOf(markdown: string): string[] {
  const headings = markdown.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

if (import.meta.main) {
  const broken = DOCUMENTS.flatMap((document) => brokenLinks(document).map((to) => `${document}: ${to}`));
  for (const one of broken) console.error(`${one} leads nowhere`);
  console.log(`${DOCUMENTS.length} documents, ${broken.length} broken links`);
  if (broken.length > 0) process.exitCode = 1;
}
