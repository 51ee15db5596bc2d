// The mu-law audio of one prompt: appended in pieces, read by position, forgotten behind the reader.

interface Piece {
  readonly start: number;
  readonly bytes: Uint8Array;
}

export class PromptAudio {
  readonly #pieces: Piece[] = [];
  #end = 0;

  /** Samples appended so far. */
  get end(): number {
    return this.#end;
  }

  /** Keeps `bytes` as they are: the caller hands them over. */
  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push({ start: this.#end, bytes });
    this.#end += bytes.length;
  }

  /** Fills `into` from sample `from` on. What was forgotten or not yet appended is left as it is. */
  read(from: number, into: Uint8Array): void {
    const to = from + into.length;
    for (const { start, bytes } of this.#pieces) {
      if (start >= to) break;
      if (start + bytes.length <= from) continue;
      into.set(bytes.subarray(Math.max(0, from - start), to - start), Math.max(0, start - from));
    }
  }

  /** Whole pieces before the sample are let go. */
  forgetBefore(sample: number): void {
    const first = this.#pieces[0];
    if (first && first.start + first.bytes.length <= sample) this.#pieces.shift();
  }
}
