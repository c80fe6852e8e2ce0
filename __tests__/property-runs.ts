/** How many times as often as in the suite a property is tried, each time with other values; undefined in the suite. */
const TIMES = process.env['PROPERTY_TIMES'];

/** How often a property is tried: in the suite with the same values each time, at night with many others. */
export function runs(numRuns: number): { numRuns: number; seed?: number } {
  return TIMES === undefined ? { numRuns, seed: 1 } : { numRuns: numRuns * Number(TIMES) };
}
