import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  createRecordingRunner,
  type RecordingRunnerOptions,
} from '../../scripts/simulate/recording-runner.ts';
import { type FailedBuild, sourceLocation } from '../../src/github/source-location.ts';
import { FileNotFoundError } from '../../src/github/workspace.ts';
import { hostileText } from './hostile-text.ts';
import { runs } from '../property-runs.ts';

const SHA = 'ffac537e6cbbf934b08745a378932722df287a53';
const HEAD = '12c15e7ee25fd78f567ebf87f9178b8ad70025b3';
const VCS = {
  projectUrl: 'https://github.com/acme/shop',
  projectBranch: 'main',
  ...{ dockerFilePath: '/api/Dockerfile', dockerWorkDir: '/' },
};
const DOCKERFILE = { name: 'Dockerfile', line: 3, excerpt: [] };

const BUILD: FailedBuild = { dockerfile: DOCKERFILE, sha: SHA, overrides: undefined, vcs: VCS };

/** The location as `file:line`; `files` are those of the workspace. */
function locate(
  build: Partial<FailedBuild> = {},
  files: Record<string, string> = {},
  options: RecordingRunnerOptions = {},
): string | undefined {
  const runner = createRecordingRunner({ env: { GITHUB_REPOSITORY: 'acme/shop' }, ...options });
  const location = sourceLocation({ ...BUILD, ...build }, runner, (file) => {
    const text = files[file];
    if (text === undefined) throw new FileNotFoundError('No such file');
    if (text === 'outside') throw new Error('It is outside the workspace');
    return Buffer.from(text);
  });
  return location && `${location.file}:${location.line}`;
}

const named = (name: string) => ({ dockerfile: { ...DOCKERFILE, name } });
const docker = (dockerFilePath: string) => ({ overrides: { docker: { dockerFilePath } } });
const of = (vcs: Partial<typeof VCS>) => ({ vcs: { ...VCS, ...vcs } });
const pull = (eventName: string) => ({
  workflowRun: { eventName, payload: { pull_request: { head: { sha: HEAD } } } },
});

describe('the line of the Dockerfile that failed', () => {
  test("is in the file of the job's settings, or of this build's overrides", () => {
    expect(locate()).toBe('api/Dockerfile:3');
    expect(locate({ ...named('Dockerfile.web'), ...docker('/Dockerfile.web') })).toBe('Dockerfile.web:3');
    expect(locate({ ...docker('/web/Dockerfile'), vcs: undefined })).toBe('web/Dockerfile:3');
  });

  test.each<[string, Partial<FailedBuild>]>([
    ['the log names no line', { dockerfile: undefined }],
    ['the log names line 0', { dockerfile: { ...DOCKERFILE, line: 0 } }],
    ['the log names another file', named('Dockerfile.web')],
    ['the overrides name another file', docker('/Dockerfile.web')],
    ['the settings are not known', { vcs: undefined }],
    ['the settings have no path', { vcs: { ...VCS, dockerFilePath: undefined } }],
    ['the path is relative', of({ dockerFilePath: 'Dockerfile' })],
    ['the path leads up', of({ dockerFilePath: '/../Dockerfile' })],
    ['the path has an empty segment', of({ dockerFilePath: '//evil.test/Dockerfile' })],
    ['the path is no path', of({ dockerFilePath: '/a\n::error::/Dockerfile' })],
    ['the job builds another repository', of({ projectUrl: 'https://github.com/acme/shop-api' })],
    ['the job builds from another host', of({ projectUrl: 'https://github.example/acme/shop' })],
    ['the address of the repository is none', of({ projectUrl: 'acme/shop' })],
    ['another commit was built', { sha: HEAD }],
    ['the commit is not known', { sha: undefined }],
    ['the file was mounted', { overrides: { buildFiles: { '/api/Dockerfile': { data: '' } } } }],
    ['the build has another root', of({ dockerWorkDir: '/api' })],
  ])('is not known where %s', (_, build) => {
    expect(locate(build)).toBeUndefined();
  });

  test.each(['https://github.com/Acme/Shop.git', 'https://github.com/acme/shop/'])(
    'is known where the repository is written as %s',
    (projectUrl) => {
      expect(locate(of({ projectUrl }))).toBe('api/Dockerfile:3');
    },
  );

  test('is known where the settings name no repository, but not outside of a workflow', () => {
    expect(locate({ vcs: { ...VCS, projectUrl: undefined } })).toBe('api/Dockerfile:3');
    expect(locate({}, {}, { env: {} })).toBeUndefined();
  });

  test('is on the head of a pull request', () => {
    expect(locate({ sha: HEAD.toUpperCase() }, {}, pull('pull_request'))).toBe('api/Dockerfile:3');
    expect(locate({ sha: HEAD }, {}, pull('pull_request_target'))).toBeUndefined();
  });

  test.each([
    ['a\nb\nc', 'api/Dockerfile:3'],
    ['a\r\nb\r\nc\r\n', 'api/Dockerfile:3'],
    ['a\nb\n', undefined],
    ['', undefined],
    ['outside', undefined],
  ])('exists in the file of the workspace: %j', (text, expected) => {
    expect(locate({}, { 'api/Dockerfile': text })).toBe(expected);
    expect(locate(of({ dockerWorkDir: '/api' }), { 'api/Dockerfile': text })).toBe(expected);
  });

  test('is never outside the repository, whatever is set', () => {
    const path = fc
      .array(fc.oneof(fc.constantFrom('..', '.', '', 'api', 'Dockerfile', '\\', 'C:'), hostileText), {
        maxLength: 4,
      })
      .map((segments) => `/${[...segments, 'Dockerfile'].join('/')}`);
    let located = 0;
    fc.assert(
      fc.property(path, (dockerFilePath) => {
        const location = locate(of({ dockerFilePath }));
        if (location === undefined) return;
        located += 1;
        expect(location).toMatch(/^(?:[\w.-]+\/)*Dockerfile:3$/);
        expect(location.split('/')).not.toContain('..');
        expect(`/${location}`).toBe(`${dockerFilePath}:3`);
      }),
      runs(400),
    );
    expect(located).toBeGreaterThan(20);
  });
});
