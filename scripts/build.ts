/**
 * Builds `dist` from `src`: `tsc` to a scratch folder (ESM), one bundle by `ncc`, and the licences of what is in it.
 * `bundle/tsconfig.json` says what stands there for packages that are large and never run.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
// ncc looks up the paths of this file for imports of packages as well.
const substitutes = path.join(root, 'scripts/bundle/tsconfig.json');
const statistics = path.join(root, 'build/stats.json');

for (const folder of ['build', 'dist']) rmSync(path.join(root, folder), { recursive: true, force: true });
run('typescript/bin/tsc', '-p', 'tsconfig.build.json');
run(
  '@vercel/ncc/dist/ncc/cli.js',
  'build',
  'build/index.js',
  '-o',
  'dist',
  '--quiet',
  // The cache knows nothing of the substitutes.
  '--no-cache',
  '--stats-out',
  statistics,
);
// The same program by another name, by which it knows that it is post.
writeFileSync(path.join(root, 'dist/post.js'), "import './index.js';\n");
const packages = bundledPackages();
// ncc says nothing when it cannot read the file.
const needless = packages.filter((folder) =>
  /[\\/](undici|@octokit[\\/]core|cacheable-request)$/.test(folder),
);
if (needless.length > 0) throw new Error(`These should have been left out: ${needless.join(', ')}`);
writeFileSync(path.join(root, 'dist/licenses.txt'), packages.map(licence).join('\n'));

/** Runs one of the tools in node_modules with the Node that runs this script. */
function run(script: string, ...args: string[]): void {
  execFileSync(process.execPath, [path.join(root, 'node_modules', script), ...args], {
    cwd: root,
    env: { ...process.env, TS_NODE_PROJECT: substitutes },
    stdio: 'inherit',
  });
}

/** Folders of the packages that have code in the bundle. ncc's own list forgets all chunks but one. */
function bundledPackages(): string[] {
  type Module = { nameForCondition?: string; modules?: Module[] };
  const { modules } = JSON.parse(readFileSync(statistics, 'utf8')) as { modules: Module[] };
  const files = (list: Module[]): string[] =>
    list.flatMap((module) => [module.nameForCondition ?? '', ...files(module.modules ?? [])]);
  const folders = files(modules).flatMap(
    (file) => /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? [],
  );
  return [...new Set(folders)].toSorted((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1));
}

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
