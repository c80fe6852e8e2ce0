/** The two steps from a source to a bundle: `tsc` to a scratch folder (ESM), and `ncc` to files of CommonJS. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Modules that a package imports and that are excluded from the bundle, by the name of that package. */
type ExcludedModules = Readonly<Record<string, readonly string[]>>;

/**
 * What the action never runs. Each module is replaced by the file of `stand-ins` that is named after it, or by
 * `excluded-module.cjs` where there is none.
 */
export const EXCLUDED_MODULES = {
  // OIDC tokens with an HTTP client for them, details of the platform with a shell for them, and summaries.
  '@actions/core': [
    ...['@actions/http-client', '@actions/http-client/lib/auth', '@actions/exec', './summary.js'],
  ],
  // GitHub's API: only the context of the workflow run is used.
  '@actions/github': [
    ...['@octokit/core', '@octokit/plugin-paginate-rest', '@octokit/plugin-rest-endpoint-methods'],
    ...['@actions/http-client', 'undici'],
  ],
  // HTTP/2, caches of answers and of host names, decompression, and checks of options that are slow to load.
  got: [
    ...['node:http2', './utils/http2-client.js', 'cacheable-request', 'node:dns'],
    ...['decompress-response', 'node:zlib', '@sindresorhus/is'],
  ],
} satisfies ExcludedModules;

const STAND_INS = 'stand-ins';

/** What `ncc` knows of a module: its file, the modules in it, and what imports it. */
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
 * Bundles a program into a folder; resolves with the folders of the packages that have code in it. If nothing is
 * excluded, all is as ncc makes it by itself.
 */
export async function bundle(entry: string, folder: string, excluded: ExcludedModules): Promise<string[]> {
  const specifiers = new Set(Object.values(excluded).flat());
  const isSlim = specifiers.size > 0;
  const externals = Object.fromEntries(Array.from(specifiers, (name) => [name, standInFor(name)]));
  const ncc = createRequire(import.meta.url)('@vercel/ncc') as Ncc;
  const { code, assets, stats } = await ncc(entry, {
    // The cache does not notice a change of the externals.
    ...{ filename: 'index.js', minify: false, cache: false, quiet: true },
    // Node reads CommonJS somewhat faster than ESM.
    ...(isSlim ? { esm: false, externals } : {}),
  });
  const { modules } = stats.toJson();
  const packages = packagesOf(modules);
  checkExcludedModules(excluded, modules, packages);

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const type = `${JSON.stringify({ type: isSlim ? 'commonjs' : 'module' }, undefined, 2)}\n`;
  const files = Object.entries(assets).map(([name, { source }]) => [name, source] as const);
  for (const [name, text] of [...files, ['index.js', code], ['package.json', type]] as const) {
    writeFileSync(path.join(folder, name), text);
  }
  if (isSlim) {
    cpSync(path.join(import.meta.dirname, STAND_INS), path.join(folder, STAND_INS), { recursive: true });
  }
  return packages;
}

/** The path of a module's stand-in in the folder of the bundle. */
function standInFor(specifier: string): string {
  const own = `${STAND_INS}/${specifier}.cjs`;
  return `./${existsSync(path.join(import.meta.dirname, own)) ? own : `${STAND_INS}/excluded-module.cjs`}`;
}

/**
 * Throws if a package no longer imports a module that is excluded for it, if anything else imports that module, or if
 * the module is in the bundle after all.
 */
function checkExcludedModules(excluded: ExcludedModules, modules: Module[], packages: string[]): void {
  const actual = modules
    .filter(({ name }) => name?.startsWith(`external "./${STAND_INS}/`))
    .flatMap(({ reasons = [] }) => reasons)
    .map(({ userRequest, resolvedModule = '' }) => {
      const [folder = resolvedModule] = packageFolder(resolvedModule);
      return `${nameOf(folder)} imports ${userRequest}`;
    });
  const expected = Object.entries(excluded).flatMap(([importer, specifiers]) =>
    specifiers.map((specifier) => `${importer} imports ${specifier}`),
  );
  const bundled = packages.map(nameOf).filter((name) => Object.values(excluded).flat().includes(name));
  const mismatches = [
    ...expected.filter((one) => !actual.includes(one)).map((one) => `${one} no longer`),
    ...actual.filter((one) => !expected.includes(one)).map((one) => `${one} as well`),
    ...bundled.map((name) => `${name} is in the bundle`),
  ];
  if (mismatches.length > 0) {
    throw new Error(`EXCLUDED_MODULES do not fit what is bundled: ${[...new Set(mismatches)].join(', ')}.`);
  }
}

/** The folders of the packages that have code in a bundle, in the order of their names. */
function packagesOf(modules: Module[]): string[] {
  const files = (list: Module[]): string[] =>
    list.flatMap((module) => [module.nameForCondition ?? '', ...files(module.modules ?? [])]);
  const folders = new Set(files(modules).flatMap(packageFolder));
  return [...folders].toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** The folder of the package that a file belongs to; none for a file that is in no package. */
function packageFolder(file: string): string[] {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.slice(0, 1) ?? [];
}

/** The name of the package in a folder. */
function nameOf(folder: string): string {
  return folder.replaceAll('\\', '/').replace(/^.*node_modules\//, '');
}
