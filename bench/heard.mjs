// What a caller's recording tells by level alone: how long we were silent after their words, how fast we yield to them.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { decodeMulaw, parseWav } = require('@trunkline/audio');

const STEP_MS = 10;
const STEP_SAMPLES = 80;
/** Synthetic speech is at -18 dBFS; silence on the line is digital or far below this. */
const AUDIBLE_DBFS = -45;
/** Pauses inside a sentence. */
const GAP_MS = 300;
/** A prompt that was heard for less was not spoken into. */
const RUNNING_MS = 100;
const STOPPED_STEPS = 6;

/** From the last audible sample of the caller's to our next; only where the caller was heard out. */
export const repliesOf = (wav) => {
  const { said, heard } = sides(wav);
  return said.flatMap(({ endMs }, index) => {
    const next = heard.find((stretch) => stretch.endMs > endMs);
    const isAnswered = next && next.startMs < (said[index + 1]?.startMs ?? Infinity);
    return isAnswered && next.startMs > endMs ? [next.startMs - endMs] : [];
  });
};

/**
 * From the first audible sample of the caller's into our words to our last audible one. A paused prompt is digital
 * silence; pauses between its words are not.
 */
export const bargeIns = (wav) => {
  const { said, heard, levels } = sides(wav);
  return said.flatMap(({ startMs }) => {
    const isRunning = heard.some((one) => one.startMs < startMs - RUNNING_MS && one.endMs > startMs);
    if (!isRunning) return [];
    const onset = startMs / STEP_MS;
    const stop = levels.findIndex(
      (_, at) => at >= onset && levels.slice(at, at + STOPPED_STEPS).every((level) => level === -Infinity),
    );
    const last = levels.findLastIndex((level, at) => at < stop && level >= AUDIBLE_DBFS);
    return stop < 0 ? [] : [Math.max(0, (last + 1 - onset) * STEP_MS)];
  });
};

const sides = (bytes) => {
  const wav = parseWav(bytes);
  if (wav.kind === 'invalid') throw new Error(wav.why);
  const [ours, theirs] = [0, 1].map((channel) =>
    levelsOf(decodeMulaw(wav.data.filter((_, index) => index % 2 === channel))),
  );
  return { said: stretchesOf(ours), heard: stretchesOf(theirs), levels: theirs };
};

const levelsOf = (samples) =>
  Array.from({ length: Math.floor(samples.length / STEP_SAMPLES) }, (_, at) =>
    levelOf(samples.subarray(at * STEP_SAMPLES, (at + 1) * STEP_SAMPLES)),
  );

const stretchesOf = (levels) => {
  const stretches = [];
  for (const [at, level] of levels.entries()) {
    if (level < AUDIBLE_DBFS) continue;
    const startMs = at * STEP_MS;
    const last = stretches.at(-1);
    if (last && startMs - last.endMs <= GAP_MS) last.endMs = startMs + STEP_MS;
    else stretches.push({ startMs, endMs: startMs + STEP_MS });
  }
  return stretches;
};

const levelOf = (samples) => {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return power === 0 ? -Infinity : 10 * Math.log10(power / 32_768 ** 2);
};
