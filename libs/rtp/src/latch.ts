// Symmetric RTP without RTP bleed: which address is heard and answered, learnt once and then fixed.
import { type Endpoint, sameEndpoint } from './endpoint';
import { sequenceDistance } from './serial';
import { type SourcePacket } from './source';

export interface LatchOptions {
  /** False: only the announced address, ever. Default true. */
  readonly isSymmetric?: boolean;
  /** How long after a reset another address may be learnt. Default 5,000. */
  readonly learnMsMax?: number;
  /** Packets in order of one SSRC that another address must show. Default 4. */
  readonly consistentMin?: number;
  /** How long the present address must have been silent before it is left. Default 200. */
  readonly silenceMsMin?: number;
}

export type LatchVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'moved'; readonly from: Endpoint; readonly to: Endpoint }
  | { readonly kind: 'refused'; readonly why: 'learning' | 'other-address' };

export interface LatchCounts {
  accepted: number;
  refused: number;
  moves: number;
}

interface Candidate {
  readonly endpoint: Endpoint;
  readonly ssrc: number;
  sequence: number;
  consistent: number;
}

const ACCEPTED: LatchVerdict = { kind: 'accepted' };

/**
 * Starts at the address announced in the SDP. In the learning phase it may move once, to an address that shows
 * several packets in order while the present one is silent. The announced address may always take the latch back
 * in that phase: it came over the signalling, the other one by guess. Then fixed until `reset()`.
 */
export class Latch {
  readonly counts: LatchCounts = { accepted: 0, refused: 0, moves: 0 };
  readonly #options: Required<LatchOptions>;
  #announced: Endpoint;
  #target: Endpoint;
  #learnUntilMs = 0;
  #heardAtMs: number | undefined;
  #hasMoved = false;
  #candidate: Candidate | undefined;

  constructor(announced: Endpoint, nowMs: number, options: LatchOptions = {}) {
    this.#options = { isSymmetric: true, learnMsMax: 5_000, consistentMin: 4, silenceMsMin: 200, ...options };
    this.#announced = announced;
    this.#target = announced;
    this.#learnUntilMs = nowMs + this.#options.learnMsMax;
  }

  /** The only address that may be sent to. */
  get target(): Endpoint {
    return this.#target;
  }

  /** True when audio was accepted from the target since the last reset. */
  get isHeard(): boolean {
    return this.#heardAtMs !== undefined;
  }

  /** Anything but `accepted` and `moved` must be neither decoded nor answered. */
  handlePacket(packet: SourcePacket, from: Endpoint, nowMs: number): LatchVerdict {
    if (sameEndpoint(from, this.#target)) return this.#accept(nowMs);
    if (!this.#options.isSymmetric || nowMs >= this.#learnUntilMs) return this.#refuse('other-address');
    if (this.#hasMoved) {
      return sameEndpoint(from, this.#announced) ? this.#move(from, nowMs) : this.#refuse('other-address');
    }
    this.#observe(packet, from);
    return this.#mayMove(nowMs) ? this.#move(from, nowMs) : this.#refuse('learning');
  }

  /** A new offer/answer: starts again at the announced address. */
  reset(announced: Endpoint, nowMs: number): void {
    this.#announced = announced;
    this.#target = announced;
    this.#learnUntilMs = nowMs + this.#options.learnMsMax;
    this.#heardAtMs = undefined;
    this.#hasMoved = false;
    this.#candidate = undefined;
  }

  #accept(nowMs: number): LatchVerdict {
    this.#heardAtMs = nowMs;
    this.counts.accepted += 1;
    return ACCEPTED;
  }

  #observe(packet: SourcePacket, from: Endpoint): void {
    const known = this.#candidate;
    const isConsistent =
      known !== undefined &&
      sameEndpoint(known.endpoint, from) &&
      known.ssrc === packet.ssrc &&
      sequenceDistance(known.sequence, packet.sequence) === 1;
    if (isConsistent) {
      known.sequence = packet.sequence;
      known.consistent += 1;
    } else {
      const endpoint = { address: from.address, port: from.port };
      this.#candidate = { endpoint, ssrc: packet.ssrc, sequence: packet.sequence, consistent: 1 };
    }
  }

  #mayMove(nowMs: number): boolean {
    const isSilent = this.#heardAtMs === undefined || nowMs - this.#heardAtMs >= this.#options.silenceMsMin;
    return isSilent && (this.#candidate?.consistent ?? 0) >= this.#options.consistentMin;
  }

  #move(to: Endpoint, nowMs: number): LatchVerdict {
    const from = this.#target;
    this.#target = { address: to.address, port: to.port };
    this.#hasMoved = true;
    this.#candidate = undefined;
    this.#heardAtMs = nowMs;
    this.counts.moves += 1;
    return { kind: 'moved', from, to: this.#target };
  }

  #refuse(why: 'learning' | 'other-address'): LatchVerdict {
    this.counts.refused += 1;
    return { kind: 'refused', why };
  }
}
