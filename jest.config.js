/** One jest for the whole workspace; each kind of test is a project so that it can be run alone (`--selectProjects`). */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironmentOptions: { customExportConditions: ['@ronron/source', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/var/'],
};

const project = (displayName, testMatch, extra = {}) => ({ ...base, displayName, testMatch, ...extra });

export default {
  projects: [
    project('unit', ['<rootDir>/{apps,libs}/*/src/**/*.spec.ts']),
    project('integration', ['<rootDir>/{apps,libs}/*/src/**/*.int-spec.ts', '<rootDir>/deploy/**/*.int-spec.ts']),
    project('contract', ['<rootDir>/{apps,libs}/*/src/**/*.contract-spec.ts']),
    project('stories', ['<rootDir>/apps/portal-e2e/**/*.story.ts']),
    // Hours rather than minutes, by hand: `npm run test:long`.
    project('long', ['<rootDir>/{apps,libs}/*/src/**/*.long-spec.ts']),
  ],
};
