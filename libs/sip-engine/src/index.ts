// The embedded SIP engine behind drachtio-srf.
export { createSipEngine, type SipEngine } from './engine';
export type { Limits, ListenOptions, Log, LogLevel, SipEngineOptions } from './engine/options';
export type { EngineStats } from './engine/counters';
export type { Timers } from './transaction/timers';
export type { Listening, TransportName } from './transport/flow';
export {
  DigestRealm,
  digestChallenge,
  verifyDigest,
  type DigestAlgorithm,
  type DigestOptions,
  type DigestRequest,
  type DigestVerdict,
} from './digest/digest';
