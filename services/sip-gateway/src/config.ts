// What a gateway is told at its start. Everything has a bound; nothing is read later.
import { ConfigError, type Env, hostPort, int, oneOf, str } from '@trunkline/runtime';

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
  /** A drain hangs up after this, not before. */
  readonly drainMsMax: number;
  /** So long before that it hands the lines of voice agents to humans; at half of it at the latest. */
  readonly drainHandOffMs: number;
  /** Beyond these no call is taken: how late 95 of 100 ticks may be, how long 99 of 100 turns of the event loop wait. */
  readonly tickLateMsMax: number;
  readonly loopDelayMsMax: number;
  /** Both must be well below their limits for so long before calls are taken again. */
  readonly calmMs: number;
  /** A caller who waits for a word of ours hears the bed after this; 0 for silence. */
  readonly bedAfterMs: number;
  /** Calls of one source address in a minute; 0 for no limit. */
  readonly sourceCallsMax: number;
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
  drainHandOffMs: int(env, 'GATEWAY_DRAIN_HAND_OFF_MS', { min: 0, max: 3_600_000, or: 120_000 }),
  tickLateMsMax: int(env, 'GATEWAY_TICK_LATE_MS_MAX', { min: 1, max: 250, or: 60 }),
  loopDelayMsMax: int(env, 'GATEWAY_LOOP_DELAY_MS_MAX', { min: 1, max: 10_000, or: 500 }),
  calmMs: int(env, 'GATEWAY_CALM_MS', { min: 1_000, max: 60_000, or: 5_000 }),
  bedAfterMs: int(env, 'GATEWAY_BED_AFTER_MS', { min: 0, max: 10_000, or: 800 }),
  sourceCallsMax: int(env, 'GATEWAY_SOURCE_CALLS_MAX', { min: 0, max: 1_000_000, or: 0 }),
  recordingsDir: str(env, 'GATEWAY_RECORDINGS_DIR', '.trunkline/recordings'),
  voiceActivity: oneOf(env, 'GATEWAY_VOICE_ACTIVITY', { values: ['confirmed', 'fast'], or: 'confirmed' }),
});

/** What the process is told beside: where its neighbours are, and what SIP engine it stands on. */
export interface ProcessConfig {
  readonly gateway: GatewayConfig;
  /** Where LinesService is served. */
  readonly bind: string;
  /** Where other processes reach it. */
  readonly advertise: string;
  readonly engine: EngineSetting;
  readonly sttAddress: string;
  readonly ttsAddress: string;
  readonly conversationAddress: string;
  readonly tenantsDir: string;
}

export type EngineSetting =
  | { readonly kind: 'drachtio'; readonly host: string; readonly port: number; readonly secret: string }
  | {
      readonly kind: 'embedded';
      readonly host: string;
      readonly port: number;
      /** For Via and Contact when it is not the address that is listened on. */
      readonly advertisedHost?: string;
    };

const BIND = '127.0.0.1:7101';

/** Throws ConfigError. */
export const readProcessConfig = (env: Env): ProcessConfig => ({
  gateway: readConfig(env),
  bind: str(env, 'GATEWAY_BIND', BIND),
  advertise: str(env, 'GATEWAY_ADVERTISE', str(env, 'GATEWAY_BIND', BIND)),
  engine: readEngine(env),
  sttAddress: str(env, 'STT_ADDRESS', '127.0.0.1:7102'),
  ttsAddress: str(env, 'TTS_ADDRESS', '127.0.0.1:7103'),
  conversationAddress: str(env, 'CONVERSATION_ADDRESS', '127.0.0.1:7104'),
  tenantsDir: str(env, 'TENANTS_DIR'),
});

const DRACHTIO = 'drachtio://';

const readEngine = (env: Env): EngineSetting => {
  const engine = str(env, 'SIP_ENGINE');
  if (engine.startsWith(DRACHTIO)) {
    const at = hostPort(engine.slice(DRACHTIO.length), 'SIP_ENGINE');
    return { kind: 'drachtio', ...at, secret: str(env, 'SIP_ENGINE_SECRET') };
  }
  if (engine !== 'embedded')
    throw new ConfigError(`config: SIP_ENGINE=${engine} is neither drachtio://HOST:PORT nor embedded`);
  const advertisedHost = env.SIP_ADVERTISE;
  return {
    kind: 'embedded',
    ...hostPort(str(env, 'SIP_LISTEN', '127.0.0.1:5060'), 'SIP_LISTEN'),
    ...(advertisedHost ? { advertisedHost } : {}),
  };
};
