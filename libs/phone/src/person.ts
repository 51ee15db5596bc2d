// A simulated person on an answered leg: speaks with a voice of its own, listens, follows a script.
import { encodeMulaw, FRAME_SAMPLES, levelOf, SILENCE } from '@trunkline/audio';
import { type Flite } from '@trunkline/flite';
import { type RtpSession, type TickerDriver } from '@trunkline/media';
import { Listening } from './listening';
import { type Recording } from './recording';
import { type Script, type Step } from './script';

export interface PersonOptions {
  readonly rtp: Pick<RtpSession, 'hear' | 'speak' | 'sendDigit'>;
  readonly ticker: Pick<TickerDriver, 'add' | 'remove'>;
  readonly flite: Flite;
  readonly recording?: Recording;
  /** Monotonic ms. */
  clock(): number;
  hangUp(): Promise<void>;
  /** Told of each step as it begins. */
  readonly onStep?: (step: Step, atMs: number) => void;
}

export type Followed =
  | { readonly kind: 'done' }
  /** The other side hung up before the script was done. */
  | { readonly kind: 'cut-off'; readonly atStep: number }
  /** A step's time ran out. */
  | { readonly kind: 'timed-out'; readonly atStep: number; readonly step: Step };

const FRAME_MS = 20;
const SILENT_FRAME = new Uint8Array(FRAME_SAMPLES).fill(SILENCE.mulaw);

export class Person {
  readonly listening = new Listening();
  readonly #options: PersonOptions;
  readonly #answeredAtMs: number;
  readonly #watchers = new Set<() => void>();
  #speaking: { frames: Uint8Array[]; startedMs: number } | undefined;
  readonly #cues = new Set<string>();
  #isOver = false;
  /** What was heard before our last word, key or cue is not what a `listen` waits for. */
  #listensFromMs = 0;

  constructor(options: PersonOptions) {
    this.#options = options;
    this.#answeredAtMs = options.clock();
    options.ticker.add(this);
  }

  get nowMs(): number {
    return this.#options.clock() - this.#answeredAtMs;
  }

  /** Driven by the shared ticker. */
  tick(nowMs: number): void {
    const heard = this.#options.rtp.hear(nowMs);
    this.listening.hear(levelOf(heard.pcm), this.nowMs);
    let sent: Uint8Array = SILENT_FRAME;
    this.#options.rtp.speak(nowMs, () => {
      sent = this.#speaking?.frames.shift() ?? SILENT_FRAME;
      return sent;
    });
    this.#options.recording?.push(sent, heard.mulaw);
    if (this.#speaking && this.#speaking.frames.length === 0) this.#finishSpeaking();
    for (const watcher of [...this.#watchers]) watcher();
  }

  /** Lets a script go on that waits for this word; given before it waits, it does not wait. */
  cue(name: string): void {
    this.#cues.add(name);
  }

  /** The dialog is over; a script that is being followed stops. */
  over(): void {
    this.#isOver = true;
    this.#options.ticker.remove(this);
    this.listening.close();
    for (const watcher of [...this.#watchers]) watcher();
  }

  async follow(script: Script): Promise<Followed> {
    const spoken = await this.#prepare(script);
    for (const [index, step] of script.steps.entries()) {
      if (this.#isOver)
        return step.kind === 'stay' || step.kind === 'hang-up'
          ? { kind: 'done' }
          : { kind: 'cut-off', atStep: index };
      this.#options.onStep?.(step, this.nowMs);
      const inTime = await this.#take(step, spoken.get(index) ?? []);
      if (!inTime && !this.#isOver) return { kind: 'timed-out', atStep: index, step };
    }
    return { kind: 'done' };
  }

  /** Words are synthesised before the call needs them: a person does not think for a second before each word. */
  async #prepare(script: Script): Promise<ReadonlyMap<number, Uint8Array[]>> {
    const spoken = new Map<number, Uint8Array[]>();
    for (const [index, step] of script.steps.entries()) {
      if (step.kind !== 'say') continue;
      const { pcm } = await this.#options.flite.speak({ voice: script.voice, text: step.text });
      spoken.set(index, framesOf(encodeMulaw(pcm)));
    }
    return spoken;
  }

  async #take(step: Step, frames: Uint8Array[]): Promise<boolean> {
    const since = this.nowMs;
    switch (step.kind) {
      case 'listen':
        return this.#until(
          () => (this.listening.quietMs(this.#listensFromMs, this.nowMs) ?? 0) >= step.quietMs,
          step.msMax,
        );
      case 'cut-in':
        return this.#until(() => this.listening.speakingMs() >= step.afterMs, step.msMax);
      case 'say':
        this.#speaking = { frames: [...frames], startedMs: this.nowMs };
        return this.#until(() => this.#speaking === undefined, frames.length * FRAME_MS * 4 + 2_000);
      case 'press':
        for (const digit of step.digits) this.#options.rtp.sendDigit(digit);
        this.#listensFromMs = this.nowMs;
        return true;
      case 'wait':
        return this.#until(() => this.nowMs - since >= step.ms, step.ms + 2_000);
      case 'cue': {
        const isGiven = await this.#until(() => this.#cues.has(step.name), step.msMax);
        this.#listensFromMs = this.nowMs;
        return isGiven;
      }
      case 'hang-up':
        await this.#options.hangUp();
        return true;
      case 'stay':
        return this.#until(() => this.#isOver, step.msMax);
    }
  }

  /** Resolves true as soon as `isSo`, looked at every frame; false when the time is up or the call is over. */
  #until(isSo: () => boolean, msMax: number): Promise<boolean> {
    const since = this.nowMs;
    return new Promise((resolve) => {
      const look = (): void => {
        const holds = isSo();
        if (!holds && !this.#isOver && this.nowMs - since < msMax) return;
        this.#watchers.delete(look);
        resolve(holds);
      };
      this.#watchers.add(look);
      look();
    });
  }

  #finishSpeaking(): void {
    const startedMs = this.#speaking?.startedMs ?? this.nowMs;
    this.#speaking = undefined;
    this.#listensFromMs = this.nowMs;
    this.listening.spoke(startedMs, this.nowMs);
  }
}

const framesOf = (mulaw: Uint8Array): Uint8Array[] => {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < mulaw.length; at += FRAME_SAMPLES) {
    const frame = SILENT_FRAME.slice();
    frame.set(mulaw.subarray(at, at + FRAME_SAMPLES));
    frames.push(frame);
  }
  return frames;
};
