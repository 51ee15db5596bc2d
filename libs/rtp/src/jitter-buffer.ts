// The jitter buffer: packets in at any time and order, one frame out per tick, with adaptive and bounded delay.
import { DelayTarget } from './delay-target';
import { type AudioPacket, HeldPackets, type TakenFrame } from './held-packets';
import { Pauses } from './pauses';
import { SequenceWindow } from './sequence-window';
import { extendTimestamp, sequenceDistance } from './serial';

export type { AudioPacket } from './held-packets';

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
  | TakenFrame
  /** A frame is owed and not there: conceal it. */
  | { readonly kind: 'lost' }
  /** No frame is owed: the source is silent, or the buffer fills. */
  | { readonly kind: 'wait' };

/** received = played + late + duplicate + invalid + held. */
export interface JitterBufferCounts {
  readonly received: number;
  readonly played: number;
  /** Came after their time, or were dropped to keep the delay: `overflowed` and `slipped` are among them. */
  readonly late: number;
  readonly overflowed: number;
  readonly slipped: number;
  readonly duplicate: number;
  readonly invalid: number;
  /** Taken in, and neither played nor dropped yet. */
  readonly held: number;
  /** Polls answered by `lost`; `stretched` among them were inserted to grow the delay. */
  readonly lost: number;
  readonly stretched: number;
}

const DEFAULTS = { delayMsMin: 40, delayMsMax: 400, frameSamples: 160, sampleRateHz: 8_000, silence: 0xff };
const WAIT: Polled = { kind: 'wait' };
const LOST: Polled = { kind: 'lost' };
/** An empty buffer is bridged by this many lost frames; then the source counts as silent. */
const BRIDGED_FRAMES_MAX = 5;
/** Polls over which the lowest depth is taken before the delay is corrected by one frame. */
const CORRECTION_POLLS = 25;
const CORRECTION_POLLS_FAR = 10;
const FAR_FRAMES = 5;
/** Too much is given up in a pause of the talker: a frame cut out of a word is a word misheard. So long one is awaited. */
const PAUSE_AWAITED_POLLS = 250;
/** Newer packets with older timestamps in a row that mean the sender restarted its clock. */
const RESTART_PACKETS = 2;

