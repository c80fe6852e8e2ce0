import { availableParallelism } from 'node:os';

export default {
  testEnvironment: 'node',
  testMatch: ['**/__tests__/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  // Runs of the bundle wait for the runner's real timetable, on machines that may be busy.
  testTimeout: 120_000,
  // Most of their time they wait, so that more of them fit than there are processors.
  maxWorkers: availableParallelism() * 3,
  testSequencer: './scripts/jest/sequencer.js',
  modulePathIgnorePatterns: ['<rootDir>/build', '<rootDir>/dist'],
};
