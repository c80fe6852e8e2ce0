/** Builds `dist` from `src`: one bundle, the licences of what is in it, and post. `bundle/` says what is left out. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundle, compile } from './bundle/bundle.ts';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');

/** What must not come back unnoticed: large packages, none of which the action runs. */
const NEEDLESS =
  /[\\/](undici|@octokit[\\/]core|@actions[\\/]http-client|cacheable-request|decompress-response)$/;

rmSync(path.join(root, 'build'), { recursive: true, force: true });
compile();
const packages = await bundle(path.join(root, 'build/index.js'), dist, { slim: true, minify: false });
// ncc says nothing when it cannot read the file with the paths.
const needless = packages.filter((folder) => NEEDLESS.test(folder));
if (needless.length > 0) throw new Error(`These should have been left out: ${needless.join(', ')}`);
// The same program by another name, by which it knows that it is post.
writeFileSync(path.join(dist, 'post.js'), "require('./index.js');\n");
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
