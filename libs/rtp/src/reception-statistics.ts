// What a receiver knows of a source for its RTCP reports: loss, jitter and round trip (RFC 3550 A.3, A.8, 6.4.1).
import { type ReportBlock } from './rtcp';

export interface ReceivedPacket {
  /** As SourceValidator gives it. */
  readonly extendedSequence: number;
  readonly timestamp: number;
}

export interface Reception {
  readonly expected: number;
  readonly received: number;
  /** Negative when duplicates outnumber losses. */
  readonly lost: number;
  readonly lossRatio: number;
  readonly jitterMs: number;
}

/** Unix time of the NTP epoch's start, 1900, in seconds. */
const NTP_EPOCH_OFFSET_S = 2_208_988_800;
const UINT32 = 2 ** 32;
/** A longer round trip is a forged or a broken report. */
const ROUND_TRIP_MS_MAX = 60_000;

export class ReceptionStatistics {
  readonly #clockRateHz: number;
  #first: number | undefined;
  #highest = 0;
  #received = 0;
  #expectedPrior = 0;
  #receivedPrior = 0;
  /** Timestamp units; RFC 3550 A.8 smooths by 1/16. */
  #jitter = 0;
  #transit: number | undefined;
  #lastReport: { readonly middle: number; readonly atMs: number } | undefined;

  constructor(clockRateHz = 8_000) {
    this.#clockRateHz = clockRateHz;
  }

  /** `nowMs` on any clock, the same as for `report`. */
  handlePacket(packet: ReceivedPacket, nowMs: number): void {
    this.#first ??= packet.extendedSequence;
    this.#first = Math.min(this.#first, packet.extendedSequence);
    this.#highest = Math.max(this.#highest, packet.extendedSequence);
    this.#received += 1;
    const transit = Math.round((nowMs * this.#clockRateHz) / 1_000 - packet.timestamp);
    if (this.#transit !== undefined) {
      // 32-bit difference: both timestamps wrap.
      const difference = Math.abs((transit - this.#transit) | 0);
      this.#jitter += (difference - this.#jitter) / 16;
    }
    this.#transit = transit;
  }

  /** A sender report of this source came. */
  handleSenderReport(ntpSeconds: number, ntpFraction: number, nowMs: number): void {
    this.#lastReport = { middle: ntpMiddle(ntpSeconds, ntpFraction), atMs: nowMs };
  }

  get reception(): Reception {
    const expected = this.#expected();
    const lost = expected - this.#received;
    return {
      expected,
      received: this.#received,
      lost,
      lossRatio: expected === 0 ? 0 : Math.max(0, lost) / expected,
      jitterMs: (this.#jitter * 1_000) / this.#clockRateHz,
    };
  }

  /** The block for the next report; the loss fraction starts anew with each. */
  report(ssrc: number, nowMs: number): ReportBlock {
    const expected = this.#expected();
    const expectedNew = expected - this.#expectedPrior;
    const lostNew = expectedNew - (this.#received - this.#receivedPrior);
    this.#expectedPrior = expected;
    this.#receivedPrior = this.#received;
    const isLossy = expectedNew > 0 && lostNew > 0;
    return {
      ssrc,
      fractionLost: isLossy ? Math.min(255, Math.floor((lostNew * 256) / expectedNew)) : 0,
      cumulativeLost: expected - this.#received,
      highestSequence: this.#highest % UINT32,
      jitter: Math.round(this.#jitter),
      lastSenderReport: this.#lastReport?.middle ?? 0,
      delaySinceLast: this.#lastReport ? Math.round(((nowMs - this.#lastReport.atMs) * 65_536) / 1_000) : 0,
    };
  }

  #expected(): number {
    return this.#first === undefined ? 0 : this.#highest - this.#first + 1;
  }
}

export interface NtpTime {
  readonly ntpSeconds: number;
  readonly ntpFraction: number;
}

export const ntpOf = (epochMs: number): NtpTime => ({
  ntpSeconds: (Math.floor(epochMs / 1_000) + NTP_EPOCH_OFFSET_S) % UINT32,
  ntpFraction: Math.floor(((((epochMs % 1_000) + 1_000) % 1_000) / 1_000) * UINT32),
});

/** Round trip that a block about our own source shows; undefined when it cannot know, or cannot be true. */
export const roundTripMs = (block: ReportBlock, epochMs: number): number | undefined => {
  if (block.lastSenderReport === 0) return undefined;
  const { ntpSeconds, ntpFraction } = ntpOf(epochMs);
  const units = (ntpMiddle(ntpSeconds, ntpFraction) - block.lastSenderReport - block.delaySinceLast) | 0;
  const tripMs = (units * 1_000) / 65_536;
  // Clocks of 1/65536 s may round a loopback trip to just below zero.
  if (tripMs < -1 || tripMs > ROUND_TRIP_MS_MAX) return undefined;
  return Math.max(0, tripMs);
};

/**
 * Time to the next report (RFC 3550 section 6.3.1, reduced to one peer): five seconds, spread by `chance` (0..1)
 * over half to one and a half times that, and corrected for what reconsideration would add.
 */
export const reportIntervalMs = (chance: number): number => (REPORT_MS * (0.5 + chance)) / RECONSIDERATION;

const REPORT_MS = 5_000;
/** e - 3/2. */
const RECONSIDERATION = Math.E - 1.5;

const ntpMiddle = (seconds: number, fraction: number): number =>
  (((seconds & 0xffff) << 16) | (fraction >>> 16)) >>> 0;
