import type { FailingStep } from '../build-log/failing-step.ts';
import type { VcsDetails } from '../northflank/decode.ts';
import type { Overrides, ReadFile } from '../start/overrides.ts';
import { isAnotherRepository } from '../start/resource-notes.ts';
import type { Runner, SourceLocation } from './runner.ts';
import { isRunCommit, repositoryUrl } from './workflow-run.ts';
import { FileNotFoundError } from './workspace.ts';

/** What is known of a build that failed. */
export interface FailedBuild {
  /** The place that its log names. */
  dockerfile: FailingStep['dockerfile'];
  /** The commit that was built. */
  sha: string | undefined;
  overrides: Readonly<Overrides> | undefined;
  /** The settings that it was built with, where they could be read. */
  vcs: VcsDetails | undefined;
}

/** What the API takes for the path of a Dockerfile. */
const PATH = /^\/((?:[\w.-]+\/)*([\w.-]+))$/;

/**
 * The line of the Dockerfile that failed, in the run's repository; undefined if any of that is not sure. Whoever wrote
 * the commit wrote the log, so the log may only choose the line: the file is the one that was set for the build.
 */
export function sourceLocation(
  { dockerfile, sha, overrides = {}, vcs }: FailedBuild,
  runner: Runner,
  readFile: ReadFile,
): SourceLocation | undefined {
  const set = overrides.docker?.['dockerFilePath'] ?? vcs?.dockerFilePath ?? '';
  const [, file = '', name] = PATH.exec(set) ?? [];
  if (dockerfile === undefined || dockerfile.line < 1 || name !== dockerfile.name) return undefined;
  if (file.split('/').some((segment) => /^\.+$/.test(segment))) return undefined;
  // A file that was put in its place is in no repository.
  if (overrides.buildFiles?.[set] !== undefined) return undefined;
  const repository = repositoryUrl(runner);
  if (repository === undefined || isAnotherRepository(vcs?.projectUrl ?? repository, repository))
    return undefined;
  if (!isRunCommit(runner.workflowRun, sha)) return undefined;
  const workDir = overrides.docker?.['dockerWorkDir'] ?? vcs?.dockerWorkDir ?? '/';
  return hasLine(file, dockerfile.line, workDir, readFile) ? { file, line: dockerfile.line } : undefined;
}

/** False if the workspace has the file without that line. Without the file, only a path from the root is sure. */
function hasLine(file: string, line: number, workDir: string, readFile: ReadFile): boolean {
  try {
    const text = new TextDecoder().decode(readFile(file));
    return line <= text.replace(/\r?\n$/, '').split('\n').length;
  } catch (error) {
    return error instanceof FileNotFoundError && workDir === '/';
  }
}
