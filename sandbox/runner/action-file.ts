import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** An input as action.yml declares it. */
export type ActionInput = { description: string; default: string; required: boolean };

/** What the runner takes from action.yml. */
export type ActionFile = {
  name: string;
  inputs: Record<string, ActionInput>;
  /** Names of the outputs, in their order. */
  outputs: string[];
  main: string;
  post: string | undefined;
};

type Written = {
  name: string;
  inputs?: Record<string, { description?: string; default?: string; required?: string }>;
  outputs?: Record<string, unknown>;
  runs: { main: string; post?: string };
};

/** The folder of this repository, which holds action.yml and dist. */
export const REPOSITORY: string = fileURLToPath(new URL('../../', import.meta.url));

/** Reads an action.yml; every default is a text, and empty where there is none. */
export function readActionFile(path: string = `${REPOSITORY}action.yml`): ActionFile {
  const file: Written = parse(readFileSync(path, 'utf8'), { schema: 'failsafe' });
  const inputs = Object.entries(file.inputs ?? {}).map(([name, input]) => [
    name,
    {
      description: (input.description ?? '').trim(),
      default: input.default ?? '',
      required: input.required === 'true',
    },
  ]);
  return {
    name: file.name,
    inputs: Object.fromEntries(inputs),
    outputs: Object.keys(file.outputs ?? {}),
    main: file.runs.main,
    post: file.runs.post,
  };
}

/** The default of every input of the action, empty where there is none. */
export function inputDefaults(path?: string): Record<string, string> {
  const inputs = Object.entries(readActionFile(path).inputs);
  return Object.fromEntries(inputs.map(([name, input]) => [name, input.default]));
}
