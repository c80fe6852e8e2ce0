import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readDeclared } from '../../scripts/render-readme.ts';
import { readInputs } from '../../src/github/inputs.ts';
import {
  setDeploymentOutputs,
  setOutcomeOutputs,
  setReusedOutput,
  setUrlOutput,
} from '../../src/github/outputs.ts';
import type { Runner } from '../../src/github/runner.ts';
import { filesIn, ROOT, read, withoutComments } from './files.ts';

const declared = readDeclared();
const inputs = Object.entries(declared.inputs);
const required = inputs.filter(([, input]) => input.required === 'true').map(([name]) => name);

describe('action.yml', () => {
  const action = parse(read('action.yml')) as {
    runs: Record<string, unknown>;
    name: unknown;
    description: string;
  };

  test('runs files of dist on Node 24', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js', post: 'dist/post.js' });
    expect(existsSync(path.join(ROOT, 'dist/index.js'))).toBe(true);
    expect(existsSync(path.join(ROOT, 'dist/post.js'))).toBe(true);
    expect((JSON.parse(read('dist/package.json')) as { type: string }).type).toBe('commonjs');
  });

  test('has a description that the marketplace accepts', () => {
    expect(action.name).toEqual(expect.any(String));
    expect(action.description.length).toBeLessThan(125);
  });

  test('describes every input and output in sentences', () => {
    const all = [...inputs, ...Object.entries(declared.outputs)];
    expect(all.filter(([, { description }]) => !/^[A-Z`].*\.$/s.test(description.trim()))).toEqual([]);
  });

  test('has no default for a required input', () => {
    expect(required).toEqual(['project']);
    expect(required.filter((name) => declared.inputs[name]?.default !== undefined)).toEqual([]);
  });
});

describe('the code', () => {
  /** A runner that gives these inputs besides the required ones, and notes what is read and set. */
  function createRunner(given: Record<string, string> = {}) {
    const values: Record<string, string> = { 'api-token': 'x', project: 'x', job: 'x', ...given };
    const inputsRead = new Set<string>();
    const outputsSet = new Set<string>();
    const runner = {
      env: {},
      workflowRun: { eventName: 'push', payload: {} },
      getInput(name: string) {
        inputsRead.add(name);
        return values[name] ?? '';
      },
      setOutput: (name: string) => void outputsSet.add(name),
    } as unknown as Runner;
    return { runner, inputsRead, outputsSet };
  }

  test('reads the inputs of action.yml, and no others', () => {
    const { runner, inputsRead } = createRunner();
    readInputs(runner);
    expect([...inputsRead].toSorted()).toEqual(inputs.map(([name]) => name).toSorted());
  });

  test('reads inputs in one file only', () => {
    const readers = filesIn('src', '.ts').filter((file) =>
      /\bgetInput\b|\bINPUT_/.test(withoutComments(read(file))),
    );
    expect(readers).toEqual(['src/github/inputs.ts', 'src/github/runner.ts']);
  });

  test('has the defaults of action.yml for empty inputs', () => {
    const defaults = inputs.flatMap(([name, input]) =>
      input.default === undefined ? [] : [[name, input.default]],
    );
    const withDefaults = readInputs(createRunner(Object.fromEntries(defaults)).runner);
    expect(readInputs(createRunner().runner)).toEqual(withDefaults);
    expect(withDefaults.inputErrors).toEqual([]);
  });

  test.each([
    ['timeout-minutes', /up to (\d+)\./],
    ['poll-interval-seconds', /from ([\d.]+) to (\d+)\./],
  ])('has the limits that the description of %s names', (name, limits) => {
    const errorsAt = (value: number): number =>
      readInputs(createRunner({ [name]: String(value) }).runner).inputErrors.length;
    const [, ...numbers] = limits.exec(declared.inputs[name]?.description ?? '') ?? [];
    const most = Number(numbers.at(-1));
    expect([errorsAt(most), errorsAt(most + 0.01)]).toEqual([0, 1]);
    const least = numbers.length > 1 ? Number(numbers[0]) : undefined;
    if (least !== undefined) expect([errorsAt(least), errorsAt(least - 0.01)]).toEqual([0, 1]);
  });

  test('sets the outputs of action.yml, and no others', () => {
    const { runner, outputsSet } = createRunner();
    const build = {
      ...{ id: 'one', branch: 'main', pullRequestId: 1, status: 'SUCCESS', sha: 'a'.repeat(40) },
      ...{ registry: { uri: 'registry.test/one' }, concluded: true, success: true, message: 'Done' },
      ...{ buildConcludedAt: 1_767_225_700, raw: {} },
      ...{ createdAt: '2026-01-01T00:00:00.000Z', createdAtMs: 1_767_225_600_000 },
    };
    setReusedOutput(runner, true);
    setDeploymentOutputs(runner, {
      ...{ status: 'COMPLETED', reason: undefined, lastTransitionTime: undefined },
      ...{ sha: 'a'.repeat(40), url: 'https://shop.test' },
    });
    setUrlOutput(runner, 'https://app.northflank.test');
    setOutcomeOutputs(runner, { conclusion: 'success', build, message: '' });
    expect([...outputsSet].toSorted()).toEqual(Object.keys(declared.outputs).toSorted());
  });
});
