// One worker thread and the utterances on its seats; a thread that dies or stops answering is replaced.
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type EngineFault } from '../../../ports/speech-recogniser.port';
import { type FromWorker, type ToWorker, type WorkerSetup } from './protocol';

export interface WorkerUtterance {
  readonly seat: number;
  handle(message: Extract<FromWorker, { utterance: number }>): void;
  fail(fault: EngineFault): void;
}

const RESPAWN_MS = 1_000;

export class RecogniserWorker {
  private readonly utterances = new Map<number, WorkerUtterance>();
  private readonly freeSeats: Set<number>;
  private readonly stageOfSeat = new Map<number, string>();
  private thread: Worker;
  private ready: Promise<void>;
  private watchdog: NodeJS.Timeout | undefined;
  private respawn: NodeJS.Timeout | undefined;
  private isReady = false;
  private unanswered = 0;
  private isClosed = false;
  /** A seat may be had again. */
  onFree: () => void = () => undefined;

  constructor(
    private readonly setup: WorkerSetup,
    private readonly stallMs: number,
    private readonly onReplaced: (reason: 'stalled' | 'failed') => void,
  ) {
    this.freeSeats = new Set(Array.from({ length: setup.seats }, (_, index) => index));
    [this.thread, this.ready] = this.spawn();
  }

  /** Resolves when all decoders are loaded; rejects when the engine cannot be. */
  whenReady(): Promise<void> {
    return this.ready;
  }

  /** False while a thread that died is replaced. */
  get isUp(): boolean {
    return this.isReady;
  }

  get freeCount(): number {
    return this.isReady ? this.freeSeats.size : 0;
  }

  /** A free seat, one with the stage already loaded if there is one. */
  takeSeat(stageKey: string): number | undefined {
    const free = this.isReady ? [...this.freeSeats] : [];
    const seat = free.find((candidate) => this.stageOfSeat.get(candidate) === stageKey) ?? free[0];
    if (seat === undefined) return undefined;
    this.freeSeats.delete(seat);
    this.stageOfSeat.set(seat, stageKey);
    return seat;
  }

  hasLoaded(stageKey: string): boolean {
    return [...this.freeSeats].some((seat) => this.stageOfSeat.get(seat) === stageKey);
  }

  attach(id: number, utterance: WorkerUtterance): void {
    this.utterances.set(id, utterance);
  }

  /** Sends work that the worker answers; without an answer in time it counts as stalled. */
  post(message: ToWorker): void {
    this.thread.postMessage(message);
    if (message.type === 'cancel') return;
    this.unanswered++;
    this.watch();
  }

  release(id: number): void {
    const utterance = this.utterances.get(id);
    if (!utterance) return;
    this.utterances.delete(id);
    this.freeSeats.add(utterance.seat);
    if (this.utterances.size === 0) this.unwatch();
    this.onFree();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.unwatch();
    clearTimeout(this.respawn);
    this.failAll({ kind: 'engine', detail: 'closed' });
    await this.thread.terminate();
  }

  private start(): void {
    [this.thread, this.ready] = this.spawn();
  }

  private spawn(): [Worker, Promise<void>] {
    const thread = new Worker(path.join(__dirname, 'worker.js'), {
      workerData: this.setup,
      name: 'recogniser',
    });
    thread.unref();
    const ready = new Promise<void>((resolve, reject) => {
      thread.on('message', (message: FromWorker) => this.receive(message, resolve));
      thread.on('error', () => {
        reject(new Error('the recogniser cannot be loaded'));
        this.replace({ kind: 'engine', detail: 'worker failed' });
      });
      thread.on('exit', () => {
        reject(new Error('the recogniser has ended'));
        this.replace({ kind: 'engine', detail: 'worker ended' });
      });
    });
    ready.catch(() => undefined);
    return [thread, ready];
  }

  private receive(message: FromWorker, onReady: () => void): void {
    if (message.type === 'ready') {
      this.isReady = true;
      onReady();
      return this.onFree();
    }
    this.unwatch();
    if (--this.unanswered > 0) this.watch();
    this.utterances.get(message.utterance)?.handle(message);
  }

  private watch(): void {
    this.watchdog ??= setTimeout(
      () => this.replace({ kind: 'stalled', detail: 'worker does not answer' }),
      this.stallMs,
    );
  }

  private unwatch(): void {
    clearTimeout(this.watchdog);
    this.watchdog = undefined;
  }

  private replace(fault: EngineFault): void {
    if (this.isClosed) return;
    this.onReplaced(fault.kind === 'stalled' ? 'stalled' : 'failed');
    this.unwatch();
    this.thread.removeAllListeners();
    void this.thread.terminate();
    this.stageOfSeat.clear();
    this.unanswered = 0;
    // One that failed to start would fail again at once.
    clearTimeout(this.respawn);
    this.respawn = setTimeout(() => this.start(), this.isReady ? 0 : RESPAWN_MS);
    this.isReady = false;
    this.failAll(fault);
  }

  private failAll(fault: EngineFault): void {
    for (const [id, utterance] of [...this.utterances]) {
      this.release(id);
      utterance.fail(fault);
    }
  }
}
