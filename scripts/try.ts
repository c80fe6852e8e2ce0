import { simulateRuns } from './simulate/runs.ts';
process.exitCode = (await simulateRuns(process.argv.slice(2))) ? 0 : 1;
