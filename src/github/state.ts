import { getState, saveState } from '@actions/core';

/** How to recognise a build whose start was never answered. */
export interface StartIntent {
  /** The commit asked for; undefined for the newest of the branch. */
  sha: string | undefined;
  /** IDs that were there before; undefined if they could not be listed. */
  knownIds: string[] | undefined;
  /** The server's clock before the start, in milliseconds since 1970. */
  notBeforeMs: number | undefined;
}

/** What main left for post. */
export interface SavedState {
  /** How main ended; undefined if it was ended from outside. */
  end: 'finished' | 'loose' | undefined;
  buildId: string | undefined;
  intent: StartIntent | undefined;
}

/**
 * Says that a start is about to be sent, or, with undefined, that none is under way any more. Written at once, since
 * the process may be killed at any time.
 */
export function saveStartIntent(intent: StartIntent | undefined): void {
  saveState('intent', intent === undefined ? '' : JSON.stringify(intent));
}

/** Says which build is ours. */
export function saveBuildId(buildId: string): void {
  saveState('build-id', buildId);
}

/** Says how main ended: with nothing left to be done, or with a build that could not be aborted and must be. */
export function saveEnd(end: 'finished' | 'loose'): void {
  saveState('end', end);
}

/** What main left. */
export function readSavedState(): SavedState {
  const [intent, end] = [getState('intent'), getState('end')];
  return {
    end: end === 'finished' || end === 'loose' ? end : undefined,
    buildId: getState('build-id') || undefined,
    // Our own words, written by the process before this one.
    // oxlint-disable-next-line no-unsafe-type-assertion
    intent: intent === '' ? undefined : (JSON.parse(intent) as StartIntent),
  };
}
