/**
 * `npm run simulate` reports what waiting costs, and writes `docs/polling.md`. `npm run simulate -- runs` plays whole
 * runs from seeds and fails if one of them breaks a promise.
 */
import { simulatePolling } from './polling.ts';
import { simulateRuns } from './runs.ts';

const USAGE = `Usage: npm run simulate -- [polling [--seeds <number of seeds>] [--from <first seed>]]
       npm run simulate -- runs [--seeds <number of runs>] [--from <first seed>]`;

const [simulation = 'polling', ...options] = process.argv.slice(2);
if (simulation === 'runs') {
  process.exitCode = (await simulateRuns(options)) ? 0 : 1;
} else if (simulation === 'polling') {
  await simulatePolling(options);
} else if (['--help', '-h'].includes(simulation)) {
  process.stdout.write(`${USAGE}\n`);
} else {
  process.stderr.write(`There is no simulation ${simulation}.\n\n${USAGE}\n`);
  process.exitCode = 1;
}
