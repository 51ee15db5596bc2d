// The embedded recogniser: soundswallower in worker threads, one seat per utterance, stages compiled once.
import { buildGrammar } from '../../../domain/bigram-grammar';
import { type StageHints } from '../../../domain/stage-hints';
import {
  type EngineUtterance,
  type Prepared,
  type SpeechLine,
  type SpeechRecogniser,
  type UtteranceListener,
} from '../../../ports/speech-recogniser.port';
import { type LineMemory, PooledUtterance, type UtteranceObserver } from './pooled-utterance';
import { loadDictionary, modelFolder, pronunciationsOf } from './pronunciations';
import { type CompiledStage } from './protocol';
import { RecogniserWorker } from './recogniser-worker';
import { SeatQueue } from './seat-queue';

export interface SoundswallowerOptions {
  readonly workers: number;
  /** Utterances at the same time per worker; one core keeps up with about ten. */
  readonly seats: number;
  /** Utterances that may wait for a seat; one more is refused at once. */
  readonly waitingMax: number;
  /** Longest wait for a seat; audio is kept meanwhile. */
  readonly seatWaitMs: number;
  /** Audio held for a worker that is behind; more drops the oldest. */
  readonly queueMs: number;
  /** A worker that does not answer for this long is replaced. */
  readonly stallMs: number;
  readonly observe?: RecogniserObserver;
}

export interface RecogniserObserver extends UtteranceObserver {
  seatTaken(waitedMs: number): void;
  workerReplaced(reason: 'stalled' | 'failed'): void;
  /** A seat was taken or given back. */
  seats(now: { readonly busy: number; readonly free: number }): void;
}

const UNOBSERVED: RecogniserObserver = {
  audioDropped: () => undefined,
  decoded: () => undefined,
  seatTaken: () => undefined,
  workerReplaced: () => undefined,
  seats: () => undefined,
};

const STAGES_MAX = 256;

/** Resolves when all decoders and the dictionary are loaded: no call pays for a first time. Rejects when the engine cannot be. */
export const createSoundswallowerRecogniser = async (
  options: SoundswallowerOptions,
): Promise<SpeechRecogniser> => {
  const recogniser = new SoundswallowerRecogniser(options, options.observe ?? UNOBSERVED);
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
  private readonly queue: SeatQueue<RecogniserWorker>;
  private readonly stages = new Map<string, CompiledStage>();
  private nextUtterance = 1;

  constructor(
    private readonly options: SoundswallowerOptions,
    private readonly observer: RecogniserObserver,
  ) {
    const setup = { modelFolder: modelFolder(), seats: options.seats };
    this.workers = Array.from(
      { length: options.workers },
      () => new RecogniserWorker(setup, options.stallMs, (reason) => observer.workerReplaced(reason)),
    );
    this.queue = new SeatQueue(this.workers, {
      waitingMax: options.waitingMax,
      waitMsMax: options.seatWaitMs,
      nowMs: () => performance.now(),
      after,
      onSeated: (waitedMs) => observer.seatTaken(waitedMs),
      onChange: () => observer.seats(this.seats()),
    });
  }

  async whenReady(): Promise<void> {
    loadDictionary();
    warmUpCompiler();
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

  openLine(): SpeechLine {
    const line: LineMemory = { sound: undefined };
    return { begin: (stage, listener) => this.begin(stage as CompiledStage, line, listener) };
  }

  async close(): Promise<void> {
    this.queue.close();
    await Promise.all(this.workers.map((worker) => worker.close()));
  }

  private begin(stage: CompiledStage, line: LineMemory, listener: UtteranceListener): EngineUtterance {
    const spoken = { id: this.nextUtterance++, stage, line, listener };
    const utterance = new PooledUtterance(spoken, this.observer, this.options.queueMs);
    utterance.leaveQueue = this.queue.seek({
      stageKey: stage.key,
      take: (place) => utterance.take(place),
      // Nobody is told of an utterance before they have it.
      refuse: (detail) => queueMicrotask(() => utterance.fail({ kind: 'overloaded', detail })),
    });
    return utterance;
  }

  private seats(): { busy: number; free: number } {
    const free = this.workers.reduce((sum, worker) => sum + worker.freeCount, 0);
    return { busy: this.options.workers * this.options.seats - free, free };
  }
}

/** A stage compiled for the first time takes a multiple of what it takes once the code has run for a while. */
const WARM_UP_STAGES = 6;

const warmUpCompiler = (): void => {
  const digits = 'zero one two three four five six seven eight nine'.split(' ');
  for (let number = 0; number < WARM_UP_STAGES; number++) {
    const phrases = digits.map((word) => `order number ${word} <digits> please ${digits[number] ?? ''}`);
    const classes = [{ name: 'digits', phrases: digits, repeatMin: 1, repeatMax: 5 }];
    compile('', { stage: 'warm-up', phrases, classes, vocabulary: digits });
  }
};

const compile = (key: string, hints: StageHints): CompiledStage | string => {
  const built = buildGrammar(hints);
  if (built.kind === 'refused') return `stage ${hints.stage}: ${built.reason}`;
  const { words, fsg } = built.grammar;
  const pronunciations = words.map(pronunciationsOf);
  const silent = words.filter((_, index) => pronunciations[index]?.length === 0);
  if (silent.length > 0) return `stage ${hints.stage}: cannot pronounce ${silent.slice(0, 10).join(', ')}`;
  return { key, fsg, pronunciations: pronunciations.flat() };
};

const after = (delayMs: number, callback: () => void): (() => void) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};
