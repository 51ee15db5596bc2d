// When the caller hears the bed: at the brain's word while a human is looked for, by the anchor's own while an answer is overdue.
import { Bed, type FrameSource, silence } from '@trunkline/audio';

export interface HoldBedOptions {
  /** What is heard while no prompt is. */
  setIdle(source: FrameSource): void;
  /** A wait for what is known to come is filled from here on; 0 never. */
  readonly overdueMs: number;
}

/** A brain that is there and says nothing may be letting the caller finish: it is given so much more time. */
const SILENT_BRAIN_FACTOR = 2.5;

export class HoldBed {
  #isOrdered = false;
  #isFilling = false;

  constructor(private readonly options: HoldBedOptions) {}

  get isHeard(): boolean {
    return this.#isOrdered || this.#isFilling;
  }

  order(isOn: boolean): void {
    this.#change(() => (this.#isOrdered = isOn));
  }

  /** Called for every frame. `isKnown`: words, or the judgement whether to say some, are on their way. */
  wait(waitedMs: number, isKnown: boolean): void {
    const { overdueMs } = this.options;
    if (overdueMs === 0) return;
    const limitMs = isKnown || this.#isFilling ? overdueMs : overdueMs * SILENT_BRAIN_FACTOR;
    if (waitedMs >= limitMs !== this.#isFilling) this.#change(() => (this.#isFilling = !this.#isFilling));
  }

  /** One bed plays through: who hears it already does not hear it begin again. */
  #change(change: () => void): void {
    const wasHeard = this.isHeard;
    change();
    if (this.isHeard !== wasHeard) this.options.setIdle(this.isHeard ? new Bed() : silence);
  }
}
