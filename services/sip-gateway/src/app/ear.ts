// What the caller says: voice activity cuts the line's audio into utterances and hands them to the recogniser.
import { speech } from '@trunkline/contracts';
import { decodeMulaw, FRAME_MS } from '@trunkline/audio';
import { type VoiceActivityDetector, type VoiceSignal } from '@trunkline/voice-activity';

export interface EarListener {
  /** Speech onset. Called within one frame of the detector's decision: the reflex hangs on it. */
  onset(utteranceId: string, startMs: number): void;
  /** It was no speech after all. */
  dismissed(utteranceId: string, atMs: number): void;
  speechEnded(utteranceId: string, endMs: number): void;
  partial(utteranceId: string, text: string): void;
  final(final: speech.FinalHypothesis): void;
  fault(utteranceId: string, kind: string): void;
}

export interface EarOptions {
  readonly detector: VoiceActivityDetector;
  readonly listener: EarListener;
  /** To the recogniser; false while its stream is down. */
  send(request: speech.RecognizeRequest): boolean;
  traceparent(): string;
}

interface Utterance {
  readonly id: string;
  readonly startMs: number;
  readonly batches: speech.AudioBatch[];
  endMs?: number;
}

const PRE_ROLL_MS = 200;
const RING_FRAMES = 24;
const BATCH_FRAMES = 3;
/** What is sent again to a recogniser that came back: 2 s. */
const BATCHES_KEPT_MAX = 2_000 / (BATCH_FRAMES * FRAME_MS);
/** A final that is not there so long after the end of speech will not come. */
const FINAL_MS_MAX = 2_000;

export class Ear {
  readonly #options: EarOptions;
  readonly #ring: { mulaw: Uint8Array; mediaMs: number }[] = [];
  readonly #awaited = new Map<string, Utterance>();
  #speaking: Utterance | undefined;
  #pending: { mulaw: Uint8Array; mediaMs: number }[] = [];
  #count = 0;
  #muted = false;

  constructor(options: EarOptions) {
    this.#options = options;
  }

  /** What the caller has said is being recognised. */
  get isAwaiting(): boolean {
    return this.#awaited.size > (this.#speaking ? 1 : 0);
  }

