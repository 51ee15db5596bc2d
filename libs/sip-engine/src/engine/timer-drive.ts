// The one real timer: wakes the heap at its next deadline.
import type { TimerHeap } from '../transaction/timers';

export class TimerDrive {
  private timer: NodeJS.Timeout | undefined;
  private armedForMs = Infinity;
  private isStopped = false;

  constructor(
    private readonly heap: () => TimerHeap,
    private readonly run: () => void,
  ) {}

  /** Monotonic milliseconds. */
  nowMs(): number {
    return performance.now();
  }

  /** Looks at the heap again; cheap when its next deadline has not come nearer. */
  arm(): void {
    const { nextMs } = this.heap();
    if (this.isStopped || nextMs >= this.armedForMs) return;
    clearTimeout(this.timer);
    this.armedForMs = nextMs;
    this.timer = setTimeout(() => this.fire(), Math.max(1, Math.ceil(nextMs - this.nowMs())));
  }

  /** For good: whatever still happens arms no timer any more. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.armedForMs = Infinity;
  }

  private fire(): void {
    this.armedForMs = Infinity;
    this.run();
  }
}
