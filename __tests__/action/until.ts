import { setTimeout as pause } from 'node:timers/promises';

/** Longest wait, in milliseconds. */
const MAX_WAIT_MS = 30_000;

/** Waits until a condition holds. */
export async function until(isReached: () => boolean): Promise<void> {
  const endMs = performance.now() + MAX_WAIT_MS;
  while (!isReached()) {
    if (performance.now() > endMs) throw new Error('The condition was never met.');
    await pause(5);
  }
}
