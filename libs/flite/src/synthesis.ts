// One piece of text to 8 kHz speech with word marks, by the flite command inside its WASI module.
import { parseWav, pcmOfBytes, Resampler } from '@trunkline/audio';
import { normalise, trimSilence } from './level';
import { type SpeakJob } from './protocol';
import { type SpokenWord, spokenWords } from './spoken-text';
import { prepareWasi, type WasiCommand, type WasiRun } from './wasi';
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

/** Runs flite; the next instance is made ready when there is time, not when somebody waits. */
export class FliteCommand {
  private next: WasiCommand | undefined;

  constructor(private readonly module: WasmModule) {}

  run(args: readonly string[]): WasiRun {
    const command = this.next ?? prepareWasi(this.module);
    this.next = undefined;
    return command.run(['flite', ...args]);
  }

  makeReady(): void {
    this.next ??= prepareWasi(this.module);
  }
}

export interface FliteEngine {
  readonly command: FliteCommand;
  readonly phoneCount: (word: string) => number | undefined;
}

/** Speaks one piece of text. Text without anything to say gives no samples. Throws when flite itself fails. */
export const synthesise = (flite: FliteEngine, job: SpeakJob): Speech => {
  const words = spokenWords(job.text);
  if (words.length === 0) return { pcm: new Int16Array(0), marks: [], durationMs: 0 };
  const line = words.map((word) => word.spoken).join(' ');
  const { phones, samples, sampleRateHz } = speakLine(flite.command, job, line);
  const { pcm, cutSamples } = trimSilence(samples, sampleRateHz);
  const at8k = normalise(sampleRateHz === SAMPLE_RATE_HZ ? pcm : to8k(pcm, sampleRateHz));
  const durationMs = Math.round((at8k.length * 1_000) / SAMPLE_RATE_HZ);
  const readWords = plainWords(words, phones, flite) ?? normalisedWords(flite.command, line);
  const ends = wordEndsS(words, { phones, readWords, phoneCount: flite.phoneCount });
  const cutMs = (cutSamples * 1_000) / sampleRateHz;
  const marks = words.map(({ endChar }, index) => ({
    endChar,
    endMs: Math.min(durationMs, Math.max(0, Math.round((ends[index] ?? 0) * 1_000 - cutMs))),
  }));
  return { pcm: at8k, marks, durationMs };
};

const OUTPUT = '/speech.wav';

const speakLine = (
  command: FliteCommand,
  { voice, pacePercent }: SpeakJob,
  line: string,
): { phones: Phone[]; samples: Int16Array; sampleRateHz: number } => {
  const pace = pacePercent === 100 ? [] : ['--setf', `duration_stretch=${(100 / pacePercent).toFixed(3)}`];
  const run = command.run(['-voice', voice, ...pace, '-psdur', '-t', line, '-o', OUTPUT]);
  const wav = run.files.get(OUTPUT.slice(1));
  if (run.exitCode !== 0 || !wav) throw new Error(`flite ended with ${run.exitCode}`);
  return { phones: parsePhones(run.stdout), ...samplesOf(wav) };
};

// Words that are read as written need no second look; that they are is shown by the number of phones.
const plainWords = (
  words: readonly SpokenWord[],
  phones: readonly Phone[],
  { phoneCount }: FliteEngine,
): string[] | undefined => {
  const plain = words.map((word) => word.spoken.toLowerCase().replace(/[.,;:!?]+$/, ''));
  const counts = plain.map((word) => phoneCount(word) ?? Number.NaN);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === phones.filter((phone) => phone.name !== 'pau').length ? plain : undefined;
};

// The words are the same for every voice; the diphone voice reaches them soonest.
const normalisedWords = (command: FliteCommand, line: string): string[] =>
  command.run(['-voice', 'kal', '-pw', '-t', line, '-o', 'none']).stdout.split(/\s+/).filter(Boolean);

const parsePhones = (stdout: string): Phone[] =>
  [...stdout.matchAll(/([a-z]+):(\d+\.\d+)/g)].map(([, name = '', endS]) => ({ name, endS: Number(endS) }));

const samplesOf = (bytes: Uint8Array): { samples: Int16Array; sampleRateHz: number } => {
  const wav = parseWav(bytes);
  if (wav.kind === 'invalid') throw new Error(`flite wrote no speech: ${wav.why}`);
  return { samples: pcmOfBytes(wav.data), sampleRateHz: wav.sampleRateHz };
};

// The filter's delay is taken out, so that word marks stay where they are.
const to8k = (pcm: Int16Array, sampleRateHz: number): Int16Array => {
  const resampler = new Resampler(sampleRateHz, SAMPLE_RATE_HZ);
  const delay = Math.round(resampler.delaySamples);
  const padded = new Int16Array(pcm.length + (delay * sampleRateHz) / SAMPLE_RATE_HZ);
  padded.set(pcm);
  return resampler.process(padded).slice(delay);
};
