// Loudness and edges.
import { levelOf } from '@trunkline/audio';
import { normalise, TARGET_DBFS, trimSilence } from './level';

const sine = (samples: number, amplitude: number): Int16Array =>
  Int16Array.from({ length: samples }, (_, index) => Math.round(amplitude * Math.sin(index / 3)));

const padded = (before: number, speech: Int16Array, after: number): Int16Array => {
  const pcm = new Int16Array(before + speech.length + after);
  pcm.set(speech, before);
  return pcm;
};

describe('trimSilence', () => {
  it('leaves at most 30 ms before the first audible sample and tells what it cut', () => {
    const { pcm, cutSamples } = trimSilence(padded(4_000, sine(8_000, 9_000), 6_000), 8_000);
    const firstAudible = pcm.findIndex((sample) => Math.abs(sample) > 200);
    expect(firstAudible).toBeLessThanOrEqual(240);
    expect(cutSamples + firstAudible).toBeGreaterThanOrEqual(4_000);
    expect(pcm.length).toBeLessThan(8_000 + 240 + 8 * 70);
  });

  it('makes silence empty', () => {
    expect(trimSilence(new Int16Array(800), 8_000)).toEqual({ pcm: new Int16Array(0), cutSamples: 800 });
  });
});

describe('normalise', () => {
  it.each([1_500, 6_000, 30_000])('brings amplitude %d to the target level', (amplitude) => {
    expect(levelOf(normalise(sine(8_000, amplitude)))).toBeCloseTo(TARGET_DBFS, 0);
  });

  it('lifts near silence only so far', () => {
    expect(levelOf(normalise(sine(8_000, 20)))).toBeLessThan(-40);
  });

  it('never wraps around', () => {
    const spiky = sine(8_000, 1_000).map((sample, index) => (index % 500 === 0 ? 32_767 : sample));
    for (const [index, sample] of normalise(spiky).entries()) {
      if (index % 500 === 0) expect(sample).toBeGreaterThan(0);
    }
  });
});
