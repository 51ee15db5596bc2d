// One RTP session (RFC 3550) of G.711 audio on a pair of UDP sockets: what a leg hears and says, frame by frame.
import { Concealment, decodeMulaw, encodeMulaw, FRAME_SAMPLES, SILENCE, transcode } from '@trunkline/audio';
import {
  type DigitSignal,
  type Endpoint,
  JitterBuffer,
  Latch,
  parseRtp,
  type RtpPacket,
  RtpSender,
  SourceValidator,
  TelephoneEventReceiver,
} from '@trunkline/rtp';
import { type AgreedMedia } from '@trunkline/sdp';
import { type LegQuality, RtcpReporter } from './rtcp-reporter';
import {
  addUnplayed,
  type FrameFates,
  fatesOf,
  type RtpSessionCounts,
  type Unplayed,
} from './session-counts';

/** What is used of a bound UDP socket. */
export interface DatagramSocket {
  on(event: 'message', listener: (bytes: Uint8Array, from: Endpoint) => void): unknown;
  send(bytes: Uint8Array, port: number, address: string, done: () => void): void;
  close(): unknown;
}

export interface RtpSessionEvents {
  onDigit(digit: string): void;
  /** The first packet of a source that passed validation. */
  onSource(ssrc: number): void;
  /** Called for every datagram, so that the ticker can be woken. */
  onReceive(): void;
}

/** 20 ms of the far end. `made` was lost on the way and is concealed; `quiet` was never sent. */
export interface Heard {
  readonly kind: 'frame' | 'made' | 'quiet';
  readonly mulaw: Uint8Array;
  readonly pcm: Int16Array;
}

export interface RtpSessionOptions {
  readonly rtp: DatagramSocket;
  readonly rtcp: DatagramSocket;
  readonly port: number;
  /** Random 32 bits; called for SSRC, sequence, timestamp and CNAME. */
  random32(): number;
  /** Monotonic ms. */
  clock(): number;
  /** ms since 1970. */
  wallMs(): number;
  readonly events: RtpSessionEvents;
}

interface Agreed {
  readonly media: AgreedMedia;
  readonly latch: Latch;
  readonly sender: RtpSender;
}

const QUIET: Heard = {
  kind: 'quiet',
  mulaw: new Uint8Array(FRAME_SAMPLES).fill(SILENCE.mulaw),
  pcm: new Int16Array(FRAME_SAMPLES),
};
const DIGIT_POLL_FRAMES = 5;

export class RtpSession {
  readonly port: number;
  readonly counts: RtpSessionCounts = {
    received: 0,
    invalid: 0,
    refused: 0,
    sent: 0,
    skipped: 0,
    lost: 0,
    played: 0,
  };
  /** When audio of the latched source last arrived, ms of the clock. */
  lastHeardAtMs: number;
  readonly #options: RtpSessionOptions;
  readonly #ssrc: number;
  readonly #source = new SourceValidator();
  #jitter = new JitterBuffer();
  /** By the jitter buffers before this one. */
  #unplayed: Unplayed = { late: 0, overflowed: 0, slipped: 0 };
  readonly #digits = new TelephoneEventReceiver();
  readonly #reporter: RtcpReporter;
  #concealment = new Concealment();
  #agreed: Agreed | undefined;
  #nextSequence: number | undefined;
  #polls = 0;
  #isClosed = false;

