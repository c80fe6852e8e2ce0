/** Everything but the decision whether post has anything to do: a chunk of the bundle that it need not load. */
export { createEnvironment } from './environment.ts';
export { main } from './main.ts';
export { unexpectedError } from './outcome.ts';
export { post } from './post.ts';
