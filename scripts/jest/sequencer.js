import Sequencer from '@jest/test-sequencer';

/** Runs the longest tests first, so that none is left at the end alone. A fresh clone has no timings to go by. */
const LONGEST = [
  'action/soak',
  'action/fault-matrix',
  'action/proxy',
  'scripts/contract',
  'build-log/',
  'simulation',
  'action/hostile-answers',
  'action/logs',
  'action/cancellation',
  'northflank/json-stream',
  'action/',
];

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONGEST.findIndex((part) => path.replaceAll('\\', '/').includes(`__tests__/${part}`));
      return index < 0 ? LONGEST.length : index;
    };
    return [...tests].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
  }
}
