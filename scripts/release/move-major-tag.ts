/**
 * Points the major tag of a release, such as v1 for v1.2.3, at the highest release of that major on a git remote.
 * Published releases are read from standard input, one tag per line: a tag alone may have failed its checks.
 *
 *   node scripts/release/move-major-tag.ts origin v1.2.3 < releases.txt
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { highestRelease, parseRelease } from './versions.ts';

try {
  const [, , from = '', tag = ''] = process.argv;
  moveMajorTag(from, tag, readFileSync(0, 'utf8').split(/\s+/));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function moveMajorTag(remote: string, released: string, published: string[]): void {
  const [number] = parseRelease(released) ?? [];
  if (number === undefined) throw new Error(`"${released}" is not a release tag such as v1.2.3.`);
  // An incomplete list could move the major tag back.
  if (!published.includes(released)) throw new Error(`${released} is not among the published releases.`);

  const major = `v${number}`;
  const refs = readTags(remote);
  const commitOf = (tag: string): string | undefined => refs.get(`${tag}^{}`) ?? refs.get(tag);
  const highest = highestRelease(
    published.filter((tag) => parseRelease(tag)?.[0] === number && refs.has(tag)),
  );
  const commit = highest && commitOf(highest);
  if (commit === undefined) throw new Error(`${remote} has none of the published releases of ${major}.`);
  if (commitOf(major) === commit) {
    process.stdout.write(`${major} is at ${highest} (${commit}) already.\n`);
    return;
  }

  // A checkout of another release may not have the commit.
  git('fetch', '--quiet', '--no-tags', remote, `refs/tags/${highest}`);
  try {
    // The lease refuses the push if the tag has moved since it was read.
    const lease = `--force-with-lease=refs/tags/${major}:${refs.get(major) ?? ''}`;
    git('push', '--quiet', lease, remote, `${commit}:refs/tags/${major}`);
  } catch (error) {
    throw new Error(
      `${major} was not moved to ${highest}. Run this again. GitHub does not let a workflow move a tag to a commit ` +
        'whose workflows differ from those of every branch; in that case, run ' +
        `git push --force ${remote} '${highest}^{}:refs/tags/${major}'`,
      { cause: error },
    );
  }
  process.stdout.write(`${major} was moved to ${highest} (${commit}).\n`);
}

/** What each tag of the remote points at; `v1.2.3^{}` is the commit of an annotated tag. */
function readTags(remote: string): Map<string, string> {
  const lines = git('ls-remote', '--tags', remote).split('\n');
  return new Map(
    lines.map((line): [string, string] => {
      const [object = '', ref = ''] = line.split('\t');
      return [ref.replace(/^refs\/tags\//, ''), object];
    }),
  );
}

function git(...args: string[]): string {
  const { status, stdout, error } = spawnSync('git', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`git ${args.join(' ')} failed.`);
  return stdout;
}
