// DTMF in the audio: every digit in hard conditions once, and nothing in what is no digit.
import { comfortNoise, noise, xorshift } from './comfort-noise';
import { DtmfDetector } from './goertzel';
import { decodeMulaw, encodeMulaw } from './g711';
import { mix } from './mix';
import {
  DTMF_COLUMNS_HZ,
  DTMF_KEYS,
  DTMF_ROWS_HZ,
  dtmfTone,
  ringback,
  RINGBACK_AMERICA,
  tone,
} from './tones';

const KEYS = [...DTMF_KEYS];
interface Press {
  readonly onMs: number;
  readonly offMs: number;
  readonly rowDbfs: number;
  readonly columnDbfs: number;
  readonly detune: number;
}
const plain: Press = { onMs: 60, offMs: 60, rowDbfs: -13, columnDbfs: -13, detune: 1 };

const press = (key: string, changes: Partial<Press> = {}): Int16Array => {
  const { onMs, offMs, rowDbfs, columnDbfs, detune } = { ...plain, ...changes };
  const at = DTMF_KEYS.indexOf(key);
  const part = (hz: number, levelDbfs: number): Int16Array =>
    tone({ frequenciesHz: [hz * detune], durationMs: onMs, levelDbfs, rampMs: 1 });
  const both = mix(part(DTMF_ROWS_HZ[at >> 2]!, rowDbfs), part(DTMF_COLUMNS_HZ[at & 3]!, columnDbfs));
  const padded = new Int16Array(both.length + offMs * 8);
  padded.set(both);
  return padded;
};
const joined = (pieces: readonly Int16Array[]): Int16Array => {
  const whole = new Int16Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};
/** Through the telephone: mu-law, 20 ms at a time. */
const heard = (pcm: Int16Array): string => {
  const detector = new DtmfDetector();
  const line = decodeMulaw(encodeMulaw(pcm));
  let digits = '';
  for (let at = 0; at < line.length; at += 160) digits += detector.push(line.subarray(at, at + 160));
  return digits;
};
const dial = (changes: Partial<Press> = {}, noiseDbfs?: number): string => {
  const sound = joined([new Int16Array(333), ...KEYS.map((key) => press(key, changes))]);
  return heard(
    noiseDbfs === undefined ? sound : mix(sound, noise(sound.length, { levelDbfs: noiseDbfs, seed: 3 })),
  );
};

it.each<{ name: string; changes: Partial<Press>; noiseDbfs?: number }>([
  { name: '100 ms', changes: { onMs: 100, offMs: 100 } },
  { name: '50 ms', changes: { onMs: 50, offMs: 50 } },
  { name: '40 ms', changes: { onMs: 40, offMs: 40 } },
  { name: 'quiet', changes: { rowDbfs: -33, columnDbfs: -33 } },
  { name: 'with the column 4 dB stronger', changes: { rowDbfs: -15, columnDbfs: -11 } },
  { name: 'with the column 8 dB weaker', changes: { rowDbfs: -11, columnDbfs: -19 } },
  { name: '1.5 % too high', changes: { detune: 1.015 } },
  { name: '1.5 % too low', changes: { detune: 0.985 } },
  { name: 'in noise 15 dB below', changes: {}, noiseDbfs: -25 },
  { name: 'in noise 10 dB below', changes: {}, noiseDbfs: -20 },
])('hears all sixteen keys $name', ({ changes, noiseDbfs }) => {
  expect(dial(changes, noiseDbfs)).toBe(DTMF_KEYS);
});

it.each<{ name: string; changes: Partial<Press> }>([
  { name: '3.5 % too high', changes: { detune: 1.035 } },
  { name: '3.5 % too low', changes: { detune: 0.965 } },
  { name: '15 ms long', changes: { onMs: 15 } },
  { name: 'below the level', changes: { rowDbfs: -45, columnDbfs: -45 } },
  { name: 'with one tone far stronger', changes: { rowDbfs: -10, columnDbfs: -25 } },
])('does not hear keys $name', ({ changes }) => {
  expect(dial(changes)).toBe('');
});

it('tells one long press as one digit, and two presses as two', () => {
  expect(heard(press('5', { onMs: 3_000 }))).toBe('5');
  expect(heard(joined([press('5'), press('5')]))).toBe('55');
});

it('bridges a gap of one block within a digit', () => {
  const dropout = press('8', { onMs: 200 });
  dropout.fill(0, 600, 680);
  expect(heard(dropout)).toBe('8');
});

it('hears no digit in single tones, ringback, noise, or a voice of many harmonics', () => {
  const random = xorshift(11);
  const voiced = joined(
    Array.from({ length: 100 }, () => {
      const pitchHz = 90 + random() * 160;
      const frequenciesHz = Array.from({ length: 14 }, (_, index) => pitchHz * (index + 1));
      return tone({ frequenciesHz, durationMs: 60 + random() * 100, levelDbfs: -30 });
    }),
  );
  const tones = joined(
    [697, 941, 1_209, 1_633, 440, 1_000, 2_100].map((hz) => tone({ frequenciesHz: [hz], durationMs: 400 })),
  );
  const ringing = ringback(RINGBACK_AMERICA);
  const rung = joined(Array.from({ length: 200 }, () => decodeMulaw(ringing.next())));
  const hiss = comfortNoise({ levelDbfs: -20 });
  const noisy = joined(Array.from({ length: 200 }, () => decodeMulaw(hiss.next())));
  expect([voiced, tones, rung, noisy].map(heard)).toEqual(['', '', '', '']);
});

it('gives the tone of a key, and none for what is no key', () => {
  expect(heard(dtmfTone('d', 80)!)).toBe('D');
  expect(dtmfTone('x', 80)).toBeUndefined();
  expect(dtmfTone('', 80)).toBeUndefined();
});
