// What the caller feels, measured at the wire: silence while we owe audio, time to our answer, time to yield.
import { FRAME_MS } from '@trunkline/audio';
import {
  bargeInEnded,
  callerWaitedInSilence,
  type FirstAudio,
  promptStopped,
  turnPlayedOut,
  turnResponded,
} from '../observations';

/** What the frame that went out carried. */
export type Heard = 'nothing' | 'bed' | 'prompt';

interface Owed {
  /** Since when the caller waits for us; undefined while it is not our turn. */
  readonly sinceMs: number | undefined;
  /** When the caller's turn ended that nothing has answered yet. */
  readonly turnEndedMs: number | undefined;
}

/** Kinds of prompts after which we still owe an answer. */
const OWING: ReadonlySet<string> = new Set(['filler', 'scaffold']);
const NOTHING_OWED: Owed = { sinceMs: undefined, turnEndedMs: undefined };

/** All times are media time, ms since answer. A caller who was answered is owed a greeting. */
export class WireClock {
  #owed: Owed = { sinceMs: 0, turnEndedMs: undefined };
  /** As it was before the sound that is taken for speech. */
  #owedBefore: Owed = NOTHING_OWED;
  #audio: { readonly promptId: string; readonly atMs: number } | undefined;
  #onset: { readonly startMs: number; readonly promptId: string } | undefined;
  #heard: Heard = 'nothing';
  /** Where the last frame ended that carried something, and the last that carried a prompt. */
  #audibleMs = 0;
  #promptMs = 0;
  #isHandOff = false;

  /** The frame of this moment went out. */
  sent(heard: Heard, atMs: number): void {
    if (heard !== 'nothing') {
      this.#endSilence(atMs);
      this.#audibleMs = atMs + FRAME_MS;
    }
    if (heard === 'prompt') this.#promptMs = atMs + FRAME_MS;
    this.#heard = heard;
  }

  /** How long the caller has heard no word of ours while we owe one; the bed is no word. */
  waitedMs(nowMs: number): number {
    const { sinceMs } = this.#owed;
    return sinceMs === undefined ? 0 : Math.max(0, nowMs - Math.max(sinceMs, this.#promptMs));
  }

  /** The caller's turn is not what we wait for: more was promised, or nothing was said yet. */
  get isPromised(): boolean {
    return this.#owed.sinceMs !== undefined && this.#owed.turnEndedMs === undefined;
  }

  speechStarted(startMs: number, stopped: { promptId: string; atMs: number } | undefined): void {
    this.#owedBefore = this.#owed;
    this.#owed = NOTHING_OWED;
    this.#audio = undefined;
    if (!stopped) return;
    promptStopped(Math.max(0, stopped.atMs - startMs));
    this.#onset = { startMs, promptId: stopped.promptId };
  }

  speechEnded(endMs: number): void {
    if (!this.#isHandOff) this.#owed = { sinceMs: endMs, turnEndedMs: endMs };
  }

  /** What was taken for speech was none: we owe what we owed before it. */
  speechDismissed(): void {
    this.#owed = this.#owedBefore;
  }

  /** Who waits for a human hears the bed: what they say to it is owed no answer. What was owed before still is. */
  waitsForHuman(isHandOff: boolean): void {
    this.#isHandOff = isHandOff;
  }

  /** A human talks with the caller: nothing is owed by us. */
  handedOver(): void {
    this.#owed = NOTHING_OWED;
    this.#isHandOff = false;
  }

  /** The first audio of a prompt came from the synthesiser. */
  audioCame(promptId: string, atMs: number): void {
    this.#audio ??= { promptId, atMs };
  }

  promptStarted(promptId: string, kind: string, atMs: number): void {
    const audio = this.#audio?.promptId === promptId ? this.#audio : undefined;
    const { turnEndedMs } = this.#owed;
    this.#audio = undefined;
    const isOwing = OWING.has(kind);
    if (turnEndedMs !== undefined) {
      const firstAudio: FirstAudio = isOwing ? 'filler' : 'answer';
      if (audio) turnPlayedOut(atMs - audio.atMs);
      turnResponded(atMs - turnEndedMs, firstAudio);
    }
    this.#endSilence(atMs);
    this.#owed = isOwing ? { sinceMs: atMs, turnEndedMs: undefined } : NOTHING_OWED;
  }

  /** What was to be heard will not be. */
  promptFailed(atMs: number): void {
    if (this.#owed.sinceMs === undefined) this.#owed = { sinceMs: atMs, turnEndedMs: undefined };
  }

  /** How a barge-in was judged: the prompt was cut, or it went on. */
  judged(promptId: string, verdict: 'interrupt' | 'false'): void {
    if (this.#onset?.promptId !== promptId) return;
    this.#onset = undefined;
    if (verdict === 'false') this.#owed = this.#owedBefore;
    bargeInEnded(verdict);
  }

  #endSilence(atMs: number): void {
    const { sinceMs } = this.#owed;
    if (this.#heard !== 'nothing' || sinceMs === undefined) return;
    this.#heard = 'bed';
    callerWaitedInSilence(atMs - Math.max(sinceMs, this.#audibleMs), this.#isHandOff ? 'handoff' : 'turn');
  }
}
