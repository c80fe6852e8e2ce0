import { createRollout, isOfCommit } from '../../src/wait/rollout.ts';
import { type Check, observed, requireValue, type Seen, seconds } from './check.ts';
import { type DeploymentRead, type DeploymentWatch, hasChanged, MAX_WATCH_MS } from './deployment-watch.ts';
import { type Observations, serviceTypeOf, valueOf } from './observe.ts';
import { NotObservedError } from './api.ts';
import type { Quote } from './quote.ts';

/** The statuses and reasons of the documentation. */
const STATUSES = new Set(['PENDING', 'IN_PROGRESS', 'COMPLETED', 'FAILED']);
const REASONS = new Set([undefined, 'SCALING', 'DEPLOYING']);

/** The action believes that a deployment begins in so many milliseconds. */
const MAX_BEGIN_MS = 2 * 60_000;

/** How far apart the clocks of the answers and of deployments may be, in milliseconds. */
const MAX_CLOCK_DIFFERENCE_MS = 10_000;

/** Checks of how a combined service deploys its build by itself. */
export const DEPLOYMENT_CHECKS: readonly Check[] = [
  {
    about: 'deployment: its end',
    assumed: '`COMPLETED` with the commit of the build as `deployedSHA`',
    check: end,
  },
  {
    about: 'deployment: `COMPLETED` of the one before, after the end of the build',
    assumed: 'shown for less than two minutes',
    check: shownBefore,
  },
  { about: 'deployment: order of `deployedSHA` and `status`', assumed: 'both change at once', check: order },
  { about: 'deployment: statuses and reasons', assumed: 'only those of the documentation', check: statuses },
  {
    about: 'deployment: `lastTransitionTime`',
    assumed: 'changes whenever `status` does',
    check: transitions,
  },
  {
    about: 'deployment: first new `lastTransitionTime` and `buildConcludedAt`',
    assumed: 'is after it',
    check: afterBuild,
  },
  {
    about: 'deployment: first new `lastTransitionTime` and the header `Date`',
    assumed: 'no more than 10 s apart',
    check: clocks,
  },
  { about: 'deployment: a state that has passed', assumed: 'is not shown again', check: repeats },
  {
    about: "deployment: this action's verdict",
    assumed: '`deployed` or `failed` when that is so, and nothing changes after it',
    check: verdict,
  },
].map((check) => ({ ...check, isFor: (observations) => serviceTypeOf(observations) === 'combined' }));

const watchOf = ({ deployment }: Observations): DeploymentWatch => valueOf(deployment);

/** The states that were seen, each with its first read, from the one before the build. */
function statesOf({ before, reads }: DeploymentWatch): DeploymentRead[] {
  const keys = new Set<string>();
  return [before, ...reads].filter(({ key }) => !keys.has(key) && keys.add(key));
}

/** Pairs of states that came one after the other. */
function changesOf(watch: DeploymentWatch): { from: DeploymentRead; to: DeploymentRead }[] {
  const states = statesOf(watch);
  const changes = states.slice(1).map((to, index) => ({ from: states[index] ?? to, to }));
  if (changes.length === 0) throw new NotObservedError('nothing changed');
  return changes;
}

/** A time as it is after the end of the build. */
function sinceEnd({ endAtMs }: DeploymentWatch, { atMs }: DeploymentRead): string {
  return seconds(Math.max(0, atMs - endAtMs));
}

function describe({ status, reason }: DeploymentRead['deployment']): string {
  return `${status ?? 'none'}${reason === undefined ? '' : ` (${reason})`}`;
}

