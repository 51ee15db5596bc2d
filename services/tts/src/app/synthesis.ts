// One call's synthesis: prompts in order, piece by piece; the first piece is on its way before the next is spoken.
import { encodeMulaw } from '@trunkline/audio';
import { batchesOf, BYTES_PER_MS, type Batch, type EncodedPiece } from '../domain/audio-batches';
import { type PhraseCache } from '../domain/phrase-cache';
import { type Cut, type Piece, planPrompt } from '../domain/prompt-plan';
import { type EngineFault, type PieceResult, type SpeechSynthesiser } from '../ports/speech-synthesiser.port';

export interface Prompt {
  readonly promptId: string;
  readonly sentences: readonly string[];
  readonly isCacheable: boolean;
}

export type SynthesisAnswer =
  | ({ readonly kind: 'audio'; readonly promptId: string } & Batch)
  | {
      readonly kind: 'spoken';
      readonly promptId: string;
      readonly durationMs: number;
      readonly isCancelled: boolean;
    }
  | { readonly kind: 'fault'; readonly promptId: string; readonly fault: EngineFault };

export type PromptOutcome = 'spoken' | 'cancelled' | 'abandoned' | EngineFault['kind'];

export interface SynthesisDeps {
  readonly synthesiser: SpeechSynthesiser;
  readonly cache: PhraseCache;
  cut(sentence: string): readonly Cut[];
  answer(answer: SynthesisAnswer): void;
  /** Resolves when the peer takes more, or the stream is over. */
  writable(): Promise<void>;
  nowMs(): number;
  /** Calls back once after the delay; the result takes that back. */
  after(delayMs: number, callback: () => void): () => void;
  readonly observe: SynthesisObserver;
}

export interface SynthesisObserver {
  firstAudio(latencyMs: number): void;
  promptEnded(outcome: PromptOutcome): void;
  phraseLookedUp(result: 'hit' | 'miss'): void;
}

export interface SynthesisLimits {
  /** Prompts waiting behind the one being spoken; one more is a fault. */
  readonly promptsMax: number;
  readonly promptCharsMax: number;
  /** Longest time for one piece. */
  readonly pieceMsMax: number;
}

interface Running extends Prompt {
  readonly askedAtMs: number;
  readonly abort: AbortController;
  sentBytes: number;
  isOver: boolean;
}

export class Synthesis {
  private readonly prompts: Running[] = [];
  private isRunning = false;

  constructor(
    private readonly deps: SynthesisDeps,
    private readonly settings: SynthesisLimits & { readonly voice: string },
  ) {}

  speak(prompt: Prompt): void {
    const running = {
      ...prompt,
      askedAtMs: this.deps.nowMs(),
      abort: new AbortController(),
      sentBytes: 0,
      isOver: false,
    };
    const fault = this.refusal(prompt);
    this.prompts.push(running);
    if (fault) this.fail(running, fault);
    else if (!this.isRunning) void this.run();
  }

  /** The prompt ends here; unknown and finished prompts are ignored. */
  cancel(promptId: string): void {
    const prompt = this.prompts.find((candidate) => candidate.promptId === promptId);
    if (!prompt) return;
    this.end(prompt, 'cancelled');
    this.deps.answer({
      kind: 'spoken',
      promptId,
      durationMs: prompt.sentBytes / BYTES_PER_MS,
      isCancelled: true,
    });
  }

  /** The stream is over; nothing more is answered. */
  close(): void {
    for (const prompt of [...this.prompts]) this.end(prompt, 'abandoned');
  }

  private refusal({ sentences }: Prompt): EngineFault | undefined {
    const chars = sentences.reduce((sum, sentence) => sum + sentence.length + 1, 0);
    if (chars > this.settings.promptCharsMax) return { kind: 'bad-input', detail: 'the prompt is too long' };
    if (this.prompts.length > this.settings.promptsMax)
      return { kind: 'overloaded', detail: 'too many prompts wait' };
    return undefined;
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    for (let prompt = this.prompts[0]; prompt; prompt = this.prompts[0]) await this.speakPrompt(prompt);
    this.isRunning = false;
  }

  private async speakPrompt(prompt: Running): Promise<void> {
    for (const piece of planPrompt(prompt.sentences, (sentence) => this.deps.cut(sentence))) {
      await this.speakPiece(prompt, piece);
      if (prompt.isOver) return;
      await this.deps.writable();
      if (prompt.isOver) return;
    }
    this.end(prompt, 'spoken');
    const durationMs = prompt.sentBytes / BYTES_PER_MS;
    this.deps.answer({ kind: 'spoken', promptId: prompt.promptId, durationMs, isCancelled: false });
  }

  private async speakPiece(prompt: Running, piece: Piece): Promise<void> {
    const kept = prompt.isCacheable ? this.lookUp(piece.text) : undefined;
    if (kept) return this.send(prompt, piece, kept);
    const result = await this.synthesise(prompt, piece);
    if (prompt.isOver) return;
    if (result.kind === 'failed') return this.fail(prompt, result.fault);
    const encoded = { mulaw: encodeMulaw(result.pcm), marks: result.marks };
    if (prompt.isCacheable) this.deps.cache.put(this.settings.voice, piece.text, encoded);
    this.send(prompt, piece, encoded);
  }

  private lookUp(text: string): EncodedPiece | undefined {
    const phrase = this.deps.cache.get(this.settings.voice, text);
    this.deps.observe.phraseLookedUp(phrase ? 'hit' : 'miss');
    return phrase;
  }

  private synthesise(prompt: Running, { text }: Piece): Promise<PieceResult> {
    const { signal } = prompt.abort;
    const { voice, pieceMsMax } = this.settings;
    const isUrgent = prompt.sentBytes === 0;
    return new Promise((resolve) => {
      const settle = (result: PieceResult): void => {
        stopWaiting();
        resolve(result);
      };
      const failed = (fault: EngineFault) => (): void => settle({ kind: 'failed', fault });
      const stopWaiting = this.deps.after(
        pieceMsMax,
        failed({ kind: 'stalled', detail: 'no audio in time' }),
      );
      // An engine that never answers must not hold the next prompt back.
      signal.addEventListener('abort', failed({ kind: 'engine', detail: 'cancelled' }), { once: true });
      void this.deps.synthesiser.speak({ voice, text, isUrgent, signal }).then(settle);
    });
  }

  private send(prompt: Running, piece: Piece, encoded: EncodedPiece): void {
    const place = { startByte: prompt.sentBytes, startChar: piece.startChar, pauseMs: piece.pauseMs };
    for (const batch of batchesOf(encoded, place)) {
      if (prompt.sentBytes === 0) this.deps.observe.firstAudio(this.deps.nowMs() - prompt.askedAtMs);
      prompt.sentBytes += batch.mulaw.length;
      this.deps.answer({ kind: 'audio', promptId: prompt.promptId, ...batch });
    }
  }

  private fail(prompt: Running, fault: EngineFault): void {
    this.end(prompt, fault.kind);
    this.deps.answer({ kind: 'fault', promptId: prompt.promptId, fault });
  }

  private end(prompt: Running, outcome: PromptOutcome): void {
    prompt.isOver = true;
    prompt.abort.abort();
    this.prompts.splice(this.prompts.indexOf(prompt), 1);
    this.deps.observe.promptEnded(outcome);
  }
}
