// What the pool and its worker threads say to each other.
import { type FliteVoice } from './synthesis';
import { type WordMark } from './word-marks';
import { type WasmModule } from './web-assembly';

export interface WorkerSetup {
  readonly module: WasmModule;
}

export interface SpeakJob {
  readonly voice: FliteVoice;
  readonly text: string;
  readonly pacePercent: number;
}

/** A worker tells once that it is warm, then answers each job. */
export type FromWorker = { readonly status: 'ready' } | SpeakResult;

export type SpeakResult =
  | {
      readonly status: 'spoken';
      readonly pcm: Int16Array<ArrayBuffer>;
      readonly marks: readonly WordMark[];
      readonly durationMs: number;
    }
  | { readonly status: 'failed'; readonly reason: string };
