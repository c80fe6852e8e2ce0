import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CommandProcessor } from './commands.ts';
import { parseFileCommand } from './file-commands.ts';
import { splitLines } from './lines.ts';
import type { Masks } from './masks.ts';

/** GitHub's limit for a step's summary, in bytes. */
export const MAX_SUMMARY = 1024 * 1024;

/** Paths of one step's files, by their key in the `github` context. */
export type StepFiles = Record<'env' | 'output' | 'path' | 'state' | 'step_summary', string>;

/** What a step wrote into its files. */
export type FileResults = {
  outputs: Record<string, string>;
  state: Record<string, string>;
  env: Record<string, string>;
  paths: string[];
  summary: string;
  /** Whether a file could not be read, which fails the step. */
  failed: boolean;
};

/** Makes the empty files of a step. */
export function createStepFiles(temp: string): StepFiles {
  const folder = path.join(temp, '_runner_file_commands');
  const suffix = randomUUID();
  mkdirSync(folder, { recursive: true });
  const make = (prefix: string): string => {
    const file = path.join(folder, prefix + suffix);
    writeFileSync(file, '');
    return file;
  };
  return {
    env: make('set_env_'),
    output: make('set_output_'),
    path: make('add_path_'),
    state: make('save_state_'),
    step_summary: make('step_summary_'),
  };
}

/** Reads a step's files as the runner does in its `finally`: pairs before a bad line count, the line fails the step. */
export function readStepFiles(files: StepFiles, log: CommandProcessor, masks: Masks): FileResults {
  const results: FileResults = { outputs: {}, state: {}, env: {}, paths: [], summary: '', failed: false };

  function read(key: keyof StepFiles, take: (file: string) => void): void {
    // An action may have removed its file.
    if (!existsSync(files[key])) return;
    try {
      take(files[key]);
    } catch (error) {
      log.issue('error', `Unable to process file command '${key}' successfully.`);
      log.issue('error', error instanceof Error ? error.message : String(error));
      results.failed = true;
    }
  }

  read('env', (file) => {
    for (const [name, value] of parseFileCommand(readFileSync(file, 'utf8'))) {
      if (name.toUpperCase() === 'NODE_OPTIONS') {
        log.issue('error', "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
        continue;
      }
      results.env[name] = value;
      log.trace(`${name}='${value}'`);
    }
  });
  read('output', (file) => {
    for (const [name, value] of parseFileCommand(readFileSync(file, 'utf8'))) {
      if (name === '') throw new Error("Value cannot be null. (Parameter 'name')");
      results.outputs[name] = value;
      log.trace(`Set output ${name} = ${value}`);
    }
  });
  read('path', (file) => {
    results.paths = splitLines(readFileSync(file, 'utf8')).filter((line) => line !== '');
  });
  read('state', (file) => {
    for (const [name, value] of parseFileCommand(readFileSync(file, 'utf8'))) {
      results.state[name] = value;
      log.trace(`Save intra-action state ${name} = ${value}`);
    }
  });
  read('step_summary', (file) => {
    results.summary = readSummary(file, log, masks);
  });
  return results;
}

function readSummary(file: string, log: CommandProcessor, masks: Masks): string {
  const { size } = statSync(file);
  if (size > MAX_SUMMARY) {
    const limits = `supports content up to a size of 1024k, got ${Math.floor(size / 1024)}k.`;
    log.issue('error', `$GITHUB_STEP_SUMMARY upload aborted, ${limits}`);
    return '';
  }
  const lines = splitLines(readFileSync(file, 'utf8'));
  return lines.map((line) => `${masks.apply(line)}\n`).join('');
}
