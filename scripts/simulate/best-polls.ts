/** What waiting for builds costs at best, by calculation: the yardsticks next to which the action is measured. */

/** Requests for each build, and the delays from the end of each until it is noticed, in seconds. */
export interface Polls {
  requests: number;
  delaysS: number[];
}

/** The shortest fixed interval, in seconds, that takes so many requests a build, and what it costs. */
export function bestInterval(
  lengthsS: number[],
  requests: number,
  leastS: number,
): Polls & { intervalS: number } {
  const every = (intervalS: number): Polls => ({
    // One more request is the start.
    requests: 1 + mean(lengthsS.map((length) => Math.ceil(length / intervalS))),
    delaysS: lengthsS.map((length) => Math.ceil(length / intervalS) * intervalS - length),
  });
  const intervalS = least(leastS, (one) => every(one).requests <= requests);
  return { intervalS, ...every(intervalS) };
}

/** The same for polls that are timed by an oracle: it knows how many builds have each length, but not which is which. */
export function oracle(lengthsS: number[], requests: number, leastS: number): Polls {
  const lengths = lengthsS.toSorted((a, b) => a - b);
  const atPrice = (priceS: number): Polls => {
    const delaysS: number[] = [];
    let polls = 0;
    for (let nowS = 0; delaysS.length < lengths.length; ) {
      const running = lengths.length - delaysS.length;
      // A poll is due when the delay of those that have ended comes to the price for each that may have.
      let [ended, endsS, pollS] = [0, 0, Number.POSITIVE_INFINITY];
      for (let next = delaysS.length; next < lengths.length && (lengths[next] ?? 0) < pollS; next += 1) {
        ended += 1;
        endsS += lengths[next] ?? 0;
        pollS = (priceS * running + endsS) / ended;
      }
      nowS = Math.max(pollS, nowS + leastS);
      polls += running;
      for (const length of lengths.slice(delaysS.length)) if (length <= nowS) delaysS.push(nowS - length);
    }
    return { requests: 1 + polls / lengths.length, delaysS };
  };
  return atPrice(least(1e-6, (priceS) => atPrice(priceS).requests <= requests));
}

/** The least value that is good enough, by bisection; what is greater is, too. */
function least(from: number, isEnough: (value: number) => boolean): number {
  if (isEnough(from)) return from;
  let [low, high] = [from, 1e6];
  for (let step = 0; step < 50; step += 1) {
    const middle = Math.sqrt(low * high);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

export function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The delay that 95 of 100 stay below. */
export function percentile95(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
}
