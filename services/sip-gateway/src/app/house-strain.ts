// Watches whether the house keeps up: lateness of ticks and delay of the event loop, judged once a second.
import { type line } from '@trunkline/domain';
import { assess, CALM, type Overload, type OverloadTerms } from '../domain/overload';
import { LatenessWindow } from '../domain/lateness-window';
import { eventLoopDelayed, tickWasLate } from '../observations';
import { type LoopDelay } from '../ports/loop-delay.port';

export class HouseStrain {
  readonly #ticks = new LatenessWindow();
  #overload: Overload = CALM;

  constructor(
    private readonly loopDelay: LoopDelay,
    private readonly terms: OverloadTerms,
  ) {}

  /** What the house cannot keep up with at the moment. */
  get strain(): line.Strain | undefined {
    return this.#overload.status === 'strained' ? this.#overload.by : undefined;
  }

  tickWasLate(ms: number): void {
    this.#ticks.add(ms);
    tickWasLate(ms);
  }

  /** To be called once a second. Gives what has changed, if anything has. */
  judge(nowMs: number): Overload | undefined {
    const { p50Ms, p99Ms } = this.loopDelay.take();
    eventLoopDelayed('p50', p50Ms);
    eventLoopDelayed('p99', p99Ms);
    const load = { tickLateMs: this.#ticks.quantile(0.95), loopDelayMs: p99Ms };
    const before = this.#overload.status;
    this.#overload = assess(this.#overload, load, { nowMs, terms: this.terms });
    this.#ticks.turn();
    return this.#overload.status === before ? undefined : this.#overload;
  }
}