export class JitterBuffer {
  readonly #counts = {
    received: 0,
    late: 0,
    overflowed: 0,
    slipped: 0,
    duplicate: 0,
    invalid: 0,
    lost: 0,
    stretched: 0,
  };
  readonly #options: Required<JitterBufferOptions>;
  readonly #samplesPerMs: number;
  readonly #samplesMax: number;
  readonly #target: DelayTarget;
  readonly #seen = new SequenceWindow();
  readonly #held = new HeldPackets();
  #isPriming = true;
  #primingSinceMs = 0;
  /** Extended timestamp of the next sample to play. */
  #position: number | undefined;
  #highestSequence: number | undefined;
  #bridged = 0;
  #backwards = 0;
  #pollsLeft = 0;
  #depthMin = Infinity;
  #lateBefore = 0;
  readonly #pauses: Pauses;
  /** Frames held too many, to be left out. */
  #surplus = 0;
  #awaitedPolls = 0;

  constructor(options: JitterBufferOptions = {}) {
    this.#options = { ...DEFAULTS, ...options };
    this.#samplesPerMs = this.#options.sampleRateHz / 1_000;
    this.#samplesMax = this.#options.delayMsMax * this.#samplesPerMs;
    this.#target = new DelayTarget(this.#options);
    this.#pauses = new Pauses(this.#options.silence);
  }

  get counts(): JitterBufferCounts {
    return { ...this.#counts, played: this.#held.played, held: this.#held.unplayed };
  }

  /** What the delay should be, from the jitter that was seen. */
  get targetMs(): number {
    return this.#target.targetMs;
  }

  /** Audio held beyond the playout position. */
  get delayMs(): number {
    return this.#depth() / this.#samplesPerMs;
  }

  handlePacket(packet: AudioPacket, nowMs: number): void {
    this.#counts.received += 1;
    const samples = packet.payload.length;
    if (samples === 0 || samples > this.#samplesMax) {
      this.#counts.invalid += 1;
      return;
    }
    if (this.#seen.has(packet.sequence)) {
      this.#counts.duplicate += 1;
      return;
    }
    this.#seen.addAudio(packet.sequence);
    const start = extendTimestamp(this.#held.newestEnd ?? packet.timestamp, packet.timestamp);
    const isLate = this.#isLate(packet, start + samples);
    this.#target.observe(start / this.#samplesPerMs, nowMs);
    if (isLate) {
      this.#counts.late += 1;
      return;
    }
    if (!this.#held.first) this.#primingSinceMs = nowMs;
    this.#held.insert({ packet, start, end: start + samples, isPlayed: false });
    this.#keepBound();
  }

  /** A packet of the same source that is no audio (telephone-event, comfort noise): not a loss. */
  handleOther(sequence: number): void {
    if (!this.#seen.has(sequence)) this.#seen.addOther(sequence);
  }

  /** Once per frame interval. The payload of a `frame` is a whole frame, whatever the packets' length. */
  poll(nowMs: number): Polled {
    if (this.#isPriming && !this.#isPrimed(nowMs)) return WAIT;
    if (!this.#held.first) return this.#bridge();
    this.#rejoin();
    if (this.#correct() === 'stretch') return this.#lose();
    const { start } = this.#held.first;
    if (start > this.#position! && this.#isUnsent() && this.#isEnoughFrom(start)) this.#position = start;
    const position = this.#position!;
    this.#position = position + this.#options.frameSamples;
    if (start < this.#position) return this.#take(position);
    return this.#isUnsent() ? WAIT : this.#lose();
  }

  /** A new source or the end: what is held counts as late, the counters go on. */
  reset(): void {
    this.#seen.clear();
    this.#restart();
  }

  #restart(): void {
    this.#counts.late += this.#held.dropAll();
    this.#target.reset();
    this.#isPriming = true;
    this.#position = undefined;
    this.#highestSequence = undefined;
    this.#backwards = 0;
  }

  #isLate(packet: AudioPacket, end: number): boolean {
    const highest = this.#highestSequence;
    const isNewer = highest === undefined || sequenceDistance(highest, packet.sequence) > 0;
    if (isNewer) this.#highestSequence = packet.sequence;
    if (this.#position === undefined || end > this.#position) {
      if (isNewer) this.#backwards = 0;
      return false;
    }
    // Playout may have passed a packet that is merely slow; only a clock that went back leaves the whole bound.
    if (isNewer && this.#position - end > this.#samplesMax) this.#backwards += 1;
    if (this.#backwards < RESTART_PACKETS) return true;
    this.#restart();
    this.#highestSequence = packet.sequence;
    return false;
  }

  #keepBound(): void {
    const dropped = this.#held.dropBeyond(this.#samplesMax);
    this.#counts.overflowed += dropped;
    this.#counts.late += dropped;
    // Not to the first packet held: those before it, down to the bound, may still come.
    if (this.#position === undefined) return;
    this.#position = Math.max(this.#position, this.#held.newestEnd! - this.#samplesMax);
  }

  #isPrimed(nowMs: number): boolean {
    const first = this.#held.first;
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
    const gap = Math.max(0, this.#held.first!.start - this.#position!);
    this.#position! += Math.min(gap, this.#bridged * this.#options.frameSamples);
    this.#bridged = 0;
  }

  #take(position: number): TakenFrame {
    const taken = this.#held.take(position, this.#options);
    this.#pauses.notePlayed(taken.payload);
    return taken;
  }

  /** One frame at a time: drops one when too much is held, inserts one when packets come late. */
  #correct(): 'stretch' | 'none' {
    if (this.#surplus > 0) this.#leaveOut();
    this.#pollsLeft -= 1;
    this.#depthMin = Math.min(this.#depthMin, this.#depth());
    if (this.#pollsLeft > 0) return 'none';
    const frame = this.#options.frameSamples;
    const excess = this.#excess(this.#depthMin);
    const wasLate = this.#counts.late > this.#lateBefore;
    this.#surplus = Math.max(0, Math.ceil(excess / frame) - 1);
    if (this.#surplus === 0) this.#awaitedPolls = 0;
    this.#startWindow(excess > FAR_FRAMES * frame ? CORRECTION_POLLS_FAR : CORRECTION_POLLS);
    if (excess >= 0 || !wasLate) return 'none';
    this.#counts.stretched += 1;
    return 'stretch';
  }

  /** What too much is held for goes in a pause; a talker who makes none loses a frame after all. */
  #leaveOut(): void {
    const audio = this.#held.audioFrom(this.#position!);
    if (this.#excess(audio) <= this.#options.frameSamples) this.#surplus = 0;
    if (this.#surplus === 0) return;
    this.#awaitedPolls += 1;
    const isPause = this.#pauses.isPause(this.#held.first!.packet.payload);
    if (!isPause && this.#awaitedPolls < PAUSE_AWAITED_POLLS) return;
    this.#surplus -= 1;
    this.#awaitedPolls = isPause ? 0 : this.#awaitedPolls - CORRECTION_POLLS_FAR;
    this.#pauses.noteLeftOut();
    this.#slip();
  }

  #slip(): void {
    this.#position! += this.#options.frameSamples;
    const dropped = this.#held.dropBefore(this.#position!);
    this.#counts.slipped += dropped;
    this.#counts.late += dropped;
  }

  /** What is missing before the first packet was never sent: a pause of the sender, or other packets than audio. */
  #isUnsent(): boolean {
    const { lastPlayed, first } = this.#held;
    return lastPlayed !== undefined && this.#seen.isGapFree(lastPlayed, first!.packet.sequence);
  }

  #isEnoughFrom(start: number): boolean {
    return this.#held.samplesFrom(start) >= this.targetMs * this.#samplesPerMs;
  }

  #lose(): Polled {
    this.#counts.lost += 1;
    return LOST;
  }

  #startWindow(polls: number): void {
    this.#pollsLeft = polls;
    this.#depthMin = Infinity;
    this.#lateBefore = this.#counts.late;
  }

  #excess(depth: number): number {
    return depth - this.targetMs * this.#samplesPerMs;
  }

  #depth(): number {
    return this.#held.samplesFrom(this.#position ?? this.#held.first?.start ?? 0);
  }
}
