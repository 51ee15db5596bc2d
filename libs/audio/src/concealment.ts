// Packet loss concealment for G.711 after the idea of its appendix I: the last pitch period goes on, and fades.
import { FRAME_SAMPLES, SAMPLES_PER_MS } from './frame';

/** Pitch periods of voices: 66 to 200 Hz. */
const PITCH_SAMPLES_MIN = 40;
const PITCH_SAMPLES_MAX = 120;
/** What is compared with the past to find the period: 20 ms. */
const MATCH_SAMPLES = 160;
const HISTORY_SAMPLES = MATCH_SAMPLES + PITCH_SAMPLES_MAX;
/** The first 10 ms go on at full level, and by 60 ms all is silent. */
const FULL_SAMPLES = 10 * SAMPLES_PER_MS;
const SILENT_SAMPLES = 60 * SAMPLES_PER_MS;
/** Crossfade from what was made up to what is real again: 5 ms. */
const REJOIN_SAMPLES = 5 * SAMPLES_PER_MS;

/** One per received stream; gives each frame without adding delay. */
export class Concealment {
  readonly #history = new Int16Array(HISTORY_SAMPLES);
  #period = 0;
  /** Samples made up since the last real one. */
  #concealed = 0;

  /** A frame that came. After a loss its first samples are blended with what was made up. */
  good(frame: Int16Array): Int16Array {
    const output = this.#concealed > 0 ? this.#rejoin(frame) : frame;
    this.#concealed = 0;
    this.#remember(output);
    return output;
  }

  /** A frame that did not come. */
  lost(samples = FRAME_SAMPLES): Int16Array {
    if (this.#concealed === 0) this.#period = pitchPeriod(this.#history);
    const output = new Int16Array(samples);
    for (let index = 0; index < samples; index += 1) output[index] = this.#made(index);
    this.#concealed += samples;
    return output;
  }

  /** The sample that the last period, repeated, has `index` samples from here. */
  #made(index: number): number {
    const age = this.#concealed + index;
    if (age >= SILENT_SAMPLES) return 0;
    const gain = age < FULL_SAMPLES ? 1 : (SILENT_SAMPLES - age) / (SILENT_SAMPLES - FULL_SAMPLES);
    const at = HISTORY_SAMPLES - this.#period + (age % this.#period);
    return Math.round(this.#history[at]! * gain);
  }

  #rejoin(frame: Int16Array): Int16Array {
    const output = frame.slice();
    const count = Math.min(REJOIN_SAMPLES, frame.length);
    for (let index = 0; index < count; index += 1) {
      const share = (index + 1) / (count + 1);
      output[index] = Math.round(frame[index]! * share + this.#made(index) * (1 - share));
    }
    return output;
  }

  #remember(frame: Int16Array): void {
    const kept = frame.subarray(Math.max(0, frame.length - HISTORY_SAMPLES));
    this.#history.copyWithin(0, kept.length);
    this.#history.set(kept, HISTORY_SAMPLES - kept.length);
  }
}

/** The lag at which the end of the history is most like what came before it. */
const pitchPeriod = (history: Int16Array): number => {
  let best = PITCH_SAMPLES_MAX;
  let bestScore = 0;
  for (let lag = PITCH_SAMPLES_MIN; lag <= PITCH_SAMPLES_MAX; lag += 1) {
    const score = likeness(history, lag);
    if (score > bestScore) {
      best = lag;
      bestScore = score;
    }
  }
  return best;
};

/** Correlation over energy; every second sample is enough for a voice. */
const likeness = (history: Int16Array, lag: number): number => {
  let product = 0;
  let energy = 1;
  for (let at = HISTORY_SAMPLES - MATCH_SAMPLES; at < HISTORY_SAMPLES; at += 2) {
    const earlier = history[at - lag]!;
    product += history[at]! * earlier;
    energy += earlier * earlier;
  }
  return product <= 0 ? 0 : product / Math.sqrt(energy);
};
