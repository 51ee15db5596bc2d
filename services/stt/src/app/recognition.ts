// One caller's recognition: one utterance is spoken at a time, and those that ended before it may still get their answer.
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
/** Utterances spoken or waiting for their final; with one more the oldest is given up. */
export const OPEN_MAX = 4;

/**
 * Synchronous; engine answers come back through the listener, and are dropped once their utterance is closed. A caller
 * who pauses for a breath begins the next utterance before the final of the last one is there: both are answered.
 */
export class Recognition {
  private stage: PreparedStage | undefined;
  private refusal = 'no hints were given';
  /** In the order they began. */
  private readonly open = new Map<string, Current>();
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
    this.supersede(id);
    if (!this.stage) {
      this.deps.ended('bad-input', undefined);
      this.deps.answer({
        kind: 'fault',
        utteranceId: id,
        fault: { kind: 'bad-input', detail: this.refusal },
      });
      return;
    }
    const isOpen = (): boolean => this.open.get(id)?.engine === engine;
    const engine = this.line.begin(this.stage, {
      onPartial: (text) => isOpen() && this.deps.answer({ kind: 'partial', utteranceId: id, text }),
      onFinal: (result) => isOpen() && this.succeed(id, result),
      onFault: (fault) => isOpen() && this.fail(id, fault),
    });
    this.open.set(id, {
      id,
      startMs,
      engine,
      pushedMs: 0,
      endMs: undefined,
      endedAtMs: undefined,
      stopWaiting: () => undefined,
    });
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
      if (this.open.get(id) === current)
        this.fail(id, { kind: 'stalled', detail: 'no final hypothesis in time' });
    });
    current.engine.finish();
  }

  cancelUtterance(id: string): void {
    this.drop(id, 'cancelled');
  }

  /** The caller's stream is over. */
  close(): void {
    for (const id of [...this.open.keys()]) this.drop(id, 'abandoned');
  }

  private listening(id: string): Current | undefined {
    const current = this.open.get(id);
    return current?.endedAtMs === undefined ? current : undefined;
  }

  /** Whoever speaks again without having ended has not said what went before. */
  private supersede(id: string): void {
    for (const { id: before, endedAtMs } of [...this.open.values()])
      if (before === id || endedAtMs === undefined || this.open.size >= OPEN_MAX)
        this.drop(before, 'superseded');
  }

  private succeed(id: string, result: FinalResult): void {
    const current = this.take(id);
    if (!current) return;
    const latencyMs = current.endedAtMs === undefined ? undefined : this.deps.nowMs() - current.endedAtMs;
    this.deps.ended(result.text === '' ? 'empty' : 'recognised', latencyMs);
    const { startMs } = current;
    const words = result.words.map(({ text, ...word }) => ({
      text,
      startMs: startMs + word.startMs,
      endMs: startMs + word.endMs,
    }));
    const endMs = current.endMs ?? startMs + current.pushedMs;
    this.deps.answer({ kind: 'final', utteranceId: id, startMs, endMs, ...result, words });
  }

  private fail(id: string, fault: Fault): void {
    if (!this.take(id)) return;
    this.deps.ended(fault.kind, undefined);
    this.deps.answer({ kind: 'fault', utteranceId: id, fault });
  }

  private drop(id: string, outcome: UtteranceOutcome): void {
    const current = this.take(id);
    if (!current) return;
    current.engine.cancel();
    this.deps.ended(outcome, undefined);
  }

  private take(id: string): Current | undefined {
    const current = this.open.get(id);
    this.open.delete(id);
    current?.stopWaiting();
    return current;
  }
}
