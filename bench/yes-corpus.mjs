// Callers who answer a read-back, seeded: what they say, cut into utterances by the gateway's own voice activity and ear.
import { createRequire } from 'node:module';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { decodeMulaw, encodeMulaw } = require('@trunkline/audio');
const { createFlite } = require('@trunkline/flite');
const { createVoiceActivityEngine } = require('@trunkline/voice-activity');
const { Ear } = require('@trunkline/sip-gateway/app/ear');

/** The platform's own voice, slt, is no caller's. */
const VOICES = ['rms', 'awb', 'kal16', 'kal'];
/** What every caller of the corpus says before the read-back: the line is known by then. */
const BEFORE = ['cancel my order', 'five two two three zero', 'that is right'];
const YES = [
  'yes',
  'yes',
  'yes',
  'yes',
  'yeah',
  'yes please',
  'that is right',
  'correct',
  'go ahead',
  'right',
];
const NO = [
  'no',
  'no',
  'no thanks',
  'no thank you',
  'wrong',
  "that's wrong",
  'not correct',
  "don't",
  'never mind',
];
/** One sound away from a yes, or two: nobody says them there, and the engine can hardly tell them from it. */
const RHYMES = [
  ...[
    'yet',
    'guess',
    'ask',
    'gas',
    'west',
    'desk',
    'dress',
    'less',
    'chess',
    'mess',
    'test',
    'just',
    'jazz',
    'us',
  ],
  ...['used', 'years', 'says', 'is', 'stress', 'unless', 'address', 'light', 'night', 'collect', 'incorrect'],
];
const OTHER = [
  ...[
    'yellow',
    'yesterday',
    'i guess',
    'this',
    'six',
    'seven',
    'nine',
    'one',
    'four seven',
    'oh',
    'ah',
    'hm',
    'um',
  ],
  ...['what', 'hello', 'maybe', 'wait', 'stop', 'not yet', 'i am not sure', 'let me think', 'why', 'go away'],
  ...[
    'a bed',
    'the dress',
    'is it',
    'how much',
    'say again',
    'the weather is nice today',
    'turn the radio down',
  ],
  ...['i have to ask my wife', 'we should go home', 'can you repeat that', 'my address', 'the west side'],
];
const NOISES = ['burst', 'breath', 'cough', 'knock', 'hiss', 'babble'];

const CONDITIONS = [
  { noise: 'none', snrDb: 0 },
  { noise: 'white', snrDb: 30 },
  { noise: 'pink', snrDb: 25 },
  { noise: 'none', snrDb: 0 },
  { noise: 'pink', snrDb: 20 },
];
const GAINS_DB = [0, -6, -12, -18];
const PACES = [100, 92, 112];
/** Throats longer and shorter than the voice's own. */
const THROATS = [1, 0.93, 1.07];
const TELEPHONES = ['flat', 'flat', 'muffled', 'thin'];
const RATE = 8_000;
const FRAME = 160;
const GAP_MS = 700;

/**
 * `callers[]`: `{ voice, noise, snrDb, gainDb, telephone, half, before: Int16Array[], said: { text, is, pieces }[] }`.
 * `half` is 0 or 1: fit on one, report on the other. Kept in the temporary folder.
 */
