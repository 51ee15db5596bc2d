// The soundswallower module with the exports its own types leave out: a grammar from text, and the path's score.

export interface Decoder {
  readonly cdecoder: number;
  initialize(): Promise<void>;
  start(): void;
  stop(): void;
  process_audio(pcm: Float32Array, noSearch: boolean, fullUtterance: boolean): number;
  get_text(): string;
  get_alignment(): { readonly w?: readonly { readonly t: string; readonly b: number; readonly d: number }[] };
  lookup_word(word: string): string | null;
  add_words(...words: readonly (readonly [string, string])[]): void;
}

export interface EngineModule {
  readonly Decoder: new (config: Record<string, string | number | boolean>) => Decoder;
  readonly HEAPU8: Uint8Array;
  readonly HEAP32: Int32Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
  _s3file_init(address: number, bytes: number): number;
  _s3file_free(file: number): number;
  _decoder_init_grammar_s3file(decoder: number, fsg: number, jsgf: number): number;
  _decoder_hyp(decoder: number, scoreAt: number): number;
}

export const loadEngineModule = async (modelFolder: string): Promise<EngineModule> => {
  const { default: createModule } = await import('soundswallower');
  return (await createModule({ modelBase: modelFolder } as Parameters<
    typeof createModule
  >[0])) as object as EngineModule;
};

/** Replaces the decoder's grammar. Throws when it does not parse or names a word without pronunciation. */
export const loadGrammar = (engine: EngineModule, decoder: Decoder, fsg: string): void => {
  const bytes = Buffer.from(`${fsg}\0`);
  const at = engine._malloc(bytes.length);
  engine.HEAPU8.set(bytes, at);
  const file = engine._s3file_init(at, bytes.length - 1);
  const result = engine._decoder_init_grammar_s3file(decoder.cdecoder, file, 0);
  // The decoder frees the file but not the text it reads from.
  engine._free(at);
  if (result < 0) throw new Error('the grammar cannot be loaded');
};

/**
 * A decoder for telephone audio, its dictionary empty: words are added when a stage needs them, so that it is there in
 * 30 ms and takes 7 MB. The model's own noise reduction stays: without it one word in twelve is misheard instead of one
 * in sixteen, most of them digits on a noisy line.
 */
export const createDecoder = async (
  engine: EngineModule,
  config: Readonly<Record<string, boolean>> = {},
): Promise<Decoder> => {
  const decoder = new engine.Decoder({ ...TELEPHONE, ...config });
  await decoder.initialize();
  return decoder;
};

const TELEPHONE = {
  samprate: 8_000,
  loglevel: 'FATAL',
  silprob: 0.05,
  fillprob: 0.001,
  dict: '/no-dictionary',
};

export const pathScore = (engine: EngineModule, decoder: Decoder): number => {
  const at = engine._malloc(4);
  engine._decoder_hyp(decoder.cdecoder, at);
  const score = engine.HEAP32[at >> 2] ?? 0;
  engine._free(at);
  return score;
};
