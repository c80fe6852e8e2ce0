import Sequencer from '@jest/test-sequencer';

/** Runs the longest tests first, so that none is left at the end alone. A fresh clone has no timings to go by. */
const LONGEST = [
  'action/fault-matrix',
  'action/cancellation',
  'action/logs',
  'action/proxy',
  'scripts/contract',
  'action/soak',
  'sandbox/demo',
  'action/',
  'build-log/build-log',
  'sandbox/northflank/official-clients',
  'simulation',
  'scripts/',
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
