// What Silero v5 looks at: 512 samples at 16 kHz preceded by the last 64 of the window before.

export const SILERO_WINDOW = 512;
export const SILERO_CONTEXT = 64;

/** 8 kHz to 16 kHz by linear interpolation, scaled to -1..1; `before` is the last sample of the frame before. */
export const doubleRate = (frame: Int16Array, before: number): Float32Array => {
  const out = new Float32Array(frame.length * 2);
  let last = before;
  frame.forEach((sample, index) => {
    out[2 * index] = (last + sample) / 65_536;
    out[2 * index + 1] = sample / 32_768;
    last = sample;
  });
  return out;
};
