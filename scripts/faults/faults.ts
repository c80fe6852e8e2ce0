/** Prints the table of all faults × requests × positions: `npm run faults`, or with words that a cell must contain. */
import { cells, runMatrix } from './fault-matrix.ts';

const words = process.argv.slice(2);
const chosen = cells().filter((cell) =>
  words.every((word) => Object.values(cell).some((part) => part === word)),
);
let wrong = 0;
console.log(`${chosen.length} cells. Each: builds started, conclusion, requests, seconds.\n`);
await runMatrix(chosen, ({ on, kind, position, run, world, wrong: faults }) => {
  if (faults.length > 0) wrong += 1;
  console.log(
    [
      faults.length === 0 ? '✓' : '✗',
      on.padEnd(6),
      kind.padEnd(18),
      position.padEnd(6),
      String(world.builds().length),
      (run.outputs['conclusion'] ?? 'none').padEnd(10),
      String(world.requests.length).padStart(4),
      (run.durationMs / 1000).toFixed(1).padStart(6),
      faults.join('; '),
    ].join('  '),
  );
});
console.log(`\n${wrong === 0 ? 'All as it must be.' : `${wrong} cells are wrong.`}`);
process.exitCode = wrong === 0 ? 0 : 1;
