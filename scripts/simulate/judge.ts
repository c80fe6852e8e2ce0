/** Holds a whole run to what the action promises. */
import { stripVTControlCharacters } from 'node:util';
import { layOutLog } from '../../sandbox/northflank/build-log.ts';
import type { BuildView, RequestRecord } from '../../sandbox/northflank/world.ts';
import { formatError } from '../../src/errors.ts';
import { RUN_SHA, type RunScenario, type WholeRun } from './whole-run.ts';

const SECOND = 1000;
const MINUTE = 60_000;

/** A list that lags by less cannot make the action start twice. */
const MAX_SAFE_LAG_MS = 25 * SECOND;

/** Milliseconds that the list must have stayed without a candidate before a second start. */
const ABSENT_MS = 30 * SECOND;

/** Milliseconds around a start, and its answer, in which a build of others of the same commit cannot be told from ours. */
const SAME_TIME_MS = 60 * SECOND;

/** Requests that a run may send in any minute, on its own schedule. */
const MAX_REQUESTS_A_MINUTE = 45;

/** Milliseconds that main may take after its time limit, and after a cancellation, and that post may take. */
const MAX_AFTER_DEADLINE_MS = MINUTE;
const MAX_AFTER_CANCELLATION_MS = 8.5 * SECOND;
const MAX_POST_MS = MINUTE;

/** Milliseconds for which post goes on at least where the API is out. */
const MIN_POST_MS = 40 * SECOND;

/** What is said where a start was repeated, and not all that came of it is known. */
const MAY_BE_SECOND =
  /the first start may have made a build as well|there may be others|so a build of .* may have been started/;

/** Statuses by which a start was surely refused: what it was not, may have been accepted. */
const isSurelyRefused = ({ status, fault }: RequestRecord): boolean =>
  status !== undefined && status >= 300 && status < 500 && status !== 408 && fault !== 'reset-before';

/** Everything that a run has done wrong; nothing if it kept its promises. */
export function violationsOf(scenario: RunScenario, run: WholeRun): string[] {
  const facts = factsOf(scenario, run);
  return [
    ...atMostOneBuild(facts),
    ...nothingLostOrDenied(facts),
    ...nothingLeftRunning(facts),
    ...nothingOfOthersTouched(facts),
    ...foundAsAsked(facts),
    ...deployedAsClaimed(facts),
    ...nothingClaimed(facts),
    ...noHammering(facts),
    ...bounded(facts),
    ...wholeLog(facts),
  ];
}

interface Facts extends WholeRun {
  scenario: RunScenario;
  /** The builds that this run has started. */
  own: BuildView[];
  others: BuildView[];
  starts: RequestRecord[];
  /** When they were sent, those included that a kill has kept from leaving. */
  startTimes: number[];
  /** Milliseconds for which the list may hide a build after its start was sent, for all that a run can know. */
  hiddenMs: number;
  /** All that main and post have said. */
  printed: string;
  conclusion: string | undefined;
  buildId: string | undefined;
  /** Whether the run was to be ended from outside before it ended by itself. */
  wasEnded: boolean;
}

