// What callers feel, measured on real calls: the demo's scripts and one that barges in, several times each, as JSON.
// Usage: node bench/calls.mjs [--runs 3]   (after a build; progress goes to standard error)
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { bucketQuantile, figures, numberFrom } from './figures.mjs';

const RUN = new URL('./one-run.mjs', import.meta.url).pathname;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

const runs = [];
/** Runs whose platform did not come up or did not end. */
const broken = [];
for (let run = 0; run < numberFrom(process.argv, '--runs', 3); run += 1) {
  process.stderr.write(`run ${run + 1}\n`);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [RUN], { maxBuffer: OUTPUT_BYTES_MAX });
    runs.push(JSON.parse(stdout));
  } catch (error) {
    broken.push(String(error.message).split('\n')[0]);
  }
}
if (runs.length === 0) throw new Error(`no run came to its end: ${broken.join('; ')}`);

const all = (name) => runs.flatMap((run) => run[name]);
const metrics = runs.map((run) => run.metrics).join('\n');
const histogram = (name, only) => ({
  count: bucketQuantile(metrics, name, undefined, only),
  p50AtMost: bucketQuantile(metrics, name, 0.5, only),
  p95AtMost: bucketQuantile(metrics, name, 0.95, only),
  p99AtMost: bucketQuantile(metrics, name, 0.99, only),
});
const scenes = all('scenes');
const failed = scenes.filter(({ failures }) => failures.length > 0);

const result = {
  machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version },
  runs: runs.length,
  runsBroken: broken,
  calls: { played: scenes.length, asScripted: scenes.length - failed.length, failed },
  atTheCaller: {
    voiceToVoiceMs: figures(all('voiceToVoiceMs')),
    bargeInToLastAudibleSampleMs: figures(all('bargeInMs')),
  },
  inTheRecord: {
    /** Parts of the same silences, last word to first frame: see bench/turns.mjs. */
    partsMs: Object.fromEntries(
      ['final', 'endpointing', 'decision', 'voice'].map((part) => [
        part,
        figures(all('turns').map((turn) => turn[part])),
      ]),
    ),
    replyMs: figures(all('replyMs')),
    everySilenceBeforeWordsOfOursMs: figures(all('silenceMs')),
  },
  atTheWire: {
    turnResponseMs: histogram('voice_turn_response_seconds'),
    // A filler comes when the backend takes longer than the flow waits for it.
    answersMs: histogram('voice_turn_response_seconds', 'first_audio="answer"'),
    fillersMs: histogram('voice_turn_response_seconds', 'first_audio="filler"'),
    silenceMs: histogram('voice_silence_seconds'),
    bargeInStopMs: histogram('voice_bargein_stop_seconds'),
    tickerLateMs: histogram('voice_ticker_late_seconds'),
  },
};
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
