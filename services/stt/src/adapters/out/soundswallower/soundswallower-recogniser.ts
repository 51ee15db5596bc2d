// The embedded recogniser: soundswallower decoders, created before the first call, in a pool of worker threads.
import { confidenceOf } from '../../../domain/confidence';
import { buildGrammar, FILLERS } from '../../../domain/bigram-grammar';
import { type StageHints } from '../../../domain/stage-hints';
import {
  type EngineUtterance,
  type FinalResult,
  type Prepared,
  type PreparedStage,
  type RecognisedWord,
  type SpeechRecogniser,
  type UtteranceListener,
} from '../../../ports/speech-recogniser.port';
import { modelFolder, pronunciationsOf } from './pronunciations';
import { type CompiledStage, type FromWorker, type RawSegment } from './protocol';
import { RecogniserWorker, type WorkerUtterance } from './recogniser-worker';
import { UtteranceFeed } from './utterance-feed';

export interface SoundswallowerOptions {
  readonly workers: number;
  /** Utterances at the same time per worker; one core keeps up with about ten. */
  readonly seatsPerWorker: number;
  /** Audio held for a worker that is behind; more drops the oldest. */
  readonly queueMs: number;
  /** A worker that does not answer for this long is replaced. */
  readonly stallMs: number;
  readonly onAudioDropped: (droppedMs: number) => void;
}

const STAGES_MAX = 256;
const SAMPLES_PER_MS = 8;

/** Resolves when all decoders are loaded. Rejects when the engine cannot be. */
export const createSoundswallowerRecogniser = async (
  options: SoundswallowerOptions,
): Promise<SpeechRecogniser> => {
  const recogniser = new SoundswallowerRecogniser(options);
  try {
    await recogniser.whenReady();
  } catch (error) {
    await recogniser.close();
    throw error;
  }
  return recogniser;
};

class SoundswallowerRecogniser implements SpeechRecogniser {
  private readonly workers: readonly RecogniserWorker[];
  private readonly stages = new Map<string, CompiledStage>();
  private nextUtterance = 1;

  constructor(private readonly options: SoundswallowerOptions) {
    const setup = { modelFolder: modelFolder(), seats: options.seatsPerWorker };
    this.workers = Array.from(
      { length: options.workers },
      () => new RecogniserWorker(setup, options.stallMs),
    );
  }

  async whenReady(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.whenReady()));
  }

  prepare(hints: StageHints): Prepared {
    const key = JSON.stringify(hints);
    const known = this.stages.get(key);
    if (known) return { kind: 'prepared', stage: known };
    const compiled = compile(key, hints);
    if (typeof compiled === 'string') return { kind: 'refused', reason: compiled };
    const oldest = this.stages.keys().next().value;
    if (this.stages.size >= STAGES_MAX && oldest !== undefined) this.stages.delete(oldest);
    this.stages.set(key, compiled);
    return { kind: 'prepared', stage: compiled };
  }

  begin(stage: PreparedStage, listener: UtteranceListener): EngineUtterance {
    const compiled = stage as CompiledStage;
    const worker = this.workerFor(compiled.key);
    const seat = worker?.takeSeat(compiled.key);
    if (!worker || seat === undefined) {
      queueMicrotask(() => listener.onFault({ kind: 'overloaded', detail: 'no decoder is free' }));
      return { push: () => undefined, finish: () => undefined, cancel: () => undefined };
    }
    const utterance = new PooledUtterance({ id: this.nextUtterance++, seat, worker }, listener, this.options);
    utterance.open(compiled);
    return utterance;
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }

  private workerFor(stageKey: string): RecogniserWorker | undefined {
    const free = this.workers
      .filter((worker) => worker.freeCount > 0)
      .sort((a, b) => b.freeCount - a.freeCount);
    const idlest = free[0];
    const loaded = free.find((worker) => worker.hasLoaded(stageKey));
    // A loaded stage saves about 10 ms; a much busier worker would cost more.
    return loaded && idlest && loaded.freeCount * 2 >= idlest.freeCount ? loaded : idlest;
  }
}

