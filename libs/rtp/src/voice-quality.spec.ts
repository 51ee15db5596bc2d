// The E-model estimate: known points, and worse lines never score better.
import fc from 'fast-check';
import { estimateVoiceQuality } from './voice-quality';

const line = { lossRatio: 0, roundTripMs: 40, jitterMs: 0, bufferMs: 40 };

it('gives a clean G.711 line its known score', () => {
  expect(estimateVoiceQuality({ ...line, roundTripMs: 0, bufferMs: 0 }).mos).toBeCloseTo(4.39, 2);
});

it('follows the delay beyond the knee', () => {
  expect(estimateVoiceQuality({ ...line, roundTripMs: 600 }).mos).toBeLessThan(3.6);
});

it('feels loss, and bursts of it more', () => {
  const scattered = estimateVoiceQuality({ ...line, lossRatio: 0.05 }).mos;
  expect(scattered).toBeGreaterThan(3.5);
  expect(scattered).toBeLessThan(4.1);
  expect(estimateVoiceQuality({ ...line, lossRatio: 0.05, burstRatio: 4 }).mos).toBeLessThan(scattered);
});

it('stays on its scale and never rises with loss, delay or jitter', () => {
  const any = fc.record({
    lossRatio: fc.double({ min: 0, max: 1, noNaN: true }),
    roundTripMs: fc.nat(5_000),
    jitterMs: fc.nat(500),
  });
  fc.assert(
    fc.property(any, (input) => {
      const { rating, mos } = estimateVoiceQuality(input);
      expect(rating).toBeGreaterThanOrEqual(0);
      expect(mos).toBeGreaterThanOrEqual(1);
      expect(mos).toBeLessThanOrEqual(4.5);
      const worse = {
        lossRatio: Math.min(1, input.lossRatio + 0.01),
        roundTripMs: input.roundTripMs + 10,
        jitterMs: input.jitterMs + 5,
      };
      expect(estimateVoiceQuality(worse).rating).toBeLessThanOrEqual(rating);
    }),
  );
});
