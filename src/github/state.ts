import type { StartIntent } from '../start/find-build.ts';
import type { Runner } from './runner.ts';

/** What main saved for post. */
export interface SavedState {
  /** How main ended; undefined if it was killed. */
  end: 'finished' | 'needs-cleanup' | undefined;
  buildId: string | undefined;
  /** A start that was sent and, as far as main knew, not answered. */
  startIntent: StartIntent | undefined;
}

/** Saves that a start is about to be sent, or, with undefined, that none is pending any more. */
export function saveStartIntent(runner: Runner, intent: StartIntent | undefined): void {
  runner.saveState('start-intent', intent === undefined ? '' : JSON.stringify(intent));
}

/** Saves which build is ours. */
export function saveBuildId(runner: Runner, buildId: string): void {
  runner.saveState('build-id', buildId);
}

/** Saves how main ended: with nothing left to do, or with a build that is to be aborted and may be running. */
export function saveEnd(runner: Runner, end: 'finished' | 'needs-cleanup'): void {
  runner.saveState('end', end);
}

/** Reads what main saved. */
export function readSavedState(env: Runner['env']): SavedState {
  const [end, intent] = [env['STATE_end'], env['STATE_start-intent'] ?? ''];
  return {
    end: end === 'finished' || end === 'needs-cleanup' ? end : undefined,
    buildId: env['STATE_build-id'] || undefined,
    // Our own words, written by the process before this one.
    // oxlint-disable-next-line no-unsafe-type-assertion
    startIntent: intent === '' ? undefined : (JSON.parse(intent) as StartIntent),
  };
}

/** True if main was killed, or failed to abort its build, after it had started or found one. */
export function hasUnfinishedWork({ end, buildId, startIntent }: SavedState): boolean {
  return end !== 'finished' && (buildId !== undefined || startIntent !== undefined);
}
