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
const refused = meter.createCounter('voice.rtp.refused');

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
  'limit-duration': 'limit',
  'gateway-lost': 'pod_killed',
  'brain-lost': 'platform_error',
  drain: 'platform_error',
};
const endReasonLabel = (reason: string): string => LABELS[reason] ?? 'agent_bye';

export const tickWasLate = (ms: number): void => late.record(ms / 1_000);
export const audioDropped = (where: 'stt' | 'tts' | 'brain'): void => droppedAudio.add(1, { where });
export const playoutUnderran = (): void => underruns.add(1);
export const rtpRefused = (count: number): void => refused.add(count);
export const legQuality = (quality: { mos: number; jitterMs: number }): void => {
  mos.record(quality.mos, { direction: 'inbound' });
  jitter.record(quality.jitterMs / 1_000, { direction: 'inbound' });
};
