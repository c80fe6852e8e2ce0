import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ACTION, type Declared, readDeclared } from '../../scripts/render-readme.ts';
import { parseOverrides } from '../../src/start/overrides.ts';
import { filesIn, read } from './files.ts';

const declared = readDeclared();

type Step = {
  id?: string;
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
  env?: object;
};
type Workflow = {
  name?: unknown;
  on?: unknown;
  permissions?: unknown;
  jobs: Record<
    string,
    { steps: Step[]; permissions?: unknown; outputs?: Record<string, string>; needs?: string | string[] }
  >;
};

const DOCUMENTS = ['README.md', ...filesIn('docs', '.md')];

/** Blocks of code in the documents: `yaml` is a whole workflow, `yml` the steps of a job. */
function blocks(language: 'yaml' | 'yml'): { file: string; text: string }[] {
  const block = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return DOCUMENTS.flatMap((file) =>
    [...read(file).matchAll(block)].map(([, text = '']) => ({ file, text })),
  );
}

/** Steps of a job, as a workflow around them. */
function workflowOf(steps: string): string {
  const head =
    'name: Steps\non: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n';
  return head + steps.replaceAll(/^(?=.)/gm, '      ');
}

const WORKFLOWS: [name: string, text: string][] = [
  ...filesIn('examples', '.yml').map((file): [string, string] => [file, read(file)]),
  ...blocks('yaml').map(({ file, text }): [string, string] => [
    `${file}, ${/^name: (.*)$/m.exec(text)?.[1] ?? 'a workflow without a name'}`,
    text,
  ]),
  ...blocks('yml').map(({ file, text }, index): [string, string] => [
    `${file}, recipe ${index + 1}`,
    workflowOf(text),
  ]),
];

describe.each(WORKFLOWS)('the workflow of %s', (_, text) => {
  // Throws if it is not YAML, or has a duplicate key.
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);
  const ours = steps.filter(({ uses }) => uses === ACTION);

  test('is complete, and asks for no permission that it does not need', () => {
    expect(workflow).toMatchObject({ name: expect.any(String), on: expect.anything() });
    const checksOut = steps.some(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(workflow.permissions).toEqual(checksOut ? { contents: 'read' } : {});
    for (const [, job] of jobs) {
      const comments = job.steps.some(({ run }) => run?.includes('gh pr comment'));
      expect(job.permissions).toEqual(comments ? { 'pull-requests': 'write' } : undefined);
    }
  });

  test('pins this action by its major version, and others by a commit', () => {
    expect(ours.length).toBeGreaterThan(0);
    const uses = [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, one = '']) => one);
    expect(uses.filter((one) => one !== ACTION && !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/.test(one))).toEqual(
      [],
    );
  });

  test('passes inputs of action.yml, with values that they accept', () => {
    for (const { with: given = {}, env = {} } of ours) {
      expect(inputErrors(given, declared.inputs)).toEqual([]);
      const token = 'api-token' in given || 'NORTHFLANK_API_TOKEN' in env;
      expect({ token, project: given['project'] }).toEqual({ token: true, project: expect.any(String) });
      expect('job' in given).not.toBe('service' in given);
    }
  });

  test('writes overrides that stay valid whatever is inserted', () => {
    for (const { with: given = {} } of ours) {
      const overrides = given['overrides'];
      if (typeof overrides !== 'string') continue;
      expect(overrides.replaceAll(/\$\{\{ toJSON\([^}]*\) \}\}/g, '')).not.toContain('${{');
      const hostile = JSON.stringify('/a');
      const filled = overrides.replaceAll(/\$\{\{[^}]*\}\}/g, hostile);
      expect(parseOverrides(filled, () => Buffer.from('text')).inputErrors).toEqual([]);
    }
  });

  test('reads outputs of action.yml, of earlier steps', () => {
    for (const [, job] of jobs) {
      const known: string[] = [];
      // The outputs of the job are read after its steps.
      for (const step of [...job.steps, { outputs: job.outputs } as Step]) {
        for (const [, id = '', name = ''] of JSON.stringify(step).matchAll(
          /\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g,
        )) {
          expect({ id, name, isKnown: known.includes(id), isDeclared: name in declared.outputs }).toEqual({
            ...{ id, name, isKnown: true, isDeclared: true },
          });
        }
        if (step.uses === ACTION && step.id !== undefined) known.push(step.id);
      }
    }
  });

  test('reads outputs of jobs that it needs', () => {
    for (const [, job] of jobs) {
      for (const [, id = '', name = ''] of JSON.stringify(job).matchAll(
        /\bneeds\.([\w-]+)\.outputs\.([\w-]+)/g,
      )) {
        expect([job.needs].flat()).toContain(id);
        expect(workflow.jobs[id]?.outputs).toHaveProperty([name]);
      }
    }
  });

  test('has no expression in a script, and no always()', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
    expect(steps.filter((step) => step.if?.includes('always()'))).toEqual([]);
  });
});

/** What is wrong with the `with:` of a step. An expression may have any value. */
function inputErrors(given: Record<string, unknown>, inputs: Declared['inputs']): string[] {
  const choices: Record<string, string[]> = {
    start: ['always', 'if-needed', 'never'],
    logs: ['stream', 'failure', 'off'],
    'on-cancel': ['abort', 'leave'],
    'on-timeout': ['abort', 'leave'],
  };
  return Object.entries(given).flatMap(([name, value]) => {
    const input = inputs[name];
    if (input === undefined) return [`there is no input ${name}`];
    if (typeof value === 'string' && /^\$\{\{.*\}\}$/s.test(value)) return [];
    const isFlag = input.default === 'true' || input.default === 'false';
    const isNumber = name.endsWith('-minutes') || name.endsWith('-seconds');
    if (isFlag && typeof value !== 'boolean') return [`${name} is not a boolean`];
    if (isNumber && typeof value !== 'number') return [`${name} is not a number`];
    if (!isFlag && !isNumber && typeof value !== 'string') return [`${name} is not a string`];
    if (choices[name]?.includes(String(value)) === false) return [`${name} cannot be ${String(value)}`];
    return name === 'api-token' ? ['the token is not a secret'] : [];
  });
}
