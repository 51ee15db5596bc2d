// Runs the layers of tests one after the other and closes with one line that adds them up.
import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const CHECKS: readonly Step[] = [
  { name: 'contracts', command: ['buf', 'lint'] },
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.check.json', '--noEmit'] },
  { name: 'lint', command: ['eslint', '.'] },
];

const resultFile = (layer: string): string => `.trunkline/tests/${layer}.json`;

const jest = (layer: string, ...flags: string[]): Step => ({
  name: layer,
  command: ['jest', '--silent=false', '--json', '--outputFile', resultFile(layer), ...flags],
  env: { LAYER: layer },
});

const LAYERS: Readonly<Record<string, readonly Step[]>> = {
  check: CHECKS,
  unit: [jest('unit')],
  int: [jest('int', '--runInBand', '--forceExit')],
  e2e: [jest('e2e', '--runInBand', '--forceExit')],
};

const run = (step: Step): Promise<number> =>
  new Promise((resolve) => {
    const [program = '', ...args] = step.command;
    const child = spawn(program, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...step.env },
    });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });

interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/** A layer without results, or a suite that could not be read, is a failure. */
const count = async (layer: string, tally: Tally): Promise<void> => {
  const text = await readFile(resultFile(layer), 'utf8').catch(() => '');
  if (text === '') {
    tally.failed += 1;
    return;
  }
  const result = JSON.parse(text) as JestResult;
  tally.passed += result.numPassedTests;
  tally.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  tally.skipped += result.numPendingTests;
};

const runLayer = async (layer: string, tally: Tally): Promise<void> => {
  for (const step of LAYERS[layer] ?? []) {
    process.stdout.write(`\n== ${layer === step.name ? layer : `${layer}: ${step.name}`}\n`);
    const code = await run(step);
    if (layer === 'check') tally[code === 0 ? 'passed' : 'failed'] += 1;
    else await count(layer, tally);
  }
};

const main = async (asked: readonly string[]): Promise<void> => {
  const layers = asked.length > 0 ? asked : Object.keys(LAYERS);
  const unknown = layers.find((layer) => !LAYERS[layer]);
  if (unknown) {
    process.stderr.write(`test: '${unknown}' is not one of ${Object.keys(LAYERS).join(', ')}\n`);
    process.exitCode = 2;
    return;
  }
  await mkdir('.trunkline/tests', { recursive: true });
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const layer of layers) await runLayer(layer, tally);
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
  process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed${skipped}\n`);
  process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0;
};

void main(process.argv.slice(2));
