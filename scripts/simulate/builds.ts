/**
 * The builds of the simulation: how long they take, when their status changes, and when their log has new lines. It is
 * a model in which each number is a guess; what matters is that both ways to wait are measured on the same builds.
 */

/** A build's plan; times are milliseconds since its start. */
export interface Plan {
  endMs: number;
  succeeds: boolean;
  status(ageMs: number): string;
  /** When the live tail brings lines: those printed within the same second come together. */
  messages: number[];
}

/** A distribution of lengths: milliseconds that a successful build takes. */
export type Lengths = (random: () => number) => number;

const MINUTE = 60_000;

/** Distributions of lengths, by their name in the report. */
export const LENGTHS: Record<string, Lengths> = {
  'about 10 seconds': (random) => 10_000 * (0.75 + 0.5 * random()),
  'about 1 minute': (random) => MINUTE * (0.75 + 0.5 * random()),
  'about 10 minutes': (random) => 10 * MINUTE * (0.9 + 0.2 * random()),
  '10 minutes, widely spread': (random) => Math.max(MINUTE, 10 * MINUTE * Math.exp(0.35 * normal(random))),
  '2 minutes or 10': (random) => (random() < 0.5 ? 2 : 10) * MINUTE * (0.9 + 0.2 * random()),
  'seconds to an hour': (random) =>
    Math.min(59 * MINUTE, Math.max(8000, 4 * MINUTE * Math.exp(1.1 * normal(random)))),
};

/** Plans a build; `failing` is the share of builds that fail somewhere on the way. */
export function planBuild(lengths: Lengths, failing: number, random: () => number): Plan {
  const wholeMs = lengths(random);
  const queuedMs = Math.min(wholeMs * 0.1, 2000 + 3000 * random());
  const clonedMs = queuedMs + Math.min(wholeMs * 0.1, 3000 + 4000 * random());
  // Pushing the image takes its share, and small images take seconds.
  const builtMs = wholeMs - Math.min(wholeMs / 2, 3000 + wholeMs * 0.08 * random());
  const succeeds = random() >= failing;
  const endMs = succeeds ? wholeMs : wholeMs * (0.1 + 0.8 * random());
  const lines = [queuedMs, clonedMs, ...stepLines(clonedMs, Math.min(builtMs, endMs), random)];
  if (succeeds) lines.push(builtMs, ...gaps(builtMs, endMs, 6000, random));
  return {
    endMs,
    succeeds,
    status: (ageMs) =>
      ageMs < queuedMs ? 'QUEUED' : ageMs < clonedMs ? 'CLONING' : ageMs < builtMs ? 'BUILDING' : 'UPLOADING',
    messages: messages([...lines.filter((ms) => ms < endMs), endMs]),
  };
}

/** The steps of a Dockerfile: some print all the time, some now and then, some nothing until they are done. */
function stepLines(fromMs: number, toMs: number, random: () => number): number[] {
  const lines: number[] = [];
  for (let ms = fromMs; ms < toMs; ) {
    lines.push(ms);
    const stepEndMs = Math.min(toMs, ms + Math.max(1000, 15_000 * Math.exp(1.2 * normal(random))));
    const kind = random();
    if (kind < 0.4) lines.push(...gaps(ms, stepEndMs, 500, random));
    else if (kind < 0.75) lines.push(...gaps(ms, stepEndMs, 4000, random));
    ms = stepEndMs;
  }
  return lines;
}

/** Random moments, `meanMs` apart on average. */
function gaps(fromMs: number, toMs: number, meanMs: number, random: () => number): number[] {
  const moments: number[] = [];
  const gap = (): number => -meanMs * Math.log(1 - random());
  for (let ms = fromMs + gap(); ms < toMs; ms += gap()) moments.push(ms);
  return moments;
}

const BATCH_MS = 1000;
const NETWORK_MS = 100;

function messages(lines: number[]): number[] {
  return [...new Set(lines.map((ms) => Math.ceil(ms / BATCH_MS) * BATCH_MS + NETWORK_MS))].toSorted(
    (a, b) => a - b,
  );
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
