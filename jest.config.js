export default {
  testEnvironment: 'node',
  testMatch: ['**/__tests__/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  // Runs of the bundle wait for the runner's real timetable, on machines that may be busy.
  testTimeout: 60_000,
  modulePathIgnorePatterns: ['<rootDir>/build', '<rootDir>/dist'],
};