  /** One frame of the caller, mu-law; `mediaMs` of its first sample. */
  hear(mulaw: Uint8Array, mediaMs: number): void {
    if (this.#muted) return;
    this.#ring.push({ mulaw, mediaMs });
    if (this.#ring.length > RING_FRAMES) this.#ring.shift();
    const isOpen = this.#speaking !== undefined;
    for (const signal of this.#options.detector.push(decodeMulaw(mulaw), mediaMs))
      this.#follow(signal, mediaMs);
    if (isOpen && this.#speaking) this.#collect({ mulaw, mediaMs });
    this.#expire(mediaMs);
  }

  receive(response: speech.RecognizeResponse): void {
    const answer = response.response;
    if (this.#muted || !answer) return;
    const id = answer.value.utteranceId;
    if (!this.#awaited.has(id)) return; // of an utterance that is closed, or of another recogniser's past
    switch (answer.$case) {
      case 'partial':
        this.#options.listener.partial(id, answer.value.text);
        return;
      case 'final':
        this.#awaited.delete(id);
        this.#options.listener.final(answer.value);
        return;
      case 'fault':
        this.#awaited.delete(id);
        this.#options.listener.fault(id, FAULTS[answer.value.kind] ?? 'engine');
        return;
    }
  }

  /** The recogniser is back: what the caller is saying now is said to it again. */
  resend(): void {
    for (const utterance of this.#awaited.values()) {
      this.#start(utterance);
      for (const batch of utterance.batches)
        this.#options.send({ request: { $case: 'audio', value: batch } });
      if (utterance.endMs !== undefined) this.#sendEnd(utterance.id, utterance.endMs);
    }
  }

  /** A human listens now; nothing is recognised any more. */
  mute(): void {
    this.#muted = true;
    for (const utteranceId of this.#awaited.keys()) this.#cancel(utteranceId);
    this.#awaited.clear();
    this.#speaking = undefined;
    this.#pending = [];
    this.#ring.length = 0;
  }

  unmute(): void {
    this.#muted = false;
  }

  close(): void {
    this.mute();
    this.#options.detector.close();
  }

  #follow(signal: VoiceSignal, nowMs: number): void {
    switch (signal.kind) {
      case 'speech-started':
        return this.#onset(signal.startMs, nowMs);
      case 'speech-dismissed':
        return this.#dismiss(nowMs);
      case 'speech-ended':
        return this.#end(signal.endMs);
    }
  }

  #onset(startMs: number, nowMs: number): void {
    this.#count += 1;
    const utterance: Utterance = { id: `u${this.#count}`, startMs: Math.max(0, startMs), batches: [] };
    this.#speaking = utterance;
    this.#awaited.set(utterance.id, utterance);
    this.#options.listener.onset(utterance.id, utterance.startMs);
    this.#start(utterance);
    this.#pending = this.#ring.filter(
      (frame) => frame.mediaMs >= startMs - PRE_ROLL_MS && frame.mediaMs <= nowMs,
    );
    this.#flush();
  }

  #dismiss(atMs: number): void {
    const utterance = this.#speaking;
    if (!utterance) return;
    this.#speaking = undefined;
    this.#pending = [];
    this.#awaited.delete(utterance.id);
    this.#cancel(utterance.id);
    this.#options.listener.dismissed(utterance.id, atMs);
  }

  #end(endMs: number): void {
    const utterance = this.#speaking;
    if (!utterance) return;
    this.#flush();
    this.#speaking = undefined;
    utterance.endMs = endMs;
    this.#options.listener.speechEnded(utterance.id, endMs);
    this.#sendEnd(utterance.id, endMs);
  }

  #collect(frame: { mulaw: Uint8Array; mediaMs: number }): void {
    this.#pending.push(frame);
    if (this.#pending.length >= BATCH_FRAMES) this.#flush();
  }

  #flush(): void {
    const utterance = this.#speaking;
    const first = this.#pending[0];
    if (!utterance || !first) return;
    const mulaw = Buffer.concat(this.#pending.map((frame) => frame.mulaw));
    this.#pending = [];
    const batch: speech.AudioBatch = { utteranceId: utterance.id, mulaw, startMs: first.mediaMs };
    utterance.batches.push(batch);
    if (utterance.batches.length > BATCHES_KEPT_MAX) utterance.batches.shift();
    this.#options.send({ request: { $case: 'audio', value: batch } });
  }

  #start(utterance: Utterance): void {
    const { id: utteranceId, startMs } = utterance;
    const traceparent = this.#options.traceparent();
    this.#options.send({
      request: { $case: 'utteranceStart', value: { utteranceId, startMs, traceparent } },
    });
  }

  #sendEnd(utteranceId: string, endMs: number): void {
    this.#options.send({ request: { $case: 'utteranceEnd', value: { utteranceId, endMs } } });
  }

  #cancel(utteranceId: string): void {
    this.#options.send({ request: { $case: 'utteranceCancel', value: { utteranceId } } });
  }

  #expire(nowMs: number): void {
    for (const utterance of this.#awaited.values()) {
      if (utterance.endMs === undefined || nowMs - utterance.endMs < FINAL_MS_MAX) continue;
      this.#awaited.delete(utterance.id);
      this.#options.listener.fault(utterance.id, 'stalled');
    }
  }
}

const FAULTS: Readonly<Record<number, string>> = {
  [speech.FaultKind.FAULT_KIND_STALLED]: 'stalled',
  [speech.FaultKind.FAULT_KIND_OVERLOADED]: 'overloaded',
};
