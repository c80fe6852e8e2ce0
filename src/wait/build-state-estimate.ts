/** Where a build is that nobody looks at: still building, uploading its image, or over; by likelihood. */
export interface BuildStateEstimate {
  /** A look has shown that the build runs, and whether it uploads. */
  observe(isUploading: boolean): void;
  /** So many milliseconds pass; `quiet` is how likely the log stays silent in them while the build runs. */
  advance(ms: number, rates: Rates, quiet: number): void;
  /** The build ran so many milliseconds ago. */
  wasRunning(agoMs: number, rates: Rates): void;
  /** How likely it is over, from 0 to 1. */
  finished(): number;
}

/** How likely each change is, as changes per millisecond. */
export interface Rates {
  /** Of a build that builds: to the upload, and to its end. */
  uploads: number;
  ends: number;
  /** Of a build that uploads: to its end. */
  endsOfUpload: number;
}

/** The estimate for a build that has just started. */
export function createBuildStateEstimate(): BuildStateEstimate {
  // Their sum is 1.
  let [building, uploading, finished] = [1, 0, 0];

  const settle = (): void => {
    const sum = building + uploading + finished;
    // What was thought impossible is so after all.
    if (sum === 0) building = 1;
    else [building, uploading, finished] = [building / sum, uploading / sum, finished / sum];
  };

  const move = (ms: number, { uploads, ends, endsOfUpload }: Rates): void => {
    const leaving = building * changed(uploads + ends, ms);
    const begun = uploads === 0 ? 0 : leaving * (uploads / (uploads + ends));
    const ended = uploading * changed(endsOfUpload, ms);
    building -= leaving;
    uploading += begun - ended;
    finished += leaving - begun + ended;
  };

  return {
    observe(isUploading) {
      [building, uploading, finished] = isUploading ? [0, 1, 0] : [1, 0, 0];
    },
    advance(ms, rates, quiet) {
      move(ms, rates);
      building *= quiet;
      uploading *= quiet;
      settle();
    },
    wasRunning(agoMs, rates) {
      finished = 0;
      settle();
      move(agoMs, rates);
    },
    finished: () => finished,
  };
}

/** Share that changes within so many milliseconds. */
function changed(rate: number, ms: number): number {
  return 1 - Math.exp(-rate * ms);
}
