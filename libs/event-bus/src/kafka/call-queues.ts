// Jobs of one call one after the other, of different calls side by side.

/** Never rejects. */
export type Job = () => Promise<void>;

export class CallQueues {
  private readonly queues = new Map<string, Job[]>();
  private readonly listeners: (() => void)[] = [];
  private resting = 0;

  add(callId: string, job: Job): void {
    const queue = this.queues.get(callId);
    if (queue) {
      queue.push(job);
      return;
    }
    this.queues.set(callId, [job]);
    void this.work(callId);
  }

  /** For a job that waits on purpose: until it goes on, its call does not count as busy. */
  async rest(pause: () => Promise<void>): Promise<void> {
    this.resting += 1;
    this.tell();
    try {
      await pause();
    } finally {
      this.resting -= 1;
    }
  }

  /** Resolves when every call is done or rests. */
  async quiet(): Promise<void> {
    while (this.queues.size > this.resting) await this.change();
  }

  async empty(): Promise<void> {
    while (this.queues.size > 0) await this.change();
  }

  private async work(callId: string): Promise<void> {
    const queue = this.queues.get(callId) ?? [];
    for (let job = queue[0]; job; job = queue[0]) {
      await job();
      queue.shift();
    }
    this.queues.delete(callId);
    this.tell();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.listeners.push(resolve));
  }

  private tell(): void {
    for (const listener of this.listeners.splice(0)) listener();
  }
}
