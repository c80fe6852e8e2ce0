/**
 * Prints the table of all faults × requests × positions, played on the virtual clock. `npm run faults -- bundle` runs
 * the cells that matter most on the shipped bundle; further words choose the cells that have them.
 */
import { bundleCells, type Cell, type CellResult, cells, playCell, runOnBundle } from './fault-matrix.ts';

const filters = process.argv.slice(2).filter((word) => word !== 'bundle');
const onBundle = process.argv.includes('bundle');
const isChosen = (cell: Cell): boolean =>
  filters.every((word) => Object.values(cell).some((part) => part === word));
const chosen = (onBundle ? bundleCells() : cells()).filter(isChosen);
let failures = 0;

function print({ on, kind, position, world, outputs, seconds, mismatches }: CellResult): void {
  if (mismatches.length > 0) failures += 1;
  console.log(
    [
      mismatches.length === 0 ? '✓' : '✗',
      on.padEnd(6),
      kind.padEnd(18),
      position.padEnd(6),
      String(world.builds().length),
      (outputs['conclusion'] ?? 'none').padEnd(10),
      String(world.requests.length).padStart(4),
      seconds.toFixed(1).padStart(6),
      mismatches.join('; '),
    ].join('  '),
  );
}

console.log(`${chosen.length} cells. Each: builds started, conclusion, requests, seconds.\n`);
if (onBundle) await runOnBundle(chosen, print);
else for (const cell of chosen) print(await playCell(cell));
console.log(
  `\n${failures === 0 ? 'All cells are as they must be.' : `${failures} cells are not as they must be.`}`,
);
process.exitCode = failures === 0 ? 0 : 1;
