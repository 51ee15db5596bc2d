// Which of the last sequence numbers arrived, and whether they carried audio: tells a duplicate from a late packet.

const SLOTS = 512;
const NONE = -1;
/** Set on sequence numbers that carried something else than audio, such as a telephone-event. */
const OTHER = 0x1_0000;

export class SequenceWindow {
  readonly #slots = new Int32Array(SLOTS).fill(NONE);

  has(sequence: number): boolean {
    const slot = this.#slots[sequence % SLOTS]!;
    return slot !== NONE && (slot & 0xffff) === sequence;
  }

  addAudio(sequence: number): void {
    this.#slots[sequence % SLOTS] = sequence;
  }

  addOther(sequence: number): void {
    this.#slots[sequence % SLOTS] = sequence + OTHER;
  }

  /** True when every number strictly between the two arrived and none of them was audio. */
  isGapFree(from: number, to: number): boolean {
    const between = ((to - from) & 0xffff) - 1;
    if (between < 0 || between >= SLOTS) return false;
    for (let step = 1; step <= between; step += 1) {
      const sequence = (from + step) & 0xffff;
      if (this.#slots[sequence % SLOTS] !== sequence + OTHER) return false;
    }
    return true;
  }

  clear(): void {
    this.#slots.fill(NONE);
  }
}
