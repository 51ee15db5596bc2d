// The timer values of RFC 3261 17 and the heap that drives every machine: no clock here, the caller says what time it is.
export interface Timers {
  /** Round-trip estimate. */
  readonly t1Ms: number;
  /** Longest retransmission interval of non-INVITE requests and INVITE responses. */
  readonly t2Ms: number;
  /** How long a message may stay in the network. */
  readonly t4Ms: number;
}

export const rfcTimers: Timers = { t1Ms: 500, t2Ms: 4_000, t4Ms: 5_000 };

/** The transaction timeout 64*T1 (timers B, F, H, J, L and M). */
export const giveUpMs = (timers: Timers): number => 64 * timers.t1Ms;

/** Something with one next deadline; Infinity means none. */
export interface Timed {
  deadlineMs: number;
  expire(nowMs: number): void;
}

interface Entry {
  readonly atMs: number;
  readonly timed: Timed;
}

/** A binary heap by time. A deadline that moves later is noticed when its old entry comes up. */
export class TimerHeap {
  private readonly heap: Entry[] = [];
  private readonly scheduledMs = new WeakMap<Timed, number>();

  get size(): number {
    return this.heap.length;
  }

  /** When `run` is due next; Infinity when nothing is scheduled. */
  get nextMs(): number {
    return this.heap[0]?.atMs ?? Infinity;
  }

  /** Takes note of the owner's deadline; call it after anything that may have changed it. */
  track(timed: Timed): void {
    const { deadlineMs } = timed;
    if (deadlineMs === Infinity || (this.scheduledMs.get(timed) ?? Infinity) <= deadlineMs) return;
    this.scheduledMs.set(timed, deadlineMs);
    this.push({ atMs: deadlineMs, timed });
  }

  /** Expires everything due at `nowMs`. */
  run(nowMs: number): void {
    for (let top = this.heap[0]; top && top.atMs <= nowMs; top = this.heap[0]) {
      this.pop();
      const { timed } = top;
      if (this.scheduledMs.get(timed) !== top.atMs) continue;
      this.scheduledMs.delete(timed);
      if (timed.deadlineMs <= nowMs) timed.expire(nowMs);
      this.track(timed);
    }
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || above.atMs <= entry.atMs) break;
      heap[at] = above;
      heap[parent] = entry;
      at = parent;
    }
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const smaller = this.smallerChild(at);
      const child = heap[smaller];
      if (!child || child.atMs >= last.atMs) break;
      heap[at] = child;
      at = smaller;
    }
    heap[at] = last;
  }

  private smallerChild(at: number): number {
    const left = 2 * at + 1;
    const right = left + 1;
    return (this.heap[right]?.atMs ?? Infinity) < (this.heap[left]?.atMs ?? Infinity) ? right : left;
  }
}
