// DTMF digits as RTP telephone-events (RFC 4733): each digit once, whatever is lost or repeated on the way.
import { readUint16, writeUint16 } from './big-endian';
import { timestampDistance } from './serial';

export interface TelephoneEvent {
  /** 0-9, *, #, A-D. */
  readonly digit: string;
  readonly isEnd: boolean;
  /** Power below 0 dBm0, 0..63. */
  readonly volume: number;
  /** In timestamp units, 0..65535. */
  readonly duration: number;
}

export type DigitSignal =
  | { readonly kind: 'digit-started'; readonly digit: string }
  | {
      readonly kind: 'digit-ended';
      readonly digit: string;
      readonly durationMs: number;
      /** How the end was known: told, superseded by the next digit, or concluded from silence or length. */
      readonly by: 'end' | 'next-digit' | 'silence' | 'length';
    };

export interface TelephoneEventPacket {
  readonly ssrc: number;
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

export interface TelephoneEventOptions {
  /** No packet of a digit for so long ends it: all ends were lost. Default 200. */
  readonly silenceMsMax?: number;
  /** A digit that goes on for longer is stuck and ends. Default 10,000. */
  readonly digitMsMax?: number;
  /** Default 8,000. */
  readonly clockRateHz?: number;
}

export interface TelephoneEventCounts {
  digits: number;
  /** Payloads that are no event, or an event that is no digit. */
  ignored: number;
  stuck: number;
}

const DIGITS = '0123456789*#ABCD';
const PAYLOAD_BYTES = 4;
const END_BIT = 0x80;
const DURATION_MAX = 0xffff;
/** Timestamps further back are no reordering: the sender restarted its clock. */
const REORDER_S_MAX = 5;
const NONE: readonly DigitSignal[] = [];

export const parseTelephoneEvent = (payload: Uint8Array): TelephoneEvent | undefined => {
  const digit = payload.length < PAYLOAD_BYTES ? undefined : DIGITS[payload[0]!];
  if (digit === undefined) return undefined;
  const flags = payload[1]!;
  return {
    digit,
    isEnd: (flags & END_BIT) !== 0,
    volume: flags & 0x3f,
    duration: readUint16(payload, 2),
  };
};

/** Undefined for a character that is no digit. */
export const serializeTelephoneEvent = (event: TelephoneEvent): Uint8Array | undefined => {
  const code = DIGITS.indexOf(event.digit.toUpperCase());
  if (event.digit.length !== 1 || code < 0) return undefined;
  const payload = new Uint8Array(PAYLOAD_BYTES);
  payload[0] = code;
  payload[1] = (event.isEnd ? END_BIT : 0) | (event.volume & 0x3f);
  writeUint16(payload, 2, Math.min(event.duration, DURATION_MAX));
  return payload;
};

interface Heard {
  readonly ssrc: number;
  timestamp: number;
  readonly digit: string;
  readonly startedAtMs: number;
  lastAtMs: number;
  /** Of segments already closed (RFC 4733 section 2.5.1.3), in timestamp units. */
  earlierDuration: number;
  duration: number;
  isEnded: boolean;
}

/** Gives one `digit-started` and one `digit-ended` per (ssrc, timestamp). */
export class TelephoneEventReceiver {
  readonly counts: TelephoneEventCounts = { digits: 0, ignored: 0, stuck: 0 };
  readonly #options: Required<TelephoneEventOptions>;
  #heard: Heard | undefined;

  constructor(options: TelephoneEventOptions = {}) {
    this.#options = { silenceMsMax: 200, digitMsMax: 10_000, clockRateHz: 8_000, ...options };
  }

