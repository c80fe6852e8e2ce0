/** Says where the time of a start goes, from profiles of V8 that are taken of the action as it is shipped. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './run.ts';
import { ROOT, type Way } from './ways.ts';

/** A share of a start: a name, and mean milliseconds. */
export type Share = { name: string; ms: number };

/** The parts of V8's format that are needed here. */
interface Profile {
  nodes: { id: number; callFrame: Frame; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}
interface Frame {
  functionName: string;
  url: string;
  lineNumber: number;
}

/** Microseconds between two samples: few enough to see functions of a tenth of a millisecond in the mean. */
const INTERVAL = 100;

/** Names of the shares, in the order of the table. */
const NAMES = {
  compile: 'reading and compiling the bundle',
  modules: "Node's own modules, loaded (`node:http`, `crypto`, `tls`, …)",
  got: '`got` and what it needs',
  core: '`@actions/core` and `@actions/github`',
  own: "the action's own code",
  garbage: 'garbage collection',
  rest: 'Node and V8 besides: loader, sockets, what is no JavaScript',
};

/** Profiles a way some times; resolves with the mean shares of the time after Node's own start. */
export async function profileOf(way: Way, bench: Bench, rounds: number): Promise<Share[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'profile-'));
  try {
    const [node = '', ...rest] = way.command;
    const flags = ['--cpu-prof', `--cpu-prof-interval=${INTERVAL}`, `--cpu-prof-dir=${folder}`];
    for (let round = 0; round < rounds; round++) {
      await bench.runInWorld({ ...way, command: [node, ...flags, ...rest] }, 3600);
    }
    const origins = originsOf(path.dirname(path.join(ROOT, rest[0] ?? '')));
    const sums = Object.fromEntries(Object.keys(NAMES).map((name) => [name, 0]));
    for (const file of readdirSync(folder)) {
      addProfile(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Profile, origins, sums);
    }
    return Object.entries(NAMES).map(([key, name]) => ({ name, ms: (sums[key] ?? 0) / 1000 / rounds }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Key = keyof typeof NAMES;

/** Adds the microseconds of each sample to what it belongs to. */
function addProfile(profile: Profile, origins: Origins, sums: Record<string, number>): void {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const keys = new Map<number, Key>();
  for (const { id } of profile.nodes) {
    const stack: Frame[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const frame = nodes.get(at)?.callFrame;
      if (frame !== undefined) stack.push(frame);
    }
    keys.set(id, keyOf(stack, origins));
  }
  for (const [index, sample] of profile.samples.entries()) {
    const key = keys.get(sample) ?? 'rest';
    sums[key] = (sums[key] ?? 0) + (profile.timeDeltas[index] ?? 0);
  }
}

/** Node's functions that read and compile a file of the bundle. */
const COMPILERS = ['wrapSafe', 'loadSource'];

/** What a stack, innermost first, is about: Node's work counts for the code of the bundle that asks for it. */
function keyOf(stack: Frame[], origins: Origins): Key {
  if (stack[0]?.functionName === '(garbage collector)') return 'garbage';
  if (stack.some(({ functionName }) => functionName === 'compileForInternalLoader')) return 'modules';
  if (stack.some(({ functionName }) => COMPILERS.includes(functionName))) return 'compile';
  for (const { url, lineNumber } of stack) {
    const lines = origins.get(url.startsWith('file:') ? fileURLToPath(url) : url);
    if (lines !== undefined) return lines[lineNumber] ?? 'own';
  }
  return 'rest';
}

/** Whose each line of each file of a bundle is. */
type Origins = Map<string, Key[]>;

function originsOf(folder: string): Origins {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.c?js$/.test(file),
  );
  return new Map(
    files.map((name) => {
      const file = path.join(folder, name);
      return [file, originsOfLines(readFileSync(file, 'utf8'), originOf(name))];
    }),
  );
}

/** Whose each line of a file is, by the comments that ncc leaves. */
function originsOfLines(code: string, ofFile: Key): Key[] {
  let key = ofFile;
  return code.split('\n').map((line) => {
    if (/^\/\*\*\*\/ \d+:/.test(line)) key = ofFile;
    const [, file] = /^;\/\/ CONCATENATED MODULE: (.*)/.exec(line) ?? [];
    if (file !== undefined) key = originOf(file);
    return key;
  });
}

/** Whose a source or a stand-in is. */
function originOf(file: string): Key {
  if (/@(actions|octokit)[\\/]/.test(file)) return 'core';
  return /node_modules[\\/](?!leven)|@sindresorhus[\\/]/.test(file) ? 'got' : 'own';
}
