// What the gateway measures at the wire: one function per fact, attributes from closed lists.
import { meterOf } from '@trunkline/runtime';

const meter = meterOf('sip-gateway');
const response = meter.createHistogram('voice.turn.response', { unit: 's' });
const turnStage = meter.createHistogram('voice.turn.stage', { unit: 's' });
const silence = meter.createHistogram('voice.silence', { unit: 's' });
const breaches = meter.createCounter('voice.silence.breaches');
const bargeInStop = meter.createHistogram('voice.bargein.stop', { unit: 's' });
const bargeIns = meter.createCounter('voice.bargein');
const attempts = meter.createCounter('voice.call.attempts');
const ended = meter.createCounter('voice.calls.ended');
const duration = meter.createHistogram('voice.call.duration', { unit: 's' });
const seconds = meter.createCounter('voice.call.seconds');
const active = meter.createUpDownCounter('voice.calls.active');
const late = meter.createHistogram('voice.ticker.late', { unit: 's' });
const droppedAudio = meter.createCounter('voice.audio.dropped');
const underruns = meter.createCounter('voice.playout.underrun');
const mos = meter.createHistogram('voice.rtp.mos');
const jitter = meter.createHistogram('voice.rtp.jitter', { unit: 's' });
const rtpRefusals = meter.createCounter('voice.rtp.refused');
const frames = meter.createCounter('voice.rtp.frames');
const refusals = meter.createCounter('voice.calls.refused');
const proofs = meter.createCounter('voice.trunk.proofs');
const loopDelay = meter.createGauge('voice.eventloop.delay', { unit: 's' });
const engineConnected = meter.createGauge('voice.sip.engine.connected');
const linesLimit = meter.createGauge('voice.calls.limit');
const draining = meter.createGauge('voice.draining');

export type FirstAudio = 'answer' | 'filler';

/** Caller's last speech sample to the first audible sample of ours. */
export const turnResponded = (ms: number, firstAudio: FirstAudio): void =>
  response.record(ms / 1_000, { first_audio: firstAudio });

/** First audio from the synthesiser to its first frame on the wire, for the prompt that answers a turn. */
export const turnPlayedOut = (ms: number): void => turnStage.record(ms / 1_000, { stage: 'playout' });

const BREACHES = [
  [2_000, '2s'],
  [5_000, '5s'],
] as const;

/** The caller heard nothing for so long while we owed audio. */
export const callerWaitedInSilence = (ms: number, phase: 'turn' | 'handoff'): void => {
  silence.record(ms / 1_000, { phase });
  for (const [limitMs, threshold] of BREACHES) if (ms > limitMs) breaches.add(1, { phase, threshold });
};

export const promptStopped = (onsetToSilenceMs: number): void => bargeInStop.record(onsetToSilenceMs / 1_000);
export const bargeInEnded = (kind: 'interrupt' | 'false'): void => bargeIns.add(1, { kind });

export type AttemptOutcome =
  'answered' | 'caller_cancelled' | 'client_error' | 'server_error' | 'admission_rejected';

export const callAttempted = (outcome: AttemptOutcome): void =>
  attempts.add(1, { direction: 'inbound', outcome });

const REFUSALS = [
  'draining',
  'lines-max',
  'overloaded',
  'tenant-lines-max',
  'trunk-lines-max',
  'no-rtp-port',
  'no-brain',
  'no-common-codec',
  'platform-error',
  'unknown-trunk',
  'unknown-number',
  'wrong-credentials',
  'source-rate',
  'too-many-at-door',
  'unknown-extension',
  'unknown-body',
  'sdp-unwanted',
] as const;
export type RefusalReason = (typeof REFUSALS)[number];

export const callRefused = (reason: RefusalReason): void => refusals.add(1, { reason });
/** Of a line's own refusal; a reason that is not known here is our fault. */
export const lineRefused = (reason: string): void =>
  callRefused(REFUSALS.find((known) => known === reason) ?? 'platform-error');

export type ProofResult = 'challenged' | 'proven' | 'stale' | 'wrong' | 'barred';
export const trunkProved = (result: ProofResult): void => proofs.add(1, { result });

export const lineOpened = (): void => active.add(1, { direction: 'inbound' });

/** `reason` is one of ours; a peer's words never become a label. */
export const lineClosed = (reason: string, durationMs: number): void => {
  active.add(-1, { direction: 'inbound' });
  ended.add(1, { end_reason: endReasonLabel(reason) });
  duration.record(durationMs / 1_000, { direction: 'inbound' });
  seconds.add(durationMs / 1_000, { direction: 'inbound' });
};

const LABELS: Readonly<Record<string, string>> = {
  'caller-hung-up': 'caller_bye',
  'media-lost': 'media_lost',
  'no-media': 'media_lost',
  'held-too-long': 'limit',
  'limit-duration': 'limit',
  'gateway-lost': 'pod_killed',
  'brain-lost': 'platform_error',
  'engine-lost': 'platform_error',
  'not-set-up': 'platform_error',
  'platform-error': 'platform_error',
  drain: 'platform_error',
};
const endReasonLabel = (reason: string): string => LABELS[reason] ?? 'agent_bye';

export const eventLoopDelayed = (quantile: 'p50' | 'p99', ms: number): void =>
  loopDelay.record(ms / 1_000, { quantile });
export const engineIsConnected = (isConnected: boolean): void => engineConnected.record(Number(isConnected));
export const houseIsDraining = (isDraining: boolean): void => draining.record(Number(isDraining));

const END_REASONS = new Set(Object.values(LABELS)).add('agent_bye');

/** At the start: what has not happened yet is 0, not absent, so that its first time is seen as a change. */
export const houseOpened = (linesMax: number): void => {
  linesLimit.record(linesMax);
  houseIsDraining(false);
  engineIsConnected(false);
  active.add(0, { direction: 'inbound' });
  for (const reason of REFUSALS) refusals.add(0, { reason });
  for (const end_reason of END_REASONS) ended.add(0, { end_reason });
  for (const where of ['stt', 'tts', 'brain']) droppedAudio.add(0, { where });
  underruns.add(0);
  rtpRefusals.add(0);
  framesPassed({ played: 0, concealed: 0, late: 0, overflowed: 0, slipped: 0 });
};

export const tickWasLate = (ms: number): void => late.record(ms / 1_000);
export const audioDropped = (where: 'stt' | 'tts' | 'brain'): void => droppedAudio.add(1, { where });
export const playoutUnderran = (): void => underruns.add(1);
const FATES = ['played', 'concealed', 'late', 'overflowed', 'slipped'] as const;
/** By what became of the caller's frames. */
export const framesPassed = (counts: Readonly<Record<(typeof FATES)[number], number>>): void => {
  for (const fate of FATES) frames.add(counts[fate], { fate });
};
export const rtpRefused = (count: number): void => rtpRefusals.add(count);
export const legQuality = (quality: { mos: number; jitterMs: number }): void => {
  mos.record(quality.mos, { direction: 'inbound' });
  jitter.record(quality.jitterMs / 1_000, { direction: 'inbound' });
};
