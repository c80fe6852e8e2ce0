/** Plays whole runs from seeds and judges them: `npm run simulate -- runs --seeds 1000 --from 1`. */
import { violationsOf } from './judge.ts';
import { scenarioOf } from './scenario.ts';
import { playRun, type WholeRun } from './whole-run.ts';

/** What became of a seed. */
export interface SeedResult {
  seed: number;
  violations: string[];
  run: WholeRun;
}

/** Plays and judges the run of a seed. */
export async function playSeed(seed: number): Promise<SeedResult> {
  const scenario = scenarioOf(seed);
  const run = await playRun(scenario);
  return { seed, violations: violationsOf(scenario, run), run };
}

/** Failing seeds that are shown in full. */
const MAX_STORIES = 3;

/** Plays so many seeds, and resolves with whether all kept their promises. */
export async function simulateRuns(count: number, from: number): Promise<boolean> {
  const conclusions = new Map<string, number>();
  const failures: SeedResult[] = [];
  const cpu = process.cpuUsage();
  for (let seed = from; seed < from + count; seed += 1) {
    const result = await playSeed(seed);
    const key = result.run.main.killed ? 'killed' : (result.run.outputs['conclusion'] ?? 'none');
    conclusions.set(key, (conclusions.get(key) ?? 0) + 1);
    if (result.violations.length === 0) continue;
    failures.push(result);
    console.log(`seed ${seed}: ${result.violations.join('; ')}`);
  }
  const { user, system } = process.cpuUsage(cpu);
  for (const failure of count === 1 ? [await playSeed(from)] : failures.slice(0, MAX_STORIES)) tell(failure);
  const tally = [...conclusions].toSorted(([, a], [, b]) => b - a).map(([name, times]) => `${name} ${times}`);
  console.log(`\n${count} runs from seed ${from}: ${tally.join(', ')}.`);
  console.log(`${failures.length} of them broke a promise. ${((user + system) / 1e6).toFixed(1)} s of CPU.`);
  return failures.length === 0;
}

/** Prints the story of a seed: what was asked, what was said, and what became of it. */
function tell({ seed, violations, run }: SeedResult): void {
  const scenario = JSON.stringify(scenarioOf(seed), (key, value: unknown) =>
    key === 'script' ? undefined : value,
  );
  const startMs = run.world.requests[0]?.time ?? 0;
  const requests = run.world.requests.map(
    ({ time, operation, method, status, fault, taken }) =>
      `  ${((time - startMs) / 1000).toFixed(1).padStart(7)} s  ${method} ${operation} ${status ?? 'no answer'}` +
      (fault === undefined ? '' : ` (${fault}${taken ? ', taken' : ''})`),
  );
  const builds = run.world
    .builds()
    .map(
      ({ id, status, elsewhere, aborted, createdAt }) =>
        `  ${id} ${status}${elsewhere ? ' of others' : ''}${aborted ? ' aborted' : ''} at ${((createdAt - startMs) / 1000).toFixed(1)} s`,
    );
  const describeProcess = (name: string, process: WholeRun['post']): string[] =>
    process === undefined
      ? []
      : [
          `${name}: ${process.killed ? 'killed' : `ended ${process.succeeded ? 'well' : 'badly'}`} after ${(process.durationMs / 1000).toFixed(1)} s`,
          ...process.log
            .trimEnd()
            .split('\n')
            .filter((line) => !line.startsWith('│'))
            .map((line) => `  ${line}`),
          ...process.annotations.map(({ level, message }) => `  ${level}: ${message}`),
        ];
  console.log(
    [
      `\nSeed ${seed}: ${violations.join('; ') || 'no violation'}`,
      scenario,
      'Requests:',
      ...requests,
      'Builds:',
      ...builds,
      ...describeProcess('main', run.main),
      ...describeProcess('post', run.post),
      `outputs: ${JSON.stringify({ ...run.outputs, build: undefined })}`,
      `state: ${JSON.stringify(run.state)}`,
    ].join('\n'),
  );
}
