import { expect, test } from '@jest/globals';
import { ACTION } from '../../scripts/render-readme.ts';
import { USER_AGENT } from '../../src/northflank/http.ts';
import { read } from './files.ts';

type Versions = Record<string, string>;
const { version, dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json')) as {
  version: string;
  dependencies: Versions;
  devDependencies: Versions;
  optionalDependencies: Versions;
};

test('the version is the same everywhere', () => {
  const lock = JSON.parse(read('package-lock.json')) as { version: string };
  expect(lock.version).toBe(version);
  expect(USER_AGENT).toBe(`northflank-build/${version}`);
  expect(/^## (\S+)/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version);
  expect(ACTION).toBe(`northflank-build/action@v${version.split('.')[0]}`);
});

test('dependencies are pinned', () => {
  const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(all.filter(([, pinned]) => !/^\d+\.\d+\.\d+$/.test(pinned))).toEqual([]);
});

test('no registry is named', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved"/);
  const settings = read('.npmrc').trim().split('\n');
  expect(settings).toContain('omit-lockfile-registry-resolved=true');
  expect(settings.filter((line) => !/^[a-z-]+=(true|false)$/.test(line))).toEqual([]);
});
