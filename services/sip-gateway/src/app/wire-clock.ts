// What the caller feels, measured at the wire: silence after a turn, silence after a filler, time to yield.
import {
  bargeInEnded,
  callerWaitedInSilence,
  type FirstAudio,
  promptStopped,
  turnPlayedOut,
  turnResponded,
} from '../observations';

/** Kinds of prompts after which we still owe an answer. */
const OWING: ReadonlySet<string> = new Set(['filler', 'scaffold']);

/** All times are media time, ms since answer. */
export class WireClock {
  #speechEndedMs: number | undefined;
  #owedSinceMs: number | undefined;
  #audio: { readonly promptId: string; readonly atMs: number } | undefined;
  #onset: { readonly startMs: number; readonly promptId: string } | undefined;
  #isBedHeard = false;

  speechStarted(startMs: number, stopped: { promptId: string; atMs: number } | undefined): void {
    this.#speechEndedMs = undefined;
    this.#owedSinceMs = undefined;
    this.#audio = undefined;
    if (!stopped) return;
    promptStopped(Math.max(0, stopped.atMs - startMs));
    this.#onset = { startMs, promptId: stopped.promptId };
  }

  speechEnded(endMs: number): void {
    if (!this.#isBedHeard) this.#speechEndedMs = endMs;
  }

  /** Who waits for a human hears the bed: what they say to it is owed no answer. What was owed before still is. */
  bedHeard(isHeard: boolean): void {
    this.#isBedHeard = isHeard;
  }

  /** What was taken for speech was none: nobody owes an answer for it. */
  speechDismissed(): void {
    this.#speechEndedMs = undefined;
  }

  /** The first audio of a prompt came from the synthesiser. */
  audioCame(promptId: string, atMs: number): void {
    this.#audio ??= { promptId, atMs };
  }

  promptStarted(promptId: string, kind: string, atMs: number): void {
    const audio = this.#audio?.promptId === promptId ? this.#audio : undefined;
    this.#audio = undefined;
    const firstAudio: FirstAudio = OWING.has(kind) ? 'filler' : 'answer';
    if (this.#speechEndedMs !== undefined) {
      if (audio) turnPlayedOut(atMs - audio.atMs);
      turnResponded(atMs - this.#speechEndedMs, firstAudio);
      callerWaitedInSilence(atMs - this.#speechEndedMs, 'turn');
    } else if (this.#owedSinceMs !== undefined) {
      callerWaitedInSilence(atMs - this.#owedSinceMs, 'turn');
    }
    this.#speechEndedMs = undefined;
    this.#owedSinceMs = undefined;
  }

  promptFinished(kind: string, atMs: number): void {
    this.#owedSinceMs = OWING.has(kind) ? atMs : undefined;
  }

  /** How a barge-in was judged: the prompt was cut, or it went on. */
  judged(promptId: string, verdict: 'interrupt' | 'false'): void {
    if (this.#onset?.promptId !== promptId) return;
    this.#onset = undefined;
    bargeInEnded(verdict);
  }
}
