// Where the silence before our replies goes: every turn of the demo's calls in its parts, the slowest first, as text.
// Usage: node bench/turns.mjs [--runs 1]   (after a build; progress goes to standard error)
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { figures, numberFrom } from './figures.mjs';

const RUN = new URL('./one-run.mjs', import.meta.url).pathname;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
const PARTS = ['final', 'endpointing', 'decision', 'voice', 'reply'];

const turns = [];
for (let run = 0; run < numberFrom(process.argv, '--runs', 1); run += 1) {
  process.stderr.write(`run ${run + 1}\n`);
  const { stdout } = await promisify(execFile)(process.execPath, [RUN], { maxBuffer: OUTPUT_BYTES_MAX });
  turns.push(...JSON.parse(stdout).turns);
}

const row = (...cells) =>
  console.log(cells.map((cell, at) => String(cell).padEnd(at === 0 ? 20 : 12)).join(''));
row('stage', 'evidence', 'kind', ...PARTS);
for (const turn of turns.toSorted((a, b) => b.reply - a.reply))
  row(turn.stage, turn.evidence, turn.kind, ...PARTS.map((part) => Math.round(turn[part])));
for (const share of ['p50', 'p95'])
  row(share, '', '', ...PARTS.map((part) => figures(turns.map((turn) => turn[part]))[share]));
