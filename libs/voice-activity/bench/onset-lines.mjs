// The lines that onsets.mjs listens to: utterances clean and in noise, and what a telephone line has besides speech.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const audio = require('@trunkline/audio');
const { createFlite } = require('@trunkline/flite');

const VOICES = ['rms', 'awb', 'kal16'];
const TEXTS = [
  ...['yes', 'no', 'stop', 'wait', 'hello', 'correct', 'no thank you', 'that is right', 'yes please'],
  ...['a refund', 'help', 'order status', 'cancel my order', 'where is my order', 'nothing else'],
  ...['four seven four nine', 'five two two three zero', 'i want to talk to a human'],
];
const LEAD_MS = 2_000;
const GAP_MS = 900;
const AUDIBLE = 300;
const NOISE_BELOW_DB = 15;
const SEED = 7;

/** Two lines per voice: where the utterances are stands beside the sound. */
export const utteranceLines = async () => {
  const flite = await createFlite({ queueMax: 100 });
  const lines = [];
  for (const [at, voice] of VOICES.entries()) {
    const { pcm, utterances } = said(await Promise.all(TEXTS.map((text) => flite.speak({ voice, text }))));
    const levelDbfs = speechLevel(pcm, utterances) - NOISE_BELOW_DB;
    const noisy = audio.mix(pcm, pink(pcm.length, { levelDbfs, seed: SEED + at }));
    lines.push(line('clean', pcm, utterances), line('pink noise 15 dB', noisy, utterances));
  }
  await flite.close();
  return lines;
};

/** Nothing on these lines is speech. */
export const soundLines = () => [
  line('20 bursts of loud noise', bursts()),
  line('silence', silence(20_000)),
  line('line noise at -50 dBFS', pink(20_000 * 8, { levelDbfs: -50, seed: SEED })),
  line('clicks', clicks()),
  line('DTMF', joined([...'0123456789*#'].flatMap((key) => [audio.dtmfTone(key, 120), silence(300)]))),
  line('ringback, America', cadence([440, 480], 2_000, 4_000)),
  line('ringback, Europe', cadence([425], 1_000, 4_000)),
  line('busy, America', cadence([480, 620], 500, 500)),
  line('busy, Europe', cadence([425], 480, 480)),
  line('fax calling', cadence([1_100], 500, 3_000)),
  line('fax answering', cadence([2_100], 3_300, 1_700)),
];

const line = (name, pcm, utterances) => ({
  name,
  pcm: audio.decodeMulaw(audio.encodeMulaw(pcm)),
  utterances,
});

const said = (spoken) => {
  const parts = [silence(LEAD_MS)];
  const utterances = [];
  for (const { pcm } of spoken) {
    const before = parts.reduce((sum, part) => sum + part.length, 0);
    utterances.push({
      startMs: (before + pcm.findIndex(isAudible)) / 8,
      endMs: (before + pcm.findLastIndex(isAudible)) / 8,
    });
    parts.push(pcm, silence(GAP_MS));
  }
  return { pcm: joined(parts), utterances };
};

const isAudible = (sample) => Math.abs(sample) > AUDIBLE;

const speechLevel = (pcm, utterances) =>
  audio.levelOf(joined(utterances.map(({ startMs, endMs }) => pcm.subarray(startMs * 8, endMs * 8))));

/** White noise through Paul Kellet's filter: 3 dB less per octave. */
const pink = (samples, { levelDbfs, seed }) => {
  const random = audio.xorshift(seed);
  let [slow, middle, quick] = [0, 0, 0];
  const raw = Float64Array.from({ length: samples }, () => {
    const white = random() * 2 - 1;
    slow = 0.99765 * slow + white * 0.099046;
    middle = 0.963 * middle + white * 0.2965164;
    quick = 0.57 * quick + white * 1.0526913;
    return slow + middle + quick + white * 0.1848;
  });
  return levelled(raw, levelDbfs);
};

const white = (samples, { levelDbfs, random }) =>
  levelled(
    Float64Array.from({ length: samples }, () => random() * 2 - 1),
    levelDbfs,
  );

const levelled = (raw, levelDbfs) => {
  const rms = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0) / raw.length);
  const gain = audio.amplitudeOf(levelDbfs) / rms;
  return Int16Array.from(raw, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * gain))));
};

/** White noise of half a second to one and a half, 10 to 20 dB below full scale, a second between. */
const bursts = () => {
  const random = audio.xorshift(SEED);
  const parts = [silence(LEAD_MS)];
  for (let burst = 0; burst < 20; burst += 1) {
    const samples = Math.round(500 + random() * 1_000) * 8;
    parts.push(white(samples, { levelDbfs: -10 - random() * 10, random }), silence(1_000));
  }
  return joined(parts);
};

const clicks = () => {
  const random = audio.xorshift(SEED);
  return joined(
    Array.from({ length: 20 }, () => [silence(995), white(40, { levelDbfs: -9, random })]).flat(),
  );
};

const cadence = (frequenciesHz, onMs, offMs) => {
  const once = [audio.tone({ frequenciesHz, durationMs: onMs }), silence(offMs)];
  const times = Math.ceil(20_000 / (onMs + offMs));
  return joined([silence(1_000), ...Array.from({ length: times }, () => once).flat()]);
};

const silence = (durationMs) => new Int16Array(durationMs * 8);

const joined = (parts) => {
  const pcm = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    pcm.set(part, at);
    at += part.length;
  }
  return pcm;
};