function end(observations: Observations, quote: Quote): Seen {
  const watch = watchOf(observations);
  const last = requireValue(watch.reads.at(-1), 'the service could not be read');
  const isOurs = isOfCommit(watch.build, last.deployment);
  const commit = isOurs ? 'the commit' : 'another commit';
  const text = `${quote(describe(last.deployment))} with ${commit}`;
  if (!hasChanged(watch)) {
    return observed(`nothing changed in ${seconds(last.atMs - watch.endAtMs)}`, false);
  }
  const first = watch.reads[watch.reads.findLastIndex(({ key }) => key !== last.key) + 1] ?? last;
  const isAsAssumed = isOurs && last.deployment.status === 'COMPLETED';
  const isOver = isAsAssumed || last.deployment.status === 'FAILED';
  const when = isOver
    ? `${sinceEnd(watch, first)} after the end of the build was seen`
    : `when ${MAX_WATCH_MS / 60_000} minutes were over`;
  return observed(`${text}, ${when}`, isAsAssumed);
}

/** Where a status has no time, the same status may be of the deployment before or of the next one. */
function isStatusOf(one: DeploymentRead, other: DeploymentRead): boolean {
  const [a, b] = [one.deployment, other.deployment];
  return a.status === b.status && a.lastTransitionTime === b.lastTransitionTime;
}

function shownBefore(observations: Observations): Seen {
  const watch = watchOf(observations);
  if (watch.before.deployment.status !== 'COMPLETED') {
    throw new NotObservedError('the deployment before was not `COMPLETED`');
  }
  const index = watch.reads.findIndex((read) => !isStatusOf(read, watch.before));
  const last = requireValue(watch.reads.at(-1), 'the service could not be read');
  const next = watch.reads[index];
  if (index === 0) return observed('not shown', true);
  if (next === undefined) return observed(`still shown after ${sinceEnd(watch, last)}`, false);
  const ms = next.atMs - watch.endAtMs;
  return observed(`shown, and gone after ${sinceEnd(watch, next)}`, ms < MAX_BEGIN_MS);
}

function order(observations: Observations): Seen {
  const watch = watchOf(observations);
  if (isOfCommit(watch.build, watch.before.deployment)) {
    throw new NotObservedError('the commit was deployed before: push another one, and run this again');
  }
  const sha = watch.reads.find(({ deployment }) => isOfCommit(watch.build, deployment));
  const status = watch.reads.find((read) => !isStatusOf(read, watch.before));
  if (sha === undefined && status === undefined) throw new NotObservedError('nothing changed');
  if (status === undefined) return observed('only `deployedSHA` changed', false);
  if (sha === undefined) return observed('only `status` changed', false);
  if (sha === status) return observed('both at once', true);
  const ms = Math.abs(sha.atMs - status.atMs);
  const [first, second] = sha.atMs < status.atMs ? ['deployedSHA', 'status'] : ['status', 'deployedSHA'];
  return observed(`\`${first}\` first, \`${second}\` ${seconds(ms)} later`, false);
}

function statuses(observations: Observations, quote: Quote): Seen {
  const { reads } = watchOf(observations);
  const all = reads.map(({ deployment }) => describe(deployment));
  const changes = all.filter((text, index) => text !== all[index - 1]);
  const shown = [...new Set(changes)].join(', ');
  const isDocumented = reads.every(
    ({ deployment: { status, reason } }) => STATUSES.has(String(status)) && REASONS.has(reason),
  );
  return observed(quote(shown), isDocumented);
}

function transitions(observations: Observations): Seen {
  const changes = changesOf(watchOf(observations));
  if (changes.some(({ from, to }) => [from, to].some((read) => timeOf(read) === undefined))) {
    return observed('absent', false);
  }
  const withStatus = changes.filter(({ from, to }) => describe(from.deployment) !== describe(to.deployment));
  const others = changes.filter((change) => !withStatus.includes(change));
  const alone = others.filter(({ from, to }) => timeOf(from) !== timeOf(to)).length;
  const same = withStatus.filter(({ from, to }) => timeOf(from) === timeOf(to)).length;
  const text = [
    ...(withStatus.length === 0 ? [] : [`changed with ${withStatus.length - same} of ${withStatus.length}`]),
    ...(alone === 0 ? [] : [`${alone} more without a change of the status`]),
  ].join('; ');
  return observed(text === '' ? 'stays the same' : text, text !== '' && same === 0);
}

