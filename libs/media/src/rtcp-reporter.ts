// Tells the far end how it arrives and hears how we do (RFC 3550 section 6), for one RTP session.
import {
  composeReport,
  ntpOf,
  parseRtcp,
  ReceptionStatistics,
  type ReceivedPacket,
  type ReportBlock,
  reportIntervalMs,
  roundTripMs,
  type RtpSender,
} from '@trunkline/rtp';

export interface LegQuality {
  readonly jitterMs: number;
  readonly lossRatio: number;
  readonly roundTripMs: number;
}

export interface RtcpReporterOptions {
  readonly ssrc: number;
  readonly cname: string;
  /** Wall time, ms since 1970: NTP timestamps compare over hosts. */
  wallMs(): number;
  /** 0..1, drawn anew for each interval. */
  chance(): number;
}

export class RtcpReporter {
  readonly #options: RtcpReporterOptions;
  #reception = new ReceptionStatistics();
  #remoteSsrc = 0;
  #dueAtMs: number | undefined;
  #roundTripMs = 0;

  constructor(options: RtcpReporterOptions) {
    this.#options = options;
  }

  notePacket(packet: ReceivedPacket & { readonly ssrc: number }, nowMs: number): void {
    if (packet.ssrc !== this.#remoteSsrc) {
      this.#remoteSsrc = packet.ssrc;
      this.#reception = new ReceptionStatistics();
    }
    this.#reception.handlePacket(packet, nowMs);
  }

  receive(bytes: Uint8Array, nowMs: number): void {
    const compound = parseRtcp(bytes);
    if (compound.kind === 'invalid') return;
    for (const packet of compound.packets) {
      if (packet.kind === 'sender-report' && packet.ssrc === this.#remoteSsrc) {
        this.#reception.handleSenderReport(packet.sender.ntpSeconds, packet.sender.ntpFraction, nowMs);
      }
      if (packet.kind === 'sender-report' || packet.kind === 'receiver-report') this.#measure(packet.blocks);
    }
  }

  /** A compound report when one is due. */
  due(nowMs: number, sender: RtpSender): Uint8Array | undefined {
    this.#dueAtMs ??= nowMs + reportIntervalMs(this.#options.chance());
    if (nowMs < this.#dueAtMs) return undefined;
    this.#dueAtMs = nowMs + reportIntervalMs(this.#options.chance());
    return this.compose(nowMs, { sender, isLeaving: false });
  }

  compose(nowMs: number, { sender, isLeaving }: { sender: RtpSender; isLeaving: boolean }): Uint8Array {
    const blocks = this.#remoteSsrc === 0 ? [] : [this.#reception.report(this.#remoteSsrc, nowMs)];
    return composeReport({
      ssrc: this.#options.ssrc,
      cname: this.#options.cname,
      sender: {
        ...ntpOf(this.#options.wallMs()),
        rtpTimestamp: sender.timestamp,
        packets: sender.counts.packets,
        octets: sender.counts.octets,
      },
      blocks,
      isLeaving,
    });
  }

  quality(): LegQuality {
    const { jitterMs, lossRatio } = this.#reception.reception;
    return { jitterMs, lossRatio, roundTripMs: this.#roundTripMs };
  }

  #measure(blocks: readonly ReportBlock[]): void {
    const ours = blocks.find((block) => block.ssrc === this.#options.ssrc);
    const trip = ours && roundTripMs(ours, this.#options.wallMs());
    if (trip !== undefined) this.#roundTripMs = trip;
  }
}
