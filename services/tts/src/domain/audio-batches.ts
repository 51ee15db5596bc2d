// A spoken piece as batches for the wire: 100 ms each, with the words that end inside.

export interface Mark {
  readonly endMs: number;
  readonly endChar: number;
}

export interface EncodedPiece {
  readonly mulaw: Uint8Array;
  /** Relative to the piece: time to its first sample, index into its text. */
  readonly marks: readonly Mark[];
}

export interface Batch {
  readonly mulaw: Uint8Array;
  /** Relative to the prompt. */
  readonly marks: readonly Mark[];
}

export interface Place {
  /** Bytes (samples) of the prompt before this piece. */
  readonly startByte: number;
  readonly startChar: number;
  readonly pauseMs: number;
}

export const BYTES_PER_MS = 8;
const BATCH_BYTES = 100 * BYTES_PER_MS;
const FRAME_BYTES = 20 * BYTES_PER_MS;
const MULAW_SILENCE = 0xff;

/** The pause is part of the batches and fills them up to whole 20 ms frames. */
export const batchesOf = (piece: EncodedPiece, place: Place): Batch[] => {
  const audio = withPause(piece.mulaw, place.pauseMs);
  const startMs = place.startByte / BYTES_PER_MS;
  const marks = piece.marks.map(({ endMs, endChar }) => ({
    endMs: Math.round(startMs + endMs),
    endChar: place.startChar + endChar,
  }));
  return Array.from({ length: Math.ceil(audio.length / BATCH_BYTES) }, (_, index) => {
    const from = startMs + (index * BATCH_BYTES) / BYTES_PER_MS;
    const to = from + BATCH_BYTES / BYTES_PER_MS;
    return {
      mulaw: audio.subarray(index * BATCH_BYTES, (index + 1) * BATCH_BYTES),
      marks: marks.filter(({ endMs }) => (endMs > from || (index === 0 && endMs === from)) && endMs <= to),
    };
  });
};

const withPause = (mulaw: Uint8Array, pauseMs: number): Uint8Array => {
  const frames = Math.ceil((mulaw.length + pauseMs * BYTES_PER_MS) / FRAME_BYTES);
  const audio = new Uint8Array(frames * FRAME_BYTES).fill(MULAW_SILENCE);
  audio.set(mulaw);
  return audio;
};
