import type { Outcome } from '../outcome.ts';
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
  const saved = intent && { ...intent, knownIds: intent.knownIds?.slice(0, MAX_KNOWN_IDS) };
  runner.saveState('start-intent', saved === undefined ? '' : JSON.stringify(saved));
}

/** Saves which build is ours. */
export function saveBuildId(runner: Runner, buildId: string): void {
  runner.saveState('build-id', buildId);
}

/** Saves how main ended: with nothing left to do, or with a build that is to be aborted and may be running. */
export function saveEnd(runner: Runner, { needsCleanup = false }: Pick<Outcome, 'needsCleanup'>): void {
  runner.saveState('end', needsCleanup ? 'needs-cleanup' : 'finished');
}

/** Reads what main saved. */
export function readSavedState(env: Runner['env']): SavedState {
  const [end, intent] = [env['STATE_end'], env['STATE_start-intent'] ?? ''];
  return {
    end: end === 'finished' || end === 'needs-cleanup' ? end : undefined,
    buildId: env['STATE_build-id'] || undefined,
    startIntent: intent === '' ? undefined : parseIntent(intent),
  };
}

/** True if main was killed, or failed to abort its build, after it had started or found one. */
export function hasUnfinishedWork({ end, buildId, startIntent }: SavedState): boolean {
  return end !== 'finished' && (buildId !== undefined || startIntent !== undefined);
}

/** IDs that are saved: more would make a line that the runner has to carry around. */
const MAX_KNOWN_IDS = 200;

/** A start of which nothing else is known. */
export const UNKNOWN_START: StartIntent = {
  ...{ sha: undefined, knownIds: undefined },
  ...{ sentAtMs: Number.NaN, lastSentAtMs: Number.NaN },
};

/** What main wrote; a process that is killed may write half of it. */
function parseIntent(text: string): StartIntent {
  try {
    // oxlint-disable-next-line no-unsafe-type-assertion -- our own words, written by the process before this one
    return JSON.parse(text) as StartIntent;
  } catch {
    return UNKNOWN_START;
  }
}
