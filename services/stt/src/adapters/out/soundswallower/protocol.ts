// What the recogniser pool and its worker threads say to each other.
import { type PathScores } from '../../../domain/confidence';
import { type Pronunciation } from './pronunciations';

export interface CompiledStage {
  readonly key: string;
  readonly fsg: string;
  readonly pronunciations: readonly Pronunciation[];
}

/** What a line sounds like, as the engine subtracts it from every frame, and how many frames know it. */
export interface LineSound {
  readonly mean: readonly number[];
  readonly frames: number;
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
      /** Absent for a line that has not been heard yet. */
      readonly sound: LineSound | undefined;
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
      readonly scores: PathScores;
      readonly sound: LineSound;
      /** Time the worker spent on the utterance. */
      readonly busyMs: number;
    }
  | { readonly type: 'failed'; readonly utterance: number; readonly reason: string };
