// How well the caller's side arrives: its quality, and what became of every frame of it.
import { type FrameFates, type LegQuality } from '@trunkline/media';
import { estimateVoiceQuality } from '@trunkline/rtp';
import { framesPassed, legQuality, rtpRefused } from '../observations';

/** Of an RTP session. */
interface Leg {
  readonly fates: FrameFates;
  readonly counts: { readonly refused: number };
  quality(): LegQuality;
}

const NONE: FrameFates = { played: 0, concealed: 0, late: 0, overflowed: 0, slipped: 0 };

export class LegMeter {
  #told = NONE;

  constructor(private readonly leg: Leg) {}

  /** Every now and then while the line lasts. */
  note(): void {
    const quality = this.leg.quality();
    legQuality({ mos: estimateVoiceQuality(quality).mos, jitterMs: quality.jitterMs });
    this.#tellFates();
  }

  close(): void {
    this.#tellFates();
    rtpRefused(this.leg.counts.refused);
  }

  #tellFates(): void {
    const now = this.leg.fates;
    const told = this.#told;
    framesPassed({
      played: now.played - told.played,
      concealed: now.concealed - told.concealed,
      late: now.late - told.late,
      overflowed: now.overflowed - told.overflowed,
      slipped: now.slipped - told.slipped,
    });
    this.#told = now;
  }
}
