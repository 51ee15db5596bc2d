// What the caller hears of us: prompts go to the synthesiser, their audio to playout, and what was heard comes back.
import { type conversation, type speech } from '@trunkline/contracts';
import { type FrameSource, Playout, type PlayoutSignal, type PromptPoint } from '@trunkline/audio';

export interface MouthListener {
  /** The first audio is here; it is heard once its turn to play has come. */
  audioCame(promptId: string, traceparent: string): void;
  started(promptId: string, kind: string): void;
  finished(promptId: string, played: { playedMs: number; durationMs: number }): void;
  cut(point: PromptPoint): void;
  failed(point: PromptPoint, why: string): void;
  underran(): void;
}

export interface MouthOptions {
  readonly listener: MouthListener;
  /** To the synthesiser; false while its stream is down. */
  send(request: speech.SynthesizeRequest): boolean;
  readonly pauseMsMax: number;
}

interface Spoken {
  readonly say: conversation.Say;
  readonly traceparent: string;
  /** Audio has come: it cannot be asked for again from its start. */
  begun: boolean;
}

/** A prompt without audio for so long is given up, so that the conversation can go on. */
const STALL_MS_MAX = 2_500;

export class Mouth {
  readonly #options: MouthOptions;
  readonly #playout: Playout;
  /** Prompts whose audio is not complete. */
  readonly #open = new Map<string, Spoken>();
  readonly #kinds = new Map<string, string>();

  constructor(options: MouthOptions) {
    this.#options = options;
    this.#playout = new Playout({ pausedMsMax: options.pauseMsMax, stallMsMax: STALL_MS_MAX });
  }

  get isSpeaking(): boolean {
    return this.#playout.isSpeaking;
  }

  /** Something is heard, paused or about to be. */
  get hasSomethingToSay(): boolean {
    return this.#playout.promptIds.length > 0;
  }

  get promptIds(): readonly string[] {
    return this.#playout.promptIds;
  }

  get current(): PromptPoint | undefined {
    return this.#playout.current;
  }

  say(say: conversation.Say, traceparent: string): void {
    const queued = this.#playout.enqueue(say.promptId, say.bargeIn);
    if (queued === 'full')
      this.#options.listener.failed(
        { promptId: say.promptId, playedMs: 0, heardChars: 0 },
        'too-many-prompts',
      );
    if (queued !== 'queued') return;
    this.#kinds.set(say.promptId, say.kind);
    const spoken: Spoken = { say, traceparent, begun: false };
    this.#open.set(say.promptId, spoken);
    this.#ask(spoken);
  }

  /** The reflex. Undefined when nothing plays or what plays is not to be paused. */
  pause(nowMs: number): PromptPoint | undefined {
    return this.#playout.pause(nowMs);
  }

  resume(promptId?: string): void {
    if (promptId === undefined || this.#playout.current?.promptId === promptId) this.#playout.resume('word');
  }

  cut(promptId: string): void {
    const point = this.#playout.cut(promptId);
    this.#forget(promptId);
    if (point) this.#options.listener.cut(point);
  }

  cutAllBut(keptIds: ReadonlySet<string>): void {
    for (const promptId of this.#playout.promptIds) if (!keptIds.has(promptId)) this.cut(promptId);
  }

  /** Heard while no prompt is: silence, or the hold bed. */
  setIdle(source: FrameSource): void {
    this.#playout.setIdle(source);
  }

  receive(response: speech.SynthesizeResponse): void {
    const answer = response.response;
    switch (answer?.$case) {
      case 'audio':
        return this.#take(answer.value);
      case 'spoken':
        this.#open.delete(answer.value.promptId);
        if (!answer.value.cancelled) this.#playout.finish(answer.value.promptId, answer.value.durationMs);
        return;
      case 'fault':
        return this.#fail(answer.value.promptId, 'synthesis');
      case undefined:
        return;
    }
  }

  /** The synthesiser is back: what it had not begun is asked for again, what it had begun is lost. */
  resend(): void {
    for (const [promptId, spoken] of [...this.#open]) {
      if (spoken.begun) this.#fail(promptId, 'synthesis-lost');
      else this.#ask(spoken);
    }
  }

  /** The next frame for the wire, mu-law. */
  pull(nowMs: number): Uint8Array {
    const pulled = this.#playout.pull(nowMs);
    for (const signal of pulled.signals) this.#tell(signal);
    return pulled.frame;
  }

  #ask({ say, traceparent }: Spoken): void {
    const { promptId, sentences, cacheable } = say;
    this.#options.send({
      request: { $case: 'speak', value: { promptId, sentences, cacheable, traceparent } },
    });
  }

  #take(audio: speech.SpokenAudio): void {
    const spoken = this.#open.get(audio.promptId);
    if (spoken?.begun === false) {
      spoken.begun = true;
      this.#options.listener.audioCame(audio.promptId, spoken.traceparent);
    }
    this.#playout.append(audio.promptId, audio.mulaw, audio.marks);
  }

  #fail(promptId: string, why: string): void {
    const point = this.#playout.cut(promptId);
    this.#forget(promptId);
    if (point) this.#options.listener.failed(point, why);
  }

  #forget(promptId: string): void {
    this.#kinds.delete(promptId);
    if (this.#open.delete(promptId))
      this.#options.send({ request: { $case: 'cancel', value: { promptId } } });
  }

  #tell(signal: PlayoutSignal): void {
    const { listener } = this.#options;
    switch (signal.kind) {
      case 'started':
        return listener.started(signal.promptId, this.#kinds.get(signal.promptId) ?? '');
      case 'finished':
        listener.finished(signal.promptId, signal);
        this.#kinds.delete(signal.promptId);
        return;
      case 'failed':
        this.#forget(signal.promptId);
        return listener.failed(signal, signal.why);
      case 'stalled':
        return this.#fail(signal.promptId, 'stalled');
      case 'underrun':
        return listener.underran();
      case 'pause-expired':
      case 'recovered':
      case 'drained':
        return;
    }
  }
}
