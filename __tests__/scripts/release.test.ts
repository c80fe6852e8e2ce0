import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { changelogSection } from '../../scripts/release/notes.ts';
import { highestRelease, parseRelease } from '../../scripts/release/versions.ts';

/** Runs a script of scripts/release. */
function run(script: string, args: string[] = [], input = '') {
  const file = path.resolve(import.meta.dirname, '../../scripts/release', script);
  return spawnSync(process.execPath, [file, ...args], { encoding: 'utf8', input });
}

test('a rehearsal leaves v1 at its highest release after a backport, a re-run and a new major version', () => {
  const { status, stdout, stderr } = run('rehearse.ts');
  expect(stderr).toBe('');
  expect(stdout).not.toContain('WRONG');
  expect(stdout).toMatch(/v1\.2\.4 is published: v1 stands at v1\.3\.0\n/);
  expect(stdout).toMatch(/v2\.0\.0 is published: v2 stands at v2\.0\.0; v1 stands at v1\.3\.0\n$/);
  expect(status).toBe(0);
});

test.each([
  ['v1', 'v1', '"v1" is not a release tag such as v1.2.3.'],
  ['v1.3.0-rc.1', 'v1.3.0-rc.1', '"v1.3.0-rc.1" is not a release tag such as v1.2.3.'],
  ['v1.3.0', 'v1.2.0\nv1.3.1\n', 'v1.3.0 is not among the published releases.'],
  ['v1.3.0', '', 'v1.3.0 is not among the published releases.'],
])('the major tag is not moved for %s with %j published', (tag, published, message) => {
  // A remote that is not there: nothing may be asked of it.
  const { status, stderr } = run('move-major-tag.ts', ['nowhere', tag], published);
  expect([status, stderr]).toEqual([1, `${message}\n`]);
});

describe('the highest release', () => {
  test.each<[tags: string[], highest: string | undefined]>([
    [['v1.9.0', 'v1.10.0', 'v1.2.11'], 'v1.10.0'],
    [['v1.0.9', 'v1.0.10'], 'v1.0.10'],
    [['v10.0.0', 'v9.99.99'], 'v10.0.0'],
    [['v1.3.0', 'v1.4.0-rc.1', 'v1.4', 'v2', '1.5.0', 'v01.6.0', 'v1.7.0+build'], 'v1.3.0'],
    [['v1', ''], undefined],
    [[], undefined],
  ])('of %j is %s', (tags, highest) => {
    expect(highestRelease(tags)).toBe(highest);
  });

  test('is found by numbers', () => {
    expect(parseRelease('v1.10.0')).toEqual([1, 10, 0]);
  });

  test.each([
    ['v1.3.0', 'v1.2.3\nv1.2.4\n', 'true'],
    ['v1.3.0', 'v1.2.4\nv1.3.0\n', 'true'],
    ['v1.2.4', 'v1.3.0\n', 'false'],
    ['v1.10.0', 'v2.0.0\nv1.9.0\n', 'false'],
    ['v1.0.0', '', 'true'],
  ])('is called the latest: %s after %j is %s', (tag, published, isLatest) => {
    expect(run('is-latest.ts', [tag], published).stdout).toBe(`${isLatest}\n`);
  });
});

describe('the notes of a release', () => {
  const changelog =
    '# Changes\n\nText.\n\n## 1.10.0\n\nTen.\n\n### Fixed\n\n- A\n\n## 1.1.0 – May\n\n- B\n\n## 1.0.1\n\n## 1.0.0\n';

  test('are the section of its version', () => {
    expect(changelogSection(changelog, '1.10.0')).toBe('Ten.\n\n### Fixed\n\n- A');
    expect(changelogSection(changelog, '1.1.0')).toBe('- B');
  });

  test.each(['1.0.1', '1.0.0', '1.1', '9.0.0', ''])('of %j are missing or empty', (version) => {
    expect(changelogSection(changelog, version)).toBe('');
  });

  test('come from CHANGELOG.md; without them nothing is released', () => {
    expect(run('notes.ts', ['v1.0.0'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\S/) });
    expect(run('notes.ts', ['v0.0.1'])).toMatchObject({
      ...{ status: 1, stdout: '' },
      stderr: 'CHANGELOG.md says nothing about 0.0.1: write its section, "## 0.0.1".\n',
    });
  });
});