function factsOf(scenario: RunScenario, run: WholeRun): Facts {
  const builds = run.world.builds();
  const printed = [run.main, run.post]
    .flatMap((process) =>
      process === undefined ? [] : [process.log, ...process.annotations.map(({ message }) => message)],
    )
    .join('\n');
  const { lateStartMs = 0, clockSkewMs = 0, quirks = {} } = scenario;
  const [first, ...others] = run.world.requests.filter(({ operation }) => operation === 'start');
  // When it was sent, not when it has arrived.
  const starts = first === undefined ? [] : [{ ...first, time: first.time - lateStartMs }, ...others];
  const intent = /"sentAtMs":(\d+)/.exec(run.state['start-intent'] ?? '')?.[1];
  // An empty list gives itself away if it was not empty before the start.
  const { fromMs = 0, toMs = 0 } = /"knownIds":\["/.test(run.state['start-intent'] ?? '')
    ? {}
    : (quirks.emptyList ?? {});
  return {
    ...run,
    scenario,
    starts,
    startTimes: [
      ...starts.map(({ time }) => time),
      ...(intent === undefined ? [] : [Number(intent) - clockSkewMs]),
    ],
    hiddenMs: lateStartMs + Math.max(quirks.listLagMs ?? 0, toMs - fromMs),
    own: builds.filter(({ elsewhere }) => !elsewhere),
    others: builds.filter(({ elsewhere }) => elsewhere),
    printed,
    conclusion: run.outputs['conclusion'],
    buildId: run.outputs['build-id'],
    wasEnded: run.main.killed || run.outputs['conclusion'] === 'cancelled',
  };
}

/** True if a build of others may be taken for ours: nothing but its commit and its time tells which is which. */
function isSimilar({ sha, createdAt }: BuildView, { scenario, startTimes }: Facts): boolean {
  const { inputs = {}, quirks } = scenario;
  const isOfCommit =
    inputs['sha'] === 'latest' || sha === RUN_SHA || quirks?.without?.includes('sha') === true;
  return isOfCommit && startTimes.some((time) => Math.abs(createdAt - time) < SAME_TIME_MS);
}

/** True if the run has taken such a build for its own. */
function isMistaken(facts: Facts): boolean {
  const { others, attached, buildId, printed } = facts;
  return others.some(
    (build) =>
      (build.id === buildId || printed.includes(`Build ${build.id} `)) &&
      build.id !== attached &&
      isSimilar(build, facts),
  );
}

/** True if something in the way of the API was wrong at the end of a run, so that not everything could be done. */
function wasOutAtTheEnd({ world, scenario }: Facts): boolean {
  const last = world.requests.slice(-3);
  const isBad = ({ fault, status = 0 }: RequestRecord): boolean =>
    fault !== undefined || status >= 400 || status === 0;
  return last.some(isBad) || (scenario.quirks?.readLagMs ?? 0) > 20 * SECOND;
}

/** True if post ended early although the last thing that it has seen was an outage, which may pass. */
function hasGivenUp({ post, world }: Facts): boolean {
  const { status = 500 } = world.requests.at(-1) ?? {};
  return post !== undefined && post.durationMs < MIN_POST_MS && status >= 500;
}

function atMostOneBuild({ own, starts, hiddenMs, printed, main, conclusion }: Facts): string[] {
  const violations: string[] = [];
  const unknown = starts.filter((start) => !isSurelyRefused(start));
  if (unknown.length > 2)
    violations.push(`1: ${unknown.length} starts were sent that may have been accepted`);
  const [first, second] = unknown;
  if (first !== undefined && second !== undefined && second.time - first.time < ABSENT_MS) {
    violations.push(`1: a second start was sent ${(second.time - first.time) / SECOND} s after the first`);
  }
  if (own.length <= 1) return violations;
  if (hiddenMs < MAX_SAFE_LAG_MS)
    violations.push(`1: ${own.length} builds, and the list hides them for ${hiddenMs} ms only`);
  const unnamed = own.filter(({ id }) => !printed.includes(id));
  const isAdmitted = MAY_BE_SECOND.test(printed);
  if (unnamed.length > 0 && !isAdmitted && !main.killed && conclusion !== 'unknown')
    violations.push(`1: ${unnamed[0]?.id} is named nowhere`);
  return violations;
}

function nothingLostOrDenied(facts: Facts): string[] {
  const { own, starts, printed, conclusion, buildId, main, world, scenario } = facts;
  const violations: string[] = [];
  const missing = own.filter(({ id }) => id !== buildId && !printed.includes(id));
  const isAdmitted = MAY_BE_SECOND.test(printed);
  const isLost = missing.length > 0 && !isAdmitted && !isMistaken(facts);
  if (isLost && conclusion !== 'unknown' && conclusion !== 'cancelled') {
    violations.push(`2: ${missing[0]?.id} is lost: ${conclusion}`);
  }
  if (printed.includes('No build was started') && !starts.every(isSurelyRefused)) {
    violations.push('2: "No build was started" although a start may have been accepted');
  }
  if (conclusion === 'cancelled' && printed.includes('before a build was started') && own.length > 0) {
    violations.push('2: "before a build was started", and there is one');
  }
  const build = buildId === undefined ? undefined : world.build(buildId);
  const mainEndMs = (world.requests[0]?.time ?? 0) + main.durationMs;
  // A build that main could never read does not exist as far as it can know.
  const isHidden =
    scenario.attaches === true &&
    !world.requests.some(
      ({ operation, status, fault, time }) =>
        operation === 'get' && status === 200 && fault === undefined && time <= mainEndMs,
    );
  const isTrue = {
    // What was listed from before the world began has succeeded.
    success: build?.success === true || buildId?.startsWith('earlier-') === true,
    failure:
      isHidden || build === undefined || (build.concluded && build.success !== true) || isNotDeployed(facts),
  };
  if (conclusion === 'success' && !isTrue.success)
    violations.push('2: success, and the build has not succeeded');
  if (conclusion === 'failure' && !isTrue.failure)
    violations.push('2: failure, and the build has not failed');
  if (conclusion === 'failure' && build === undefined && own.length > 0)
    violations.push('2: failure without the build that there is');
  const isSuccess = ['success', 'started', 'dry-run'].includes(conclusion ?? '');
  if (!main.killed && main.succeeded !== isSuccess)
    violations.push(`2: exit code and conclusion ${conclusion} differ`);
  if (!main.killed && conclusion === undefined) violations.push('2: no conclusion');
  if (scenario.inputs?.['dry-run'] === 'true' && starts.length > 0)
    violations.push('2: a dry run has started a build');
  if (scenario.inputs?.['dry-run'] === 'true' && conclusion === 'unknown')
    violations.push('2: a dry run whose result is unknown');
  return violations;
}

function nothingLeftRunning(facts: Facts): string[] {
  const { own, scenario, main, conclusion, printed, world, buildId } = facts;
  const { inputs = {}, runnerGone } = scenario;
  if (runnerGone === true) return [];
  const isToAbort =
    (conclusion === 'cancelled' && inputs['on-cancel'] === 'abort') ||
    (main.killed && inputs['on-cancel'] === 'abort' && facts.state['end'] !== 'finished') ||
    (conclusion === 'timed-out' && inputs['on-timeout'] === 'abort');
  if (!isToAbort) return [];
  const attached =
    scenario.attaches === true && inputs['wait'] !== 'false' && buildId !== undefined
      ? [world.build(buildId)]
      : [];
  const running = [...own, ...attached].filter((build) => build !== undefined && !build.concluded);
  return running.flatMap((build) => {
    const isNamed =
      printed.includes(build?.id ?? '') &&
      /could not be aborted|not confirmed|may be a duplicate|It may be/.test(printed);
    const isAdmitted =
      isNamed ||
      /A build may have been started|A build of .* may still be running|the first start may have made|there may be others/.test(
        printed,
      );
    if (!isAdmitted && !isMistaken(facts)) return [`3: ${build?.id} is left running, and nobody is told`];
    if (hasGivenUp(facts)) return [`3: post gave up on ${build?.id} while the API was out`];
    const cannot =
      wasOutAtTheEnd(facts) || !(scenario.permissions ?? ['Deploy Build']).includes('Deploy Build');
    // Builds of which nothing but the ID is shown look alike.
    const hidesCommits =
      scenario.world?.script?.bare === true || scenario.quirks?.without?.includes('sha') === true;
    const isTwin =
      own.length > 1 ||
      facts.others.some(({ sha }) => sha === build?.sha || hidesCommits) ||
      scenario.inputs?.['sha'] === 'latest';
    const hasNoList = scenario.permissions?.includes('Read') === false;
    const isHidden = scenario.quirks?.order === 'oldest-first' || scenario.quirks?.withoutCursor === true;
    const { fromMs = 0, toMs = 0 } = scenario.quirks?.emptyList ?? {};
    const isLate = Math.max(facts.hiddenMs, toMs - fromMs) > MAX_SAFE_LAG_MS;
    const hasNoDate =
      scenario.quirks?.without?.includes('createdAt') === true || scenario.world?.script?.bare === true;
    // Only its date tells our build from an old one, or from one that others have started since.
    const wasListed = (facts.state['start-intent'] ?? '').includes('knownIds');
    const isUndated = hasNoDate && (!wasListed || main.durationMs > MAX_UNDATED_MS);
    return cannot || isTwin || hasNoList || isHidden || isLate || isUndated
      ? []
      : [`3: ${build?.id} is left running for no reason`];
  });
}

function nothingOfOthersTouched(facts: Facts): string[] {
  const { others, scenario, attached, world } = facts;
  const { inputs = {} } = scenario;
  // Builds without a commit and a date, among which nothing tells ours apart.
  const hasNothing = scenario.world?.script?.bare === true;
  const asked = world.requests.filter(
    ({ operation, method }) => operation === 'abort' && method === 'DELETE',
  );
  return others
    .filter(({ id, aborted }) => aborted || asked.some(({ path }) => path.endsWith(`/build/${id}`)))
    .filter((build) => {
      if (build.id === attached && inputs['wait'] !== 'false') return false;
      return !hasNothing && !isSimilar(build, facts);
    })
    .map(({ id }) => `4: ${id} is of others, and was aborted`);
}

/** Nothing is started where nothing is to be started, and a build that was found is left alone. */
function foundAsAsked({ scenario, starts, outputs, buildId, world }: Facts): string[] {
  const violations: string[] = [];
  if (scenario.inputs?.['start'] === 'never' && starts.length > 0)
    violations.push('4: `never`, and a start was sent');
  const isFound = outputs['reused'] === 'true' && buildId !== undefined;
  if (!isFound) return violations;
  if (world.build(buildId)?.elsewhere === false)
    violations.push(`4: ${buildId} is said to be found, and was started`);
  const aborts = world.requests.filter(
    ({ operation, path }) => operation === 'abort' && path.endsWith(`/build/${buildId}`),
  );
  if (aborts.length > 0) violations.push(`4: ${buildId} was found, and is to be aborted`);
  return violations;
}

/** True if the step fails since the build was not deployed, and that is so. */
function isNotDeployed({ printed, buildId, world, main, outputs }: Facts): boolean {
  // Killed before it could say why.
  if (main.killed) return outputs['deployment-status'] !== undefined;
  const build = buildId === undefined ? undefined : world.build(buildId);
  if (build === undefined || !new RegExp(`Build ${buildId} (had )?succeeded`).test(printed)) return false;
  if (printed.includes('but its deployment failed')) {
    return world
      .builds()
      .some(
        ({ sha, rollout }) =>
          [build.sha, outputs['deployed-sha']].includes(sha) &&
          rollout.phases.some(({ status }) => status === 'FAILED'),
      );
  }
  const newer = world.builds().filter(({ createdAt }) => createdAt > build.createdAt);
  if (printed.includes('a newer build was deployed instead'))
    return newer.some(({ id }) => printed.includes(id));
  return printed.includes('no deployment of it began within two minutes') && build.elsewhere;
}

/** A step that waits for a deployment succeeds only if the service has rolled out the build. */
function deployedAsClaimed({ scenario, conclusion, buildId, outputs, world }: Facts): string[] {
  if (scenario.inputs?.['wait-for'] !== 'deployment' || conclusion !== 'success' || buildId === undefined)
    return [];
  // What was deployed before the world began counts for a build that was found.
  if (buildId.startsWith('earlier-')) return [];
  const { sha } = world.build(buildId) ?? {};
  const startMs = world.requests[0]?.time ?? 0;
  // Of two builds of a commit, nothing tells which one runs.
  const isDeployed = world.builds().some((build) => {
    const atMs = world.deployedAt(build.id);
    if (build.sha !== sha || atMs === undefined) return false;
    return build.id === buildId || outputs['reused'] === 'true' || atMs >= startMs;
  });
  return isDeployed ? [] : [`5: ${buildId} is said to be deployed, and is not`];
}

function nothingClaimed({ printed, world }: Facts): string[] {
  const violations: string[] = [];
  for (const [, id = ''] of printed.matchAll(/Build (\S+) was aborted\b/g)) {
    const build = world.build(id);
    if (build === undefined || build.status !== 'ABORTED') violations.push(`5: ${id} is said to be aborted`);
  }
  for (const [, id = ''] of printed.matchAll(/Build (\S+) did not finish within .* It was aborted\./g)) {
    if (world.build(id)?.status !== 'ABORTED') violations.push(`5: ${id} is said to be aborted`);
  }
  return violations;
}

function noHammering({ world, scenario }: Facts): string[] {
  if (scenario.inputs?.['poll-interval-seconds']) return [];
  const times = world.requests.map(({ time }) => time);
  const violations: string[] = [];
  const busiest = Math.max(
    0,
    ...times.map((time, index) => times.findLastIndex((other) => other < time + MINUTE) - index + 1),
  );
  if (busiest > MAX_REQUESTS_A_MINUTE) violations.push(`6: ${busiest} requests in a minute`);
  return violations;
}

function bounded({ main, post, scenario, printed }: Facts): string[] {
  const violations: string[] = [];
  const limitMs = Number(scenario.inputs?.['timeout-minutes'] ?? 60) * MINUTE + MAX_AFTER_DEADLINE_MS;
  if (main.durationMs > limitMs) violations.push(`7: main took ${main.durationMs / SECOND} s`);
  const { cancelAtMs } = scenario;
  if (cancelAtMs !== undefined && main.durationMs > cancelAtMs + MAX_AFTER_CANCELLATION_MS) {
    violations.push(`7: main ended ${(main.durationMs - cancelAtMs) / SECOND} s after the cancellation`);
  }
  if (post !== undefined && post.durationMs > MAX_POST_MS)
    violations.push(`7: post took ${post.durationMs / SECOND} s`);
  for (const process of [main, post]) {
    if (process?.crash !== undefined)
      violations.push(`7: an error reached the top: ${formatError(process.crash)}`);
  }
  if (post !== undefined && (!post.succeeded || post.annotations.some(({ level }) => level === 'error'))) {
    violations.push('7: post has failed');
  }
  if (/^\s+at .*:\d+:\d+\)?$/m.test(printed)) violations.push('7: a stack is printed');
  if (printed.includes('Unexpected error')) violations.push('7: an unexpected error');
  if (main.annotations.filter(({ level }) => level === 'error').length > 1)
    violations.push('7: more than one error');
  return violations;
}

