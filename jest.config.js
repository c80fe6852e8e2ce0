import { availableParallelism } from 'node:os';

const PROJECT = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  modulePathIgnorePatterns: ['<rootDir>/build', '<rootDir>/dist'],
};

export default {
  // Runs of the bundle wait for the runner's real timetable, on machines that may be busy.
  testTimeout: 120_000,
  // Most of their time they wait, so that more of them fit than there are processors; each takes half a gigabyte.
  maxWorkers: Math.min(availableParallelism() * 4, 16),
  testSequencer: './scripts/jest/sequencer.js',
  projects: [
    { ...PROJECT, displayName: 'job', testMatch: ['**/__tests__/**/*.test.ts'] },
    // What holds for a job holds for a service: a start, a wait, an abort and a log, from end to end, and all that is
    // said of either. What has nothing to do with what is built runs once.
    {
      ...PROJECT,
      displayName: 'service',
      globals: { testedKind: 'service' },
      testMatch: [
        '**/__tests__/action/{attach,cancellation,logs,success,timeout}.test.ts',
        '**/__tests__/{account,attach,commit,dry-run,ends,main,mistakes,permissions,post}.test.ts',
        '**/__tests__/{start-promises,watch-promises}.test.ts',
      ],
    },
  ],
};
