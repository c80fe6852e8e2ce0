import { getState, saveState } from '@actions/core';

/** How to recognise a build whose start was never answered. */
export interface Intent {
  /** The commit asked for; undefined for the newest of the branch. */
  sha: string | undefined;
  /** IDs that were there before; undefined if they could not be listed. */
  knownIds: string[] | undefined;
  /** The server's clock before the start, in milliseconds since 1970. */
  notBeforeMs: number | undefined;
}

/** What main left for post. */
export interface Leftover {
  /** True where main came to its own end, so that nothing is to be done. */
  finished: boolean;
  buildId: string | undefined;
  intent: Intent | undefined;
}

/** True in the post step. */
export function isPost(): boolean {
  return getState('main') === 'started';
}

/** Says that main has started, so that the next process of this step is post. */
export function rememberMain(): void {
  saveState('main', 'started');
}

/** Says that a build is about to be started. Written at once, since the process may be killed at any time. */
export function rememberIntent(intent: Intent): void {
  saveState('intent', JSON.stringify(intent));
}

/** Says which build is ours. */
export function rememberBuild(buildId: string): void {
  saveState('build-id', buildId);
}

/** Says that nothing is left to be done. */
export function rememberEnd(): void {
  saveState('finished', 'true');
}

/** What main left. */
export function readLeftover(): Leftover {
  const intent = getState('intent');
  return {
    finished: getState('finished') === 'true',
    buildId: getState('build-id') || undefined,
    // Our own words, written by the process before this one.
    // oxlint-disable-next-line no-unsafe-type-assertion
    intent: intent === '' ? undefined : (JSON.parse(intent) as Intent),
  };
}
