/** A world, a user and a network from a seed: everything that may go wrong with a run, a few things at a time. */
import type { Fault, FaultKind } from '../../sandbox/northflank/faults.ts';
import type { Quirks } from '../../sandbox/northflank/quirks.ts';
import { seededRandom } from '../../sandbox/northflank/random.ts';
import type { RolloutScript } from '../../sandbox/northflank/deployment.ts';
import { type Permission, rollouts, scripts } from '../../sandbox/northflank/world.ts';
import { type OtherBuild, RUN_SHA, type RunScenario } from './whole-run.ts';

/** What chance makes of its number from 0 to 1. */
interface Chance {
  is(probability: number): boolean;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  between(from: number, to: number): number;
  pick<T>(...choices: readonly T[]): T;
}

function createChance(seed: number): Chance {
  const random = seededRandom(seed);
  return {
    is: (probability) => random() < probability,
    below: (end) => Math.floor(random() * end),
    between: (from, to) => Math.round(from + random() * (to - from)),
    pick: (...choices) => choices[Math.floor(random() * choices.length)] as (typeof choices)[number],
  };
}

const REQUEST_FAULTS: readonly FaultKind[] = [
  ...(['reset-before', 'reset-after', 'cut', 'hang-before', 'hang-after', 'slow', '429'] as const),
  ...(['html-502', 'html-503', 'html-504', 'html-502-after', 'error-500', 'nonsense'] as const),
  ...(['wrong-shape', 'redirect', 'unauthorized-401', 'forbidden-403', 'not-found-404'] as const),
  ...(['conflict-409', 'huge'] as const),
];
const TAIL_FAULTS: readonly FaultKind[] = [
  ...(['tail-refused', 'tail-auth-refused', 'tail-cut', 'tail-silent', 'tail-error'] as const),
  'tail-nonsense',
];
const OUTAGES: readonly FaultKind[] = ['reset-before', 'html-502', 'html-503', 'hang-before', 'error-500'];
const SCRIPTS = [
  ...(['success', 'success', 'success', 'failure', 'forever', 'aborted', 'crashed'] as const),
  ...(['submissionFailure', 'unschedulable', 'unknownStatus', 'lateConclusion', 'bare'] as const),
];
const OTHER_SHA = 'b'.repeat(40);

/** What the sandbox's service runs before anything is built. */
const SERVICE_SHA = '5be1f0c83a7d94621e0fb5c7d8a2936417f0e5d2';

const ROLLOUTS = [
  ...(['success', 'success', 'earlySha', 'lateSha', 'instant', 'slow', 'failure', 'stuck', 'never'] as const),
];

/** The scenario of a seed. */
export function scenarioOf(seed: number): RunScenario {
  const chance = createChance(seed);
  const { is, below, between, pick } = chance;
  const script = pick(...SCRIPTS);
  const attaches = is(0.08);
  const scenario: RunScenario = {
    seed,
    inputs: inputsOf(chance),
    world: {
      // A build of ten seconds takes from two seconds to ten minutes.
      ...{ script: scripts[script], speed: pick(0.016, 0.05, 0.2, 0.2, 1, 1, 5) },
      missingPermissionStatus: pick(401, 403),
      abortConcluded: pick('ignore', 'conflict'),
      tailClosesAtEnd: is(0.5),
      ...(is(0.06) ? { rateLimit: pick(2, 4, 8, 20, 60), rateLimitWindowSeconds: pick(30, 120, 3600) } : {}),
      ...(is(0.3) ? { retryAfter: true } : {}),
    },
    // By chances of their own, so that each seed stays what it was.
    quirks: {
      ...quirksOf(chance),
      ...(createChance(seed + 1_000_000).is(0.3) ? { oddTail: true } : {}),
      ...hostileQuirksOf(createChance(seed + 2_000_000)),
    },
    faults: Array.from({ length: is(0.4) ? 0 : 1 + below(4) }, () => faultOf(chance)),
    others: Array.from({ length: is(0.7) ? 0 : 1 + below(3) }, () => ({
      atMs: below(150_000),
      sha: is(0.5) ? RUN_SHA : OTHER_SHA,
    })),
    attaches,
  };
  if (is(0.15)) {
    const fromMs = between(0, 90_000);
    const lengthMs = pick(5000, 20_000, 50_000, 120_000, 600_000);
    scenario.outages = [{ fromMs, toMs: fromMs + lengthMs, kind: pick(...OUTAGES) }];
  }
  if (is(0.06))
    scenario.permissions = pick<Permission[]>(['Deploy Build'], ['Deploy Build', 'Read'], ['Read']);
  if (is(0.5)) {
    const lag = pick(0, 20, 400);
    scenario.lagMs = lag;
  }
  if (is(0.3)) scenario.cancelAtMs = pick(below(3000), below(30_000), below(120_000));
  else if (is(0.25)) scenario.killAtEffect = 1 + below(pick(15, 40, 120));
  if (scenario.killAtEffect !== undefined && is(0.1)) scenario.runnerGone = true;
  addHostility(scenario, createChance(seed + 3_000_000));
  addServices(scenario, createChance(seed + 4_000_000));
  addDeployment(scenario, createChance(seed + 5_000_000));
  return scenario;
}

