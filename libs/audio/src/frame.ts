// The unit that everything on the media plane counts in: 20 ms of 8 kHz audio.
import { SILENCE } from './g711';

export const FRAME_MS = 20;
export const SAMPLE_RATE_HZ = 8_000;
export const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
export const FRAME_SAMPLES = FRAME_MS * SAMPLES_PER_MS;

/** Something that can always give another frame of mu-law: silence, comfort noise, a bed, a tone. */
export interface FrameSource {
  /** FRAME_SAMPLES bytes of mu-law. The caller must not change them: a source may hand out a shared view. */
  next(): Uint8Array;
}

const SILENT_FRAME = new Uint8Array(FRAME_SAMPLES).fill(SILENCE.mulaw);

export const silence: FrameSource = { next: () => SILENT_FRAME };
