// Short ramps where audio is cut or taken up again, against clicks.
import { MULAW_VALUES, mulawOf } from './g711';

/** 8 ms. */
export const FADE_SAMPLES = 64;

/** In place: the first samples grow from nothing. */
export const fadeIn = (mulaw: Uint8Array): void => {
  const count = Math.min(FADE_SAMPLES, mulaw.length);
  for (let index = 0; index < count; index += 1) {
    mulaw[index] = mulawOf((MULAW_VALUES[mulaw[index]!]! * index) / FADE_SAMPLES);
  }
};

/** In place, from `at` on: the sample before dies away under what follows, instead of breaking off. */
export const decayFrom = (before: number, mulaw: Uint8Array, at = 0): void => {
  const value = MULAW_VALUES[before]!;
  if (value === 0) return;
  const count = Math.min(FADE_SAMPLES, mulaw.length - at);
  for (let index = 0; index < count; index += 1) {
    const sum = MULAW_VALUES[mulaw[at + index]!]! + (value * (FADE_SAMPLES - 1 - index)) / FADE_SAMPLES;
    mulaw[at + index] = mulawOf(Math.max(-32_768, Math.min(32_767, sum)));
  }
};
