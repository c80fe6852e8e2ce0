/** A stretch of a rollout: `seconds` (Infinity: endless) with one status. */
export type RolloutPhase = {
  status: 'PENDING' | 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  reason?: 'SCALING' | 'DEPLOYING';
  seconds: number;
};

/** What a service does with a good build. */
export type RolloutScript = {
  /** Seconds after the end of the build; 2 by default. */
  delay?: number;
  /** Seconds, at any speed, by which `deployedSHA` changes before the status, or after it if negative. */
  shaLead?: number;
  /** The last one lasts until the next rollout. */
  phases: readonly RolloutPhase[];
};

const PENDING: RolloutPhase = { status: 'PENDING', reason: 'DEPLOYING', seconds: 3 };
const ROLLING: RolloutPhase = { status: 'IN_PROGRESS', reason: 'DEPLOYING', seconds: 12 };
const COMPLETED: RolloutPhase = { status: 'COMPLETED', seconds: Number.POSITIVE_INFINITY };
const FAILED: RolloutPhase = { status: 'FAILED', seconds: Number.POSITIVE_INFINITY };

/** Rollouts for tests. */
export const rollouts = {
  success: { phases: [PENDING, ROLLING, COMPLETED] },
  /** The commit is shown while the status is still that of the rollout before. */
  earlySha: { shaLead: 6, delay: 8, phases: [PENDING, ROLLING, COMPLETED] },
  lateSha: { shaLead: -5, phases: [PENDING, ROLLING, COMPLETED] },
  /** Too fast for any other status to be seen. */
  instant: { phases: [COMPLETED] },
  slow: { delay: 20, phases: [PENDING, { ...ROLLING, seconds: 240 }, COMPLETED] },
  failure: { phases: [PENDING, ROLLING, FAILED] },
  stuck: { phases: [{ ...PENDING, seconds: Number.POSITIVE_INFINITY }] },
  never: { delay: Number.POSITIVE_INFINITY, phases: [COMPLETED] },
} as const satisfies Record<string, RolloutScript>;

/** A build that a service deploys. */
export type Deployable = { sha: string; concludedAt: number; rollout: RolloutScript };

/** What a service runs at a moment. */
export type DeploymentState = {
  status: RolloutPhase['status'];
  reason?: RolloutPhase['reason'];
  lastTransitionTime: string;
  sha: string;
};

/** What a service ran before all of these, at that moment; the builds are in the order in which they ended. */
export function deploymentAt(
  time: number,
  before: { sha: string; since: number },
  builds: readonly Deployable[],
  speed: number,
): DeploymentState {
  let { sha } = before;
  let phase: RolloutPhase = COMPLETED;
  let phaseBegan = before.since;
  for (const build of builds) {
    const { phases } = build.rollout;
    const began = beginOf(build, speed);
    if (began - (build.rollout.shaLead ?? 0) * 1000 <= time) ({ sha } = build);
    let begin = began;
    for (const one of phases) {
      if (begin > time) break;
      [phase, phaseBegan] = [one, begin];
      begin += (one.seconds * 1000) / speed;
    }
  }
  const { status, reason } = phase;
  return {
    ...{ status, sha, lastTransitionTime: new Date(phaseBegan).toISOString() },
    ...(reason === undefined ? {} : { reason }),
  };
}

/** When the rollout of a build is completed, if no other one comes before; undefined if it never is. */
export function completedAt(build: Deployable, speed: number): number | undefined {
  let time = beginOf(build, speed);
  for (const { status, seconds } of build.rollout.phases) {
    if (status === 'COMPLETED') return Number.isFinite(time) ? time : undefined;
    time += (seconds * 1000) / speed;
  }
  return undefined;
}

function beginOf({ concludedAt, rollout }: Deployable, speed: number): number {
  return concludedAt + ((rollout.delay ?? 2) * 1000) / speed;
}
