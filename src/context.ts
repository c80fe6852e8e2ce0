import type { Clock } from './clock.ts';
import type { Client } from './northflank/client.ts';

/** What all operations of a run share. */
export interface Context {
  client: Client;
  clock: Clock;
  /** A number from 0 to below 1, as `Math.random` gives it. */
  random: () => number;
  /** Aborted when the operation has to end: the step was cancelled, or time is up. */
  signal: AbortSignal;
}
