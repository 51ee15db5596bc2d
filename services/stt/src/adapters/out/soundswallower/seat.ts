// One place in a worker: a decoder for the words and a decoder for the phone loop, over the same audio.
import { type Decoder, type EngineModule, loadGrammar, pathScore } from './engine-module';
import { phoneLoopGrammar, phoneLoopWords } from './phone-loop';
import { type CompiledStage, type RawSegment } from './protocol';

const SAMPLES_PER_ANALYSIS_FRAME = 80;
const AUDIO = { samprate: 8_000, loglevel: 'FATAL', silprob: 0.05, fillprob: 0.001 };

/** Words are added when a stage needs them: a decoder without the full dictionary is there in 30 ms and 7 MB. */
const NO_DICTIONARY = '/no-dictionary';

export interface SeatResult {
  readonly segments: readonly RawSegment[];
  readonly scores: { readonly words: number; readonly phones: number; readonly frames: number };
}

export class Seat {
  private stageKey: string | undefined;
  private samples = 0;
  private lastText = '';
  private isOpen = false;

  private constructor(
    private readonly engine: EngineModule,
    private readonly words: Decoder,
    private readonly phones: Decoder,
  ) {}

  static async create(engine: EngineModule): Promise<Seat> {
    const words = new engine.Decoder({ ...AUDIO, dict: NO_DICTIONARY });
    await words.initialize();
    const phones = new engine.Decoder({ ...AUDIO, dict: NO_DICTIONARY, cionly: true, bestpath: false });
    await phones.initialize();
    phones.add_words(...phoneLoopWords);
    loadGrammar(engine, phones, phoneLoopGrammar);
    return new Seat(engine, words, phones);
  }

  begin(stage: CompiledStage): void {
    this.cancel();
    if (this.stageKey !== stage.key) this.load(stage);
    this.samples = 0;
    this.lastText = '';
    this.words.start();
    this.phones.start();
    this.isOpen = true;
  }

  /** The best text so far. */
  hear(pcm: Int16Array): string {
    if (!this.isOpen) return '';
    const audio = Float32Array.from(pcm, (sample) => sample / 32_768);
    this.words.process_audio(audio, false, false);
    this.phones.process_audio(audio, false, false);
    this.samples += pcm.length;
    this.lastText = this.words.get_text();
    return this.lastText;
  }

  finish(): SeatResult {
    if (!this.isOpen) return { segments: [], scores: { words: 0, phones: 0, frames: 0 } };
    this.isOpen = false;
    this.words.stop();
    this.phones.stop();
    const frames = Math.floor(this.samples / SAMPLES_PER_ANALYSIS_FRAME);
    return {
      segments: this.lastText === '' && this.words.get_text() === '' ? [] : this.segments(),
      scores: {
        words: pathScore(this.engine, this.words),
        phones: pathScore(this.engine, this.phones),
        frames,
      },
    };
  }

  cancel(): void {
    if (this.isOpen) this.finish();
  }

  private segments(): RawSegment[] {
    return (this.words.get_alignment().w ?? []).map(({ t, b, d }) => ({ text: t, startS: b, durationS: d }));
  }

  private load(stage: CompiledStage): void {
    this.stageKey = undefined;
    const missing = stage.pronunciations.filter(([entry]) => this.words.lookup_word(entry) === null);
    if (missing.length > 0) this.words.add_words(...missing);
    loadGrammar(this.engine, this.words, stage.fsg);
    this.stageKey = stage.key;
  }
}