  constructor(options: RtpSessionOptions) {
    this.#options = options;
    this.port = options.port;
    this.lastHeardAtMs = options.clock();
    this.#ssrc = options.random32();
    this.#reporter = new RtcpReporter({
      ssrc: this.#ssrc,
      cname: options.random32().toString(36),
      wallMs: () => options.wallMs(),
      chance: () => options.random32() / 2 ** 32,
    });
    options.rtp.on('message', (bytes, from) => this.#receive(bytes, from));
    options.rtcp.on('message', (bytes, from) => this.#receiveReport(bytes, from));
  }

  get isHeard(): boolean {
    return this.#source.ssrc !== undefined;
  }

  /**
   * Offer/answer is done, for the first time or again. What it leaves as it was goes on: a session refresh (RFC 4028)
   * must neither open the latch to strangers again nor be heard. A new address is latched anew, a new codec decoded anew.
   */
  agree(media: AgreedMedia): void {
    const now = this.#options.clock();
    const before = this.#agreed;
    const place = before && samePlace(before.media, media);
    const sender = this.#senderFor(media);
    const announced: Endpoint = { address: media.remoteHost, port: media.remotePort };
    const latch = before && place ? before.latch : new Latch(announced, now);
    this.#agreed = { media: { ...media, ...place }, latch, sender };
    if (!place) this.#source.reset();
    if (!place || sender !== before?.sender) {
      this.#unplayed = addUnplayed(this.#unplayed, this.#jitter.counts);
      this.#jitter = new JitterBuffer({ silence: media.codec === 'PCMA' ? SILENCE.alaw : SILENCE.mulaw });
    }
    this.lastHeardAtMs = now;
  }

  /** Once per 20 ms. */
  hear(nowMs: number): Heard {
    this.#polls += 1;
    if (this.#polls % DIGIT_POLL_FRAMES === 0) this.#tell(this.#digits.poll(nowMs));
    const polled = this.#jitter.poll(nowMs);
    switch (polled.kind) {
      case 'frame': {
        this.counts.played += 1;
        const mulaw =
          this.#agreed?.media.codec === 'PCMA' ? transcode(polled.payload, 'mulaw') : polled.payload;
        return { kind: 'frame', mulaw, pcm: this.#concealment.good(decodeMulaw(mulaw)) };
      }
      case 'lost': {
        this.counts.lost += 1;
        const pcm = this.#concealment.lost();
        return { kind: 'made', pcm, mulaw: encodeMulaw(pcm) };
      }
      case 'wait':
        return QUIET;
    }
  }

  /** Once per 20 ms: sends as many frames as the schedule owes, each taken from `next` (mu-law). */
  speak(nowMs: number, next: () => Uint8Array): void {
    const agreed = this.#agreed;
    if (!agreed || this.#isClosed) return;
    for (let due = agreed.sender.due(nowMs); due > 0; due -= 1) this.#sendFrame(agreed, next(), nowMs);
    this.counts.skipped = agreed.sender.counts.skipped;
    const report = this.#reporter.due(nowMs, agreed.sender);
    if (report) this.#sendReport(agreed, report);
  }

  /** False when the peer does not take telephone-events. */
  sendDigit(digit: string): boolean {
    return this.#agreed?.sender.queueDigit(digit) ?? false;
  }

  /** Since the beginning. */
  get fates(): FrameFates {
    return fatesOf(this.counts, addUnplayed(this.#unplayed, this.#jitter.counts));
  }

  quality(): LegQuality {
    return this.#reporter.quality();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const agreed = this.#agreed;
    if (!agreed) return this.#closeSockets();
    const leaving = this.#reporter.compose(this.#options.clock(), { sender: agreed.sender, isLeaving: true });
    this.#sendReport(agreed, leaving, () => this.#closeSockets());
  }

  #closeSockets(): void {
    this.#options.rtp.close();
    this.#options.rtcp.close();
  }

  #senderFor(media: AgreedMedia): RtpSender {
    const before = this.#agreed;
    return before && isSameSending(before.media, media) ? before.sender : this.#newSender(media);
  }

  #newSender(media: AgreedMedia): RtpSender {
    const event = media.eventPayloadType;
    return new RtpSender({
      ssrc: this.#ssrc,
      payloadType: media.payloadType,
      // The source stays the same one: its sequence and its clock go on (RFC 3550 section 5.1).
      firstSequence: this.#nextSequence ?? this.#options.random32() & 0xffff,
      firstTimestamp: this.#agreed?.sender.timestamp ?? this.#options.random32(),
      ...(event === undefined ? {} : { telephoneEventType: event }),
    });
  }

  #sendFrame(agreed: Agreed, mulaw: Uint8Array, nowMs: number): void {
    if (!mayWeSend(agreed.media)) return agreed.sender.pass();
    const payload = agreed.media.codec === 'PCMA' ? transcode(mulaw, 'alaw') : mulaw;
    const { port, address } = agreed.latch.target;
    const packet = agreed.sender.packetize(payload, nowMs);
    this.#nextSequence = (((packet[2] ?? 0) << 8) + (packet[3] ?? 0) + 1) & 0xffff;
    this.#options.rtp.send(packet, port, address, ignoreLoss);
    this.counts.sent += 1;
  }

  #receive(bytes: Uint8Array, from: Endpoint): void {
    if (this.#isClosed) return;
    const now = this.#options.clock();
    this.#options.events.onReceive();
    this.counts.received += 1;
    const packet = parseRtp(bytes);
    if (packet.kind === 'invalid') this.counts.invalid += 1;
    else this.#validate(packet, from, now);
  }

  #validate(packet: RtpPacket, from: Endpoint, nowMs: number): void {
    const latched = this.#agreed?.latch.handlePacket(packet, from, nowMs);
    if (!latched || latched.kind === 'refused') {
      this.counts.refused += 1;
      return;
    }
    if (latched.kind === 'moved') this.#source.reset();
    const source = this.#source.handlePacket(packet, from);
    if (source.kind === 'refused') return;
    if (source.isNewSource) {
      this.#jitter.reset();
      this.#concealment = new Concealment();
      this.#options.events.onSource(packet.ssrc);
    }
    this.#reporter.notePacket({ ...packet, extendedSequence: source.extendedSequence }, nowMs);
    this.#take(packet, nowMs);
  }

  #take(packet: RtpPacket, nowMs: number): void {
    this.lastHeardAtMs = nowMs;
    const media = this.#agreed?.media;
    if (packet.payloadType === media?.payloadType) return this.#jitter.handlePacket(packet, nowMs);
    this.#jitter.handleOther(packet.sequence);
    if (packet.payloadType === media?.eventPayloadType) this.#tell(this.#digits.handlePacket(packet, nowMs));
  }

  #tell(signals: readonly DigitSignal[]): void {
    for (const signal of signals) {
      if (signal.kind === 'digit-started') this.#options.events.onDigit(signal.digit);
    }
  }

  #receiveReport(bytes: Uint8Array, from: Endpoint): void {
    const isOurs = from.address === this.#agreed?.latch.target.address;
    if (isOurs) this.#reporter.receive(bytes, this.#options.clock());
  }

  /** The peer's word alone says where RTCP goes: a port that does not exist is no reason to throw. */
  #sendReport(agreed: Agreed, report: Uint8Array, done: () => void = ignoreLoss): void {
    const { remoteRtcpPort } = agreed.media;
    if (remoteRtcpPort < 1 || remoteRtcpPort > PORT_MAX) return done();
    this.#options.rtcp.send(report, remoteRtcpPort, agreed.latch.target.address, done);
  }
}

const PORT_MAX = 65_535;

/** `c=0.0.0.0` (RFC 3264 8.4): the peer wants nothing for a while, and is still where it was. */
const isHeldTheOldWay = (media: AgreedMedia): boolean => media.remoteHost === '0.0.0.0';

/** Where the peer is, if the next agreement leaves it there. */
const samePlace = (before: AgreedMedia, next: AgreedMedia) => {
  const { remoteHost, remotePort, remoteRtcpPort } = before;
  if (isHeldTheOldWay(next)) return { remoteHost, remotePort, remoteRtcpPort };
  return remoteHost === next.remoteHost && remotePort === next.remotePort
    ? { remoteHost, remotePort }
    : undefined;
};

const isSameSending = (before: AgreedMedia, next: AgreedMedia): boolean =>
  before.codec === next.codec &&
  before.payloadType === next.payloadType &&
  before.eventPayloadType === next.eventPayloadType;

const mayWeSend = (media: AgreedMedia): boolean =>
  media.direction === 'sendrecv' || media.direction === 'sendonly';

/** A datagram that cannot be sent is lost like any other. */
const ignoreLoss = (): void => undefined;