/** Services in place of a job, and builds that are there already. */
function addServices(scenario: RunScenario, { is, below, pick }: Chance): void {
  const inputs = (scenario.inputs ??= {});
  if (is(0.5)) {
    scenario.resource = { kind: 'service', id: pick('web', 'images') };
    if (scenario.resource.id === 'images') {
      Object.assign(inputs, pick<Record<string, string>>({ branch: 'main' }, { 'pull-request-id': '7' }));
    }
  }
  if (scenario.attaches === true || inputs['sha'] === 'latest' || !is(0.35)) return;
  inputs['start'] = pick('if-needed', 'if-needed', 'never');
  const ofCi = (): OtherBuild => ({
    ...pick<() => OtherBuild>(
      () => ({ atMs: below(20_000) }),
      () => ({ atMs: below(200_000) }),
      () => ({ atMs: 0, ageMs: pick(0, 0, 60_000, 3_600_000) }),
    )(),
    sha: is(0.8) ? RUN_SHA : OTHER_SHA,
    script: scripts[pick('success', 'success', 'failure', 'forever', 'aborted')],
    ...(inputs['pull-request-id'] === undefined ? {} : { pullRequestId: 7 }),
    ...(is(0.2) ? { abortAtMs: 20_000 + below(200_000) } : {}),
  });
  scenario.others = [...(scenario.others ?? []), ...Array.from({ length: below(4) }, ofCi)];
}

/** A service that deploys its builds, as it likes. */
function addDeployment(scenario: RunScenario, { is, between, pick }: Chance): void {
  const { inputs = {}, quirks = {} } = scenario;
  if (scenario.resource?.id !== 'web' || inputs['wait'] === 'false' || !is(0.5)) return;
  inputs['wait-for'] = 'deployment';
  const anyRollout = (): RolloutScript => {
    const rollout = rollouts[pick(...ROLLOUTS)];
    return is(0.3) ? { ...rollout, delay: between(0, 40), shaLead: between(-5, 14) } : rollout;
  };
  Object.assign((scenario.world ??= {}), { rollout: anyRollout() });
  scenario.others = (scenario.others ?? []).map((other) => ({ ...other, rollout: anyRollout() }));
  if (is(0.05)) scenario.settings = pick({ disabledCD: true }, { paused: true });
  if (is(0.15)) scenario.sha = SERVICE_SHA;
  if (is(0.2)) quirks.transitionOffsetMs = pick(between(-10_000, 10_000), null);
  if (is(0.1)) quirks.staleServices = true;
}

