// The store is away for a while, for everybody.
import { type Faults } from '../faults/faults';
import { type Kernel } from '../kernel/kernel';

export class Outage {
  private untilMs = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly faults: Faults,
  ) {}

  get isOn(): boolean {
    return this.kernel.now < this.untilMs;
  }

  mayBegin(): void {
    if (this.isOn || !this.faults.hits('store-unavailable')) return;
    const random = this.faults.of('store-unavailable');
    this.untilMs = this.kernel.now + (random.chance(0.5) ? random.int(10, 1_000) : random.int(1_000, 8_000));
  }
}
