/** What is known of the time that something takes which is waited for: a build, or a deployment. */
export interface Course {
  /** Ends that are expected while an unknown one multiplies its age by e: what has lasted will last. */
  endsPerAge: number;
  /** Milliseconds that it takes at least. */
  shortestMs: number;
  /** The status that it has shortly before its end, if any, and the same for that phase alone. */
  lastPhase?: { status: string; endsPerAge: number; shortestMs: number };
}

/** A moment in the life of what is waited for; all in milliseconds. */
export interface Moment {
  ageMs: number;
  sincePollMs: number;
  /** Since when it has been in its last phase; undefined if it was not there at the last poll. */
  lastPhaseMs: number | undefined;
}

/** How likely it ends in the next millisecond, if it has not yet. */
export type Hazard = (moment: Moment) => number;

/** Builds, by what is public of them: most take seconds to an hour, and push their image at the end. */
export const BUILDS: Course = {
  endsPerAge: 0.65,
  shortestMs: 3000,
  lastPhase: { status: 'UPLOADING', endsPerAge: 5, shortestMs: 5500 },
};

/** Deployments: most take seconds to minutes. */
export const DEPLOYMENTS: Course = { endsPerAge: 1, shortestMs: 3000 };

/** What is known in advance counts as so many earlier builds that have lasted as long. */
const PRIOR_BUILDS = 0.3;

/** Least width of the curve around an earlier duration, as a share of it: machines are never equally fast. */
const MIN_WIDTH = 0.06;

/** Width of a curve, as a share of the distance to the nearest others; and that distance where there are too few. */
const WIDTH = 0.5;
const ASSUMED_DISTANCE = 0.4;

/**
 * What was just seen before its last phase has that phase still before it: its hazard is so small at first, and grows
 * with the milliseconds since then, up to the factor of one that may be in its last phase unseen.
 */
const FIRST_FACTOR = 0.2;
const FACTOR_MS = 3000;
const MAX_FACTOR = 5;

/** The hazard of something whose earlier ones took so many milliseconds; each adds a curve over the logarithm of the age. */
export function createHazard(
  { endsPerAge, shortestMs, lastPhase }: Course,
  durationsMs: readonly number[],
): Hazard {
  const centres = durationsMs.map((ms) => Math.log(Math.max(ms, 1)));
  const curves = centres.map((centre) => ({ centre, width: widthAround(centre, centres) }));
  const atAge = (ageMs: number): number => {
    const prior = endsPerAge / (ageMs + shortestMs);
    if (curves.length === 0) return prior;
    let [ending, lasting] = [PRIOR_BUILDS * prior, PRIOR_BUILDS];
    for (const { centre, width } of curves) {
      // The logistic distribution: like the normal one, but never quite sure, and without an error function.
      const survival = 1 / (1 + Math.exp((Math.log(Math.max(ageMs, 1)) - centre) / width));
      ending += (survival * (1 - survival)) / (width * Math.max(ageMs, 1));
      lasting += survival;
    }
    return ending / lasting;
  };
  return ({ ageMs, sincePollMs, lastPhaseMs }) => {
    if (lastPhase === undefined) return atAge(ageMs);
    if (lastPhaseMs === undefined)
      return atAge(ageMs) * Math.min(MAX_FACTOR, FIRST_FACTOR + sincePollMs / FACTOR_MS);
    return Math.max(atAge(ageMs), lastPhase.endsPerAge / (lastPhaseMs + lastPhase.shortestMs));
  };
}

/** As wide as it takes to reach a few of the others. */
function widthAround(centre: number, centres: readonly number[]): number {
  const distances = centres.map((other) => Math.abs(other - centre)).toSorted((a, b) => a - b);
  const few = Math.ceil(Math.sqrt(centres.length));
  return Math.max(MIN_WIDTH, WIDTH * (distances[few] ?? ASSUMED_DISTANCE));
}