/** Milliseconds after which a build without a date may as well be one of others. */
const MAX_UNDATED_MS = 45_000;

/** What the step prints before and after lines of the log that come late, and where it does not show all of it. */
const EARLIER_LINES = 'Earlier lines of the log';
const LATER_LINES = 'The log continues';
const INCOMPLETE_LOG = /The log of the build (cannot be shown|may be incomplete)/;

/** A line as it was written, without its colours. */
const plain = (line: string): string => stripVTControlCharacters(line).trimEnd();

/** Each line of the build's log is shown once and in order, unless the step says that it could not be read. */
function wholeLog({ scenario, world, main, outputs, conclusion, buildId, printed }: Facts): string[] {
  const { inputs = {} } = scenario;
  const build = buildId === undefined ? undefined : world.build(buildId);
  const isShown =
    (inputs['logs'] === 'stream' && ['success', 'failure', 'aborted'].includes(conclusion ?? '')) ||
    (inputs['logs'] === 'failure' && conclusion === 'failure' && build?.success !== true);
  // A cancellation leaves no time to read it to its end.
  const isCut = main.killed || main.durationMs >= (scenario.cancelAtMs ?? Number.POSITIVE_INFINITY);
  const wasSeen = outputs['concluded'] === 'true' && inputs['wait'] !== 'false' && !isCut;
  // That of a good build that was found is nothing new.
  const wasDone = printed.includes(': it has succeeded.');
  if (!isShown || !wasSeen || wasDone || build?.concluded !== true || build.status === 'ABORTED') return [];
  const { script } = build;
  const seconds = script.phases.reduce((sum, phase) => sum + phase.seconds, 0);
  const endMs = build.createdAt + (seconds * SECOND) / world.speed;
  const written = layOutLog(script, build.createdAt, world.speed, '')
    .byTime.filter(({ at }) => at <= endMs)
    .map(({ line }) => plain(String(line.log)));
  const [inOrder, late]: [string[], string[]] = [[], []];
  let isLate = false;
  // That of a build that was found, and aborted by others, came before.
  const log = main.log.slice(Math.max(0, main.log.indexOf(`Started build ${buildId}`)));
  for (const line of log.split('\n').map(plain)) {
    if (line.startsWith(EARLIER_LINES) || line.startsWith(LATER_LINES))
      isLate = line.startsWith(EARLIER_LINES);
    else if (line.startsWith(GUTTER)) (isLate ? late : inOrder).push(line.slice(GUTTER.length));
  }
  const violations: string[] = [];
  const counts = new Map<string, number>();
  for (const line of [...inOrder, ...late]) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of written) counts.set(line, (counts.get(line) ?? 0) - 1);
  const missing = [...counts].filter(([, count]) => count < 0);
  const surplus = [...counts].filter(([, count]) => count > 0);
  if (surplus.length > 0) violations.push(`8: shown too often: ${surplus[0]?.[0]}`);
  if (missing.length > 0 && !INCOMPLETE_LOG.test(printed)) {
    violations.push(`8: ${missing.length} lines are not shown, and nobody is told: ${missing[0]?.[0]}`);
  }
  let at = 0;
  for (const line of written) if (line === inOrder[at]) at += 1;
  if (surplus.length === 0 && at < inOrder.length) violations.push(`8: out of order: ${inOrder[at]}`);
  return violations;
}

const GUTTER = '│ ';
