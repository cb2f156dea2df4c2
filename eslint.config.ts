import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import typescript from 'typescript-eslint';
import { describedSuppressions } from './lint/described-suppressions.ts';
import { importTable } from './lint/import-table.ts';
import { plainWords } from './lint/plain-words.ts';

/** Programs that talk to a person at a terminal. */
const commandLinePrograms = [
  'local/main.ts',
  'local/changes/main.ts',
  'local/dev/main.ts',
  'web/build/main.ts',
  'local/admin/main.ts',
  'local/audit/main.ts',
  'local/keys/main.ts',
  'local/search/main.ts',
  'local/moving/main.ts',
  'local/seed.ts',
  'client/terminal/**',
  'bench/**',
  'esbuild.config.ts',
  'test/contract-fuzz/main.ts',
  'test/deploy/{main,cfn-lint,deployment,keep}.ts',
];

const castThroughUnknown = {
  selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type="TSUnknownKeyword"]',
  message: 'A cast through unknown hides a wrong type: parse, narrow or fix the type.',
};
const wholeZod = {
  selector: 'ImportDeclaration[importKind="value"][source.value="zod"] > ImportSpecifier[imported.name="z"]',
  message: "Write `import * as z from 'zod'`: the object `z` brings zod's 50 languages into every bundle.",
};
const ownClock = [
  {
    selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
    message: 'Time is an argument: take it from the Clock port.',
  },
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Time is an argument: take it from the Clock port.',
  },
  {
    selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
    message: 'Randomness is an argument: take it from the Random port.',
  },
];
/** Only `keys.ts` of a noun knows what its keys look like. */
const keyTakenApart = [
  'MemberExpression[property.name=/^(pk|sk)$/]',
  'ObjectPattern > Property[key.name=/^(pk|sk)$/]',
].map((selector) => ({
  selector,
  message: "A key is taken apart in its noun's keys.ts alone: ask it for what you need.",
}));
const ownEnvironment = {
  object: 'process',
  property: 'env',
  message: 'Only composition roots read the environment; pass Config in.',
};

export default defineConfig(
  { ignores: ['**/dist/', '.local/', 'coverage/', 'bench/results/', 'web/public/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{ts,mts,tsx}'],
    extends: [typescript.configs.strictTypeChecked, typescript.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: {
      chatflow: {
        rules: {
          'import-table': importTable,
          'described-suppressions': describedSuppressions,
          'plain-words': plainWords,
        },
      },
    },
    rules: {
      'chatflow/import-table': 'error',
      'chatflow/described-suppressions': 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', castThroughUnknown, wholeZod],
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // two of the costliest rules: there are no enums here (`erasableSyntaxOnly`), and classes are told apart by the compiler
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // adapters implement ports whose methods are async, also where this one has nothing to wait for
      '@typescript-eslint/require-await': 'off',
      // an index signature names its key (`[connectionId: string]`), which a Record cannot
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // `[...text]` counts code points, which is how the contract measures text
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // names that come from outside (headers, parameters, environment) look like what they are: `headers['x-id']`
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // `type` for unions and records, `interface` for shapes that are implemented: the author's choice
      '@typescript-eslint/consistent-type-definitions': 'off',
    },
  },
  {
    files: ['shared/**'],
    rules: {
      'no-restricted-syntax': ['error', castThroughUnknown, wholeZod, ...ownClock],
    },
  },
  {
    files: ['shared/**'],
    ignores: ['shared/*/keys.ts', 'shared/platform/**'],
    rules: {
      'no-restricted-syntax': ['error', castThroughUnknown, wholeZod, ...ownClock, ...keyTakenApart],
    },
  },
  {
    files: ['shared/**', 'functions/**'],
    ignores: ['functions/composition.ts'],
    rules: { 'no-restricted-properties': ['error', ownEnvironment] },
  },
  {
    files: ['**/*.{ts,mts,tsx}'],
    ignores: [
      // these two say which words are unwanted
      'test/unit/wording.test.ts',
      'test/programs/lint-rules.program-test.ts',
    ],
    rules: { 'chatflow/plain-words': 'error' },
  },
  {
    files: ['web/**/*.tsx', 'web/**/*.ts', 'client/react/**'],
    extends: [reactHooks.configs.flat.recommended],
  },
  { files: commandLinePrograms, rules: { 'no-console': 'off' } },
  prettier,
);
