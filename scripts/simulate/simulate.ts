/**
 * `npm run simulate` reports what waiting costs, and writes `docs/polling.md`. `npm run simulate -- runs` plays whole
 * runs from seeds and fails if one of them breaks a promise.
 */
import { parseArgs } from 'node:util';
import { simulatePolling } from './polling.ts';
import { simulateRuns } from './runs.ts';

const USAGE = `Usage: npm run simulate -- [polling [--seeds <number of seeds>] [--from <first seed>]]
       npm run simulate -- runs [--seeds <number of runs>] [--from <first seed>]`;

/** Seeds of a simulation that is asked for none. */
const DEFAULT_SEEDS: Record<string, string> = { polling: '5', runs: '1000' };

/** What the command line asks for. */
type Plan = { simulation: string; count: number; from: number };

/** Reads the command line; throws an error that says what is wrong with it. */
function readPlan([simulation = 'polling', ...args]: string[]): Plan {
  const seeds = DEFAULT_SEEDS[simulation];
  if (seeds === undefined) throw new Error(`There is no simulation ${simulation}.`);
  const { values } = parseArgs({
    args,
    options: { seeds: { type: 'string', default: seeds }, from: { type: 'string', default: '1' } },
  });
  return { simulation, count: positive('seeds', values.seeds), from: positive('from', values.from) };
}

/** A positive integer. Of anything else, nothing would be played, and nothing would fail. */
function positive(option: string, value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`--${option} must be a positive integer, not "${value}".`);
  return Number(value);
}

async function simulate({ simulation, count, from }: Plan): Promise<void> {
  if (simulation === 'polling') await simulatePolling(count, from);
  else process.exitCode = (await simulateRuns(count, from)) ? 0 : 1;
}

const argv = process.argv.slice(2);
let plan: Plan | undefined;
if (argv.includes('--help') || argv.includes('-h')) {
  process.stdout.write(`${USAGE}\n`);
} else {
  try {
    plan = readPlan(argv);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
    process.exitCode = 1;
  }
}
if (plan !== undefined) await simulate(plan);
