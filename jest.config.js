// One jest configuration for all layers; the layer is chosen by file name: LAYER=unit | int | e2e.
const fs = require('node:fs');
const path = require('node:path');

const layer = process.env.LAYER ?? 'unit';
const suffix = { unit: 'spec', int: 'int-spec', e2e: 'e2e-spec' }[layer];
if (!suffix) throw new Error(`jest: LAYER=${layer} is not one of unit, int, e2e`);

const swc = [
  '@swc/jest',
  {
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', tsx: true, decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

// Unit specs read the sources; int and e2e specs read what is built and run (worker threads need real files).
const workspaces = ['libs', 'services', 'examples'].flatMap((folder) =>
  fs.readdirSync(path.join(__dirname, folder)).map((name) => path.join(folder, name)),
);
const fromSource = Object.fromEntries(
  workspaces
    .filter((dir) => fs.existsSync(path.join(__dirname, dir, 'package.json')))
    .flatMap((dir) => {
      const { name } = JSON.parse(fs.readFileSync(path.join(__dirname, dir, 'package.json'), 'utf8'));
      return [
        [`^${name}$`, `<rootDir>/${dir}/src/index.ts`],
        [`^${name}/(.*)$`, `<rootDir>/${dir}/src/$1`],
      ];
    }),
);

module.exports = {
  rootDir: __dirname,
  roots: ['libs', 'services', 'examples'].map((dir) => `<rootDir>/${dir}`),
  testEnvironment: 'node',
  testRegex: `\\.${suffix}\\.tsx?$`,
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '/\\.trunkline/'],
  moduleNameMapper: layer === 'unit' ? fromSource : {},
  transform: { '^.+\\.(ts|tsx|js|mjs)$': swc },
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|file-type|load-esm|strtok3|token-types|uint8array-extras|@borewit|@tokenizer)/)',
    '/dist/',
  ],
  testTimeout: layer === 'unit' ? 10_000 : 120_000,
};
