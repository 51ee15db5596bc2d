// One piece of text to 8 kHz speech with word marks, by the flite command inside its WASI module.
import { decimateByTwo } from './decimate';
import { normalise, trimSilence } from './level';
import { spokenWords } from './spoken-text';
import { runWasi } from './wasi';
import { type Phone, wordEndsS, type WordMark } from './word-marks';
import { type WasmModule } from './web-assembly';

export const FLITE_VOICES = ['slt', 'rms', 'awb', 'kal', 'kal16'] as const;
export type FliteVoice = (typeof FLITE_VOICES)[number];

export const SAMPLE_RATE_HZ = 8_000;

export interface Speech {
  /** 8 kHz, one channel, silence at both ends trimmed, loudness even. */
  readonly pcm: Int16Array;
  readonly marks: readonly WordMark[];
  readonly durationMs: number;
}

export interface FliteModule {
  readonly module: WasmModule;
  readonly phoneCount: (word: string) => number | undefined;
}

/** Speaks one piece of text. Text without anything to say gives no samples. Throws when flite itself fails. */
export const synthesise = (flite: FliteModule, voice: FliteVoice, text: string): Speech => {
  const words = spokenWords(text);
  if (words.length === 0) return { pcm: new Int16Array(0), marks: [], durationMs: 0 };
  const line = words.map((word) => word.spoken).join(' ');
  const { phones, samples, sampleRateHz } = speakLine(flite.module, voice, line);
  const { pcm, cutSamples } = trimSilence(samples, sampleRateHz);
  const at8k = normalise(sampleRateHz === SAMPLE_RATE_HZ ? pcm : decimateByTwo(pcm));
  const durationMs = Math.round((at8k.length * 1_000) / SAMPLE_RATE_HZ);
  const ends = wordEndsS(words, { phones, readWords: readWords(flite.module, line), phoneCount: flite.phoneCount });
  const cutMs = (cutSamples * 1_000) / sampleRateHz;
  const marks = words.map(({ endChar }, index) => ({
    endChar,
    endMs: Math.min(durationMs, Math.max(0, Math.round((ends[index] ?? 0) * 1_000 - cutMs))),
  }));
  return { pcm: at8k, marks, durationMs };
};

const OUTPUT = '/speech.wav';

const speakLine = (
  module: WasmModule,
  voice: FliteVoice,
  line: string,
): { phones: Phone[]; samples: Int16Array; sampleRateHz: number } => {
  const run = runWasi(module, ['flite', '-voice', voice, '-psdur', '-t', line, '-o', OUTPUT]);
  const wav = run.files.get(OUTPUT.slice(1));
  if (run.exitCode !== 0 || !wav) throw new Error(`flite ended with ${run.exitCode}`);
  return { phones: parsePhones(run.stdout), ...parseWav(wav) };
};

// The words are the same for every voice; the diphone voice reaches them soonest.
const readWords = (module: WasmModule, line: string): string[] =>
  runWasi(module, ['flite', '-voice', 'kal', '-pw', '-t', line, '-o', 'none']).stdout.split(/\s+/).filter(Boolean);

const parsePhones = (stdout: string): Phone[] =>
  [...stdout.matchAll(/([a-z]+):(\d+\.\d+)/g)].map(([, name = '', endS]) => ({ name, endS: Number(endS) }));

const WAV_HEADER_BYTES = 44;

// flite writes the canonical header: 44 bytes, 16-bit mono, sample rate at byte 24.
const parseWav = (wav: Uint8Array): { samples: Int16Array; sampleRateHz: number } => {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  const count = Math.max(0, (wav.byteLength - WAV_HEADER_BYTES) >> 1);
  const samples = Int16Array.from({ length: count }, (_, index) => view.getInt16(WAV_HEADER_BYTES + 2 * index, true));
  return { samples, sampleRateHz: view.getUint32(24, true) };
};
