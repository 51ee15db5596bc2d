// How much delay the jitter of a source asks for: a quantile of recent transit times above their minimum.

export interface DelayBounds {
  readonly delayMsMin: number;
  readonly delayMsMax: number;
}

const BIN_MS = 20;
/** Weight that an observation keeps per packet after it; half of it is gone after some 3 s of 20 ms packets. */
const KEPT_PER_PACKET = 0.995;
/** Share of packets that should be in time. */
const QUANTILE = 0.98;
/** The minimum is taken over one to two windows, so that it follows a drifting clock and a changed route. */
const MINIMUM_WINDOW_MS = 5_000;
const WEIGHT_MAX = 1e9;

export class DelayTarget {
  readonly #bounds: DelayBounds;
  readonly #weights: Float64Array;
  #weight = 1;
  #total = 0;
  #windowEndsMs = -Infinity;
  #minimumMs = Infinity;
  #earlierMinimumMs = Infinity;

  constructor(bounds: DelayBounds) {
    this.#bounds = bounds;
    this.#weights = new Float64Array(Math.ceil(bounds.delayMsMax / BIN_MS) + 1);
  }

  /** `mediaMs` is the packet's timestamp in ms, on any epoch that stays the same until `reset()`. */
  observe(mediaMs: number, nowMs: number): void {
    const transitMs = nowMs - mediaMs;
    this.#followMinimum(transitMs, nowMs);
    const aboveMs = transitMs - Math.min(this.#minimumMs, this.#earlierMinimumMs);
    const bin = Math.min(this.#weights.length - 1, Math.floor(aboveMs / BIN_MS));
    this.#weight /= KEPT_PER_PACKET;
    this.#weights[bin]! += this.#weight;
    this.#total += this.#weight;
    if (this.#weight > WEIGHT_MAX) this.#rescale();
  }

  /** The quantile, and the frame that is being played: what has to be held at each poll. */
  get targetMs(): number {
    let remaining = this.#total * (1 - QUANTILE);
    let bin = this.#weights.length - 1;
    while (bin > 0 && remaining >= this.#weights[bin]!) {
      remaining -= this.#weights[bin]!;
      bin -= 1;
    }
    return Math.min(this.#bounds.delayMsMax, Math.max(this.#bounds.delayMsMin, (bin + 2) * BIN_MS));
  }

  reset(): void {
    this.#weights.fill(0);
    this.#total = 0;
    this.#weight = 1;
    this.#windowEndsMs = -Infinity;
    this.#minimumMs = Infinity;
    this.#earlierMinimumMs = Infinity;
  }

  #followMinimum(transitMs: number, nowMs: number): void {
    if (nowMs >= this.#windowEndsMs) {
      this.#earlierMinimumMs = this.#minimumMs;
      this.#minimumMs = transitMs;
      this.#windowEndsMs = nowMs + MINIMUM_WINDOW_MS;
    } else if (transitMs < this.#minimumMs) {
      this.#minimumMs = transitMs;
    }
  }

  #rescale(): void {
    for (let bin = 0; bin < this.#weights.length; bin += 1) this.#weights[bin]! /= this.#weight;
    this.#total /= this.#weight;
    this.#weight = 1;
  }
}