  handlePacket(packet: TelephoneEventPacket, nowMs: number): readonly DigitSignal[] {
    const event = parseTelephoneEvent(packet.payload);
    if (!event) {
      this.counts.ignored += 1;
      return NONE;
    }
    const heard = this.#heard;
    if (!heard || heard.ssrc !== packet.ssrc) return this.#start(packet, event, nowMs);
    const ahead = timestampDistance(heard.timestamp, packet.timestamp);
    if (ahead < 0 && -ahead < REORDER_S_MAX * this.#options.clockRateHz) return NONE; // its digit has been told
    if (ahead === 0) return this.#continue(heard, event, nowMs);
    if (isNextSegment(heard, event, ahead)) {
      heard.earlierDuration += ahead;
      heard.timestamp = packet.timestamp;
      heard.duration = 0;
      return this.#continue(heard, event, nowMs);
    }
    return this.#start(packet, event, nowMs);
  }

  /** Call it at least every 100 ms: ends a digit whose ends were all lost. */
  poll(nowMs: number): readonly DigitSignal[] {
    const heard = this.#heard;
    if (!heard || heard.isEnded || nowMs - heard.lastAtMs < this.#options.silenceMsMax) return NONE;
    return [this.#end(heard, 'silence')];
  }

  #start(packet: TelephoneEventPacket, event: TelephoneEvent, nowMs: number): readonly DigitSignal[] {
    const earlier = this.#heard;
    const signals: DigitSignal[] = earlier && !earlier.isEnded ? [this.#end(earlier, 'next-digit')] : [];
    const heard: Heard = {
      ssrc: packet.ssrc,
      timestamp: packet.timestamp,
      digit: event.digit,
      startedAtMs: nowMs,
      lastAtMs: nowMs,
      earlierDuration: 0,
      duration: event.duration,
      isEnded: false,
    };
    this.#heard = heard;
    this.counts.digits += 1;
    signals.push({ kind: 'digit-started', digit: event.digit });
    if (event.isEnd) signals.push(this.#end(heard, 'end'));
    return signals;
  }

  #continue(heard: Heard, event: TelephoneEvent, nowMs: number): readonly DigitSignal[] {
    if (heard.isEnded) return NONE;
    heard.lastAtMs = nowMs;
    heard.duration = Math.max(heard.duration, event.duration);
    if (event.isEnd) return [this.#end(heard, 'end')];
    if (nowMs - heard.startedAtMs < this.#options.digitMsMax) return NONE;
    this.counts.stuck += 1;
    return [this.#end(heard, 'length')];
  }

  #end(heard: Heard, by: 'end' | 'next-digit' | 'silence' | 'length'): DigitSignal {
    heard.isEnded = true;
    const units = heard.earlierDuration + heard.duration;
    return {
      kind: 'digit-ended',
      digit: heard.digit,
      durationMs: Math.round((units * 1_000) / this.#options.clockRateHz),
      by,
    };
  }
}

/** A key held longer than the duration field can say goes on under a new timestamp, right where the old one ended. */
const isNextSegment = (heard: Heard, event: TelephoneEvent, ahead: number): boolean =>
  event.digit === heard.digit && ahead === DURATION_MAX;

export interface PlannedEvent {
  readonly payload: Uint8Array;
  /** True on the first packet of the digit. */
  readonly marker: boolean;
}

/**
 * The packets of one digit, one per frame of `frameSamples`, all under the timestamp of its start: duration grows,
 * the end is sent three times (RFC 4733 section 2.5.1.4). Empty for a character that is no digit.
 */
export const planDigit = (digit: string, durationMs: number, frameSamples = 160): readonly PlannedEvent[] => {
  const frames = Math.max(1, Math.round(Math.min(durationMs, DIGIT_MS_MAX) / FRAME_MS));
  const plan: PlannedEvent[] = [];
  for (let frame = 1; frame <= frames + END_COPIES - 1; frame += 1) {
    const event = {
      digit,
      isEnd: frame >= frames,
      volume: 10,
      duration: Math.min(frame, frames) * frameSamples,
    };
    const payload = serializeTelephoneEvent(event);
    if (payload) plan.push({ payload, marker: frame === 1 });
  }
  return plan;
};

const FRAME_MS = 20;
const END_COPIES = 3;
/** Within one duration field. */
const DIGIT_MS_MAX = 8_000;
