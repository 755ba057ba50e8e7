import type { Config } from 'jest';

/** What every project shares: ES modules, types stripped by Node itself. */
const common = {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/strip-types.cjs' },
  setupFiles: ['<rootDir>/test/leaks/capture-output.cjs'],
} satisfies Config;

export default {
  coverageProvider: 'v8',
  randomize: true,
  reporters: ['default', '<rootDir>/test/leaks/leak-reporter.cjs', '<rootDir>/test/closing-line-reporter.cjs'],
  projects: [
    // Network is cut off in unit tests: any socket fails the test.
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/unit/**/*.test.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/harness/no-network.ts'],
    },
    { ...common, displayName: 'contract', testMatch: ['<rootDir>/test/contract/**/*.test.ts'] },
    { ...common, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.test.ts'] },
    { ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
    { ...common, displayName: 'chaos', testMatch: ['<rootDir>/test/chaos/**/*.test.ts'] },
  ],
} satisfies Config;
