// What the caller hears of us in virtual time: prompts one after the other, paused by the reflex, cut by a word.
import { type call } from '@trunkline/domain';
import { type Sim } from './sim';

type Say = Extract<call.CallEffect, { type: 'Say' }>;

export interface PlayoutListener {
  started(say: Say, durationMs: number): void;
  finished(say: Say, durationMs: number): void;
  cut(promptId: string, playedMs: number, heardChars: number): void;
  failed(promptId: string, playedMs: number, heardChars: number): void;
}

const MS_PER_CHAR = 65;
/** The anchor's own bound on a pause that nobody judges. */
const PAUSE_MS_MAX = 4_000;

interface Playing {
  readonly say: Say;
  readonly durationMs: number;
  playedMs: number;
  /** Undefined while paused or not begun. */
  since: number | undefined;
  isBegun: boolean;
  forget: () => void;
}

export class Playout {
  private readonly queue: Say[] = [];
  private readonly seen = new Set<string>();
  private playing: Playing | undefined;

  constructor(
    private readonly sim: Sim,
    private readonly listener: PlayoutListener,
  ) {}

  /** What is heard or paused at the moment. */
  get current(): string | undefined {
    return this.playing?.isBegun ? this.playing.say.promptId : undefined;
  }

  get isQuiet(): boolean {
    return this.playing === undefined;
  }

  get promptIds(): readonly string[] {
    return [
      ...(this.playing ? [this.playing.say.promptId] : []),
      ...this.queue.map(({ promptId }) => promptId),
    ];
  }

  say(say: Say): void {
    if (this.seen.has(say.promptId)) return;
    this.seen.add(say.promptId);
    this.queue.push(say);
    this.next();
  }

  /** The reflex: undefined when nothing plays that may be paused. */
  pause(): { readonly promptId: string; readonly playedMs: number } | undefined {
    const { playing } = this;
    if (!playing?.isBegun || !playing.say.bargeIn) return undefined;
    if (playing.since !== undefined) {
      playing.playedMs += this.sim.kernel.now - playing.since;
      playing.since = undefined;
      playing.forget();
      playing.forget = this.sim.kernel.after(PAUSE_MS_MAX, () => this.resume(playing.say.promptId));
    }
    return { promptId: playing.say.promptId, playedMs: playing.playedMs };
  }

  resume(promptId: string): void {
    const { playing } = this;
    if (!playing?.isBegun || playing.say.promptId !== promptId || playing.since !== undefined) return;
    playing.forget();
    this.play(playing);
  }

  cut(promptId: string): void {
    const { playing } = this;
    if (playing?.say.promptId === promptId) {
      const playedMs = this.stop(playing);
      this.listener.cut(promptId, playedMs, Math.floor(playedMs / MS_PER_CHAR));
      return this.next();
    }
    const at = this.queue.findIndex((say) => say.promptId === promptId);
    if (at < 0) return;
    this.queue.splice(at, 1);
    this.listener.cut(promptId, 0, 0);
  }

  cutAllBut(kept: readonly string[]): void {
    for (const promptId of this.promptIds) if (!kept.includes(promptId)) this.cut(promptId);
  }

  /** The line is gone: nothing is reported any more. */
  end(): void {
    this.queue.length = 0;
    if (this.playing) this.stop(this.playing);
  }

  private next(): void {
    if (this.playing !== undefined) return;
    const say = this.queue.shift();
    if (say === undefined) return;
    const durationMs = Math.max(200, say.sentences.join(' ').length * MS_PER_CHAR);
    const playing: Playing = {
      say,
      durationMs,
      playedMs: 0,
      since: undefined,
      isBegun: false,
      forget: () => undefined,
    };
    this.playing = playing;
    playing.forget = this.sim.kernel.after(this.sim.random.int(60, 300), () => this.begin(playing));
  }

  private begin(playing: Playing): void {
    if (this.sim.faults.hits('tts-fails')) {
      const playedMs = this.sim.faults.of('tts-fails').int(0, 300);
      this.stop(playing);
      this.listener.failed(playing.say.promptId, playedMs, Math.floor(playedMs / MS_PER_CHAR));
      return this.next();
    }
    playing.isBegun = true;
    this.listener.started(playing.say, playing.durationMs);
    this.play(playing);
  }

  private play(playing: Playing): void {
    playing.since = this.sim.kernel.now;
    playing.forget = this.sim.kernel.after(playing.durationMs - playing.playedMs, () => {
      this.stop(playing);
      this.listener.finished(playing.say, playing.durationMs);
      this.next();
    });
  }

  private stop(playing: Playing): number {
    playing.forget();
    if (playing.since !== undefined) playing.playedMs += this.sim.kernel.now - playing.since;
    playing.since = undefined;
    this.playing = undefined;
    return playing.playedMs;
  }
}
