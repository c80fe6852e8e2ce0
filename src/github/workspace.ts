import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** Largest file that goes into a request; a build argument or a mounted file is far smaller. */
const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** A file that the workspace does not have. */
export class FileNotFoundError extends Error {}

/** Reads a file of the workspace. Throws with a sentence if it is not there, not a file, or outside. */
export function readWorkspaceFile(file: string): Uint8Array {
  const root = realpathSync(process.env['GITHUB_WORKSPACE'] || process.cwd());
  let real: string;
  try {
    // Links are followed first: it counts where the file really is.
    real = realpathSync(path.resolve(root, file));
  } catch {
    throw new FileNotFoundError(`"${file}" does not exist; is the repository checked out before this step?`);
  }
  const inside = path.relative(root, real);
  if (inside === '..' || inside.startsWith(`..${path.sep}`) || path.isAbsolute(inside)) {
    throw new Error(`"${file}" is outside the workspace`);
  }
  const stats = statSync(real);
  if (!stats.isFile()) throw new Error(`"${file}" is not a file`);
  if (stats.size > MAX_FILE_BYTES)
    throw new Error(`"${file}" is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`);
  return readFileSync(real);
}
