// What the engine can be told, with its limits and their reasons.
import { rfcTimers, type Timers } from '../transaction/timers';
import type { TransportName } from '../transport/flow';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, msg: string, fields?: Readonly<Record<string, unknown>>) => void;

export interface ListenOptions {
  readonly transport: TransportName;
  readonly host: string;
  /** 0 takes an ephemeral port. */
  readonly port: number;
  /** The host for Via and Contact when it is not the one listened on (0.0.0.0, or an address behind a translation). */
  readonly advertisedHost?: string;
}

export interface Limits {
  /** Longest SIP message on a stream. */
  readonly messageBytesMax: number;
  /** Longest admin frame; beyond it the answer is NOK. */
  readonly adminFrameBytesMax: number;
  /** Unread bytes towards an application beyond which new requests are refused with 503. */
  readonly adminBacklogBytesMax: number;
  /** INVITEs without any reaction of the application beyond which further ones are refused with 503. */
  readonly unattendedInvitesMax: number;
  /** Applications connected at a time. */
  readonly adminClientsMax: number;
  readonly serverTransactionsMax: number;
  readonly clientTransactionsMax: number;
  readonly dialogsMax: number;
  readonly tcpConnectionsMax: number;
  /** A TCP connection without traffic is closed after this. */
  readonly tcpIdleMs: number;
  /** An application that said nothing to an INVITE: 408 to the peer. */
  readonly inviteSilenceMs: number;
  /** An application that never answers another request: 500 to the peer, in time for its timer F (RFC 4320). */
  readonly requestSilenceMs: number;
  /** Longest ringing, in and out: timer C of RFC 3261 16.6 is three minutes at least. */
  readonly ringMs: number;
}

export interface SipEngineOptions {
  readonly listen: readonly ListenOptions[];
  readonly admin?: { readonly host?: '127.0.0.1'; readonly port?: number; readonly secret?: string };
  readonly log?: Log;
  readonly limits?: Partial<Limits>;
  readonly timers?: Partial<Timers>;
  /** Send in-dialog requests to where the peer's last message came from, instead of its Contact and route set. */
  readonly natRouteToSource?: boolean;
  /**
   * Option tags accepted in Require; anything else is refused with 420. Without it those that the engine sees to: what
   * more an application can do, it has to say.
   */
  readonly supported?: readonly string[];
}

export interface Settings {
  readonly limits: Limits;
  readonly timers: Timers;
  readonly isRoutedToSource: boolean;
  readonly supported: ReadonlySet<string>;
  readonly log: Log;
}

export const settingsOf = (options: SipEngineOptions): Settings => ({
  limits: { ...defaultLimits, ...options.limits },
  timers: { ...rfcTimers, ...options.timers },
  isRoutedToSource: options.natRouteToSource ?? false,
  supported: new Set(options.supported ?? ['100rel', 'timer']),
  log: options.log ?? (() => undefined),
});

const defaultLimits: Limits = {
  messageBytesMax: 256 * 1024,
  adminFrameBytesMax: 4 * 1024 * 1024,
  adminBacklogBytesMax: 16 * 1024 * 1024,
  unattendedInvitesMax: 1_000,
  adminClientsMax: 64,
  serverTransactionsMax: 200_000,
  clientTransactionsMax: 200_000,
  dialogsMax: 50_000,
  tcpConnectionsMax: 2_000,
  tcpIdleMs: 600_000,
  inviteSilenceMs: 32_000,
  requestSilenceMs: 20_000,
  ringMs: 200_000,
};
