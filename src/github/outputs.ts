import { buildDurationMs, classifyBuild } from '../northflank/build-status.ts';
import type { Build, Deployment } from '../northflank/decode.ts';
import type { Conclusion, Outcome } from '../outcome.ts';
import type { Runner } from './runner.ts';

/** Sets the output `conclusion`. */
export function setConclusionOutput(runner: Runner, conclusion: Conclusion): void {
  runner.setOutput('conclusion', conclusion);
}

/** Sets the output `build-id`, for a build of which nothing else is known yet. */
export function setBuildIdOutput(runner: Runner, id: string): void {
  runner.setOutput('build-id', id);
}

/** Sets the outputs that a build has, as the API gives them except for `success`, which takes the status into account. */
export function setBuildOutputs(runner: Runner, build: Build): void {
  const { buildConcludedAt } = build;
  const durationMs = buildDurationMs(build);
  const values: Record<string, string | number | boolean | undefined> = {
    'build-id': build.id,
    'registry-uri': build.registry?.uri,
    status: build.status,
    concluded: build.concluded ?? false,
    success: classifyBuild(build) === 'success',
    branch: build.branch,
    sha: build.sha,
    'pull-request-id': build.pullRequestId,
    message: build.message,
    'created-at': build.createdAt,
    'concluded-at': buildConcludedAt === undefined ? undefined : isoTime(buildConcludedAt),
    'duration-seconds': durationMs === undefined ? undefined : Math.round(durationMs / 1000),
    build: JSON.stringify(build.raw),
  };
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) runner.setOutput(name, String(value));
  }
}

/** Sets the output `reused`: whether the build was found, not started. */
export function setReusedOutput(runner: Runner, isFound: boolean): void {
  runner.setOutput('reused', String(isFound));
}

/** Sets the outputs that a deployment has, as far as the API gives them. */
export function setDeploymentOutputs(runner: Runner, { status, sha, url }: Deployment): void {
  const values = { 'deployment-status': status, 'deployed-sha': sha, 'deployment-url': url };
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) runner.setOutput(name, value);
  }
}

/** Sets the output `url`. */
export function setUrlOutput(runner: Runner, url: string): void {
  runner.setOutput('url', url);
}

/** Sets all outputs of a run that has ended. */
export function setOutcomeOutputs(runner: Runner, { conclusion, build }: Outcome): void {
  runner.setOutput('conclusion', conclusion);
  if (build !== undefined) setBuildOutputs(runner, build);
  else for (const name of ['concluded', 'success']) runner.setOutput(name, 'false');
}

/** Unix seconds as ISO 8601; undefined if they are no time at all. */
function isoTime(seconds: number): string | undefined {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
