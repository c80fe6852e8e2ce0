/**
 * Prints the notes of a release: the section of its version in CHANGELOG.md. Fails if there is none, or nothing in it.
 *
 *   node scripts/release/notes.ts v1.2.3
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The text below the heading of a version, up to the next version; empty if there is none. */
export function changelogSection(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split(/\s/, 1)[0] === version) ?? '';
  return section.replace(/^.*\n?/, '').trim();
}

if (import.meta.main) {
  const file = path.resolve(import.meta.dirname, '../../CHANGELOG.md');
  const version = process.argv[2]?.replace(/^v/, '') ?? '';
  const notes = changelogSection(readFileSync(file, 'utf8'), version);
  if (notes === '') {
    process.stderr.write(`CHANGELOG.md says nothing about ${version}: write its section, "## ${version}".\n`);
    process.exitCode = 1;
  } else {
    process.stdout.write(`${notes}\n`);
  }
}
