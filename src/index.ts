import path from 'node:path';
import { reportUnexpected } from './github/outputs.ts';
import { main } from './main.ts';
import { post } from './post.ts';

let succeeded = true;
try {
  // One program under two names: what a killed main has left behind says nothing for sure.
  if (path.basename(process.argv[1] ?? '') === 'post.js') await post();
  else succeeded = await main();
} catch (error) {
  succeeded = false;
  reportUnexpected(error);
}
// A connection that hangs would keep the process alive; what is written must be out first.
process.stdout.write('', () => process.exit(succeeded ? 0 : 1));
