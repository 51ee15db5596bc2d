// One place in a worker: a decoder for the words and a decoder for the phone loop, over the same audio.
import { type PathScores, secondLookAt } from '../../../domain/confidence';
import { createDecoder, type Decoder, type EngineModule, loadGrammar, pathScore } from './engine-module';
import { lineSoundOf, setLineSound } from './line-sound';
import { phoneLoopGrammar, phoneLoopWords } from './phone-loop';
import { type CompiledStage, type LineSound, type RawSegment } from './protocol';
import { isSpoken, spokenText, wordOfEntry } from './spoken-text';
import { type Verifier } from './verifier';

const SAMPLES_PER_ANALYSIS_FRAME = 80;
const SAMPLES_PER_S = 8_000;
/** Audio looked at twice: answers of one word are shorter, and longer ones carry evidence enough. */
const LOOK_AGAIN_SAMPLES_MAX = 2 * SAMPLES_PER_S;
/** Around the word: its sounds begin and end in it. */
const MARGIN_SAMPLES = 960;

export interface SeatResult {
  readonly segments: readonly RawSegment[];
  readonly scores: PathScores;
  readonly sound: LineSound;
}

/** A second look taken while the caller was silent already, good if the word does not change any more. */
interface EarlyLook {
  readonly word: string;
  readonly endS: number;
  readonly lead: number | undefined;
}

const SAME_END_S = 0.05;

export class Seat {
  private stage: CompiledStage | undefined;
  private audio: Float32Array[] = [];
  private samples = 0;
  private lastText = '';
  private early: EarlyLook | undefined;
  private isOpen = false;

  private constructor(
    private readonly engine: EngineModule,
    private readonly verifier: Verifier,
    private readonly decoders: { readonly words: Decoder; readonly phones: Decoder },
  ) {}

  static async create(engine: EngineModule, verifier: Verifier): Promise<Seat> {
    const words = await createDecoder(engine);
    const phones = await createDecoder(engine, { cionly: true, bestpath: false });
    phones.add_words(...phoneLoopWords);
    loadGrammar(engine, phones, phoneLoopGrammar);
    return new Seat(engine, verifier, { words, phones });
  }

  begin(stage: CompiledStage, sound: LineSound | undefined): void {
    this.cancel();
    if (this.stage?.key !== stage.key) this.load(stage);
    this.audio = [];
    this.samples = 0;
    this.lastText = '';
    this.early = undefined;
    for (const decoder of Object.values(this.decoders)) {
      setLineSound(this.engine, decoder, sound);
      decoder.start();
    }
    this.isOpen = true;
  }

  /** The best text so far. */
  hear(pcm: Int16Array): string {
    if (!this.isOpen) return '';
    const audio = Float32Array.from(pcm, (sample) => sample / 32_768);
    for (const decoder of Object.values(this.decoders)) decoder.process_audio(audio, false, false);
    this.samples += pcm.length;
    if (this.samples <= LOOK_AGAIN_SAMPLES_MAX) this.audio.push(audio);
    const before = this.lastText;
    this.lastText = this.decoders.words.get_text();
    if (this.lastText === before) this.lookEarly();
    return this.lastText;
  }

  finish(): SeatResult {
    const { words, phones } = this.decoders;
    if (!this.isOpen) {
      const scores = { words: 0, phones: 0, frames: 0, lead: undefined };
      return { segments: [], scores, sound: lineSoundOf(this.engine, words) };
    }
    this.isOpen = false;
    words.stop();
    phones.stop();
    const sound = lineSoundOf(this.engine, words);
    const segments = this.lastText === '' && words.get_text() === '' ? [] : this.segments();
    const scores = {
      words: pathScore(this.engine, words),
      phones: pathScore(this.engine, phones),
      frames: Math.floor(this.samples / SAMPLES_PER_ANALYSIS_FRAME),
      lead: this.leadOf(
        segments.filter(({ text }) => isSpoken(text)),
        sound,
      ),
    };
    return { segments, scores, sound };
  }

  cancel(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.decoders.words.stop();
    this.decoders.phones.stop();
  }

  /** Before the end of the utterance is known, so that nobody waits for the second look. */
  private lookEarly(): void {
    if (this.early || !secondLookAt(spokenText(this.lastText.split(' ')))) return;
    const [only, another] = this.segments().filter(({ text }) => isSpoken(text));
    if (!only || another || endOf(only) * SAMPLES_PER_S + MARGIN_SAMPLES > this.samples) return;
    const lead = this.leadOver(only, lineSoundOf(this.engine, this.decoders.words));
    this.early = { word: wordOfEntry(only.text), endS: endOf(only), lead };
  }

  /** How far a word that stands alone is ahead of what it could be mistaken for, where that matters. */
  private leadOf(spoken: readonly RawSegment[], sound: LineSound): number | undefined {
    const [only, another] = spoken;
    if (!only || another || !secondLookAt(wordOfEntry(only.text))) return undefined;
    const { early } = this;
    const isSame = early?.word === wordOfEntry(only.text) && Math.abs(early.endS - endOf(only)) < SAME_END_S;
    return isSame ? early.lead : this.leadOver(only, sound);
  }

  /** The line is known by this utterance, too: of a caller's first word, it is all that is known. */
  private leadOver({ text, startS, durationS }: RawSegment, sound: LineSound): number | undefined {
    if (this.samples > LOOK_AGAIN_SAMPLES_MAX) return undefined;
    const word = wordOfEntry(text);
    const phones = this.stage?.pronunciations.flatMap(([entry, one]) =>
      wordOfEntry(entry) === word ? [one] : [],
    );
    const from = startS * SAMPLES_PER_S - MARGIN_SAMPLES;
    const to = (startS + durationS) * SAMPLES_PER_S + MARGIN_SAMPLES;
    const audio = joined(this.audio, this.samples).subarray(Math.max(0, Math.round(from)), Math.round(to));
    return this.verifier.leadOf({ word, phones: phones ?? [] }, audio, sound);
  }

  private segments(): RawSegment[] {
    const { w: words = [] } = this.decoders.words.get_alignment();
    return words.map(({ t, b, d }) => ({ text: t, startS: b, durationS: d }));
  }

  private load(stage: CompiledStage): void {
    const { words } = this.decoders;
    this.stage = undefined;
    const missing = stage.pronunciations.filter(([entry]) => words.lookup_word(entry) === null);
    if (missing.length > 0) words.add_words(...missing);
    loadGrammar(this.engine, words, stage.fsg);
    this.stage = stage;
  }
}

const endOf = ({ startS, durationS }: RawSegment): number => startS + durationS;

const joined = (pieces: readonly Float32Array[], samples: number): Float32Array => {
  const audio = new Float32Array(samples);
  let at = 0;
  for (const piece of pieces) {
    audio.set(piece, at);
    at += piece.length;
  }
  return audio;
};