export const corpusOf = async ({ callersPerVoice = 6, seed = 1 } = {}) => {
  const plan = JSON.stringify([callersPerVoice, seed, BEFORE, YES, NO, OTHER, RHYMES, NOISES, CONDITIONS, 4]);
  const name = createHash('sha256').update(plan).digest('hex').slice(0, 12);
  const file = join(tmpdir(), 'trunkline-corpus', `${name}.json`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return JSON.parse(kept, revive);
  const callers = await record(callersPerVoice, seed);
  await mkdir(join(tmpdir(), 'trunkline-corpus'), { recursive: true });
  await writeFile(file, JSON.stringify(callers, pack));
  return callers;
};

const pack = (_, value) =>
  value instanceof Int16Array ? { mulaw: Buffer.from(encodeMulaw(value)).toString('base64') } : value;
const revive = (_, value) =>
  value?.mulaw ? decodeMulaw(new Uint8Array(Buffer.from(value.mulaw, 'base64'))) : value;

const record = async (callersPerVoice, seed) => {
  const flite = await createFlite({ workersMax: 1, queueMax: 10_000 });
  const engine = await createVoiceActivityEngine({ kind: 'confirmed' });
  const callers = [];
  for (const [v, voice] of VOICES.entries())
    for (let n = 0; n < callersPerVoice; n += 1) callers.push(callerOf(voice, v * callersPerVoice + n, n));
  const spoken = new Map();
  const speak = (voice, pacePercent, text) => {
    const key = `${voice} ${pacePercent} ${text}`;
    if (!spoken.has(key))
      spoken.set(
        key,
        flite.speak({ voice, pacePercent, text }).then(({ pcm }) => pcm),
      );
    return spoken.get(key);
  };
  const lines = [];
  for (const caller of callers) lines.push(await lineOf(caller, speak, seeded(seed * 1_000 + caller.index)));
  await flite.close();
  const heard = await listen(engine, lines);
  await engine.close();
  return callers.map((caller, at) => ({ ...caller, ...assign(lines[at], heard[at]) }));
};

const callerOf = (voice, index, n) => ({
  index,
  voice,
  half: n % 2,
  ...CONDITIONS[n % CONDITIONS.length],
  gainDb: GAINS_DB[(n + index) % GAINS_DB.length],
  pace: PACES[(n + (index >> 1)) % PACES.length],
  throat: THROATS[(n >> 1) % THROATS.length],
  telephone: TELEPHONES[(n + 3 * index) % TELEPHONES.length],
});

/** A whole line: everything the caller says, one after the other, on the line's noise. */
const lineOf = async (caller, speak, random) => {
  const items = [
    ...BEFORE.map((text) => ({ text, is: 'before' })),
    ...shuffled(
      [
        ...YES.map((text) => ({ text, is: 'yes' })),
        ...NO.map((text) => ({ text, is: 'no' })),
        ...OTHER.map((text) => ({ text, is: 'other' })),
        ...RHYMES.map((text) => ({ text, is: 'other', rhymes: true })),
        ...NOISES.map((text) => ({ text, is: 'noise' })),
      ],
      random,
    ),
  ];
  const parts = [];
  let at = RATE;
  for (const item of items) {
    const clean =
      item.is === 'noise'
        ? await noiseOf(item.text, speak, random)
        : throatOf(await speak(caller.voice, caller.pace, item.text), caller.throat);
    const pcm = telephoneOf(clean, caller.telephone, 10 ** (caller.gainDb / 20));
    parts.push({ ...item, pcm, at, endMs: (at + pcm.length) / 8, startMs: at / 8 });
    at += pcm.length + Math.round((GAP_MS + 40 * random()) * 8);
  }
  const line = Float32Array.from({ length: Math.ceil((at + RATE) / FRAME) * FRAME }, () => 0);
  for (const { pcm, at: from } of parts) line.set(pcm, from);
  addNoise(line, caller, random);
  const pcm = Int16Array.from(line, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value))));
  return { mulaw: encodeMulaw(pcm), parts };
};

/** All lines side by side, frame by frame, so that the second opinion is as late as it is on the line. */
const listen = async (engine, lines) => {
  const heard = lines.map(() => []);
  const ears = lines.map((_, at) => earInto(engine.open(), heard[at]));
  const frames = Math.max(...lines.map(({ mulaw }) => mulaw.length)) / FRAME;
  for (let frame = 0; frame < frames; frame += 1) {
    for (const [at, { mulaw }] of lines.entries()) {
      const from = frame * FRAME;
      if (from < mulaw.length) ears[at].hear(mulaw.subarray(from, from + FRAME), frame * 20);
    }
    await engine.idle();
  }
  return heard;
};

