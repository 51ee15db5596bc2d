// When the other side speaks and when it is quiet, by level alone, and what the person on this end feels of it.

/** A stretch of sound or of our own speech, ms since the call was answered. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** From our last audible sample to the other side's first. */
export interface Reply {
  readonly askedEndMs: number;
  readonly heardMs: number;
  /** How long the line was silent in between. */
  readonly silenceMs: number;
}

/** Prompts are normalised to -18 dBFS; the hold bed, at -30 dBFS with notes that begin at -25, is not speech. */
const SPEECH_DBFS = -24;
/** Pauses inside a sentence do not end a stretch. */
const GAP_MS = 240;
const FRAME_MS = 20;
/** How long somebody who was spoken into may take to fall silent. */
const OVERRUN_MS = 1_000;

export class Listening {
  readonly heard: Stretch[] = [];
  readonly said: Stretch[] = [];
  #current: { startMs: number; endMs: number } | undefined;

  /** One frame of the other side; `atMs` of its first sample. */
  hear(levelDbfs: number, atMs: number): void {
    if (levelDbfs > SPEECH_DBFS) {
      if (this.#current && atMs - this.#current.endMs <= GAP_MS) this.#current.endMs = atMs + FRAME_MS;
      else this.#begin(atMs);
    } else if (this.#current && atMs - this.#current.endMs > GAP_MS) this.#close();
  }

  /** Ours, once it has been sent. */
  spoke(startMs: number, endMs: number): void {
    this.said.push({ startMs, endMs });
  }

  /** How long the other side has been speaking without a gap; 0 when it is quiet. */
  speakingMs(): number {
    return this.#current ? this.#current.endMs - this.#current.startMs : 0;
  }

  /**
   * How long the other side has been quiet; undefined when it has not spoken since `sinceMs`. The rest of a sentence
   * that we spoke into is no answer, unless it went on over us.
   */
  quietMs(sinceMs: number, nowMs: number): number | undefined {
    const last = this.#current ?? this.heard.at(-1);
    if (!last || (last.startMs < sinceMs && last.endMs < sinceMs + OVERRUN_MS)) return undefined;
    return nowMs - last.endMs;
  }

  close(): void {
    this.#close();
  }

  /** For everything we said: when the other side was first heard after it. Speech into its words has no reply of its own. */
  replies(): readonly Reply[] {
    return this.said.flatMap((turn, index) => {
      const next = this.said[index + 1];
      const reply = this.heard.find((stretch) => stretch.endMs > turn.endMs);
      if (!reply || (next && next.startMs < reply.startMs)) return [];
      const heardMs = Math.max(reply.startMs, turn.endMs);
      return [{ askedEndMs: turn.endMs, heardMs, silenceMs: heardMs - turn.endMs }];
    });
  }

  #begin(atMs: number): void {
    this.#close();
    this.#current = { startMs: atMs, endMs: atMs + FRAME_MS };
  }

  #close(): void {
    if (this.#current) this.heard.push(this.#current);
    this.#current = undefined;
  }
}
