/** The two steps from a source to a bundle: `tsc` to a scratch folder (ESM), and one file by `ncc`. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * What these two packages import and the action never runs, by the words of their imports; `unused.cjs` stands for
 * it. The paths of `paths.json`, by which ncc replaces what is only lightened, hold for whole packages.
 */
const LEFT_OUT = {
  // HTTP/2, the caches of answers and of names, compression, pages by `Link`, and whole answers: all are streams here.
  got: [
    ...['node:http2', './utils/http2-client.js', 'cacheable-request', './utils/dns-cache.js'],
    ...['./utils/decompress-response.js', './parse-link-header.js', './as-promise/index.js'],
  ],
  // OIDC tokens, with an HTTP client for them, details of the platform, with a shell for them, paths, and summaries.
  '@actions/core': ['./oidc-utils.js', './platform.js', './path-utils.js', './summary.js'],
};
/** Its name in the bundle's folder, where the nearest package.json says that it is CommonJS. */
const STAND_IN = './unused.js';

/** What `ncc` knows of a module: its file, what it consists of, and who asks for it. */
interface Module {
  name?: string;
  nameForCondition?: string;
  modules?: Module[];
  reasons?: { userRequest?: string; resolvedModule?: string }[];
}

/** `ncc`, which has no types. */
type Ncc = (
  entry: string,
  options: Record<string, unknown>,
) => Promise<{
  code: string;
  assets: Record<string, { source: string | Buffer }>;
  stats: { toJson: () => { modules: Module[] } };
}>;

/** Compiles `src` to `build`. */
export function compile(): void {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
}

/**
 * Bundles a program into a folder; resolves with the folders of the packages that have code in it. Unless `slim`,
 * nothing is left out, and all is as ncc makes it by itself.
 */
export async function bundle(
  entry: string,
  folder: string,
  { slim, minify }: { slim: boolean; minify: boolean },
): Promise<string[]> {
  // ncc looks up the paths of this file for imports of packages as well.
  if (slim) process.env['TS_NODE_PROJECT'] = path.join(import.meta.dirname, 'paths.json');
  else delete process.env['TS_NODE_PROJECT'];
  // Node reads CommonJS somewhat faster than ESM.
  const slimmer = { esm: false, externals: Object.fromEntries(words().map((word) => [word, STAND_IN])) };
  const ncc = createRequire(import.meta.url)('@vercel/ncc') as Ncc;
  const { code, assets, stats } = await ncc(entry, {
    // The cache knows nothing of what is left out.
    ...{ filename: 'index.js', minify, cache: false, quiet: true },
    ...(slim ? slimmer : {}),
  });
  const { modules } = stats.toJson();
  const packages = packagesOf(modules);
  if (slim) checkLeftOut(modules, packages);

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const type = `${JSON.stringify({ type: slim ? 'commonjs' : 'module' }, undefined, 2)}\n`;
  const files = Object.entries(assets).map(([name, { source }]) => [name, source] as const);
  for (const [name, text] of [...files, ['index.js', code], ['package.json', type]] as const) {
    writeFileSync(path.join(folder, name), text);
  }
  if (slim) copyFileSync(path.join(import.meta.dirname, 'unused.cjs'), path.join(folder, STAND_IN));
  return packages;
}

function words(): string[] {
  return Object.values(LEFT_OUT).flat();
}

/** Throws if one of the words is not said any more, or by anybody else: it may mean something else there. */
function checkLeftOut(modules: Module[], packages: string[]): void {
  const { reasons = [] } = modules.find(({ name }) => name === `external "${STAND_IN}"`) ?? {};
  const said = reasons.map(({ userRequest, resolvedModule = '' }) => {
    const [, name] = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(resolvedModule) ?? [];
    return `${userRequest} in ${name?.replace('\\', '/') ?? resolvedModule}`;
  });
  const there = packages.map((folder) => folder.replaceAll('\\', '/'));
  const wanted = Object.entries(LEFT_OUT)
    .filter(([name]) => there.some((folder) => folder.endsWith(`/node_modules/${name}`)))
    .flatMap(([name, list]) => list.map((word) => `${word} in ${name}`));
  const wrong = [
    ...said.filter((one) => !wanted.includes(one)),
    ...wanted.filter((one) => !said.includes(one)),
  ];
  if (wrong.length > 0) throw new Error(`What is left out does not fit what is there: ${wrong.join(', ')}`);
}

function packagesOf(modules: Module[]): string[] {
  const files = (list: Module[]): string[] =>
    list.flatMap((module) => [module.nameForCondition ?? '', ...files(module.modules ?? [])]);
  const folders = files(modules).flatMap(
    (file) => /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? [],
  );
  return [...new Set(folders)].toSorted((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1));
}
