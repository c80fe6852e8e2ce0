/** Stands for @actions/github in the bundle: its own context, without the Octokit that it loads as well. */
import { Context } from '../../node_modules/@actions/github/lib/context.js';

export const context = new Context();
