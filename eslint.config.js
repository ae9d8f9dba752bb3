import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const testFiles = [
  '**/*.spec.ts',
  '**/*.int-spec.ts',
  '**/*.contract-spec.ts',
  '**/*.long-spec.ts',
  '**/*.story.ts',
  // What the portal's own tests stand on; nothing shipped imports it.
  'apps/portal/src/testing/**/*.ts',
];

/** Which project may import which; docs/adr/0002 says why. Tests may also import `type:testing`. */
const allowed = {
  'type:app': ['type:kernel', 'type:ui', 'type:protocol', 'type:connectors', 'type:local-database'],
  'type:ui': ['type:kernel'],
  'type:protocol': ['type:kernel'],
  'type:connectors': ['type:kernel'],
  'type:kernel': [],
  'type:local-database': ['type:kernel'],
  'type:testing': ['type:kernel', 'type:local-database'],
  'type:e2e': ['type:testing', 'type:kernel'],
  'type:bench': ['type:testing', 'type:kernel'],
};

const boundaries = (extra) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    banTransitiveDependencies: false,
    allowCircularSelfDependency: true,
    depConstraints: Object.entries(allowed).map(([sourceTag, tags]) => ({
      sourceTag,
      onlyDependOnLibsWithTags: [...tags, ...extra],
    })),
  },
];

const databaseDrivers = ['typeorm', 'pg', '@nestjs/typeorm', 'connect-pg-simple'].map((name) => ({
  name,
  message: 'Only the portal and libs/testing speak to the database.',
}));

export default [
  { ignores: ['**/dist', '**/var', '.nx', 'node_modules', '**/assets/**/*.js'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries([]),
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-extraneous-class': 'off',
      'no-console': 'error',
    },
  },
  {
    // NestJS reads constructor parameter types at run time (emitDecoratorMetadata): a class imported for injection must
    // stay a value import, which this rule cannot tell from a type.
    files: ['apps/portal/src/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['libs/{kernel,web-ui,connectors,oidc,local-postgres}/**/*.ts', 'apps/portal-{e2e,bench}/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: databaseDrivers }] },
  },
  {
    files: ['apps/portal/src/platform/**/*.ts'],
    ignores: testFiles,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/features/**'], message: 'platform/ never imports features/.' }] },
      ],
    },
  },
  { files: testFiles, rules: { '@nx/enforce-module-boundaries': boundaries(['type:testing']) } },
  {
    files: ['tools/**/*.mjs', 'libs/testing/src/**/*.ts', 'apps/portal-bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  prettier,
];
