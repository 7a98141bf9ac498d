/** Tests run on Node's own type stripping: no transform, ES modules throughout. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  // The 5 seconds that jest gives by default are too few on a machine with much else to do.
  testTimeout: 20_000,
  coverageProvider: 'v8',
};
