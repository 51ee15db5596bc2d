// One prompt on its way to the wire: what was promised, what has come, what was played, and which words were heard.
import { FRAME_SAMPLES, SAMPLES_PER_MS } from './frame';
import { PromptAudio } from './prompt-audio';

/** Where a word ends: ms from the prompt's first sample, and the index just after it in the prompt's text. */
export interface WordMark {
  readonly endMs: number;
  readonly endChar: number;
}

/** How far a prompt has got on the wire. A word counts as heard when its last sample was sent. */
export interface PromptPoint {
  readonly promptId: string;
  readonly playedMs: number;
  readonly heardChars: number;
}

export type PromptFailure = 'no-audio' | 'shorter-than-promised' | 'longer-than-promised' | 'overflow';

/** Two frames: what rounding and padding may add between what a synthesiser says and what it sends. */
export const DURATION_TOLERANCE_MS = 40;
/** How far a resume may go back to repeat a word. */
const REWIND_MS_MAX = 2_000;
const MARKS_MAX = 4_096;

export class Prompt {
  readonly #audio = new PromptAudio();
  readonly #marks: WordMark[] = [];
  #position = 0;
  /** The furthest sample that was ever sent: a rewind does not take back what was heard. */
  #furthest = 0;
  #marksHeard = 0;
  #durationMs: number | undefined;
  #isTruncated = false;

  constructor(
    readonly id: string,
    readonly isPausable: boolean,
  ) {}

  get isStarted(): boolean {
    return this.#furthest > 0;
  }

  get position(): number {
    return this.#position;
  }

  /** Promised by `finish`; before that, what has come. */
  get durationMs(): number {
    return this.#durationMs ?? Math.floor(this.#audio.end / SAMPLES_PER_MS);
  }

  /** Samples that wait to be played. */
  get ahead(): number {
    return (this.#end ?? this.#audio.end) - this.#position;
  }

  get isAtEnd(): boolean {
    return this.#end !== undefined && this.#position >= this.#end;
  }

  /** A whole frame, or the last part of the prompt. */
  get isReady(): boolean {
    return this.ahead >= FRAME_SAMPLES || (this.#end !== undefined && this.ahead > 0);
  }

  get point(): PromptPoint {
    const heardChars = this.#marksHeard === 0 ? 0 : this.#marks[this.#marksHeard - 1]!.endChar;
    return { promptId: this.id, playedMs: Math.floor(this.#furthest / SAMPLES_PER_MS), heardChars };
  }

  /** Why the prompt, played to its end, is not what was promised; undefined when it is. */
  get failure(): PromptFailure | undefined {
    if (this.#isTruncated) return 'overflow';
    if (this.#audio.end === 0) return 'no-audio';
    const beyondMs = this.#audio.end / SAMPLES_PER_MS - this.durationMs;
    if (beyondMs > DURATION_TOLERANCE_MS) return 'longer-than-promised';
    return beyondMs < -DURATION_TOLERANCE_MS ? 'shorter-than-promised' : undefined;
  }

  /** False when the prompt takes no more: it is finished or was truncated. */
  get isOpen(): boolean {
    return this.#durationMs === undefined && !this.#isTruncated;
  }

  append(mulaw: Uint8Array, marks: readonly WordMark[]): void {
    this.#audio.append(mulaw);
    for (const mark of marks) this.#addMark(mark);
  }

  /** Not all of it could be kept: it ends, as failed, where its audio ends. */
  truncate(): void {
    this.#isTruncated = true;
  }

  finish(durationMs: number): void {
    this.#durationMs ??= durationMs;
  }

  /** Copies the next samples to the head of `frame` and returns how many. */
  play(frame: Uint8Array): number {
    const count = Math.min(frame.length, this.ahead);
    this.#audio.read(this.#position, frame.subarray(0, count));
    this.#position += count;
    this.#furthest = Math.max(this.#furthest, this.#position);
    this.#hear();
    this.#audio.forgetBefore(this.#position - REWIND_MS_MAX * SAMPLES_PER_MS);
    return count;
  }

  /** Back to the end of the last whole word, if that is near. */
  rewindToWord(): void {
    const position = this.#position;
    const mark = this.#marks.findLast(({ endMs }) => endMs * SAMPLES_PER_MS <= position);
    const wordStart = Math.floor((mark?.endMs ?? 0) * SAMPLES_PER_MS);
    if (position - wordStart <= REWIND_MS_MAX * SAMPLES_PER_MS) this.#position = wordStart;
  }

  get #end(): number | undefined {
    if (this.#isTruncated) return this.#audio.end;
    if (this.#durationMs === undefined) return undefined;
    return Math.min(this.#audio.end, Math.round((this.#durationMs + DURATION_TOLERANCE_MS) * SAMPLES_PER_MS));
  }

  /** Marks that step back would let words be heard twice, or unsaid: they are left out. */
  #addMark(mark: WordMark): void {
    const last = this.#marks.at(-1);
    const isForward = !last || (mark.endMs >= last.endMs && mark.endChar >= last.endChar);
    if (!isForward || !(mark.endMs >= 0) || this.#marks.length >= MARKS_MAX) return;
    this.#marks.push(mark);
    this.#hear();
  }

  #hear(): void {
    for (let next = this.#marks[this.#marksHeard]; next; next = this.#marks[this.#marksHeard]) {
      if (next.endMs * SAMPLES_PER_MS > this.#furthest) return;
      this.#marksHeard += 1;
    }
  }
}
