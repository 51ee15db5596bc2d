// What the service needs from an engine: a stage's expectations compiled, and utterances recognised as they are spoken.
import { type StageHints } from '../domain/stage-hints';

/** Compiled expectations of a stage; made and understood by the engine. */
export interface PreparedStage {
  readonly key: string;
}

export type Prepared =
  | { readonly kind: 'prepared'; readonly stage: PreparedStage }
  | { readonly kind: 'refused'; readonly reason: string };

export interface RecognisedWord {
  readonly text: string;
  /** Milliseconds from the first sample of the utterance. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface FinalResult {
  /** Lower case, no punctuation; empty when nothing was recognised. */
  readonly text: string;
  /** 0..1 */
  readonly confidence: number;
  readonly words: readonly RecognisedWord[];
}

export type EngineFault =
  | { readonly kind: 'overloaded'; readonly detail: string }
  | { readonly kind: 'stalled'; readonly detail: string }
  | { readonly kind: 'engine'; readonly detail: string };

/** After `onFinal`, `onFault` or `cancel()` nothing more of an utterance is told. */
export interface UtteranceListener {
  onPartial(text: string): void;
  onFinal(result: FinalResult): void;
  onFault(fault: EngineFault): void;
}

export interface EngineUtterance {
  /** 8 kHz audio in order. More than the engine's queue holds drops the oldest. */
  push(pcm: Int16Array): void;
  finish(): void;
  cancel(): void;
}

/** One caller's line. What the engine learns of its sound serves this caller's later utterances, and nobody else's. */
export interface SpeechLine {
  begin(stage: PreparedStage, listener: UtteranceListener): EngineUtterance;
}

export interface SpeechRecogniser {
  /** Compiles hints; the same hints give the same stage at no cost. */
  prepare(hints: StageHints): Prepared;
  openLine(): SpeechLine;
  close(): Promise<void>;
}
