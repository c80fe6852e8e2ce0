/** Signals by which the runner cancels a step: Ctrl+C, then SIGTERM, or Ctrl+Break on Windows. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const;

/** The reason of the aborted signal: the runner wants the process to end. */
export class Cancelled extends Error {
  constructor(signalName: string) {
    super(`The step was cancelled (${signalName})`);
    this.name = 'Cancelled';
  }
}

/** An AbortSignal that the runner's first signal aborts. From now on the process does not end by itself on one. */
export function listenForCancellation(): AbortSignal {
  const controller = new AbortController();
  for (const name of SIGNALS) process.on(name, () => controller.abort(new Cancelled(name)));
  return controller.signal;
}
