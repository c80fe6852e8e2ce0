import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Absolute path of the repository. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

/** The text of a file; its path is relative to the repository. */
export function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** Files in a folder and below it, as sorted paths that are relative to the repository and have forward slashes. */
export function filesIn(folder: string, ending: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.posix.join(folder, file.replaceAll('\\', '/')))
    .toSorted();
}

/** Source without its comments. A `//` in a string survives: a comment has only white space before it. */
export function withoutComments(source: string): string {
  return source
    .replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '')
    .replaceAll(/(^|\s)\/\/ .*$/gm, '$1')
    .replaceAll(/\{\/\*[\s\S]*?\*\/\}/g, '');
}
