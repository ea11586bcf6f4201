import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { layers, nodeModules } from './tools/layers.mjs';

// A test may use everything, its own project by name and libs/testing, which stands on most projects, too.
const boundariesOfTests = {
  allowCircularSelfDependency: true,
  // What end-to-end tests and programs share.
  allow: ['../tools/**'],
  ignoredCircularDependencies: [
    ['*', 'testing'],
    ['core', 'storage-*'],
  ],
  depConstraints: [{ sourceTag: '*', onlyDependOnLibsWithTags: ['*'] }],
};
const tests = ['**/*.test.ts', '**/test/**/*.ts', 'e2e/**/*.ts', 'tools/**/*.ts'];

export default tseslint.config(
  { ignores: ['**/node_modules/**', '**/dist/**', '**/out-tsc/**', '**/.nx/**', '**/.howdah/**', '**/coverage/**'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [eslint.configs.recommended, tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: true, depConstraints: layers }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // An interface is often asynchronous where one of its implementations is not.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // Runs in a browser: a project of its own, with React's rules.
    files: ['apps/dashboard/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    // It speaks of React's compiler, which is not in use.
    rules: { 'react-hooks/incompatible-library': 'off' },
    languageOptions: { parserOptions: { project: './apps/dashboard/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
  },
  { ignores: ['apps/dashboard/vite.config.ts', '**/generated/**'] },
  ...nodeModules.map(({ files, ...options }) => ({
    files,
    ignores: tests,
    rules: { '@typescript-eslint/no-restricted-imports': ['error', options] },
  })),
  {
    files: tests,
    rules: {
      '@nx/enforce-module-boundaries': ['error', boundariesOfTests],
    },
  },
  {
    // Programs that talk to whoever started them.
    files: ['bench/**/*.ts', 'chaos/**/*.ts', 'demo/**/*.ts', 'tools/**/*.ts', 'e2e/**/*.ts', 'examples/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
);
