// The sending side of one RTP stream: how many frames are due on an absolute schedule, and their packets.
import { serializeRtp } from './packet';
import { type PlannedEvent, planDigit } from './telephone-event';

export interface RtpSenderOptions {
  readonly ssrc: number;
  readonly payloadType: number;
  /** Random 16 bits (RFC 3550 section 5.1). */
  readonly firstSequence: number;
  /** Random 32 bits. */
  readonly firstTimestamp: number;
  /** The negotiated type of telephone-event; without it digits are refused. */
  readonly telephoneEventType?: number;
  /** Default 20. */
  readonly frameMs?: number;
  /** Default 160. */
  readonly frameSamples?: number;
}

export interface RtpSenderCounts {
  packets: number;
  /** Of payload, as an RTCP sender report wants it. */
  octets: number;
  /** Frames that were never sent because the sender came too late; their time shows in the timestamp. */
  skipped: number;
}

/** Also the most packets within any BURST_WINDOW_MS. */
export const CATCH_UP_FRAMES_MAX = 3;
const BURST_WINDOW_MS = 10;
const DIGITS_QUEUED_MAX = 64;
/** Audio frames between two digits, so that they are told apart. */
const DIGIT_GAP_FRAMES = 3;

interface Sending {
  readonly plan: readonly PlannedEvent[];
  readonly timestamp: number;
  next: number;
}

export class RtpSender {
  readonly counts: RtpSenderCounts = { packets: 0, octets: 0, skipped: 0 };
  readonly #options: Required<Omit<RtpSenderOptions, 'telephoneEventType'>>;
  readonly #telephoneEventType: number | undefined;
  readonly #sentAtMs: number[] = [];
  readonly #digits: (readonly PlannedEvent[])[] = [];
  #sequence: number;
  #timestamp: number;
  /** When the next frame is due; undefined before the first. */
  #dueMs: number | undefined;
  #isTalkspurtStart = true;
  #digit: Sending | undefined;
  #gapFrames = 0;

  constructor(options: RtpSenderOptions) {
    this.#options = { frameMs: 20, frameSamples: 160, ...options };
    this.#telephoneEventType = options.telephoneEventType;
    this.#sequence = options.firstSequence & 0xffff;
    this.#timestamp = options.firstTimestamp >>> 0;
  }

  get ssrc(): number {
    return this.#options.ssrc;
  }

  /** RTP timestamp of the next frame. */
  get timestamp(): number {
    return this.#timestamp;
  }

  /** Digits that are queued or being sent. */
  get digitsPending(): number {
    return this.#digits.length + (this.#digit ? 1 : 0);
  }

  /**
   * Frames to send at once, 0..CATCH_UP_FRAMES_MAX; the first call starts the schedule. What is owed beyond that is
   * skipped: the timestamp advances, the sequence number does not.
   */
  due(nowMs: number): number {
    this.#dueMs ??= nowMs;
    const owed = Math.floor((nowMs - this.#dueMs) / this.#options.frameMs) + 1;
    if (owed <= 0) return 0;
    const skipped = Math.max(0, owed - CATCH_UP_FRAMES_MAX);
    this.#skip(skipped);
    const recent = this.#sentAtMs.filter((sentAtMs) => nowMs - sentAtMs < BURST_WINDOW_MS).length;
    return Math.max(0, Math.min(owed - skipped, CATCH_UP_FRAMES_MAX - recent));
  }

  /**
   * The packet of the next frame. While a digit is sent, its event takes the place of the audio: `payload` is not
   * used then.
   */
  packetize(payload: Uint8Array, nowMs: number): Uint8Array {
    const digit = this.#currentDigit();
    const planned = digit?.plan[digit.next];
    const packet = serializeRtp({
      ssrc: this.#options.ssrc,
      sequence: this.#sequence,
      payloadType: planned ? this.#telephoneEventType! : this.#options.payloadType,
      timestamp: planned ? digit.timestamp : this.#timestamp,
      marker: planned ? planned.marker : this.#isTalkspurtStart,
      payload: planned?.payload ?? payload,
    });
    this.counts.packets += 1;
    this.counts.octets += (planned?.payload ?? payload).length;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    if (planned) this.#finishPlanned(digit);
    else this.#isTalkspurtStart = false;
    this.#noteSent(nowMs);
    this.#advance(1);
    return packet;
  }

  /** A due frame that is deliberately not sent (held, muted): time goes on, and the next packet starts a talkspurt. */
  pass(): void {
    this.#isTalkspurtStart = true;
    this.#advance(1);
  }

  /** False when the character is no digit, telephone-events were not negotiated, or too many are queued. */
  queueDigit(digit: string, durationMs = 100): boolean {
    if (this.#telephoneEventType === undefined || this.#digits.length >= DIGITS_QUEUED_MAX) return false;
    const plan = planDigit(digit, durationMs, this.#options.frameSamples);
    if (plan.length === 0) return false;
    this.#digits.push(plan);
    return true;
  }

  #currentDigit(): Sending | undefined {
    if (this.#digit) return this.#digit;
    if (this.#gapFrames > 0) {
      this.#gapFrames -= 1;
      return undefined;
    }
    const plan = this.#digits.shift();
    if (plan) this.#digit = { plan, timestamp: this.#timestamp, next: 0 };
    return this.#digit;
  }

  #finishPlanned(digit: Sending): void {
    digit.next += 1;
    if (digit.next < digit.plan.length) return;
    this.#digit = undefined;
    this.#gapFrames = DIGIT_GAP_FRAMES;
    this.#isTalkspurtStart = true;
  }

  #noteSent(nowMs: number): void {
    this.#sentAtMs.push(nowMs);
    if (this.#sentAtMs.length > CATCH_UP_FRAMES_MAX) this.#sentAtMs.shift();
  }

  #skip(frames: number): void {
    this.counts.skipped += frames;
    this.#advance(frames);
  }

  #advance(frames: number): void {
    this.#timestamp = (this.#timestamp + frames * this.#options.frameSamples) >>> 0;
    this.#dueMs = (this.#dueMs ?? 0) + frames * this.#options.frameMs;
  }
}
