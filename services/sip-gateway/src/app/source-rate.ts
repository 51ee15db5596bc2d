// How many calls a source may make in a minute, counted for all gateways together where they share a cache.
import { type Counters } from '@trunkline/cache';

const WINDOW = { lengthMs: 60_000, kind: 'fixed' } as const;
/** Sources whose last count is remembered; the oldest is forgotten first. */
const SOURCES_MAX = 10_000;

export interface SourceRateOptions {
  readonly counters: Counters;
  /** Calls of one source in a minute; 0 for no limit. */
  readonly callsMax: number;
  readonly onFault: (error: unknown) => void;
}

export class SourceRate {
  readonly #counts = new Map<string, number>();

  constructor(private readonly options: SourceRateOptions) {}

  /**
   * False when the source has had its share. No call waits for the counter: it is judged by what was known when it
   * came, so that a few more than the limit may slip through.
   */
  take(source: string): boolean {
    const { callsMax, counters, onFault } = this.options;
    if (callsMax === 0) return true;
    const count = this.#counts.get(source) ?? 0;
    counters.increment(`calls:${source}`, WINDOW).then((now) => this.#learn(source, now), onFault);
    return count < callsMax;
  }

  #learn(source: string, count: number): void {
    this.#counts.delete(source);
    this.#counts.set(source, count);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > SOURCES_MAX && oldest !== undefined) this.#counts.delete(oldest);
  }
}
