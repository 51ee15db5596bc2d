// The jitter buffer: packets in at any time and order, one frame out per tick, with adaptive and bounded delay.
import { DelayTarget } from './delay-target';
import { SequenceWindow } from './sequence-window';
import { extendTimestamp, sequenceDistance } from './serial';

export interface AudioPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payload: Uint8Array;
}

export interface JitterBufferOptions {
  /** Default 40. */
  readonly delayMsMin?: number;
  /** Also the bound of what is held. Default 400. */
  readonly delayMsMax?: number;
  /** Samples, and with G.711 bytes, per frame. Default 160. */
  readonly frameSamples?: number;
  /** Default 8,000. */
  readonly sampleRateHz?: number;
  /** What fills the part of a frame that no packet covers: 0xff in mu-law, 0xd5 in A-law. Default 0xff. */
  readonly silence?: number;
}

export type Polled =
  | {
      readonly kind: 'frame';
      readonly payload: Uint8Array;
      readonly timestamp: number;
      readonly marker: boolean;
    }
  /** A frame is owed and not there: conceal it. */
  | { readonly kind: 'lost' }
  /** No frame is owed: the source is silent, or the buffer fills. */
  | { readonly kind: 'wait' };

/** received = played + late + duplicate + invalid + held. */
export interface JitterBufferCounts {
  received: number;
  played: number;
  /** Came after their time, or were dropped to keep the delay: `overflowed` and `slipped` are among them. */
  late: number;
  overflowed: number;
  slipped: number;
  duplicate: number;
  invalid: number;
  /** Polls answered by `lost`; `stretched` among them were inserted to grow the delay. */
  lost: number;
  stretched: number;
}

interface Held {
  /** Extended timestamps: of the first sample, and after the last. */
  readonly start: number;
  readonly end: number;
  readonly packet: AudioPacket;
  isPlayed: boolean;
}

const WAIT: Polled = { kind: 'wait' };
const LOST: Polled = { kind: 'lost' };
/** An empty buffer is bridged by this many lost frames; then the source counts as silent. */
const BRIDGED_FRAMES_MAX = 5;
/** Polls over which the lowest depth is taken before the delay is corrected by one frame. */
const CORRECTION_POLLS = 25;
const CORRECTION_POLLS_FAR = 10;
const FAR_FRAMES = 5;
/** Newer packets with older timestamps in a row that mean the sender restarted its clock. */
const RESTART_PACKETS = 2;

export class JitterBuffer {
  readonly counts: JitterBufferCounts = {
    received: 0,
    played: 0,
    late: 0,
    overflowed: 0,
    slipped: 0,
    duplicate: 0,
    invalid: 0,
    lost: 0,
    stretched: 0,
  };
  readonly #options: Required<JitterBufferOptions>;
  readonly #target: DelayTarget;
  readonly #seen = new SequenceWindow();
  #held: Held[] = [];
  #isPriming = true;
  #primingSinceMs = 0;
  #position: number | undefined;
  #newestEnd: number | undefined;
  #lastPlayed: number | undefined;
  #highest: number | undefined;
  #bridged = 0;
  #backwards = 0;
  #polls = 0;
  #depthMin = Infinity;
  #lateBefore = 0;

