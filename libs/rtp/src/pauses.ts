// Where a talker pauses, from the G.711 bytes alone: the frames that nobody misses.

/** Bytes looked at: one of so many. */
const STRIDE = 4;
/** In steps of the code, sixteen of which are about 6 dB: so far below the loudest of late is a pause. */
const BELOW_LOUDEST = 32;
/** A frame this soft, about -40 dBFS, is one whatever went before. */
const SOFT = 32;
/** Steps the loudest loses per frame: 6 dB in 5 s. */
const FORGOTTEN_PER_FRAME = 0.064;
/** The closure of a stop is as quiet as a pause, and shorter: what follows so many quiet frames is a pause. */
const QUIET_FRAMES_MIN = 3;

export class Pauses {
  #loudest = 0;
  #quietFrames = 0;

  /** `silence`: the law's byte for nothing, 0xff in mu-law and 0xd5 in A-law; the others are told by it. */
  constructor(private readonly silence: number) {}

  /** Every frame that is played, in order. */
  notePlayed(payload: Uint8Array): void {
    const loudness = this.#loudnessOf(payload);
    this.#loudest = Math.max(loudness, this.#loudest - FORGOTTEN_PER_FRAME);
    this.#quietFrames = this.#isQuiet(loudness) ? this.#quietFrames + 1 : 0;
  }

  /** Whether a pause goes on with this one. */
  isPause(payload: Uint8Array): boolean {
    return this.#quietFrames >= QUIET_FRAMES_MIN && this.#isQuiet(this.#loudnessOf(payload));
  }

  /** One frame of a pause was left out: some of it is to be heard before the next. */
  noteLeftOut(): void {
    this.#quietFrames = 0;
  }

  #isQuiet(loudness: number): boolean {
    return loudness <= SOFT || loudness <= this.#loudest - BELOW_LOUDEST;
  }

  #loudnessOf(payload: Uint8Array): number {
    let sum = 0;
    for (let at = 0; at < payload.length; at += STRIDE) sum += (payload[at]! ^ this.silence) & 0x7f;
    return (sum * STRIDE) / payload.length;
  }
}
