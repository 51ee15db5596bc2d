// The cepstral mean a decoder subtracts, read and set where the engine keeps it: its own exports leave that out.
import { type Decoder, type EngineModule } from './engine-module';
import { type LineSound } from './protocol';

/** Offsets in bytes into soundswallower 0.6.3's decoder_t, feat_t and cmn_t, all pointers and integers of four bytes. */
const FEATURES_AT = 12;
const MEAN_OF_FEATURES_AT = 56;
const MEAN_AT = 0;
const SUM_AT = 8;
const FRAMES_AT = 12;
const LENGTH_AT = 16;
const CEPSTRA = 13;

/** Of telephone speech at about -20 dBFS, where a line is not known yet; it weighs as much as half a second of speech. */
const UNKNOWN_LINE: LineSound = {
  mean: [45, 3.1, 3.5, 1.4, -1.8, -2.1, -3.3, 0.7, 0.6, 1.1, 2.2, 1, 1.1],
  frames: 50,
};

/** What is known of a line weighs no more than a second of speech: callers move, and so does the telephone. */
const KNOWN_FRAMES_MAX = 100;

/** The engine keeps the mean between utterances, whoever speaks them: it is set before each. */
export const setLineSound = (engine: EngineModule, decoder: Decoder, sound = UNKNOWN_LINE): void => {
  const { floats, words, at } = meanOf(engine, decoder);
  const frames = Math.min(sound.frames, KNOWN_FRAMES_MAX);
  sound.mean.forEach((value, index) => {
    floats[at.mean + index] = value;
    floats[at.sum + index] = value * frames;
  });
  words[at.frames] = frames;
};

/** The mean over what was known before and what has been heard of the utterance. */
export const lineSoundOf = (engine: EngineModule, decoder: Decoder): LineSound => {
  const { floats, words, at } = meanOf(engine, decoder);
  const frames = words[at.frames] ?? 0;
  const sums = floats.subarray(at.sum, at.sum + CEPSTRA);
  return { mean: Array.from(sums, (sum) => sum / Math.max(1, frames)), frames };
};

/** Throws when the engine is not the build whose memory this file knows. */
const meanOf = (engine: EngineModule, decoder: Decoder) => {
  const { buffer } = engine.HEAPU8;
  const words = new Int32Array(buffer);
  const pointerAt = (address: number): number => words[address >> 2] ?? 0;
  const mean = pointerAt(pointerAt(decoder.cdecoder + FEATURES_AT) + MEAN_OF_FEATURES_AT);
  if (pointerAt(mean + LENGTH_AT) !== CEPSTRA) throw new Error('soundswallower keeps its mean elsewhere');
  const at = {
    mean: pointerAt(mean + MEAN_AT) >> 2,
    sum: pointerAt(mean + SUM_AT) >> 2,
    frames: (mean + FRAMES_AT) >> 2,
  };
  return { floats: new Float32Array(buffer), words, at };
};
