// One utterance on its way through the pool: it waits for a seat, is decoded there, and tells what was heard.
import { confidenceOf } from '../../../domain/confidence';
import {
  type EngineFault,
  type EngineUtterance,
  type FinalResult,
  type RecognisedWord,
  type UtteranceListener,
} from '../../../ports/speech-recogniser.port';
import { type CompiledStage, type FromWorker, type LineSound, type RawSegment } from './protocol';
import { type RecogniserWorker, type WorkerUtterance } from './recogniser-worker';
import { type Place } from './seat-queue';
import { spokenText } from './spoken-text';
import { UtteranceFeed } from './utterance-feed';

const SAMPLES_PER_MS = 8;

/** What the engine knows of a caller's line; renewed by each utterance. */
export interface LineMemory {
  sound: LineSound | undefined;
}

export interface UtteranceObserver {
  audioDropped(droppedMs: number): void;
  /** How long the audio was, and how long its worker was busy with it. */
  decoded(audioMs: number, busyMs: number): void;
}

export interface Spoken {
  readonly id: number;
  readonly stage: CompiledStage;
  readonly line: LineMemory;
  readonly listener: UtteranceListener;
}

export class PooledUtterance implements EngineUtterance, WorkerUtterance {
  private readonly feed: UtteranceFeed;
  private place: Place<RecogniserWorker> | undefined;
  private isOver = false;
  private text = '';
  private samples = 0;
  /** Takes the utterance out of the queue for a seat. */
  leaveQueue: () => void = () => undefined;

  constructor(
    private readonly spoken: Spoken,
    private readonly observer: UtteranceObserver,
    queueMs: number,
  ) {
    const address = () => ({ seat: this.seat, utterance: spoken.id });
    this.feed = new UtteranceFeed(
      {
        audio: (pcm) => this.place?.worker.post({ type: 'audio', ...address(), pcm }),
        finish: () => this.place?.worker.post({ type: 'finish', ...address() }),
      },
      queueMs * SAMPLES_PER_MS,
    );
  }

  get seat(): number {
    return this.place?.seat ?? -1;
  }

  /** A seat is free: what was said meanwhile goes there. */
  take(place: Place<RecogniserWorker>): void {
    const { id, stage, line } = this.spoken;
    this.place = place;
    place.worker.attach(id, this);
    place.worker.post({ type: 'begin', seat: place.seat, utterance: id, stage, sound: line.sound });
    this.feed.open();
  }

  push(pcm: Int16Array): void {
    if (this.isOver) return;
    this.samples += pcm.length;
    this.feed.push(pcm);
  }

  finish(): void {
    if (!this.isOver) this.feed.finish();
  }

  cancel(): void {
    if (this.isOver) return;
    this.place?.worker.post({ type: 'cancel', seat: this.seat, utterance: this.spoken.id });
    this.end();
  }

  handle(message: Extract<FromWorker, { utterance: number }>): void {
    switch (message.type) {
      case 'heard':
        this.feed.taken();
        return this.partial(spokenText(message.text.split(' ')));
      case 'final':
        return this.succeed(message);
      case 'failed':
        return this.fail({ kind: 'engine', detail: message.reason });
    }
  }

  fail(fault: EngineFault): void {
    if (this.isOver) return;
    this.end();
    this.spoken.listener.onFault(fault);
  }

  private succeed(message: Extract<FromWorker, { type: 'final' }>): void {
    const final = finalOf(message);
    // Noise says nothing about how the caller sounds.
    if (final.text !== '') this.spoken.line.sound = message.sound;
    this.observer.decoded(this.samples / SAMPLES_PER_MS, message.busyMs);
    this.end();
    this.spoken.listener.onFinal(final);
  }

  private partial(text: string): void {
    if (text === this.text || text === '') return;
    this.text = text;
    this.spoken.listener.onPartial(text);
  }

  private end(): void {
    this.isOver = true;
    this.leaveQueue();
    this.place?.worker.release(this.spoken.id);
    if (this.feed.droppedMs > 0) this.observer.audioDropped(this.feed.droppedMs);
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
