// Playout of one line: prompts in the order they were queued, one frame per pull, with an exact account of what was heard.
import { afterMove, type PlayoutMove, type PlayoutStatus } from './playout-status';
import { decayFrom, fadeIn } from './fade';
import { encodeMulaw, SILENCE } from './g711';
import { FRAME_SAMPLES, type FrameSource, SAMPLES_PER_MS, silence } from './frame';
import { Prompt, type PromptFailure, type PromptPoint, type WordMark } from './prompt';

export interface PlayoutOptions {
  /** A pause ends by itself after so long. Default 5,000. */
  readonly pausedMsMax?: number;
  /** What an expired pause turns into. Default resume. */
  readonly pauseExpiry?: 'resume' | 'cut';
  /** Audio of all prompts that waits to be played. Default 60,000. */
  readonly bufferedMsMax?: number;
  /** Default 32. */
  readonly promptsMax?: number;
  /** A prompt that is to be heard and has no audio for so long is told once as stalled. Default 400. */
  readonly stallMsMax?: number;
  /** Heard while no prompt is. Default silence. */
  readonly idle?: FrameSource;
}

export type PlayoutSignal =
  | { readonly kind: 'started'; readonly promptId: string }
  | ({ readonly kind: 'finished'; readonly durationMs: number } & PromptPoint)
  | ({ readonly kind: 'failed'; readonly why: PromptFailure } & PromptPoint)
  | ({ readonly kind: 'pause-expired'; readonly became: 'resumed' | 'cut' } & PromptPoint)
  /** The started prompt's audio does not keep up; `recovered` follows when it does again. */
  | ({ readonly kind: 'underrun' } & PromptPoint)
  | { readonly kind: 'recovered'; readonly promptId: string; readonly gapMs: number }
  | ({ readonly kind: 'stalled'; readonly waitedMs: number } & PromptPoint)
  /** The last queued prompt has ended. */
  | { readonly kind: 'drained' };

export interface Pulled {
  /** FRAME_SAMPLES bytes of mu-law, not to be changed. */
  readonly frame: Uint8Array;
  readonly signals: readonly PlayoutSignal[];
}

export interface PlayoutCounts {
  /** Pieces for prompts that were cut, have ended or were never queued. */
  stale: number;
  overflowMs: number;
  underruns: number;
  /** Frames that carried prompt audio. */
  spoken: number;
}

const NO_SIGNALS: readonly PlayoutSignal[] = [];
/** Ended prompts whose ids are kept, so that a prompt is said once and its late audio is recognised. */
const ENDED_IDS_MAX = 512;

export class Playout {
  readonly counts: PlayoutCounts = { stale: 0, overflowMs: 0, underruns: 0, spoken: 0 };
  readonly #options: Required<Omit<PlayoutOptions, 'idle'>>;
  #idle: FrameSource;
  #status: PlayoutStatus = 'idle';
  #queue: Prompt[] = [];
  readonly #endedIds = new Set<string>();
  #pausedAtMs: number | undefined;
  #waitingSinceMs: number | undefined;
  #isStallTold = false;
  #isSpeaking = false;
  /** The frame before was of another source, or of another place in the same one. */
  #isBroken = false;
  #before: number = SILENCE.mulaw;

