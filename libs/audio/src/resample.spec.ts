// Resampling: the voice band passes, what would fold is stopped, and pieces join without a seam.
import fc from 'fast-check';
import { levelOf } from './level';
import { chain, stage } from './path';
import { resample, Resampler } from './resample';

const sine = (hz: number, rateHz: number, ms = 400): Int16Array =>
  Int16Array.from({ length: (ms * rateHz) / 1_000 }, (_, index) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * hz * index) / rateHz)),
  );
/** Level after the filter has settled. */
const settled = (pcm: Int16Array): number =>
  levelOf(pcm.subarray(pcm.length >> 2, pcm.length - (pcm.length >> 2)));
const gainDb = (hz: number, fromHz: number, toHz: number): number => {
  const input = sine(hz, fromHz);
  return settled(new Resampler(fromHz, toHz).process(input)) - settled(input);
};

const rates = [
  [16_000, 8_000],
  [8_000, 16_000],
  [24_000, 8_000],
  [8_000, 24_000],
  [48_000, 8_000],
] as const;

describe.each(rates)('%d Hz to %d Hz', (fromHz, toHz) => {
  it.each([200, 1_000, 2_000, 3_200])('lets %d Hz pass', (hz) => {
    expect(Math.abs(gainDb(hz, fromHz, toHz))).toBeLessThan(0.5);
  });

  it('gives as much time as it takes, in frames', () => {
    const resampler = new Resampler(fromHz, toHz);
    const frame = new Int16Array(fromHz / 50);
    expect(Array.from({ length: 5 }, () => resampler.process(frame).length)).toEqual(
      Array(5).fill(toHz / 50),
    );
  });

  it('joins pieces of any length without a seam', () => {
    const whole = sine(1_000, fromHz, 60);
    const expected = [...new Resampler(fromHz, toHz).process(whole)];
    fc.assert(
      fc.property(fc.array(fc.nat(500), { maxLength: 20 }), (lengths) => {
        const resampler = new Resampler(fromHz, toHz);
        const output: number[] = [];
        let at = 0;
        for (const length of [...lengths, whole.length]) {
          output.push(...resampler.process(whole.subarray(at, (at += length))));
        }
        expect(output).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});

it.each([
  [16_000, 5_000],
  [24_000, 7_000],
  [48_000, 4_500],
])('stops at %d Hz what would fold: %d Hz', (fromHz, hz) => {
  expect(gainDb(hz, fromHz, 8_000)).toBeLessThan(-45);
});

it.each([300, 1_000, 3_000])('gives the same %d Hz at twice the rate, delayed, and no image of it', (hz) => {
  const resampler = new Resampler(8_000, 16_000);
  const up = resampler.process(sine(hz, 8_000));
  const expected = sine(hz, 16_000);
  const residue = up
    .subarray(1_600, 4_800)
    .map((value, index) => value - expected[1_600 + index - resampler.delaySamples]!);
  expect(levelOf(residue)).toBeLessThan(levelOf(expected) - 45);
});

it('saturates instead of wrapping', () => {
  const loud = new Int16Array(800).map((_, index) => (index % 16 < 8 ? 32_767 : -32_768));
  const output = new Resampler(16_000, 8_000).process(loud);
  const steps = output.map((value, index) =>
    index > 0 && Math.sign(value) !== Math.sign(output[index - 1]!) ? 1 : 0,
  );
  expect(Math.max(...output)).toBe(32_767);
  expect(steps.reduce((sum, step) => sum + step, 0)).toBeLessThan(110);
});

it('is silent again after a reset', () => {
  const resampler = new Resampler(8_000, 16_000);
  resampler.process(sine(1_000, 8_000, 20));
  resampler.reset();
  expect([...resampler.process(new Int16Array(10))]).toEqual(Array(20).fill(0));
});

it('prints its path', () => {
  const pcmu = stage('pcmu', (bytes: Uint8Array) => new Int16Array(bytes.length));
  const vad = stage('vad', (pcm: Int16Array) => pcm.length);
  const path = chain(chain(pcmu, resample(8_000, 16_000)), vad);
  expect(path.name).toBe('pcmu → resample 8k→16k → vad');
  const heard: number[] = [];
  path.push(new Uint8Array(160), (samples) => heard.push(samples));
  path.flush();
  expect(heard).toEqual([320]);
});
