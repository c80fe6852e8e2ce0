/** Stands for @sindresorhus/is in the bundle: itself, without the ICU data that it loads for seldom errors. */
import { putBack } from './list-format.js';

export { assert, default, isBuffer } from '../../node_modules/@sindresorhus/is/distribution/index.js';

putBack();
