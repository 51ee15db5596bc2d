// A second look at a one-word answer: whether the sound is more like the word, or like what it could be mistaken for.
import { rivalsOf } from '../../../domain/rivals';
import { createDecoder, type Decoder, type EngineModule, loadGrammar, pathScore } from './engine-module';
import { setLineSound } from './line-sound';
import { type LineSound } from './protocol';

export interface Claim {
  readonly word: string;
  /** All its pronunciations. */
  readonly phones: readonly string[];
}

interface Loaded {
  readonly own: string;
  readonly rivals: string;
}

/** Rivals stay in the dictionary; a worker that has met more words than this trusts the first look. */
const WORDS_MAX = 64;

/** Scores are relative to the best sound scored in a frame; when all are, paths of two decoders can be compared. */
const COMPARABLE = { compallsen: true };

/** One per worker: it looks at one answer at a time. */
export class Verifier {
  private readonly known = new Map<string, Loaded>();
  private loaded: string | undefined;

  private constructor(
    private readonly engine: EngineModule,
    private readonly own: Decoder,
    private readonly rivals: Decoder,
  ) {}

  static async create(engine: EngineModule): Promise<Verifier> {
    return new Verifier(
      engine,
      await createDecoder(engine, COMPARABLE),
      await createDecoder(engine, COMPARABLE),
    );
  }

  /** How much better the word explains the audio than its best rival; undefined where it cannot tell. */
  leadOf(claim: Claim, audio: Float32Array, sound: LineSound | undefined): number | undefined {
    if (!this.load(claim)) return undefined;
    const [own, rivals] = [this.own, this.rivals].map((decoder) => {
      setLineSound(this.engine, decoder, sound);
      decoder.start();
      decoder.process_audio(audio, false, false);
      decoder.stop();
      return decoder.get_text() === '' ? undefined : pathScore(this.engine, decoder);
    });
    if (own === undefined) return undefined;
    return rivals === undefined ? own : own - rivals;
  }

  private load({ word, phones }: Claim): boolean {
    if (this.loaded === word) return true;
    const grammars = this.known.get(word) ?? this.learn({ word, phones });
    if (!grammars) return false;
    this.loaded = undefined;
    loadGrammar(this.engine, this.own, grammars.own);
    loadGrammar(this.engine, this.rivals, grammars.rivals);
    this.loaded = word;
    return true;
  }

  private learn({ word, phones }: Claim): Loaded | undefined {
    const rivals = rivalsOf(phones);
    if (this.known.size >= WORDS_MAX || phones.length === 0 || rivals.length === 0) return undefined;
    const prefix = `word${this.known.size}`;
    const grammars = {
      own: this.teach(this.own, prefix, phones),
      rivals: this.teach(this.rivals, prefix, rivals),
    };
    this.known.set(word, grammars);
    return grammars;
  }

  private teach(decoder: Decoder, prefix: string, pronunciations: readonly string[]): string {
    const entries = pronunciations.map((phones, index) => [`${prefix}_${index}`, phones] as const);
    decoder.add_words(...entries);
    return oneOf(entries.map(([entry]) => entry));
  }
}

const oneOf = (words: readonly string[]): string =>
  [
    'FSG_BEGIN one',
    'NUM_STATES 2',
    'START_STATE 0',
    'FINAL_STATE 1',
    ...words.map((word) => `TRANSITION 0 1 ${(1 / words.length).toPrecision(6)} ${word}`),
    'FSG_END',
    '',
  ].join('\n');