  constructor(options: JitterBufferOptions = {}) {
    this.#options = {
      delayMsMin: 40,
      delayMsMax: 400,
      frameSamples: 160,
      sampleRateHz: 8_000,
      silence: 0xff,
      ...options,
    };
    this.#target = new DelayTarget(this.#options);
  }

  /** Packets that were taken in and neither played nor dropped. */
  get held(): number {
    return this.#held.reduce((count, held) => count + (held.isPlayed ? 0 : 1), 0);
  }

  get targetMs(): number {
    return this.#target.targetMs;
  }

  /** Audio held beyond the playout position. */
  get delayMs(): number {
    return this.#depth() / this.#samplesPerMs();
  }

  handlePacket(packet: AudioPacket, nowMs: number): void {
    this.counts.received += 1;
    const samples = packet.payload.length;
    if (samples === 0 || samples > this.#samplesMax()) {
      this.counts.invalid += 1;
      return;
    }
    if (this.#seen.has(packet.sequence)) {
      this.counts.duplicate += 1;
      return;
    }
    this.#seen.addAudio(packet.sequence);
    const start = extendTimestamp(this.#newestEnd ?? packet.timestamp, packet.timestamp);
    const isLate = this.#isLate(packet, start + samples);
    this.#target.observe(start / this.#samplesPerMs(), nowMs);
    if (isLate) {
      this.counts.late += 1;
      return;
    }
    if (this.#held.length === 0) this.#primingSinceMs = nowMs;
    this.#insert({ start, end: start + samples, packet, isPlayed: false });
    this.#keepBound();
  }

  /** A packet of the same source that is no audio (telephone-event, comfort noise): not a loss. */
  handleOther(sequence: number): void {
    if (!this.#seen.has(sequence)) this.#seen.addOther(sequence);
  }

  /** Once per frame interval. The payload of a `frame` is a whole frame, whatever the packets' length. */
  poll(nowMs: number): Polled {
    if (this.#isPriming && !this.#isPrimed(nowMs)) return WAIT;
    if (this.#held.length === 0) return this.#bridge();
    this.#rejoin();
    const correction = this.#correct();
    if (correction === 'stretch') return this.#lose();
    const { start } = this.#held[0]!;
    if (start > this.#position! && this.#isUnsent() && this.#isEnoughFrom(start)) this.#position = start;
    const position = this.#position!;
    if (start < position + this.#options.frameSamples) return this.#play(position);
    this.#position = position + this.#options.frameSamples;
    return this.#isUnsent() ? WAIT : this.#lose();
  }

  /** A new source or the end: what is held counts as late, the counters go on. */
  reset(): void {
    this.#discard(this.#held.length);
    this.#seen.clear();
    this.#target.reset();
    this.#restart();
  }

  #restart(): void {
    this.#isPriming = true;
    this.#position = undefined;
    this.#newestEnd = undefined;
    this.#lastPlayed = undefined;
    this.#highest = undefined;
    this.#backwards = 0;
    this.#startWindow(CORRECTION_POLLS);
  }

  #isLate(packet: AudioPacket, end: number): boolean {
    const isNewer = this.#highest === undefined || sequenceDistance(this.#highest, packet.sequence) > 0;
    if (isNewer) this.#highest = packet.sequence;
    if (this.#position === undefined || end > this.#position) {
      if (isNewer) this.#backwards = 0;
      return false;
    }
    // Playout may have passed a packet that is merely slow; only a clock that went back leaves the whole bound.
    if (isNewer && this.#position - end > this.#samplesMax()) this.#backwards += 1;
    if (this.#backwards < RESTART_PACKETS) return true;
    this.#discard(this.#held.length);
    this.#target.reset();
    this.#restart();
    this.#highest = packet.sequence;
    return false;
  }

  #insert(held: Held): void {
    let at = this.#held.length;
    while (at > 0 && this.#held[at - 1]!.start > held.start) at -= 1;
    this.#held.splice(at, 0, held);
    this.#newestEnd = Math.max(this.#newestEnd ?? held.end, held.end);
  }

  /** Drops the oldest until no more than the maximum delay is held. */
  #keepBound(): void {
    const samplesMax = this.#samplesMax();
    let excess = 0;
    while (excess < this.#held.length - 1 && this.#newestEnd! - this.#held[excess]!.start > samplesMax) {
      excess += 1;
    }
    this.counts.overflowed += this.#discard(excess);
    // Not to the first packet held: those before it, down to the bound, may still come.
    if (this.#position !== undefined)
      this.#position = Math.max(this.#position, this.#newestEnd! - samplesMax);
  }

  /** Removes the oldest; those of which nothing was played count as late. Returns how many did. */
  #discard(count: number): number {
    const unplayed = this.#held.splice(0, count).filter((held) => !held.isPlayed).length;
    this.counts.late += unplayed;
    return unplayed;
  }

  #isPrimed(nowMs: number): boolean {
    const first = this.#held[0];
    if (!first) return false;
    if (!this.#isEnoughFrom(first.start) && nowMs - this.#primingSinceMs < this.targetMs) return false;
    this.#position = Math.max(this.#position ?? first.start, first.start);
    this.#isPriming = false;
    this.#bridged = 0;
    this.#startWindow(CORRECTION_POLLS);
    return true;
  }

  /** Nothing is held: the position stays, so that packets that are only slow are still played. */
  #bridge(): Polled {
    if (this.#bridged >= BRIDGED_FRAMES_MAX) {
      this.#isPriming = true;
      return WAIT;
    }
    this.#bridged += 1;
    return this.#lose();
  }

  /** After bridging: what is missing before the next packet was already concealed. */
  #rejoin(): void {
    if (this.#bridged === 0) return;
    const gap = Math.max(0, this.#held[0]!.start - this.#position!);
    this.#position! += Math.min(gap, this.#bridged * this.#options.frameSamples);
    this.#bridged = 0;
  }

  /** One frame at a time: drops one when too much is held, inserts one when packets come late. */
  #correct(): 'stretch' | 'none' {
    this.#polls -= 1;
    this.#depthMin = Math.min(this.#depthMin, this.#depth());
    if (this.#polls > 0) return 'none';
    const frame = this.#options.frameSamples;
    const excess = this.#depthMin - this.targetMs * this.#samplesPerMs();
    const wasLate = this.counts.late > this.#lateBefore;
    this.#startWindow(excess > FAR_FRAMES * frame ? CORRECTION_POLLS_FAR : CORRECTION_POLLS);
    if (excess > frame) this.#slip();
    if (excess >= 0 || !wasLate) return 'none';
    this.counts.stretched += 1;
    return 'stretch';
  }

  /** What is missing before the first packet was never sent: a pause of the sender, or other packets than audio. */
  #isUnsent(): boolean {
    const { sequence } = this.#held[0]!.packet;
    return this.#lastPlayed !== undefined && this.#seen.isGapFree(this.#lastPlayed, sequence);
  }

  #isEnoughFrom(start: number): boolean {
    return this.#newestEnd! - start >= this.targetMs * this.#samplesPerMs();
  }

  #slip(): void {
    this.#position! += this.#options.frameSamples;
    const passed = this.#held.findIndex((held) => held.end > this.#position!);
    this.counts.slipped += this.#discard(passed < 0 ? this.#held.length : passed);
    this.#lateBefore = this.counts.late;
  }

  #play(position: number): Polled {
    const { frameSamples } = this.#options;
    const first = this.#held[0]!;
    this.#position = position + frameSamples;
    const { timestamp, marker, payload } = first.packet;
    if (first.start === position && payload.length === frameSamples) {
      this.#held.shift();
      this.#countPlayed(first);
      return { kind: 'frame', payload, timestamp, marker };
    }
    return this.#assemble(position);
  }

  /** Packets of another length than a frame, or off its grid: sample by sample. */
  #assemble(position: number): Polled {
    const end = position + this.#options.frameSamples;
    const payload = new Uint8Array(this.#options.frameSamples).fill(this.#options.silence);
    let marker = false;
    for (let first = this.#held[0]; first && first.start < end; first = this.#held[0]) {
      const from = Math.max(first.start, position);
      payload.set(first.packet.payload.subarray(from - first.start, end - first.start), from - position);
      marker ||= first.packet.marker && !first.isPlayed;
      if (!first.isPlayed) this.#countPlayed(first);
      if (first.end > end) break;
      this.#held.shift();
    }
    return { kind: 'frame', payload, timestamp: position >>> 0, marker };
  }

  #countPlayed(held: Held): void {
    held.isPlayed = true;
    this.counts.played += 1;
    this.#lastPlayed = held.packet.sequence;
  }

  #lose(): Polled {
    this.counts.lost += 1;
    return LOST;
  }

  #startWindow(polls: number): void {
    this.#polls = polls;
    this.#depthMin = Infinity;
    this.#lateBefore = this.counts.late;
  }

  #depth(): number {
    if (this.#held.length === 0) return 0;
    return this.#newestEnd! - (this.#position ?? this.#held[0]!.start);
  }

  #samplesPerMs(): number {
    return this.#options.sampleRateHz / 1_000;
  }

  #samplesMax(): number {
    return this.#options.delayMsMax * this.#samplesPerMs();
  }
}
