// An estimate of how a leg sounds: the E-model (ITU-T G.107) reduced to delay, loss and G.711.

export interface VoiceQualityInput {
  /** Network packet loss plus what the jitter buffer dropped, 0..1. */
  readonly lossRatio: number;
  /** Round trip as RTCP measures it, ms. */
  readonly roundTripMs: number;
  /** Interarrival jitter, ms: stands for the jitter buffer's delay when that is unknown. */
  readonly jitterMs: number;
  /** The jitter buffer's delay, ms, if known. */
  readonly bufferMs?: number;
  /** Mean length of a loss burst over that of random loss; 1 = random. Default 1. */
  readonly burstRatio?: number;
}

export interface VoiceQuality {
  /** R factor, 0..100. */
  readonly rating: number;
  /** Mean opinion score for listening and conversation, 1..4.5. */
  readonly mos: number;
}

/** R of a connection with all default values of G.107. */
const RATING_DEFAULT = 93.2;
/** G.113 appendix I, G.711 with packet loss concealment: equipment impairment and loss robustness. */
const EQUIPMENT_IMPAIRMENT = 0;
const LOSS_ROBUSTNESS = 25.1;
/** One frame to packetise and one to play. */
const FRAME_DELAY_MS = 40;
const DELAY_KNEE_MS = 177.3;

export const estimateVoiceQuality = (input: VoiceQualityInput): VoiceQuality => {
  const delayMs = input.roundTripMs / 2 + (input.bufferMs ?? input.jitterMs * 2) + FRAME_DELAY_MS;
  const rating = clamp(RATING_DEFAULT - delayImpairment(delayMs) - lossImpairment(input), 0, 100);
  return { rating, mos: mosOf(rating) };
};

const delayImpairment = (delayMs: number): number =>
  0.024 * delayMs + 0.11 * Math.max(0, delayMs - DELAY_KNEE_MS);

/** Ie,eff of G.107 section 7.4. */
const lossImpairment = ({ lossRatio, burstRatio = 1 }: VoiceQualityInput): number => {
  const lossPercent = clamp(lossRatio, 0, 1) * 100;
  const spread = lossPercent / Math.max(1, burstRatio) + LOSS_ROBUSTNESS;
  return EQUIPMENT_IMPAIRMENT + ((95 - EQUIPMENT_IMPAIRMENT) * lossPercent) / spread;
};

/** G.107 annex B. The cubic falls below 1 for small R; a score does not. */
const mosOf = (rating: number): number =>
  clamp(1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6, 1, 4.5);

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
