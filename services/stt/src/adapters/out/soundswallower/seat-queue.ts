// Seats for utterances: a free one at once, or the next to be free for who has waited longest, within bounds.

/** A worker as the queue sees it. */
export interface Seats {
  /** False while a thread that died is replaced. */
  readonly isUp: boolean;
  readonly freeCount: number;
  /** Called when a seat may be had again. */
  onFree: () => void;
  takeSeat(stageKey: string): number | undefined;
  /** Whether a free seat has the stage loaded. */
  hasLoaded(stageKey: string): boolean;
}

export interface Place<W extends Seats> {
  readonly worker: W;
  readonly seat: number;
}

export interface SeatQueueOptions {
  readonly waitingMax: number;
  readonly waitMsMax: number;
  nowMs(): number;
  /** Calls back once after the delay; the result takes that back. */
  after(delayMs: number, callback: () => void): () => void;
  /** Told when a seat is taken, with how long it was waited for. */
  onSeated(waitedMs: number): void;
  /** A seat was taken or given back. */
  onChange(): void;
}

export interface Seeker<W extends Seats> {
  readonly stageKey: string;
  take(place: Place<W>): void;
  /** No seat: too many wait already, or none was free in time. */
  refuse(detail: string): void;
}

interface Waiting<W extends Seats> {
  readonly seeker: Seeker<W>;
  readonly sinceMs: number;
  readonly stopWaiting: () => void;
}

/** A caller has one utterance at a time, so first come, first served is fair between callers. */
export class SeatQueue<W extends Seats> {
  private readonly waiting: Waiting<W>[] = [];

  constructor(
    private readonly workers: readonly W[],
    private readonly options: SeatQueueOptions,
  ) {
    for (const worker of workers) {
      worker.onFree = () => {
        this.serve();
        options.onChange();
      };
    }
  }

  /** May answer before it returns. The result takes the seeker out of the queue; later it does nothing. */
  seek(seeker: Seeker<W>): () => void {
    const { waitingMax, waitMsMax } = this.options;
    const place = this.waiting.length === 0 ? this.free(seeker.stageKey) : undefined;
    if (place) {
      this.seat(seeker, place, 0);
      return () => undefined;
    }
    if (this.waiting.length >= waitingMax || this.workers.every(({ isUp }) => !isUp)) {
      seeker.refuse('no decoder is free');
      return () => undefined;
    }
    const stopWaiting = this.options.after(waitMsMax, () => {
      this.leave(seeker);
      seeker.refuse('no decoder was free in time');
    });
    this.waiting.push({ seeker, sinceMs: this.options.nowMs(), stopWaiting });
    return () => this.leave(seeker);
  }

  close(): void {
    for (const { seeker } of [...this.waiting]) {
      this.leave(seeker);
      seeker.refuse('closed');
    }
  }

  private serve(): void {
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      const place = this.free(next.seeker.stageKey);
      if (!place) return;
      this.leave(next.seeker);
      this.seat(next.seeker, place, this.options.nowMs() - next.sinceMs);
    }
  }

  private seat(seeker: Seeker<W>, place: Place<W>, waitedMs: number): void {
    this.options.onSeated(waitedMs);
    this.options.onChange();
    seeker.take(place);
  }

  private leave(seeker: Seeker<W>): void {
    const at = this.waiting.findIndex((one) => one.seeker === seeker);
    if (at < 0) return;
    const [left] = this.waiting.splice(at, 1);
    left?.stopWaiting();
  }

  private free(stageKey: string): Place<W> | undefined {
    const free = this.workers
      .filter((worker) => worker.freeCount > 0)
      .sort((a, b) => b.freeCount - a.freeCount);
    const idlest = free[0];
    const loaded = free.find((worker) => worker.hasLoaded(stageKey));
    // A loaded stage saves about 10 ms; a much busier worker would cost more.
    const worker = loaded && idlest && loaded.freeCount * 2 >= idlest.freeCount ? loaded : idlest;
    const seat = worker?.takeSeat(stageKey);
    return worker && seat !== undefined ? { worker, seat } : undefined;
  }
}
