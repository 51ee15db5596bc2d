// Histogram boundaries, in seconds unless the name says otherwise; an instrument that is not here uses the SDK's.

const SHORT = [
  0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1, 2, 5,
] as const;
const TURN = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 2, 3, 5, 10] as const;

export const histogramBuckets: Readonly<Record<string, readonly number[]>> = {
  'voice.turn.response': TURN,
  'voice.turn.stage': SHORT,
  'voice.silence': TURN,
  'voice.bargein.stop': SHORT,
  'voice.tool.duration': TURN,
  'voice.call.duration': [5, 10, 20, 30, 60, 120, 180, 300, 600, 1200, 3600],
  'voice.handoff.step': [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 15, 30, 60, 120, 300],
  'voice.handoff.packet_render': TURN,
  'voice.rtp.mos': [1, 2, 2.5, 3, 3.3, 3.6, 3.8, 4, 4.2, 4.5],
  'voice.rtp.jitter': SHORT,
  'voice.rtp.rtt': SHORT,
  'voice.asr.seat.wait': SHORT,
  'voice.event.append': [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
  'voice.ticker.late': [0.001, 0.002, 0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.2, 0.5, 1],
};

/** Histograms that count something else than seconds. */
export const unitless: ReadonlySet<string> = new Set(['voice.rtp.mos']);