function timeOf({ deployment }: DeploymentRead): string | undefined {
  return deployment.lastTransitionTime;
}

/** The first read that has another `lastTransitionTime` than before the build, and the one before it. */
function firstTransition(watch: DeploymentWatch) {
  if (timeOf(watch.before) === undefined) throw new NotObservedError('it is absent');
  const index = watch.reads.findIndex((read) => timeOf(read) !== timeOf(watch.before));
  const read = requireValue(watch.reads[index], 'it did not change');
  const ms = Date.parse(requireValue(timeOf(read), 'it is absent'));
  if (Number.isNaN(ms)) throw new NotObservedError('it is no date');
  return { read, previous: watch.reads[index - 1] ?? watch.before, ms };
}

function afterBuild(observations: Observations): Seen {
  const watch = watchOf(observations);
  const { ms } = firstTransition(watch);
  const concluded = requireValue(watch.build.buildConcludedAt, '`buildConcludedAt` is absent');
  const afterMs = ms - concluded * 1000;
  const text = `${seconds(Math.abs(afterMs))} ${afterMs < 0 ? 'before' : 'after'} it, which has whole seconds`;
  return observed(text, afterMs > 0);
}

function clocks(observations: Observations): Seen {
  const { read, previous, ms } = firstTransition(watchOf(observations));
  if (Number.isNaN(read.dateMs + previous.dateMs)) return observed('no `Date`', false);
  // It happened between two reads.
  if (ms > read.dateMs + 1000) {
    const aheadMs = ms - read.dateMs;
    return observed(
      `${seconds(aheadMs)} after the \`Date\` that it came with`,
      aheadMs <= MAX_CLOCK_DIFFERENCE_MS,
    );
  }
  if (ms < previous.dateMs) {
    const behindMs = previous.dateMs - ms;
    const text = `${seconds(behindMs)} before the \`Date\` of an answer that did not have it`;
    return observed(text, behindMs <= MAX_CLOCK_DIFFERENCE_MS);
  }
  return observed('between the `Date` of the two answers around it', true);
}

function repeats(observations: Observations): Seen {
  const { before, reads } = watchOf(observations);
  // Without a time, the end of one deployment looks like that of another.
  if (timeOf(before) === undefined) throw new NotObservedError('`lastTransitionTime` is absent');
  const all = [before, ...reads];
  const isRepeated = ({ key }: DeploymentRead, index: number): boolean =>
    all[index - 1]?.key !== key && all.slice(0, index).some((read) => read.key === key);
  const count = all.filter(isRepeated).length;
  return observed(count === 0 ? 'none' : `shown again in ${count} of ${reads.length} reads`, count === 0);
}

/** What the action would have said: the one thing that it must never get wrong. */
function verdict(observations: Observations, quote: Quote): Seen {
  const watch = watchOf(observations);
  const rollout = createRollout(watch.build, watch.before.deployment);
  const seen = new Set<string>();
  for (const [index, read] of watch.reads.entries()) {
    seen.add(read.key);
    const state = rollout.observe(read.deployment, read.atMs);
    if (state === 'waiting') continue;
    const later = watch.reads.slice(index).find(({ key }) => !seen.has(key));
    const when = `${quote(state)} after ${sinceEnd(watch, read)}`;
    return later === undefined
      ? observed(`${when}, and nothing changes`, true)
      : observed(`${when}, and ${quote(describe(later.deployment))} after ${sinceEnd(watch, later)}`, false);
  }
  const last = watch.reads.at(-1);
  if (last?.deployment.status !== 'COMPLETED' || !hasChanged(watch)) {
    throw new NotObservedError('the deployment did not end');
  }
  return observed(`none, and ${quote(describe(last.deployment))} is shown`, false);
}
