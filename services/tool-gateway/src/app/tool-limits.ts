// What keeps a sick tool from making others sick: slots, a retry budget, and a breaker that only admits or does not.

export interface ToolLimitOptions {
  /** Requests to one tool at the same time, over all calls. */
  readonly slotsMax: number;
  /** Requests that wait for a slot; one more is turned away. */
  readonly waitingMax: number;
  /** Retries that a tool may have saved up. */
  readonly retryTokensMax: number;
  /** Saved up per success: a tenth means that retries add at most a tenth of load. */
  readonly tokensPerSuccess: number;
  /** Failures in a row that open the breaker. */
  readonly failuresMax: number;
  readonly openMs: number;
}

export const TOOL_LIMITS: ToolLimitOptions = {
  slotsMax: 32,
  waitingMax: 64,
  retryTokensMax: 10,
  tokensPerSuccess: 0.1,
  failuresMax: 8,
  openMs: 10_000,
};

export type BreakerState = 'closed' | 'half_open' | 'open';

export class ToolLimits {
  private readonly waiting: { readonly give: (isMine: boolean) => void }[] = [];
  private taken = 0;
  private tokens: number;
  private failures = 0;
  private openedAtMs: number | undefined;
  private probedAtMs: number | undefined;

  constructor(private readonly options: ToolLimitOptions) {
    this.tokens = options.retryTokensMax;
  }

  /** Resolves to true with a slot, to false when none came in time. Give a slot back by `release`. */
  slot(waitMs: number): Promise<boolean> {
    if (this.taken < this.options.slotsMax) {
      this.taken += 1;
      return Promise.resolve(true);
    }
    if (this.waiting.length >= this.options.waitingMax) return Promise.resolve(false);
    return new Promise((resolve) => {
      const entry = { give: (isMine: boolean) => (clearTimeout(timer), resolve(isMine)) };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        resolve(false);
      }, waitMs);
      this.waiting.push(entry);
    });
  }

  /** Hands the slot to who waits longest. */
  release(): void {
    const next = this.waiting.shift();
    if (next) next.give(true);
    else this.taken -= 1;
  }

  takeRetryToken(): boolean {
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** While the breaker is half open one probe is admitted, and another when nothing was heard of it. */
  admits(nowMs: number): boolean {
    const state = this.breaker(nowMs);
    if (state === 'closed') return true;
    const isProbing = this.probedAtMs !== undefined && nowMs - this.probedAtMs < this.options.openMs;
    if (state === 'open' || isProbing) return false;
    this.probedAtMs = nowMs;
    return true;
  }

  breaker(nowMs: number): BreakerState {
    if (this.openedAtMs === undefined) return 'closed';
    return nowMs - this.openedAtMs >= this.options.openMs ? 'half_open' : 'open';
  }

  /** A refusal is an answer: the tool is well. */
  note(isWell: boolean, nowMs: number): void {
    this.probedAtMs = undefined;
    if (isWell) {
      this.failures = 0;
      this.openedAtMs = undefined;
      this.tokens = Math.min(this.options.retryTokensMax, this.tokens + this.options.tokensPerSuccess);
      return;
    }
    this.failures += 1;
    if (this.failures >= this.options.failuresMax) this.openedAtMs = nowMs;
  }
}
