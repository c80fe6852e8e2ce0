import * as core from '@actions/core';
import { formatError } from '../errors.ts';
import type { Build } from '../northflank/decode.ts';
import type { Outcome } from '../outcome.ts';
import { withoutControls } from './step-log.ts';

/** Most characters of an annotation: GitHub cuts it at 4,096. */
const MAX_ANNOTATION = 4000;

/** Most characters of build log in it. */
const MAX_EXCERPT = 2500;

/** Most lines of it. */
const MAX_EXCERPT_LINES = 12;

/** Says, as the one annotation, that the action itself has failed. */
export function reportUnexpected(error: unknown): void {
  core.error(withoutControls(`Unexpected error, please report it: ${formatError(error)}`));
}

/** Hides values in the log from now on. */
export function maskSecrets(secrets: readonly string[]): void {
  for (const secret of secrets) core.setSecret(secret);
}

/** Sets the output `conclusion`. */
export function setConclusionOutput(conclusion: Outcome['conclusion']): void {
  core.setOutput('conclusion', conclusion);
}

/** Sets the output `build-id`, for a build of which nothing else is known yet. */
export function setBuildIdOutput(id: string): void {
  core.setOutput('build-id', id);
}

/** Sets the outputs that a build has, as the API gives them but for `success`, which is how the build is judged. */
export function setBuildOutputs(build: Build, success: boolean, durationMs: number | undefined): void {
  const { buildConcludedAt } = build;
  const values: Record<string, string | number | boolean | undefined> = {
    'build-id': build.id,
    'registry-uri': build.registry?.uri,
    status: build.status,
    concluded: build.concluded ?? false,
    success,
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
    if (value !== undefined) core.setOutput(name, String(value));
  }
}

/** Sets the output `url`. */
export function setUrlOutput(url: string): void {
  core.setOutput('url', url);
}

/** Sets the output `conclusion` and, unless all is good, writes the one annotation. */
export function reportOutcome(
  { conclusion, message, build }: Outcome,
  good: boolean,
  lastLines: readonly string[],
): void {
  setConclusionOutput(conclusion);
  if (build === undefined) for (const name of ['concluded', 'success']) core.setOutput(name, 'false');
  if (good) return;
  const end = excerpt(lastLines);
  core.error(cut(withoutControls(message), MAX_ANNOTATION - end.length) + end, {
    title:
      conclusion === 'failure' && build === undefined
        ? 'No Northflank build was started'
        : (TITLES[conclusion] ?? 'Northflank build'),
  });
}

const TITLES: Partial<Record<Outcome['conclusion'], string>> = {
  failure: 'Northflank build failed',
  aborted: 'Northflank build aborted',
  'timed-out': 'Northflank build timed out',
  cancelled: 'Northflank build cancelled',
  unknown: 'Northflank build: result unknown',
};

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function excerpt(lines: readonly string[]): string {
  const text = lines
    .slice(-MAX_EXCERPT_LINES)
    .map((line) => withoutControls(line).replaceAll(/[\r\n]+/g, ' '))
    .join('\n')
    .slice(-MAX_EXCERPT)
    .trimEnd();
  return text === '' ? '' : `\n\nThe last lines of the log:\n${text}`;
}

/** Unix seconds as ISO 8601; undefined if they are no time at all. */
function isoTime(seconds: number): string | undefined {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
