// The store is away for a while, for everybody.
import { type Faults } from '../faults/faults';
import { type Kernel } from '../kernel/kernel';

const FOLLOWED_MAX = 2;

export class Outage {
  private untilMs = 0;
  private followed = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly faults: Faults,
  ) {}

  get isOn(): boolean {
    return this.kernel.now < this.untilMs;
  }

  mayBegin(): void {
    if (!this.isOn && this.faults.hits('store-unavailable')) this.begin();
  }

  /** What takes the answer to a commit away often takes the store with it. */
  mayFollowCommit(): void {
    const { profile } = this.faults;
    const isLikely =
      profile['store-unavailable'] !== undefined && this.faults.of('commit-unknown').chance(0.15);
    if (isLikely && !this.isOn && this.followed < FOLLOWED_MAX) {
      this.followed += 1;
      this.begin();
    }
  }

  private begin(): void {
    const random = this.faults.of('store-unavailable');
    this.untilMs = this.kernel.now + (random.chance(0.5) ? random.int(10, 1_000) : random.int(1_000, 8_000));
  }
}
