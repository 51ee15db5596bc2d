// A key pressed once is told once, though it comes as RTP telephone-event and as INFO (RFC 4733, RFC 6086).

export type KeyWay = 'rtp' | 'info';

/** The two forms of one key press come within this. */
const APART_MS_MAX = 1_000;
const UNPAIRED_MAX = 32;

export class KeyPresses {
  readonly #unpaired: { readonly digit: string; readonly way: KeyWay; readonly atMs: number }[] = [];

  /** False when it is the other form of a key press that was told. */
  press(digit: string, way: KeyWay, atMs: number): boolean {
    const twin = this.#unpaired.findIndex(
      (told) => told.digit === digit && told.way !== way && atMs - told.atMs <= APART_MS_MAX,
    );
    if (twin >= 0) {
      this.#unpaired.splice(twin, 1);
      return false;
    }
    this.#unpaired.push({ digit, way, atMs });
    if (this.#unpaired.length > UNPAIRED_MAX) this.#unpaired.shift();
    return true;
  }
}
