// What the lines and the thread that runs Silero say to each other.

export type ToSilero =
  /** One window per line, context first, one after the other. */
  | { readonly type: 'look'; readonly lines: readonly number[]; readonly windows: Float32Array<ArrayBuffer> }
  | { readonly type: 'forget'; readonly line: number };

export type FromSilero =
  { readonly type: 'ready' } | { readonly type: 'seen'; readonly probabilities: Float32Array };
