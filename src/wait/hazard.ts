/** How likely a build that still runs at some age, in milliseconds, ends in the next one: ends per millisecond. */
export type Hazard = (ageMs: number) => number;

/** Ends that are expected while a build whose kind is not known doubles its age: what has lasted lasts on. */
const ENDS_PER_AGE = 0.1;

/** Milliseconds that no build is shorter than, so that a young one is not asked for all the time. */
const SHORTEST_MS = 3000;

/** Least width of the curve around a build's duration, as a share of it: machines are never equally fast. */
const LEAST_WIDTH = 0.03;

/** Width of a curve where the builds around it are this far away, as a share. */
const WIDTH = 0.5;

/** How far others are taken to be, as a share, where there are too few of them. */
const ASSUMED_DISTANCE = 0.4;

/** Width, as a share, for the builds that are like no earlier one: those that fail early, or of much new code. */
const ODD_WIDTH = 1;

/**
 * A forecast by how long a job's earlier builds took, in milliseconds. Each counts as a bell curve over the logarithm
 * of the age, the narrower the more are like it, and all together as one more that is very wide.
 */
export function createHazard(durationsMs: readonly number[]): Hazard {
  const centres = durationsMs.map((ms) => Math.log(Math.max(ms, 1)));
  if (centres.length === 0) return (ageMs) => ENDS_PER_AGE / (ageMs + SHORTEST_MS);
  const mean = centres.reduce((sum, centre) => sum + centre, 0) / centres.length;
  const curves = centres.map((centre) => ({ centre, width: widthAround(centre, centres) }));
  curves.push({ centre: mean, width: ODD_WIDTH });
  return (ageMs) => {
    const age = Math.log(Math.max(ageMs, 1));
    let ending = 0;
    let lasting = 0;
    for (const { centre, width } of curves) {
      // The logistic distribution: like the normal one, but never quite sure, and without an error function.
      const survival = 1 / (1 + Math.exp((age - centre) / width));
      ending += (survival * (1 - survival)) / (width * Math.max(ageMs, 1));
      lasting += survival;
    }
    return ending / lasting;
  };
}

/** As wide as it takes to reach a few of the others. */
function widthAround(centre: number, centres: readonly number[]): number {
  const distances = centres.map((other) => Math.abs(other - centre)).toSorted((a, b) => a - b);
  const few = Math.ceil(Math.sqrt(centres.length));
  return Math.max(LEAST_WIDTH, WIDTH * (distances[few] ?? ASSUMED_DISTANCE));
}
