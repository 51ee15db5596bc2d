// What recognition makes of the caller: onset, partials, end, and a final that may be late, empty, doubled or missing.
import { type Line } from './line';
import { type Sim } from './sim';

export interface Saying {
  readonly text: string;
  readonly confidence: number;
}

const MS_PER_WORD = 320;

export class Ear {
  private count = 0;
  private isClosed = false;
  private isMuted = false;
  private readonly queue: Saying[] = [];
  private isSpeaking = false;

  constructor(
    private readonly sim: Sim,
    private readonly line: Line,
  ) {}

  get isBusy(): boolean {
    return this.isSpeaking;
  }

  /** Speech follows speech: nobody says two things at once. */
  hear(saying: Saying): void {
    this.queue.push(saying);
    if (!this.isSpeaking) this.next();
  }

  /** What is said meanwhile is not heard by us. */
  mute(isMuted: boolean): void {
    this.isMuted = isMuted;
    if (isMuted) this.queue.length = 0;
  }

  close(): void {
    this.isClosed = true;
    this.queue.length = 0;
  }

  private next(): void {
    const saying = this.queue.shift();
    if (saying === undefined || this.isClosed) return;
    this.isSpeaking = true;
    this.utter(saying);
  }

  private utter({ text, confidence }: Saying): void {
    const { kernel, random } = this.sim;
    this.count += 1;
    const utteranceId = `u${this.count}`;
    const startMs = this.line.mediaMs;
    const words = text.split(' ');
    const lengthMs = Math.max(300, words.length * MS_PER_WORD + random.int(-60, 200));
    const onsetMs = random.int(60, 200);
    kernel.after(onsetMs, () => this.onset(utteranceId, startMs));
    words.slice(0, -1).forEach((_, index) => {
      const partial = words.slice(0, index + 1).join(' ');
      kernel.after(onsetMs + (index + 1) * MS_PER_WORD, () =>
        this.tell({ type: 'SpeechPartial', utteranceId, text: partial }),
      );
    });
    kernel.after(lengthMs + random.int(100, 250), () => {
      this.tell({ type: 'SpeechEnded', utteranceId, endMs: startMs + lengthMs });
      this.isSpeaking = false;
      this.next();
    });
    const final = {
      type: 'SpeechFinal',
      utteranceId,
      text,
      confidence,
      startMs,
      endMs: startMs + lengthMs,
    } as const;
    this.recognise(final, lengthMs);
  }

  private onset(utteranceId: string, startMs: number): void {
    if (this.isClosed || this.isMuted) return;
    const paused = this.line.playout.pause();
    const held = paused === undefined ? {} : { pausedPromptId: paused.promptId };
    this.tell({ type: 'SpeechStarted', utteranceId, startMs, ...held, playedMs: paused?.playedMs ?? 0 });
  }

  private recognise(
    final: Extract<Parameters<Line['signal']>[0], { type: 'SpeechFinal' }>,
    lengthMs: number,
  ): void {
    const { kernel, random, faults } = this.sim;
    const { utteranceId } = final;
    let tookMs = lengthMs + random.int(300, 900);
    if (faults.hits('stt-out-of-order')) tookMs = Math.max(1, lengthMs - random.int(0, 250));
    if (faults.hits('stt-late')) tookMs += faults.of('stt-late').int(1_000, 6_000);
    if (faults.hits('stt-fault')) {
      const kind = faults.of('stt-fault').pick(['engine', 'stalled', 'overloaded']);
      return void kernel.after(tookMs, () =>
        this.tell({ type: 'SpeechFault', utteranceId, part: 'stt', kind }),
      );
    }
    const text = faults.hits('stt-empty') ? '' : final.text;
    const confidence = faults.hits('stt-unsure') ? faults.of('stt-unsure').next() * 0.5 : final.confidence;
    kernel.after(tookMs, () => this.tell({ ...final, text, confidence }));
    if (!faults.hits('stt-duplicate')) return;
    kernel.after(tookMs + faults.of('stt-duplicate').int(1, 900), () =>
      this.tell({ ...final, text, confidence }),
    );
  }

  private tell(signal: Parameters<Line['signal']>[0]): void {
    if (!this.isClosed && !this.isMuted) this.line.signal(signal);
  }
}
