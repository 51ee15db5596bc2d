// Hands an utterance's audio to its worker in 100 ms pieces, a few at a time, and drops the oldest when it falls behind.

/** The pieces partial hypotheses come from. */
export const PIECE_SAMPLES = 800;
const IN_FLIGHT_MAX = 2;

export interface FeedOutput {
  audio(pcm: Int16Array): void;
  finish(): void;
}

export class UtteranceFeed {
  private readonly queue: Int16Array[] = [];
  private piece = new Int16Array(PIECE_SAMPLES);
  private filled = 0;
  private inFlight = 0;
  private isOpen = false;
  private isFinishing = false;
  private droppedSamples = 0;

  constructor(
    private readonly output: FeedOutput,
    private readonly queueSamplesMax: number,
  ) {}

  /** Audio given up because the worker was more than the queue behind. */
  get droppedMs(): number {
    return this.droppedSamples / 8;
  }

  /** There is a worker. It loads the stage first, and answers that as if it were audio. */
  open(): void {
    this.isOpen = true;
    this.inFlight = 1;
    this.send();
  }

  push(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length;) {
      const part = pcm.subarray(at, at + PIECE_SAMPLES - this.filled);
      this.piece.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled === PIECE_SAMPLES) this.close();
    }
    this.send();
  }

  finish(): void {
    if (this.filled > 0) this.close();
    this.isFinishing = true;
    this.send();
  }

  /** The worker has taken one piece. */
  taken(): void {
    this.inFlight = Math.max(0, this.inFlight - 1);
    this.send();
  }

  private close(): void {
    this.queue.push(this.piece.slice(0, this.filled));
    this.filled = 0;
    const queued = this.queue.reduce((sum, piece) => sum + piece.length, 0);
    if (queued > this.queueSamplesMax) this.droppedSamples += this.queue.shift()?.length ?? 0;
  }

  private send(): void {
    if (!this.isOpen) return;
    for (; this.inFlight < IN_FLIGHT_MAX; this.inFlight++) {
      const piece = this.queue.shift();
      if (!piece) break;
      this.output.audio(piece);
    }
    if (!this.isFinishing || this.queue.length > 0) return;
    this.isFinishing = false;
    this.output.finish();
  }
}
