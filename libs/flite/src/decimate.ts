// 16 kHz to 8 kHz for a whole piece of speech: a 47-tap windowed-sinc low-pass, every second sample kept.

const TAPS = 47;
const CUTOFF = 0.225; // of the input rate: 3.6 kHz at 16 kHz

const kernel = ((): Float64Array => {
  const middle = (TAPS - 1) / 2;
  const taps = Float64Array.from({ length: TAPS }, (_, index) => {
    const x = index - middle;
    const sinc = x === 0 ? 2 * CUTOFF : Math.sin(2 * Math.PI * CUTOFF * x) / (Math.PI * x);
    return sinc * (0.54 - 0.46 * Math.cos((2 * Math.PI * index) / (TAPS - 1)));
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
})();

/** Halves the sample rate; the result starts with the input's first instant (the filter's delay is taken out). */
export const decimateByTwo = (pcm: Int16Array): Int16Array => {
  const middle = (TAPS - 1) / 2;
  const out = new Int16Array(pcm.length >> 1);
  for (let index = 0; index < out.length; index++) {
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap++) sum += (kernel[tap] ?? 0) * (pcm[2 * index + tap - middle] ?? 0);
    out[index] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }
  return out;
};
