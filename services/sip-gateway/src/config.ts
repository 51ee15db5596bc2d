// What a gateway is told at its start. Everything has a bound; nothing is read later.
import { ConfigError, type Env, flag, hostPort, int, oneOf, str } from '@trunkline/runtime';

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

/** What the process is told beside: where its neighbours are, and what SIP engine it stands on. */
export interface ProcessConfig {
  readonly gateway: GatewayConfig;
  /** Where LinesService is served. */
  readonly bind: string;
  readonly engine: EngineSetting;
  readonly sttAddress: string;
  readonly ttsAddress: string;
  readonly conversationAddress: string;
  readonly databaseUrl: string;
  readonly databaseMigrates: boolean;
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

/** Throws ConfigError. */
export const readProcessConfig = (env: Env): ProcessConfig => ({
  gateway: readConfig(env),
  bind: str(env, 'GATEWAY_BIND', '127.0.0.1:7101'),
  engine: readEngine(env),
  sttAddress: str(env, 'STT_ADDRESS', '127.0.0.1:7102'),
  ttsAddress: str(env, 'TTS_ADDRESS', '127.0.0.1:7103'),
  conversationAddress: str(env, 'CONVERSATION_ADDRESS', '127.0.0.1:7104'),
  databaseUrl: str(env, 'DATABASE_URL'),
  databaseMigrates: flag(env, 'DATABASE_MIGRATE', false),
  tenantsDir: str(env, 'TENANTS_DIR'),
});

const DRACHTIO = 'drachtio://';

const readEngine = (env: Env): EngineSetting => {
  const engine = str(env, 'SIP_ENGINE');
  if (engine.startsWith(DRACHTIO)) {
    const secret = str(env, 'SIP_ENGINE_SECRET');
    return { kind: 'drachtio', ...hostPort(engine.slice(DRACHTIO.length), 'SIP_ENGINE'), secret };
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
