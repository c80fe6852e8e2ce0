import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { playRun } from '../../scripts/simulate/whole-run.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

test('nothing is kept of a run that is over, wherever it was killed', async () => {
  const worlds: WeakRef<object>[] = [];
  for (let killAtEffect = 1; killAtEffect <= 40; killAtEffect += 3) {
    worlds.push(new WeakRef((await playRun({ killAtEffect })).world));
  }
  // What a turn has seen is kept until it ends.
  for (let turns = 0; turns < 5; turns += 1) {
    await turn();
    gc();
  }
  expect(worlds.filter((world) => world.deref() !== undefined)).toHaveLength(0);
});
