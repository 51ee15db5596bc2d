// The hold bed: a soft arpeggio over comfort noise, the same on every line, heard while a caller waits.
import { noise } from './comfort-noise';
import { encodeMulaw } from './g711';
import { FRAME_SAMPLES, type FrameSource, SAMPLE_RATE_HZ, SAMPLES_PER_MS } from './frame';
import { amplitudeOf, levelOf } from './level';

/** Four calm chords of four notes, up and down: C, A minor, F, G; semitones from A4. */
const CHORDS = [
  [-9, -5, -2, 3],
  [-12, -9, -5, 0],
  [-16, -12, -9, -4],
  [-14, -10, -7, -2],
] as const;
const STEPS = [0, 1, 2, 3, 2, 1] as const;
const STEP_MS = 340;
const RING_MS = 900;
const ATTACK_MS = 25;
const LEVEL_DBFS = -30;
const NOISE_DBFS = -64;
const NOISE_SEED = 7;

/** A line's own place in the bed, from the start: one recording is shared by all. */
export class Bed implements FrameSource {
  #frame = 0;

  next(): Uint8Array {
    const mulaw = bedLoop();
    const start = (this.#frame * FRAME_SAMPLES) % mulaw.length;
    this.#frame += 1;
    return mulaw.subarray(start, start + FRAME_SAMPLES);
  }
}

let made: Uint8Array | undefined;

/** Some 8 s of mu-law, a whole number of frames, that ends where it begins. Made at the first use. */
export const bedLoop = (): Uint8Array => (made ??= encodeMulaw(compose()));

const compose = (): Int16Array => {
  const notes = CHORDS.flatMap((chord) => STEPS.map((step) => 440 * 2 ** (chord[step] / 12)));
  const mixed = new Float32Array(notes.length * STEP_MS * SAMPLES_PER_MS);
  notes.forEach((hz, index) => addNote(mixed, index * STEP_MS * SAMPLES_PER_MS, hz));
  const tuned = Int16Array.from(mixed, (value) => Math.round(value * 4_096));
  const gain = amplitudeOf(LEVEL_DBFS) / amplitudeOf(levelOf(tuned));
  const floor = noise(mixed.length, { levelDbfs: NOISE_DBFS, seed: NOISE_SEED });
  return floor.map((value, index) => Math.round(tuned[index]! * gain) + value);
};

/** A struck note with a soft second harmonic. It rings over the end into the beginning, so the loop has no seam. */
const addNote = (mixed: Float32Array, start: number, hz: number): void => {
  const length = RING_MS * SAMPLES_PER_MS;
  for (let index = 0; index < length; index += 1) {
    const ms = index / SAMPLES_PER_MS;
    const envelope = Math.min(1, ms / ATTACK_MS) * Math.exp(-ms / 260) * Math.min(1, (RING_MS - ms) / 100);
    const phase = (2 * Math.PI * hz * index) / SAMPLE_RATE_HZ;
    mixed[(start + index) % mixed.length]! += envelope * (Math.sin(phase) + 0.2 * Math.sin(2 * phase));
  }
};
