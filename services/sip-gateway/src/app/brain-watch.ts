// Whether lines would have a brain: one that restarts is bridged over, one that stays away takes no more calls.

/** A brain that is back within this was never away: its callers hear a stopgap. */
const AWAY_MS_MIN = 5_000;

export class BrainWatch {
  #failingSinceMs: number | undefined;
  #isAway = false;

  /** Its last word counts until `see` has another. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /** `isReached`: undefined when that is not known at the moment. */
  see(isReached: boolean | undefined, nowMs: number): void {
    if (isReached === true) this.#failingSinceMs = undefined;
    if (isReached === false) this.#failingSinceMs ??= nowMs;
    this.#isAway = this.#failingSinceMs !== undefined && nowMs - this.#failingSinceMs >= AWAY_MS_MIN;
  }
}
