// Loudness and edges of synthesised speech: even level, no dead air before the first audible sample.

export interface Trimmed {
  readonly pcm: Int16Array;
  /** Samples cut off at the start. */
  readonly cutSamples: number;
}

/** RMS level of the spoken part after `normalise`, in dB relative to full scale. */
export const TARGET_DBFS = -18;
const TARGET_RMS = 32_768 * 10 ** (TARGET_DBFS / 20);
const AUDIBLE_RATIO = 0.02;
const BLOCK_MS = 5;
const LEAD_MS = 15;
const TAIL_MS = 60;
const GAIN_MAX = 8;
const KNEE = 26_000;

/** Cuts silence at both ends, leaving 15 ms before and 60 ms after what can be heard. Silence becomes empty. */
export const trimSilence = (pcm: Int16Array, sampleRateHz: number): Trimmed => {
  const block = (sampleRateHz * BLOCK_MS) / 1_000;
  const peaks = blockPeaks(pcm, block);
  const audible = peaks.reduce((max, peak) => Math.max(max, peak), 0) * AUDIBLE_RATIO;
  const isAudible = (peak: number): boolean => peak > 0 && peak >= audible;
  const first = peaks.findIndex(isAudible);
  if (first < 0) return { pcm: new Int16Array(0), cutSamples: pcm.length };
  const start = Math.max(0, first * block - (sampleRateHz * LEAD_MS) / 1_000);
  const end = Math.min(
    pcm.length,
    (peaks.findLastIndex(isAudible) + 1) * block + (sampleRateHz * TAIL_MS) / 1_000,
  );
  return { pcm: pcm.slice(start, end), cutSamples: start };
};

/** Brings speech to TARGET_DBFS, measured where it is louder than a tenth of its peak; peaks are bent, not clipped. */
export const normalise = (pcm: Int16Array): Int16Array => {
  const peak = pcm.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
  const loud = blockRms(pcm, 160).filter((rms) => rms > peak * 0.05);
  if (loud.length === 0) return pcm;
  const rms = Math.sqrt(loud.reduce((sum, value) => sum + value * value, 0) / loud.length);
  const gain = Math.min(GAIN_MAX, TARGET_RMS / rms);
  return pcm.map((sample) => bend(sample * gain));
};

const bend = (sample: number): number => {
  const size = Math.abs(sample);
  if (size <= KNEE) return Math.round(sample);
  const room = 32_767 - KNEE;
  return Math.round(Math.sign(sample) * (KNEE + room * Math.tanh((size - KNEE) / room)));
};

const blockPeaks = (pcm: Int16Array, block: number): number[] =>
  blocks(pcm, block).map((part) => part.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0));

const blockRms = (pcm: Int16Array, block: number): number[] =>
  blocks(pcm, block).map((part) =>
    Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length),
  );

const blocks = (pcm: Int16Array, block: number): Int16Array[] =>
  Array.from({ length: Math.ceil(pcm.length / block) }, (_, index) =>
    pcm.subarray(index * block, (index + 1) * block),
  );
