// Whom we decode: source validation and sequence extension by RFC 3550 appendix A.1, with guarded SSRC changes.
import { type Endpoint, sameEndpoint } from './endpoint';

export interface SourcePacket {
  readonly ssrc: number;
  readonly sequence: number;
}

export type SourceVerdict =
  | { readonly kind: 'accepted'; readonly extendedSequence: number; readonly isNewSource: boolean }
  | { readonly kind: 'refused'; readonly why: 'probation' | 'sequence-jump' | 'other-address' };

export interface SourceCounts {
  accepted: number;
  probation: number;
  sequenceJump: number;
  otherAddress: number;
  /** Changes of SSRC that were accepted, the first source not counted. */
  ssrcChanges: number;
}

export const MIN_SEQUENTIAL = 2;
export const MAX_DROPOUT = 3_000;
export const MAX_MISORDER = 100;
const SEQUENCE_MODULUS = 0x1_0000;

interface Current {
  readonly ssrc: number;
  readonly from: Endpoint;
  highest: number;
  /** The sequence that would confirm a restart of the sender after a jump. */
  restartAt: number | undefined;
}

interface Candidate {
  readonly ssrc: number;
  readonly from: Endpoint;
  next: number;
  inOrder: number;
}

/**
 * A source is accepted after MIN_SEQUENTIAL packets in order. Another SSRC takes its place after as many packets
 * in order, and only from the address that already speaks.
 */
export class SourceValidator {
  readonly counts: SourceCounts = {
    accepted: 0,
    probation: 0,
    sequenceJump: 0,
    otherAddress: 0,
    ssrcChanges: 0,
  };
  #current: Current | undefined;
  #candidate: Candidate | undefined;

  /** The SSRC that is decoded; undefined before the first source has passed probation. */
  get ssrc(): number | undefined {
    return this.#current?.ssrc;
  }

  handlePacket(packet: SourcePacket, from: Endpoint): SourceVerdict {
    const current = this.#current;
    if (current && !sameEndpoint(current.from, from)) {
      this.counts.otherAddress += 1;
      return { kind: 'refused', why: 'other-address' };
    }
    return current?.ssrc === packet.ssrc ? this.#update(current, packet) : this.#probe(packet, from);
  }

  /** A re-INVITE or a moved latch: the next source starts from probation, whatever its address. */
  reset(): void {
    this.#current = undefined;
    this.#candidate = undefined;
  }

  #probe(packet: SourcePacket, from: Endpoint): SourceVerdict {
    const known = this.#candidate;
    const isNext =
      known?.ssrc === packet.ssrc && sameEndpoint(known.from, from) && known.next === packet.sequence;
    const candidate = isNext
      ? { ...known, inOrder: known.inOrder + 1 }
      : { ssrc: packet.ssrc, from, next: 0, inOrder: 1 };
    candidate.next = (packet.sequence + 1) % SEQUENCE_MODULUS;
    this.#candidate = candidate;
    if (candidate.inOrder < MIN_SEQUENTIAL) {
      this.counts.probation += 1;
      return { kind: 'refused', why: 'probation' };
    }
    if (this.#current) this.counts.ssrcChanges += 1;
    return this.#begin(packet, from);
  }

  #update(current: Current, packet: SourcePacket): SourceVerdict {
    const ahead = (packet.sequence - current.highest) & 0xffff;
    if (ahead < MAX_DROPOUT) {
      current.highest += ahead;
      current.restartAt = undefined;
      return this.#accept(current.highest);
    }
    if (ahead > SEQUENCE_MODULUS - MAX_MISORDER)
      return this.#accept(current.highest + ahead - SEQUENCE_MODULUS);
    // Two packets in order after a jump: the other side restarted without telling (RFC 3550 A.1).
    if (packet.sequence === current.restartAt) return this.#begin(packet, current.from);
    current.restartAt = (packet.sequence + 1) % SEQUENCE_MODULUS;
    this.counts.sequenceJump += 1;
    return { kind: 'refused', why: 'sequence-jump' };
  }

  #begin(packet: SourcePacket, from: Endpoint): SourceVerdict {
    // One cycle up, so that a packet reordered before the first keeps a positive number.
    const highest = SEQUENCE_MODULUS + packet.sequence;
    this.#current = { ssrc: packet.ssrc, from, highest, restartAt: undefined };
    this.#candidate = undefined;
    this.counts.accepted += 1;
    return { kind: 'accepted', extendedSequence: highest, isNewSource: true };
  }

  #accept(extendedSequence: number): SourceVerdict {
    this.counts.accepted += 1;
    return { kind: 'accepted', extendedSequence, isNewSource: false };
  }
}
