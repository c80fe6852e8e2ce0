/**
 * Prints `true` if a release is the highest one of all majors, and `false` otherwise: GitHub calls whatever was
 * published last the latest, even a backport. Published releases are read from standard input, one tag per line.
 *
 *   node scripts/release/is-latest.ts v1.2.3 < releases.txt
 */
import { readFileSync } from 'node:fs';
import { highestRelease } from './versions.ts';

const [released = ''] = process.argv.slice(2);
const published = readFileSync(0, 'utf8').split(/\s+/);
process.stdout.write(`${highestRelease([...published, released]) === released}\n`);
