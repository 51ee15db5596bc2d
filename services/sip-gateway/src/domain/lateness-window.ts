// How late ticks were over the last few seconds, to the millisecond.

const MS_MAX = 250;
const SLICES = 5;
/** Of fewer ticks nothing is concluded: a line that has just begun, a house that is empty. */
const TICKS_MIN = 100;

export class LatenessWindow {
  /** Counts by whole milliseconds, one row per slice; the first is the present one. */
  readonly #slices: number[][] = [newSlice()];

  add(lateMs: number): void {
    const at = Math.min(MS_MAX, Math.ceil(Math.max(0, lateMs)));
    const [present] = this.#slices;
    if (present) present[at] = (present[at] ?? 0) + 1;
  }

  /** Begins the next slice; the oldest is forgotten. */
  turn(): void {
    this.#slices.unshift(newSlice());
    if (this.#slices.length > SLICES) this.#slices.pop();
  }

  /** So late at most were `share` of the ticks, in ms; 0 when there were too few to tell. */
  quantile(share: number): number {
    const counts = newSlice().map((_, ms) => this.#slices.reduce((sum, slice) => sum + (slice[ms] ?? 0), 0));
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total < TICKS_MIN) return 0;
    let seen = 0;
    return counts.findIndex((count) => (seen += count) >= total * share);
  }
}

const newSlice = (): number[] => new Array<number>(MS_MAX + 1).fill(0);
