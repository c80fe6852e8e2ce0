/** Says where the time of a start goes, from profiles of V8 that are taken of the action as it is shipped. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
    const bundle = path.join(ROOT, rest[0] ?? '');
    const origins = originsOf(readFileSync(bundle, 'utf8'));
    const sums = Object.fromEntries(Object.keys(NAMES).map((name) => [name, 0]));
    for (const file of readdirSync(folder)) {
      addProfile(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Profile, origins, bundle, sums);
    }
    return Object.entries(NAMES).map(([key, name]) => ({ name, ms: (sums[key] ?? 0) / 1000 / rounds }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Key = keyof typeof NAMES;

/** Adds the microseconds of each sample to what it belongs to. */
function addProfile(profile: Profile, origins: Key[], bundle: string, sums: Record<string, number>): void {
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
    keys.set(id, keyOf(stack, origins, bundle));
  }
  for (const [index, sample] of profile.samples.entries()) {
    const key = keys.get(sample) ?? 'rest';
    sums[key] = (sums[key] ?? 0) + (profile.timeDeltas[index] ?? 0);
  }
}

/** What a stack, innermost first, is about: Node's work counts for the code of the bundle that asks for it. */
function keyOf(stack: Frame[], origins: Key[], bundle: string): Key {
  if (stack[0]?.functionName === '(garbage collector)') return 'garbage';
  if (stack.some(({ functionName }) => functionName === 'compileForInternalLoader')) return 'modules';
  const compiles = ['wrapSafe', 'readFileSync', 'compileFunctionForCJSLoader'];
  const caller = stack.find(({ url }) => url.endsWith(bundle));
  if (caller === undefined) {
    return stack.some(({ functionName }) => compiles.includes(functionName)) ? 'compile' : 'rest';
  }
  return origins[caller.lineNumber] ?? 'own';
}

/** Whose each line of a bundle is, by the comments that ncc leaves. */
function originsOf(code: string): Key[] {
  let key: Key = 'own';
  return code.split('\n').map((line) => {
    if (/^\/\*\*\*\/ \d+:/.test(line)) key = 'own';
    const [, file] = /^;\/\/ CONCATENATED MODULE: (.*)/.exec(line) ?? [];
    if (file === undefined) return key;
    if (/node_modules\/@actions\//.test(file)) key = 'core';
    else if (/node_modules\/(?!leven)|scripts\/bundle\/(is|list-format)/.test(file)) key = 'got';
    else key = 'own';
    return key;
  });
}
