import { setTimeout as pause } from 'node:timers/promises';

/** Longest time that a point of a scenario is waited for, in milliseconds. */
const MAX_WAIT_MS = 30_000;

/** Waits until something is so. */
export async function until(isReached: () => boolean): Promise<void> {
  const endMs = performance.now() + MAX_WAIT_MS;
  while (!isReached()) {
    if (performance.now() > endMs) throw new Error('That point was never reached.');
    await pause(5);
  }
}
