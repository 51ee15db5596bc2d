// While the brain is away the caller hears that somebody is there, and is not kept forever.

export interface StandInOptions {
  say(text: string): void;
  giveUp(): void;
}

const ABSENT_MS_MAX = 20_000;
const STOPGAPS = [
  { afterMs: 1_000, text: 'One moment, please.' },
  { afterMs: 8_000, text: 'I am sorry, this takes a little longer. Please hold.' },
] as const;

/** Times are media time, ms since answer; at the answer the brain is away. */
export class StandIn {
  #absentSinceMs: number | undefined = 0;
  #told = 0;

  constructor(private readonly options: StandInOptions) {}

  absent(isAbsent: boolean, nowMs: number): void {
    this.#absentSinceMs = isAbsent ? nowMs : undefined;
    this.#told = 0;
  }

  /** `maySpeak`: no human listens to the caller yet, and nothing else is to be heard. */
  check(nowMs: number, maySpeak: boolean): void {
    if (this.#absentSinceMs === undefined) return;
    const absentMs = nowMs - this.#absentSinceMs;
    if (absentMs > ABSENT_MS_MAX) return this.options.giveUp();
    const wanted = STOPGAPS.filter((stopgap) => absentMs >= stopgap.afterMs).length;
    if (wanted <= this.#told || !maySpeak) return;
    this.#told = wanted;
    this.options.say(STOPGAPS[wanted - 1]?.text ?? '');
  }
}
