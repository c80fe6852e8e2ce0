import { explain } from './errors.ts';
import { isPost } from './github/state.ts';
import { main } from './main.ts';
import { post } from './post.ts';

let succeeded = true;
try {
  if (isPost()) await post();
  else succeeded = await main();
} catch (error) {
  succeeded = false;
  process.stdout.write(`Unexpected error, please report it: ${explain(error)}\n`);
}
// A connection that hangs would keep the process alive; what is written must be out first.
process.stdout.write('', () => process.exit(succeeded ? 0 : 1));
