// One caller's recognition: utterances one after the other; only what belongs to the current one is answered.
import { type StageHints } from '../domain/stage-hints';
import {
  type EngineFault,
  type EngineUtterance,
  type FinalResult,
  type PreparedStage,
  type SpeechLine,
  type SpeechRecogniser,
} from '../ports/speech-recogniser.port';

export type Fault = EngineFault | { readonly kind: 'bad-input'; readonly detail: string };

export type RecognitionAnswer =
  | { readonly kind: 'partial'; readonly utteranceId: string; readonly text: string }
  | ({
      readonly kind: 'final';
      readonly utteranceId: string;
      readonly startMs: number;
      readonly endMs: number;
    } & FinalResult)
  | { readonly kind: 'fault'; readonly utteranceId: string; readonly fault: Fault };

export type UtteranceOutcome =
  'recognised' | 'empty' | 'cancelled' | 'superseded' | 'abandoned' | Fault['kind'];

export interface RecognitionDeps {
  readonly recogniser: SpeechRecogniser;
  answer(answer: RecognitionAnswer): void;
  nowMs(): number;
  /** Calls back once after the delay; the result takes that back. */
  after(delayMs: number, callback: () => void): () => void;
  ended(outcome: UtteranceOutcome, finalLatencyMs: number | undefined): void;
}

export interface RecognitionLimits {
  /** Longest wait for the final hypothesis after the end of the utterance. */
  readonly finalMsMax: number;
  /** Longest utterance; it is finished there. */
  readonly utteranceMsMax: number;
}

interface Current {
  readonly id: string;
  readonly startMs: number;
  readonly engine: EngineUtterance;
  pushedMs: number;
  endMs: number | undefined;
  endedAtMs: number | undefined;
  stopWaiting: () => void;
}

const SAMPLES_PER_MS = 8;

/** Synchronous; engine answers come back through the listener, and are dropped once their utterance is not current. */
export class Recognition {
  private stage: PreparedStage | undefined;
  private refusal = 'no hints were given';
  private current: Current | undefined;
  private readonly line: SpeechLine;

  constructor(
    private readonly deps: RecognitionDeps,
    private readonly limits: RecognitionLimits,
  ) {
    this.line = deps.recogniser.openLine();
  }

  /** From the next utterance on. Hints that cannot be compiled make the next utterance a fault. */
  setHints(hints: StageHints): void {
    const prepared = this.deps.recogniser.prepare(hints);
    this.stage = prepared.kind === 'prepared' ? prepared.stage : undefined;
    this.refusal = prepared.kind === 'refused' ? prepared.reason : '';
  }

  startUtterance(id: string, startMs: number): void {
    this.drop('superseded');
    if (!this.stage) {
      this.deps.ended('bad-input', undefined);
      this.deps.answer({
        kind: 'fault',
        utteranceId: id,
        fault: { kind: 'bad-input', detail: this.refusal },
      });
      return;
    }
    const isCurrent = (): boolean => this.current?.id === id;
    const engine = this.line.begin(this.stage, {
      onPartial: (text) => isCurrent() && this.deps.answer({ kind: 'partial', utteranceId: id, text }),
      onFinal: (result) => isCurrent() && this.succeed(result),
      onFault: (fault) => isCurrent() && this.fail(fault),
    });
    this.current = {
      id,
      startMs,
      engine,
      pushedMs: 0,
      endMs: undefined,
      endedAtMs: undefined,
      stopWaiting: () => undefined,
    };
  }

  pushAudio(id: string, pcm: Int16Array): void {
    const current = this.listening(id);
    if (!current) return;
    current.engine.push(pcm);
    current.pushedMs += pcm.length / SAMPLES_PER_MS;
    if (current.pushedMs >= this.limits.utteranceMsMax)
      this.endUtterance(id, current.startMs + current.pushedMs);
  }

  endUtterance(id: string, endMs: number): void {
    const current = this.listening(id);
    if (!current) return;
    current.endMs = endMs;
    current.endedAtMs = this.deps.nowMs();
    current.stopWaiting = this.deps.after(this.limits.finalMsMax, () => {
      current.engine.cancel();
      if (this.current === current) this.fail({ kind: 'stalled', detail: 'no final hypothesis in time' });
    });
    current.engine.finish();
  }

  cancelUtterance(id: string): void {
    if (this.current?.id === id) this.drop('cancelled');
  }

  /** The caller's stream is over. */
  close(): void {
    this.drop('abandoned');
  }

  private listening(id: string): Current | undefined {
    return this.current?.id === id && this.current.endedAtMs === undefined ? this.current : undefined;
  }

  private succeed(result: FinalResult): void {
    const current = this.take();
    if (!current) return;
    const latencyMs = current.endedAtMs === undefined ? undefined : this.deps.nowMs() - current.endedAtMs;
    this.deps.ended(result.text === '' ? 'empty' : 'recognised', latencyMs);
    const { id, startMs } = current;
    const words = result.words.map(({ text, ...word }) => ({
      text,
      startMs: startMs + word.startMs,
      endMs: startMs + word.endMs,
    }));
    const endMs = current.endMs ?? startMs + current.pushedMs;
    this.deps.answer({ kind: 'final', utteranceId: id, startMs, endMs, ...result, words });
  }

  private fail(fault: Fault): void {
    const current = this.take();
    if (!current) return;
    this.deps.ended(fault.kind, undefined);
    this.deps.answer({ kind: 'fault', utteranceId: current.id, fault });
  }

  private drop(outcome: UtteranceOutcome): void {
    const current = this.take();
    if (!current) return;
    current.engine.cancel();
    this.deps.ended(outcome, undefined);
  }

  private take(): Current | undefined {
    const { current } = this;
    this.current = undefined;
    current?.stopWaiting();
    return current;
  }
}