/** A network, a clock and a user that mean no good. */
function addHostility(scenario: RunScenario, { is, below, between, pick }: Chance): void {
  if (is(0.05)) scenario.lateStartMs = pick(below(4000), below(10_000));
  // Without the server's date, a build cannot be told by its own.
  if (is(0.1) && scenario.quirks?.dateOffsetMs !== null) {
    scenario.clockSkewMs = between(-3_600_000, 3_600_000);
  }
  if (is(0.05)) Object.assign(scenario.inputs ?? {}, { 'poll-interval-seconds': pick('0.1', '3', '600') });
  // A server in trouble may ask for more time than there is.
  if (is(0.3)) {
    const retryAfter = pick('20', '120');
    scenario.outages = scenario.outages?.map((outage) => ({ ...outage, retryAfter })) ?? [];
  }
  // The runner may be gone before a cancellation has its time.
  if (scenario.cancelAtMs !== undefined && is(0.1)) scenario.killAtMs = scenario.cancelAtMs + below(10_000);
}

function hostileQuirksOf({ is, below, pick }: Chance): Quirks {
  const quirks: Quirks = {};
  if (is(0.1)) quirks.unevenLag = true;
  if (is(0.05)) {
    const fromMs = pick(0, below(2000), below(60_000));
    quirks.emptyList = { fromMs, toMs: fromMs + pick(1000, 20_000, 3_600_000) };
  }
  if (is(0.1)) quirks.listedTwice = true;
  if (is(0.05)) quirks.shortSha = true;
  if (is(0.05)) quirks.flipsBack = true;
  return quirks;
}

function inputsOf({ is, pick }: Chance): Record<string, string> {
  return {
    'timeout-minutes': pick('0.5', '1', '2', '10', '60'),
    logs: pick('stream', 'stream', 'failure', 'off'),
    'on-cancel': pick('abort', 'abort', 'abort', 'leave'),
    'on-timeout': pick('abort', 'abort', 'leave'),
    ...(is(0.1) ? { wait: 'false' } : {}),
    ...(is(0.1) ? { sha: 'latest' } : {}),
    ...(is(0.03) ? { 'dry-run': 'true' } : {}),
    ...(is(0.3) ? { team: 'acme' } : {}),
  };
}

function quirksOf({ is, below, between, pick }: Chance): Quirks {
  const quirks: Quirks = {};
  if (is(0.3)) quirks.listLagMs = pick(below(5000), below(25_000), below(60_000));
  if (is(0.2)) quirks.readLagMs = pick(below(2000), below(8000), below(50_000));
  if (is(0.3)) quirks.dateOffsetMs = is(0.2) ? null : between(-10_000, 10_000);
  if (is(0.2))
    quirks.earlierBuilds = { count: pick(1, 5, 99, 100, 150, 9000), sha: pick(RUN_SHA, OTHER_SHA) };
  if (is(0.15)) quirks.order = 'oldest-first';
  if (is(0.15)) quirks.withoutCursor = true;
  if (is(0.15))
    quirks.without = pick(['createdAt'], ['sha'], ['status'], ['branch'], ['createdAt', 'sha'], ['success']);
  if (is(0.05)) quirks.asText = true;
  if (is(0.05)) quirks.concludedAtInMs = true;
  if (is(0.05)) quirks.unknownStatus = true;
  if (is(0.1)) quirks.imageLagMs = pick(500, 2000, 5000, 60_000);
  if (is(0.1)) quirks.staleReads = true;
  if (is(0.1)) quirks.abortAnswer = pick('empty-200', '204');
  if (is(0.1)) quirks.abortLagMs = pick(2000, 20_000, 600_000);
  if (is(0.05)) quirks.pageSize = pick(1, 3, 300);
  return quirks;
}

function faultOf({ is, below, pick }: Chance): Fault {
  if (is(0.15)) {
    return { on: 'tail', kind: pick(...TAIL_FAULTS), times: 1 + below(4), skip: below(2), lines: below(30) };
  }
  return {
    on: pick(
      'start',
      'start',
      'start',
      'list',
      'list',
      'get',
      'get',
      'abort',
      'abort',
      'logs',
      'resource',
      'any',
    ),
    kind: pick(...REQUEST_FAULTS),
    skip: is(0.6) ? 0 : below(4),
    times: pick(1, 1, 1, 2, 3, 6),
    ms: pick(50, 1500, 8000, 25_000, 50_000),
    ...(is(0.2) ? { reset: pick(null, 1, 20, 600) } : {}),
    ...(is(0.1) ? { retryAfter: pick('1', '7', '40') } : {}),
  };
}
