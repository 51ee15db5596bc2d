// How soon and how surely the start and the end of speech are told, and what else is taken for speech, as JSON.
// Usage: node libs/voice-activity/bench/onsets.mjs [--pace 1] [--dump FILE]   (after a build)
//
// Every sound is a line of its own through mu-law, all lines run together, a frame every 20 ms of real time (`--pace` 2
// is twice as fast), so that the second opinion comes as late as in life. Told is the end of the frame that brought the
// signal, on media time. Audible is the first and last sample above 300. An utterance is heard when one of its starts
// ended as speech (told is that one), dismissed when all were taken back, split when more than one ended as speech.
import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import { utteranceLines, soundLines } from './onset-lines.mjs';

const require = createRequire(import.meta.url);
const { createVoiceActivityEngine } = require('@trunkline/voice-activity');

const FRAME = 160;
/** A start may lie so much before the first audible sample. */
const EARLY_MS = 150;

const flagged = (flag, or) =>
  process.argv.includes(flag) ? process.argv[process.argv.indexOf(flag) + 1] : or;
const pace = Number(flagged('--pace', '1'));

const lines = [...(await utteranceLines()), ...soundLines()];
const kinds = ['fast', 'confirmed'];
const engines = await Promise.all(kinds.map((kind) => createVoiceActivityEngine({ kind })));
const heard = engines.flatMap((engine, at) =>
  lines.map((line) => ({ kind: kinds[at], line, detector: engine.open(), bursts: [] })),
);
await listen(heard);
const result = { pace };
for (const [at, kind] of kinds.entries()) {
  const own = heard.filter((one) => one.kind === kind);
  const named = (name) => own.filter(({ line }) => line.name === name);
  result[kind] = {
    engine: engines[at].name,
    clean: ofUtterances(named('clean')),
    pinkNoise15Db: ofUtterances(named('pink noise 15 dB')),
    sounds: Object.fromEntries(
      own.filter(({ line }) => !line.utterances).map((one) => [one.line.name, ofSound(one.bursts)]),
    ),
  };
}
for (const { detector } of heard) detector.close();
await Promise.all(engines.map((engine) => engine.close()));
const dumpAt = flagged('--dump');
if (dumpAt)
  await writeFile(
    dumpAt,
    JSON.stringify(
      heard.map(({ kind, line, bursts }) => ({
        kind,
        name: line.name,
        utterances: line.utterances,
        bursts,
      })),
    ),
  );
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
process.exit(0);

async function listen(all) {
  const frames = Math.max(...all.map(({ line }) => line.pcm.length)) / FRAME;
  const begunMs = performance.now();
  for (let frame = 0; frame < frames; frame += 1) {
    const dueMs = begunMs + (frame * 20) / pace - performance.now();
    await new Promise((resolve) => (dueMs > 0 ? setTimeout(resolve, dueMs) : setImmediate(resolve)));
    for (const one of all) push(one, frame);
  }
}

function push({ line, detector, bursts }, frame) {
  const pcm = line.pcm.subarray(frame * FRAME, (frame + 1) * FRAME);
  if (pcm.length < FRAME) return;
  const toldMs = (frame + 1) * 20;
  for (const signal of detector.push(pcm, frame * 20)) {
    if (signal.kind === 'speech-started') bursts.push({ startMs: signal.startMs, toldMs, kind: 'open' });
    else Object.assign(bursts.at(-1), { kind: signal.kind, endMs: signal.endMs, overToldMs: toldMs });
  }
}

function ofUtterances(all) {
  const told = all.flatMap(({ line, bursts }) =>
    line.utterances.map((utterance, at) => {
      const untilMs = (line.utterances[at + 1]?.startMs ?? Infinity) - EARLY_MS;
      const own = bursts.filter(
        ({ startMs }) => startMs >= utterance.startMs - EARLY_MS && startMs < untilMs,
      );
      return {
        utterance,
        own,
        // Noise after the last word is no part of it.
        upheld: own.filter(({ kind, startMs }) => kind === 'speech-ended' && startMs < utterance.endMs),
      };
    }),
  );
  const sure = told.filter(({ upheld }) => upheld.length > 0);
  return {
    utterances: told.length,
    onsetToldMs: spread(sure.map(({ utterance, upheld }) => upheld[0].toldMs - utterance.startMs)),
    missed: told.filter(({ own }) => own.length === 0).length,
    dismissed: told.filter(({ own, upheld }) => own.length > 0 && upheld.length === 0).length,
    takenBackFirst: sure.filter(({ own, upheld }) => own[0] !== upheld[0]).length,
    split: told.filter(({ upheld }) => upheld.length > 1).length,
    endToldMs: spread(sure.map(({ utterance, upheld }) => upheld.at(-1).overToldMs - utterance.endMs)),
    startsBetween: told.reduce(
      (sum, { utterance, own }) => sum + own.filter(({ startMs }) => startMs >= utterance.endMs).length,
      0,
    ),
  };
}

function ofSound(bursts) {
  const dismissed = bursts.filter(({ kind }) => kind === 'speech-dismissed');
  return {
    starts: bursts.length,
    takenForSpeech: bursts.length - dismissed.length,
    ...(dismissed.length > 0 && {
      dismissedAfterMs: spread(dismissed.map(({ overToldMs, startMs }) => overToldMs - startMs)),
    }),
  };
}

/** Nearest rank. */
function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]);
  return sorted.length === 0 ? {} : { p50: at(0.5), p90: at(0.9), max: at(1) };
}
