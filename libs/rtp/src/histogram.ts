// A histogram with fixed bounds: constant memory however long the process lives.

export class Histogram {
  /** Inclusive upper bounds, ascending; the last count is for what lies above all of them. */
  readonly bounds: readonly number[];
  readonly #counts: number[];
  #total = 0;
  #max = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  get counts(): readonly number[] {
    return this.#counts;
  }

  get total(): number {
    return this.#total;
  }

  get max(): number {
    return this.#max;
  }

  add(value: number, times = 1): void {
    let index = 0;
    while (index < this.bounds.length && value > this.bounds[index]!) index += 1;
    this.#counts[index]! += times;
    this.#total += times;
    this.#max = Math.max(this.#max, value);
  }

  /** The bound below which at least `share` (0..1) of the values lie; `max` when that is above all bounds; 0 if empty. */
  quantile(share: number): number {
    let remaining = this.#total * share;
    for (const [index, bound] of this.bounds.entries()) {
      remaining -= this.#counts[index]!;
      if (remaining <= 0) return Math.min(bound, this.#max);
    }
    return this.#max;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#total = 0;
    this.#max = 0;
  }
}
