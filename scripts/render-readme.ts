/** Writes the tables of inputs and outputs in README.md from action.yml, between their markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const ROOT = path.resolve(import.meta.dirname, '..');

/** How workflows name this action, here and in examples/. */
export const ACTION = 'northflank-build/action@v1';

/** The parts of action.yml that the tables show; every value is the text as written. */
export type Declared = {
  inputs: Record<string, { description: string; required?: string; default?: string }>;
  outputs: Record<string, { description: string }>;
};

/** Reads action.yml. */
export function readDeclared(): Declared {
  return parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8'), { schema: 'failsafe' }) as Declared;
}

/** The README with both tables as action.yml says; throws if a marker is missing. */
export function renderReadme(readme: string, { inputs, outputs }: Declared): string {
  const inputRows = Object.entries(inputs).map(([name, input]) => [
    `\`${name}\``,
    input.required === 'true' ? '**required**' : input.default === undefined ? '' : `\`${input.default}\``,
    oneLine(input.description),
  ]);
  const outputRows = Object.entries(outputs).map(([name, output]) => [
    `\`${name}\``,
    oneLine(output.description),
  ]);
  const withInputs = between(readme, 'inputs', table(['Input', 'Default', 'Meaning'], inputRows));
  return between(withInputs, 'outputs', table(['Output', 'Value'], outputRows));
}

function between(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name}: written by npm run docs -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`README.md has no "${open}" with "${close}" behind it`);
  return `${text.slice(0, from + open.length)}\n\n${content}\n\n${text.slice(to)}`;
}

function table(head: string[], lines: string[][]): string {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', String.raw`\|`);
}

if (import.meta.main) {
  const file = path.join(ROOT, 'README.md');
  writeFileSync(file, renderReadme(readFileSync(file, 'utf8'), readDeclared()));
}
