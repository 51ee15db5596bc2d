// What the recogniser pool and its worker threads say to each other.
import { type Pronunciation } from './pronunciations';

export interface CompiledStage {
  readonly key: string;
  readonly fsg: string;
  readonly pronunciations: readonly Pronunciation[];
}

export interface WorkerSetup {
  readonly modelFolder: string;
  /** Utterances one worker recognises at the same time. */
  readonly seats: number;
}

export type ToWorker =
  | {
      readonly type: 'begin';
      readonly seat: number;
      readonly utterance: number;
      readonly stage: CompiledStage;
    }
  | { readonly type: 'audio'; readonly seat: number; readonly utterance: number; readonly pcm: Int16Array }
  | { readonly type: 'finish'; readonly seat: number; readonly utterance: number }
  | { readonly type: 'cancel'; readonly seat: number; readonly utterance: number };

export interface RawSegment {
  readonly text: string;
  readonly startS: number;
  readonly durationS: number;
}

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'heard'; readonly utterance: number; readonly text: string }
  | {
      readonly type: 'final';
      readonly utterance: number;
      readonly segments: readonly RawSegment[];
      readonly scores: { readonly words: number; readonly phones: number; readonly frames: number };
    }
  | { readonly type: 'failed'; readonly utterance: number; readonly reason: string };
