/** The numbers of a release tag such as v1.2.3; undefined for any other tag, such as v1 or the pre-release v1.3.0-rc.1. */
export function parseRelease(tag: string): [major: number, minor: number, patch: number] | undefined {
  const [, major, minor, patch] = /^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(tag) ?? [];
  return patch === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** The highest of the release tags by the numbers of their versions; undefined if there is none. */
export function highestRelease(tags: readonly string[]): string | undefined {
  const releases = tags.filter((tag) => parseRelease(tag) !== undefined);
  return releases.toSorted((one, other) => compare(parseRelease(one), parseRelease(other))).at(-1);
}

function compare(one: readonly number[] = [], other: readonly number[] = []): number {
  const differing = one.findIndex((number, index) => number !== other[index]);
  return differing < 0 ? 0 : (one[differing] ?? 0) - (other[differing] ?? 0);
}
