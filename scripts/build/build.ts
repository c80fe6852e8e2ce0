/** Builds `dist` from `src`: the bundle, the licences of what is in it, and post. */
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundle, compile, EXCLUDED_MODULES } from './bundle.ts';

const root = path.resolve(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');

rmSync(path.join(root, 'build'), { recursive: true, force: true });
compile();
const entry = path.join(root, 'build/index.js');
const packages = await bundle(entry, dist, EXCLUDED_MODULES);
// The same program by another name, by which it knows that it is post; a copy, which Node loads faster than two files.
copyFileSync(path.join(dist, 'index.js'), path.join(dist, 'post.js'));
// ncc's own list forgets all chunks but one.
writeFileSync(path.join(dist, 'licenses.txt'), packages.map(licence).join('\n'));

/** Name, version and licence of a package, with the text that must travel with it. */
function licence(folder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  ) as Record<string, string>;
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .map((file) => readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return [`${name}@${version} (${license})`, ...texts, ''].join('\n\n');
}
