// What the service needs from an engine: one piece of text spoken, with the time each word ends.

export interface WordEnd {
  /** Milliseconds from the first sample of the piece. */
  readonly endMs: number;
  /** Index into the piece's text, just after the word. */
  readonly endChar: number;
}

export interface SpokenPiece {
  /** 8 kHz, one channel. */
  readonly pcm: Int16Array;
  readonly marks: readonly WordEnd[];
}

export type EngineFault =
  | { readonly kind: 'overloaded'; readonly detail: string }
  | { readonly kind: 'stalled'; readonly detail: string }
  | { readonly kind: 'engine'; readonly detail: string }
  | { readonly kind: 'bad-input'; readonly detail: string };

export type PieceResult =
  ({ readonly kind: 'spoken' } & SpokenPiece) | { readonly kind: 'failed'; readonly fault: EngineFault };

export interface PieceRequest {
  readonly voice: string;
  readonly text: string;
  /** Nothing of the prompt is heard yet: before other work. */
  readonly isUrgent: boolean;
  readonly signal: AbortSignal;
}

export interface SpeechSynthesiser {
  /** The first one is the default. */
  readonly voices: readonly [string, ...string[]];
  /** Never rejects. An aborted request may be answered by anything. */
  speak(request: PieceRequest): Promise<PieceResult>;
  close(): Promise<void>;
}