const earInto = (detector, heard) => {
  const nothing = () => undefined;
  const open = new Map();
  const send = ({ request: { $case, value } }) => {
    if ($case === 'utteranceStart') open.set(value.utteranceId, { startMs: value.startMs, mulaw: [] });
    if ($case === 'audio') open.get(value.utteranceId)?.mulaw.push(value.mulaw);
    if ($case === 'utteranceEnd') heard.push({ ...open.get(value.utteranceId), endMs: value.endMs });
    return true;
  };
  const listener = { onset: nothing, dismissed: nothing, speechEnded: nothing, fault: nothing };
  return new Ear({ detector, listener, send, traceparent: () => '' });
};

const assign = ({ parts }, heard) => {
  const said = parts.map(({ text, is, rhymes = false, startMs, endMs }) => ({
    text,
    is,
    rhymes,
    pieces: heard
      .filter((one) => one.startMs < endMs + 150 && one.endMs > startMs - 150)
      .map(({ mulaw }) => decodeMulaw(new Uint8Array(Buffer.concat(mulaw)))),
  }));
  const before = said.filter(({ is }) => is === 'before').flatMap(({ pieces }) => pieces);
  return { before, said: said.filter(({ is }) => is !== 'before') };
};

const throatOf = (pcm, throat) => {
  if (throat === 1) return pcm;
  return Int16Array.from({ length: Math.floor((pcm.length - 1) / throat) }, (_, index) => {
    const at = index * throat;
    const left = Math.floor(at);
    return pcm[left] + (pcm[left + 1] - pcm[left]) * (at - left);
  });
};

const telephoneOf = (pcm, kind, gain) => {
  let last = 0;
  let slow = 0;
  return Float32Array.from(pcm, (sample) => {
    const thin = sample - 0.6 * last;
    slow += 0.5 * (sample - slow);
    last = sample;
    return gain * (kind === 'thin' ? thin : kind === 'muffled' ? slow : sample);
  });
};

/** In relation to speech at -18 dBFS and the caller's own gain. */
const addNoise = (line, { noise, snrDb, gainDb }, random) => {
  if (noise === 'none') return;
  const rms = 32_768 * 10 ** ((-18 + gainDb - snrDb) / 20);
  const next = noise === 'white' ? () => gaussian(random) : pink(random);
  for (let at = 0; at < line.length; at += 1) line[at] += rms * next();
};

const gaussian = (random) => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());

/** Paul Kellet's filter, at unit power. */
const pink = (random) => {
  let [b0, b1, b2] = [0, 0, 0];
  return () => {
    const white = gaussian(random);
    b0 = 0.99765 * b0 + white * 0.099046;
    b1 = 0.963 * b1 + white * 0.2965164;
    b2 = 0.57 * b2 + white * 1.0526913;
    return (b0 + b1 + b2 + white * 0.1848) / 2.6;
  };
};

const noiseOf = async (kind, speak, random) => {
  const shape = (ms, amplitude, envelope) => {
    const length = Math.round(ms * 8);
    return Int16Array.from({ length }, (_, at) => amplitude * gaussian(random) * envelope(at / length));
  };
  switch (kind) {
    case 'burst':
      return shape(150 + 400 * random(), 6_000, (x) => Math.exp(-3 * x));
    case 'breath':
      return shape(500 + 300 * random(), 1_200, (x) => Math.sin(Math.PI * x));
    case 'cough':
      return shape(350, 7_000, (x) => (x < 0.3 || x > 0.5 ? Math.exp(-4 * (x % 0.5)) : 0.05));
    case 'knock':
      return shape(60, 9_000, (x) => Math.exp(-8 * x));
    case 'hiss':
      return shape(700, 2_500, () => 1);
    default: {
      const voices = await Promise.all(
        ['turn the radio down please', 'we should go home now'].map((text, at) =>
          speak(VOICES[at], 100, text),
        ),
      );
      return Int16Array.from(voices[0], (sample, at) => 0.4 * (sample + (voices[1][at] ?? 0)));
    }
  }
};

const shuffled = (items, random) =>
  items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

/** Numbers that look random and are the same in each run. */
const seeded = (seed) => {
  let state = (seed * 2_654_435_761) % 4_294_967_296;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};
