import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const MODULE = path.join(import.meta.dirname, '../../src/northflank/young-generation.ts');

/** Size of the space of young objects in MB, after many that lived for a while. */
function sizeAfter(call: string): number {
  const code = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { keepYoungGenerationSmall } from ${JSON.stringify(MODULE)};
    const size = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / 2 ** 20;
    ${call}
    const recent = [];
    for (let n = 0; n < 2_000_000; n += 1) recent[n % 20_000] = { text: 'line ' + n };
    console.log(size());`;
  const args = ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', code];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

test('the space of young objects does not grow, as it would otherwise', () => {
  const [kept, free] = [sizeAfter('keepYoungGenerationSmall();'), sizeAfter('')];
  expect(free - kept).toBeGreaterThan(8);
});
