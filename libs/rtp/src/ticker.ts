// One absolute schedule for thousands of legs: every item is due once per period, spread over one-ms buckets.
import { Histogram } from './histogram';

export interface TickerOptions {
  /** Default 20: one frame. */
  readonly periodMs?: number;
}

/** Upper bounds of the lateness histogram, ms. */
export const LATENESS_BOUNDS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000] as const;

/**
 * Knows when which item is due and how late that was noticed; whoever has a clock and a timer drives it. The items
 * are the driver's: legs, or their ids.
 */
export class Ticker<Item> {
  /** How late each item was visited, ms. */
  readonly lateness = new Histogram(LATENESS_BOUNDS_MS);
  readonly #periodMs: number;
  readonly #buckets: Set<Item>[];
  readonly #bucketOf = new Map<Item, number>();
  /** The first slot that has not been visited; slot n is due at originMs + n. */
  #slot = 0;
  #originMs: number | undefined;
  #missed = 0;

  constructor(options: TickerOptions = {}) {
    this.#periodMs = options.periodMs ?? 20;
    this.#buckets = Array.from({ length: this.#periodMs }, () => new Set<Item>());
  }

  get size(): number {
    return this.#bucketOf.size;
  }

  /** Visits that were left out because their item had a later one in the same call of `due`. */
  get missed(): number {
    return this.#missed;
  }

  /** In the bucket `phaseMs`, or without it in the emptiest one. Adding an item again moves it. */
  add(item: Item, phaseMs?: number): void {
    this.remove(item);
    const bucket = phaseMs === undefined ? this.#emptiest() : Math.floor(phaseMs) % this.#periodMs;
    this.#buckets[bucket]!.add(item);
    this.#bucketOf.set(item, bucket);
  }

  /** False when it was not there. */
  remove(item: Item): boolean {
    const bucket = this.#bucketOf.get(item);
    if (bucket === undefined) return false;
    this.#buckets[bucket]!.delete(item);
    return this.#bucketOf.delete(item);
  }

  /** The items whose time has come, each at most once; the first call starts the schedule. */
  due(nowMs: number): readonly Item[] {
    this.#originMs ??= nowMs;
    const through = Math.floor(nowMs - this.#originMs);
    const items: Item[] = [];
    const overdue = through - this.#slot + 1;
    if (overdue > this.#periodMs) this.#leaveOut(overdue - this.#periodMs);
    for (; this.#slot <= through; this.#slot += 1) {
      const bucket = this.#buckets[this.#slot % this.#periodMs]!;
      if (bucket.size === 0) continue;
      this.lateness.add(nowMs - this.#originMs - this.#slot, bucket.size);
      items.push(...bucket);
    }
    return items;
  }

  /** When `due` should be called next: the time of the next bucket that is not empty; undefined without items. */
  nextAtMs(): number | undefined {
    if (this.size === 0 || this.#originMs === undefined) return undefined;
    let slot = this.#slot;
    while (this.#buckets[slot % this.#periodMs]!.size === 0) slot += 1;
    return this.#originMs + slot;
  }

  #emptiest(): number {
    let emptiest = 0;
    this.#buckets.forEach((bucket, index) => {
      if (bucket.size < this.#buckets[emptiest]!.size) emptiest = index;
    });
    return emptiest;
  }

  #leaveOut(slots: number): void {
    const periods = Math.floor(slots / this.#periodMs);
    this.#missed += periods * this.size;
    for (let slot = this.#slot + periods * this.#periodMs; slot < this.#slot + slots; slot += 1) {
      this.#missed += this.#buckets[slot % this.#periodMs]!.size;
    }
    this.#slot += slots;
  }
}