  constructor(options: PlayoutOptions = {}) {
    const { idle = silence, ...given } = options;
    this.#idle = idle;
    this.#options = {
      pausedMsMax: 5_000,
      pauseExpiry: 'resume',
      bufferedMsMax: 60_000,
      promptsMax: 32,
      stallMsMax: 400,
      ...given,
    };
  }

  get status(): PlayoutStatus {
    return this.#status;
  }

  /** Whether the last frame carried prompt audio: derived from what was pulled, not from what is intended. */
  get isSpeaking(): boolean {
    return this.#isSpeaking;
  }

  /** The prompt that is heard, paused, or next to be heard. */
  get current(): PromptPoint | undefined {
    return this.#queue[0]?.point;
  }

  /** In the order of playout, the current one first. */
  get promptIds(): readonly string[] {
    return this.#queue.map(({ id }) => id);
  }

  get bufferedMs(): number {
    return this.#queue.reduce((samples, prompt) => samples + prompt.ahead, 0) / SAMPLES_PER_MS;
  }

  /** From the next frame on. */
  setIdle(source: FrameSource): void {
    this.#idle = source;
    this.#isBroken = true;
  }

  /** A prompt id is said once, however often it is asked for. */
  enqueue(promptId: string, isPausable = true): 'queued' | 'duplicate' | 'full' {
    if (this.#endedIds.has(promptId) || this.#find(promptId)) return 'duplicate';
    if (this.#queue.length >= this.#options.promptsMax) return 'full';
    this.#queue.push(new Prompt(promptId, isPausable));
    return 'queued';
  }

  /** 8 kHz: mu-law bytes, which are kept as they are, or 16-bit samples. */
  append(
    promptId: string,
    audio: Uint8Array | Int16Array,
    marks: readonly WordMark[] = [],
  ): 'kept' | 'stale' | 'overflow' {
    const prompt = this.#find(promptId);
    const mulaw = audio instanceof Int16Array ? encodeMulaw(audio) : audio;
    if (!prompt?.isOpen) {
      this.counts.stale += 1;
      return 'stale';
    }
    const room = this.#options.bufferedMsMax * SAMPLES_PER_MS - this.bufferedMs * SAMPLES_PER_MS;
    if (mulaw.length <= room) {
      prompt.append(mulaw, marks);
      return 'kept';
    }
    prompt.append(mulaw.subarray(0, Math.max(0, room)), []);
    prompt.truncate();
    this.counts.overflowMs += (mulaw.length - Math.max(0, room)) / SAMPLES_PER_MS;
    return 'overflow';
  }

  /** All audio was appended, and is this long as its synthesiser counts. */
  finish(promptId: string, durationMs: number): 'kept' | 'stale' {
    const prompt = this.#find(promptId);
    prompt?.finish(durationMs);
    return prompt ? 'kept' : 'stale';
  }

  /** Silent from the next pull on. Undefined when nothing is queued or the prompt is not to be paused. */
  pause(nowMs: number): PromptPoint | undefined {
    const prompt = this.#queue[0];
    if (!prompt?.isPausable) return undefined;
    if (this.#status !== 'paused') {
      this.#move('pause');
      this.#pausedAtMs = nowMs;
      this.#waitingSinceMs = undefined;
    }
    return prompt.point;
  }

  /** From the paused sample, or from the word that was cut in two. Undefined when nothing is paused. */
  resume(from: 'sample' | 'word' = 'sample'): PromptPoint | undefined {
    const prompt = this.#queue[0];
    if (this.#status !== 'paused' || !prompt) return undefined;
    if (from === 'word') prompt.rewindToWord();
    this.#pausedAtMs = undefined;
    this.#move('resume');
    return prompt.point;
  }

  /** The rest of the prompt will never be heard. Undefined when it is not queued, or has ended. */
  cut(promptId: string): PromptPoint | undefined {
    const prompt = this.#find(promptId);
    if (!prompt) return undefined;
    const isCurrent = prompt === this.#queue[0];
    this.#end(prompt);
    if (isCurrent) this.#move('cut');
    return prompt.point;
  }

  /** Cuts every prompt whose id is not among those to keep. */
  cutAllBut(keptIds: ReadonlySet<string>): readonly PromptPoint[] {
    const unwanted = this.#queue.filter(({ id }) => !keptIds.has(id));
    return unwanted.flatMap(({ id }) => this.cut(id) ?? []);
  }

  /** The next frame. Always one: what no prompt fills, the idle source does. */
  pull(nowMs: number): Pulled {
    const signals: PlayoutSignal[] = [];
    this.#expirePause(nowMs, signals);
    const prompt = this.#status === 'paused' ? undefined : this.#nextReady(nowMs, signals);
    const frame = prompt ? this.#promptFrame(prompt, signals) : this.#idleFrame();
    this.#isBroken = false;
    this.#before = frame[FRAME_SAMPLES - 1]!;
    return { frame, signals: signals.length === 0 ? NO_SIGNALS : signals };
  }

  #expirePause(nowMs: number, signals: PlayoutSignal[]): void {
    const prompt = this.#queue[0];
    if (!prompt || this.#pausedAtMs === undefined || nowMs - this.#pausedAtMs < this.#options.pausedMsMax)
      return;
    const became = this.#options.pauseExpiry === 'cut' ? 'cut' : 'resumed';
    if (became === 'cut') this.cut(prompt.id);
    else this.resume();
    signals.push({ kind: 'pause-expired', became, ...prompt.point });
  }

  /** Ends prompts that have nothing left; tells of the one that should be heard and cannot. */
  #nextReady(nowMs: number, signals: PlayoutSignal[]): Prompt | undefined {
    let prompt = this.#queue[0];
    while (prompt?.isAtEnd) {
      this.#conclude(prompt, signals);
      prompt = this.#queue[0];
    }
    if (!prompt) return undefined;
    if (!prompt.isReady) {
      this.#wait(prompt, nowMs, signals);
      return undefined;
    }
    if (prompt.isStarted && this.#waitingSinceMs !== undefined) {
      signals.push({ kind: 'recovered', promptId: prompt.id, gapMs: nowMs - this.#waitingSinceMs });
    }
    this.#waitingSinceMs = undefined;
    return prompt;
  }

  #wait(prompt: Prompt, nowMs: number, signals: PlayoutSignal[]): void {
    if (this.#waitingSinceMs === undefined) {
      this.#waitingSinceMs = nowMs;
      this.#isStallTold = false;
      if (prompt.isStarted) {
        this.counts.underruns += 1;
        signals.push({ kind: 'underrun', ...prompt.point });
      }
    }
    const waitedMs = nowMs - this.#waitingSinceMs;
    if (this.#isStallTold || waitedMs < this.#options.stallMsMax) return;
    this.#isStallTold = true;
    signals.push({ kind: 'stalled', waitedMs, ...prompt.point });
  }

  #promptFrame(prompt: Prompt, signals: PlayoutSignal[]): Uint8Array {
    const frame = new Uint8Array(FRAME_SAMPLES);
    const isTakenUp = (this.#isBroken || !this.#isSpeaking) && prompt.position > 0;
    if (!prompt.isStarted) {
      this.#move('start');
      signals.push({ kind: 'started', promptId: prompt.id });
    }
    const count = prompt.play(frame);
    if (isTakenUp) fadeIn(frame);
    if (this.#isBroken || !this.#isSpeaking) decayFrom(this.#before, frame);
    if (count < FRAME_SAMPLES) {
      frame.set(this.#idle.next().subarray(count), count);
      decayFrom(frame[count - 1]!, frame, count);
    }
    this.#isSpeaking = true;
    this.counts.spoken += 1;
    if (prompt.isAtEnd) this.#conclude(prompt, signals);
    return frame;
  }

  #idleFrame(): Uint8Array {
    const frame = this.#idle.next();
    const isChanged = this.#isSpeaking || this.#isBroken;
    this.#isSpeaking = false;
    if (!isChanged) return frame;
    const spliced = frame.slice();
    decayFrom(this.#before, spliced);
    return spliced;
  }

  #conclude(prompt: Prompt, signals: PlayoutSignal[]): void {
    this.#end(prompt);
    const why = prompt.failure;
    signals.push(
      why
        ? { kind: 'failed', why, ...prompt.point }
        : { kind: 'finished', durationMs: prompt.durationMs, ...prompt.point },
    );
    if (this.#queue.length > 0) return;
    this.#move('drain');
    signals.push({ kind: 'drained' });
  }

  #end(prompt: Prompt): void {
    if (prompt === this.#queue[0]) {
      this.#isBroken = true;
      this.#pausedAtMs = undefined;
      this.#waitingSinceMs = undefined;
    }
    this.#queue = this.#queue.filter((queued) => queued !== prompt);
    this.#endedIds.add(prompt.id);
    const [oldest] = this.#endedIds;
    if (this.#endedIds.size > ENDED_IDS_MAX && oldest !== undefined) this.#endedIds.delete(oldest);
  }

  #find(promptId: string): Prompt | undefined {
    return this.#queue.find(({ id }) => id === promptId);
  }

  #move(move: PlayoutMove): void {
    this.#status = afterMove(this.#status, move);
  }
}
