/** Where a build is that nobody looks at: still building, uploading its image, or over; by likelihood. */
export interface Whereabouts {
  /** A look has shown that the build runs, and whether it uploads. */
  seen(isUploading: boolean): void;
  /** So many milliseconds pass; `quiet` is how likely the log stays silent in them while the build runs. */
  pass(ms: number, rates: Rates, quiet: number): void;
  /** The build ran so many milliseconds ago. */
  ran(agoMs: number, rates: Rates): void;
  /** How likely it is over, from 0 to 1. */
  over(): number;
}

/** How likely each change is, as changes per millisecond. */
export interface Rates {
  /** Of a build that builds: to the upload, and to its end. */
  uploads: number;
  ends: number;
  /** Of a build that uploads: to its end. */
  endsOfUpload: number;
}

/** The whereabouts of a build that was started just now. */
export function createWhereabouts(): Whereabouts {
  // Their sum is 1.
  let [building, uploading, over] = [1, 0, 0];

  const settle = (): void => {
    const sum = building + uploading + over;
    // What was thought impossible is so after all.
    if (sum === 0) building = 1;
    else [building, uploading, over] = [building / sum, uploading / sum, over / sum];
  };

  const move = (ms: number, { uploads, ends, endsOfUpload }: Rates): void => {
    const left = building * changed(uploads + ends, ms);
    const begun = uploads === 0 ? 0 : left * (uploads / (uploads + ends));
    const ended = uploading * changed(endsOfUpload, ms);
    building -= left;
    uploading += begun - ended;
    over += left - begun + ended;
  };

  return {
    seen(isUploading) {
      [building, uploading, over] = isUploading ? [0, 1, 0] : [1, 0, 0];
    },
    pass(ms, rates, quiet) {
      move(ms, rates);
      building *= quiet;
      uploading *= quiet;
      settle();
    },
    ran(agoMs, rates) {
      over = 0;
      settle();
      move(agoMs, rates);
    },
    over: () => over,
  };
}

/** Share that changes within so many milliseconds. */
function changed(rate: number, ms: number): number {
  return 1 - Math.exp(-rate * ms);
}
