/** Tests run on Node's own type stripping: no transform, ES modules throughout. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  // The 5 seconds that jest gives by default are too few on a machine with much else to do.
  testTimeout: 20_000,
  // Modules of a test file stay in memory after it: a worker that has grown is replaced by a new one.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  coverageProvider: 'v8',
};
