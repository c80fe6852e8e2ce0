import path from 'node:path';
import { hasUnfinishedWork, readSavedState } from './github/state.ts';

// `post.js` is a copy of `index.js`. After nearly every main it has nothing to do, and is to cost nothing.
const isPost = path.basename(process.argv[1] ?? '') === 'post.js';
if (!isPost || hasUnfinishedWork(readSavedState(process.env))) {
  const { createEnvironment, main, post, unexpectedError } = await import('./entry-points.ts');
  const environment = await createEnvironment();
  let succeeded = true;
  try {
    if (isPost) await post(environment);
    else succeeded = await main(environment);
  } catch (error) {
    succeeded = false;
    environment.runner.error(unexpectedError(error));
  }
  // A connection that hangs would keep the process alive; what is written must be out first.
  process.stdout.write('', () => process.exit(succeeded ? 0 : 1));
}
