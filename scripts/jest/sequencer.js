import Sequencer from '@jest/test-sequencer';

/**
 * Runs the longest tests first, so that none is left at the end alone, and those that wait by turns with those that
 * compute, so that neither the processors nor the workers are idle. A fresh clone has no timings to go by.
 */
const LONGEST = [
  ...['action/fault-matrix', 'build-log/build-log', 'simulation'],
  ...['action/cancellation', 'sandbox/northflank/official-clients'],
  ...['action/logs', 'build-log/failing-step', 'scripts/release'],
  ...['scripts/contract', 'repository/messages', 'start/overrides'],
  ...['action/soak', 'existing-builds', 'scripts/whole-run'],
  ...['action/proxy', 'northflank/json-stream', 'scripts/simulate'],
  ...['sandbox/demo', 'main', 'start-promises'],
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