const compile = (key: string, hints: StageHints): CompiledStage | string => {
  const built = buildGrammar(hints);
  if (built.kind === 'refused') return `stage ${hints.stage}: ${built.reason}`;
  const { words, fsg } = built.grammar;
  const pronunciations = words.map(pronunciationsOf);
  const silent = words.filter((_, index) => pronunciations[index]?.length === 0);
  if (silent.length > 0) return `stage ${hints.stage}: cannot pronounce ${silent.slice(0, 10).join(', ')}`;
  return { key, fsg, pronunciations: pronunciations.flat() };
};

class PooledUtterance implements EngineUtterance, WorkerUtterance {
  private readonly feed: UtteranceFeed;
  private isOver = false;
  private text = '';

  constructor(
    private readonly place: { readonly id: number; readonly seat: number; readonly worker: RecogniserWorker },
    private readonly listener: UtteranceListener,
    private readonly options: Pick<SoundswallowerOptions, 'queueMs' | 'onAudioDropped'>,
  ) {
    const address = { seat: place.seat, utterance: place.id };
    this.feed = new UtteranceFeed(
      {
        audio: (pcm) => place.worker.post({ type: 'audio', ...address, pcm }),
        finish: () => place.worker.post({ type: 'finish', ...address }),
      },
      options.queueMs * SAMPLES_PER_MS,
    );
  }

  get seat(): number {
    return this.place.seat;
  }

  open(stage: CompiledStage): void {
    const { id, seat, worker } = this.place;
    worker.attach(id, this);
    worker.post({ type: 'begin', seat, utterance: id, stage });
  }

  push(pcm: Int16Array): void {
    if (!this.isOver) this.feed.push(pcm);
  }

  finish(): void {
    if (!this.isOver) this.feed.finish();
  }

  cancel(): void {
    if (this.isOver) return;
    this.place.worker.post({ type: 'cancel', seat: this.seat, utterance: this.place.id });
    this.end();
  }

  handle(message: Extract<FromWorker, { utterance: number }>): void {
    switch (message.type) {
      case 'heard':
        this.feed.taken();
        return this.partial(spokenText(message.text.split(' ')));
      case 'final':
        this.end();
        return this.listener.onFinal(finalOf(message));
      case 'failed':
        return this.fail({ kind: 'engine', detail: message.reason });
    }
  }

  fail(fault: Parameters<UtteranceListener['onFault']>[0]): void {
    if (this.isOver) return;
    this.end();
    this.listener.onFault(fault);
  }

  private partial(text: string): void {
    if (text === this.text || text === '') return;
    this.text = text;
    this.listener.onPartial(text);
  }

  private end(): void {
    this.isOver = true;
    this.place.worker.release(this.place.id);
    if (this.feed.droppedMs > 0) this.options.onAudioDropped(this.feed.droppedMs);
  }
}

const finalOf = (message: Extract<FromWorker, { type: 'final' }>): FinalResult => {
  const words = message.segments.flatMap(wordOf);
  return {
    text: words.map((word) => word.text).join(' '),
    confidence: words.length === 0 ? 0 : confidenceOf(message.scores),
    words,
  };
};

const wordOf = ({ text, startS, durationS }: RawSegment): RecognisedWord[] => {
  const word = spokenText([text]);
  if (word === '') return [];
  return [
    { text: word, startMs: Math.round(startS * 1_000), endMs: Math.round((startS + durationS) * 1_000) },
  ];
};

// Leaves out silence, noise and fillers, and the number of a pronunciation variant: "the(2)" is "the".
const spokenText = (entries: readonly string[]): string =>
  entries
    .filter((entry) => /^[^<[(]/.test(entry))
    .map((entry) => entry.replace(/\(\d+\)$/, ''))
    .filter((word) => !FILLERS.some((filler) => filler === word))
    .join(' ');
