// The rules a linter can hold: purity, layers, planes and budgets. What it cannot see is in libs/tidy.
import tseslint from 'typescript-eslint';

const clockAndChance = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'time is an argument here',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'time is an argument here' },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'randomness is an argument here',
  },
  { selector: 'AwaitExpression', message: 'no await in pure code: looking and acting are one step' },
];
const asyncBan = [
  { selector: 'FunctionDeclaration[async=true]', message: 'pure code is synchronous' },
  { selector: 'ArrowFunctionExpression[async=true]', message: 'pure code is synchronous' },
  { selector: 'FunctionExpression[async=true]', message: 'pure code is synchronous' },
];
const throwBan = [
  {
    selector: 'ThrowStatement',
    message: 'a refusal is a value; a broken invariant goes through invariant() or assertNever()',
  },
];
const impureGlobals = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'process',
  'fetch',
  'performance',
  'crypto',
  'queueMicrotask',
];
const PURE = [
  'libs/domain/src/**/*.ts',
  'libs/flow/src/**/*.ts',
  'libs/rtp/src/**/*.ts',
  'libs/audio/src/**/*.ts',
  'libs/redaction/src/**/*.ts',
  'services/*/src/domain/**/*.ts',
];
const SPECS = ['**/*.spec.ts', '**/*.int-spec.ts', '**/*.e2e-spec.ts', '**/*.contract.ts', '**/*.spec.tsx'];
const DOUBLES = ['**/*.double.ts', '**/*.fixture.ts', '**/test/**/*.ts'];
const NEST_RIM = ['services/*/src/main.ts', 'services/*/src/*.module.ts', 'services/*/src/adapters/**/*.ts'];
const MEDIA_SERVICES = ['services/{sip-gateway,stt,tts}/src/**/*.ts'];
const MEDIA = ['libs/{rtp,audio,voice-activity,flite,sip-engine,phone}/src/**/*.ts', ...MEDIA_SERVICES];

const testkitBan = {
  group: ['@trunkline/testkit', '@trunkline/testkit/*'],
  message: 'production code never imports the testkit',
};
const doubleBan = { group: ['**/*.double'], message: 'production code never imports a test double' };
const impureBan = {
  group: [
    ...['node:*', '/fs', '/path', '/crypto', '@nestjs/*', '@grpc/*', 'pg'],
    ...['kafkajs', 'drachtio-srf', 'yaml', 'ajv', 'rxjs'],
  ],
  message: 'pure code imports only its own kind',
};
const nestBan = { group: ['@nestjs/*'], message: 'Nest only at the rim: main.ts, *.module.ts, adapters/' };
const brokerBan = {
  group: ['kafkajs', 'pg', 'pg/*'],
  message: 'the media plane does not touch brokers or databases',
};
/** A later block replaces the options of an earlier one, so each names all that hold for its files. */
const without = (...bans) => ({
  'no-restricted-imports': ['error', { patterns: [testkitBan, doubleBan, ...bans] }],
});
const budgets = {
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 3],
  'max-depth': ['error', 3],
  complexity: ['error', { max: 10, variant: 'modified' }],
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      'libs/contracts/src/gen/**',
      '.nx/**',
      '.trunkline/**',
      '**/*.js',
      '**/*.mjs',
      '**/*.cjs',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: './tsconfig.check.json', tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...budgets,
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { disallowTypeAnnotations: false, fixStyle: 'inline-type-imports' },
      ],
      '@typescript-eslint/require-await': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'end by draining; set process.exitCode' },
      ],
      ...without(),
    },
  },
  {
    files: PURE,
    ignores: SPECS,
    rules: {
      'no-restricted-syntax': ['error', ...clockAndChance, ...asyncBan],
      'no-restricted-globals': ['error', ...impureGlobals],
    },
  },
  {
    files: ['libs/domain/src/**/*.ts', 'services/*/src/domain/**/*.ts'],
    ignores: [...SPECS, '**/invariant.ts'],
    rules: { 'no-restricted-syntax': ['error', ...clockAndChance, ...asyncBan, ...throwBan] },
  },
  { files: MEDIA, ignores: SPECS, rules: without(brokerBan) },
  { files: ['services/*/src/**/*.ts'], ignores: [...NEST_RIM, ...SPECS], rules: without(nestBan) },
  { files: MEDIA_SERVICES, ignores: [...NEST_RIM, ...SPECS], rules: without(nestBan, brokerBan) },
  { files: PURE, ignores: SPECS, rules: without(impureBan) },
  { files: DOUBLES, rules: { 'no-restricted-imports': 'off' } },
  {
    files: SPECS,
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 500 }],
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
