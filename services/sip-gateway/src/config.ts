// What a gateway is told at its start. Everything has a bound; nothing is read later.
import { type Env, int, oneOf, str } from '@trunkline/runtime';

export interface GatewayConfig {
  /** Stable over restarts: a restarted gateway closes the lines its predecessor lost. */
  readonly instance: string;
  /** Where our RTP is sent from and answered to. */
  readonly mediaHost: string;
  readonly rtpPortMin: number;
  readonly rtpPortMax: number;
  readonly linesMax: number;
  readonly lineMsMax: number;
  /** An answered line without a single RTP packet ends after this. */
  readonly noMediaMsMax: number;
  /** A line whose audio stops ends after this; longer while on hold. */
  readonly mediaLostMsMax: number;
  readonly heldMsMax: number;
  /** How long a drain waits for lines to end by themselves. */
  readonly drainMsMax: number;
  readonly recordingsDir: string;
  /** `confirmed`: a second opinion dismisses what only sounded like speech. */
  readonly voiceActivity: 'confirmed' | 'fast';
}

export const readConfig = (env: Env): GatewayConfig => ({
  instance: str(env, 'GATEWAY_INSTANCE', 'sip-gateway-1'),
  mediaHost: str(env, 'GATEWAY_MEDIA_HOST', '127.0.0.1'),
  rtpPortMin: int(env, 'GATEWAY_RTP_PORT_MIN', { min: 1_024, max: 65_534, or: 40_000 }),
  rtpPortMax: int(env, 'GATEWAY_RTP_PORT_MAX', { min: 1_025, max: 65_535, or: 40_999 }),
  linesMax: int(env, 'GATEWAY_LINES_MAX', { min: 1, max: 10_000, or: 200 }),
  lineMsMax: int(env, 'GATEWAY_LINE_MS_MAX', { min: 10_000, max: 7_200_000, or: 1_800_000 }),
  noMediaMsMax: int(env, 'GATEWAY_NO_MEDIA_MS_MAX', { min: 1_000, max: 60_000, or: 10_000 }),
  mediaLostMsMax: int(env, 'GATEWAY_MEDIA_LOST_MS_MAX', { min: 1_000, max: 120_000, or: 15_000 }),
  heldMsMax: int(env, 'GATEWAY_HELD_MS_MAX', { min: 1_000, max: 3_600_000, or: 60_000 }),
  drainMsMax: int(env, 'GATEWAY_DRAIN_MS_MAX', { min: 0, max: 7_200_000, or: 30_000 }),
  recordingsDir: str(env, 'GATEWAY_RECORDINGS_DIR', '.trunkline/recordings'),
  voiceActivity: oneOf(env, 'GATEWAY_VOICE_ACTIVITY', { values: ['confirmed', 'fast'], or: 'confirmed' }),
});
