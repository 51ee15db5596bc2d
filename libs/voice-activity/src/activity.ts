// Whether a line speaks: a machine over per-frame evidence, with hysteresis, confirmation and dismissal. No I/O, no clock.
import { FRAME_MS } from '@trunkline/audio';
import { type VoiceActivitySettings, type VoiceSignal } from './voice-activity.port';

/** What is known about one frame. */
export interface FrameEvidence {
  /** Media time of the frame's first sample. */
  readonly mediaMs: number;
  /** The fast opinion: a voice-like sound above the line's noise. */
  readonly isVoiced: boolean;
  /** The slow opinion, 0..1, of the latest window looked at; undefined where there is none. */
  readonly probability: number | undefined;
}

interface Burst {
  readonly startMs: number;
  /** End of the last frame that counted as speech. */
  readonly endMs: number;
  readonly voicedMs: number;
}

export type Activity =
  | { readonly status: 'quiet'; readonly runMs: number; readonly runStartMs: number }
  | ({ readonly status: 'speaking'; readonly agreedMs: number } & Burst)
  /** Voiced sound that the second opinion refused goes on; only that opinion can call it speech. */
  | { readonly status: 'refused'; readonly voicedMs: number };

export type Step = readonly [Activity, readonly VoiceSignal[]];

export const QUIET: Activity = { status: 'quiet', runMs: 0, runStartMs: 0 };

/** At this probability the slow opinion says speech. */
export const SPEECH_PROBABILITY = 0.5;
/** For so long it must say so: one window alone may be a note of music. */
const AGREED_MS_MIN = 60;
/** Below this probability the slow opinion says no speech. */
export const SILENCE_PROBABILITY = 0.25;
/** Sure enough to call speech what the fast opinion does not hear. */
const SURE_PROBABILITY = 0.8;

export const step = (activity: Activity, evidence: FrameEvidence, settings: VoiceActivitySettings): Step => {
  switch (activity.status) {
    case 'quiet':
      return quiet(activity, evidence, settings);
    case 'speaking':
      return speaking(activity, evidence, settings);
    case 'refused':
      return refused(activity, evidence, settings);
  }
};

type Quiet = Extract<Activity, { status: 'quiet' }>;
type Speaking = Extract<Activity, { status: 'speaking' }>;
type Refused = Extract<Activity, { status: 'refused' }>;

const quiet = (
  activity: Quiet,
  { mediaMs, isVoiced, probability }: FrameEvidence,
  settings: VoiceActivitySettings,
): Step => {
  const isOn = isVoiced || (probability ?? 0) >= SURE_PROBABILITY;
  const runMs = Math.max(0, activity.runMs + (isOn ? FRAME_MS : -FRAME_MS));
  const runStartMs = activity.runMs === 0 ? mediaMs : activity.runStartMs;
  if (runMs < settings.onsetMs) return [{ status: 'quiet', runMs, runStartMs }, []];
  const agreedMs = agrees(probability) ? FRAME_MS : 0;
  return [
    { status: 'speaking', startMs: runStartMs, endMs: mediaMs + FRAME_MS, voicedMs: runMs, agreedMs },
    [{ kind: 'speech-started', startMs: runStartMs }],
  ];
};

const speaking = (activity: Speaking, evidence: FrameEvidence, settings: VoiceActivitySettings): Step => {
  const next = heard(activity, evidence);
  const nowMs = evidence.mediaMs + FRAME_MS;
  const isLate = nowMs - next.startMs > settings.confirmMs;
  const isOver = nowMs - next.endMs >= settings.hangoverMs;
  if (next.agreedMs < AGREED_MS_MIN && (isOver || isLate)) {
    return [{ status: 'refused', voicedMs: settings.hangoverMs }, [dismissed(next)]];
  }
  if (!isOver) return [next, []];
  if (next.voicedMs < settings.speechMsMin) return [QUIET, [dismissed(next)]];
  const after: Activity = evidence.isVoiced ? { status: 'refused', voicedMs: settings.hangoverMs } : QUIET;
  return [after, [{ kind: 'speech-ended', startMs: next.startMs, endMs: next.endMs }]];
};

const heard = (activity: Speaking, evidence: FrameEvidence): Speaking => ({
  ...activity,
  ...(isSpeech(evidence) && { endMs: evidence.mediaMs + FRAME_MS, voicedMs: activity.voicedMs + FRAME_MS }),
  agreedMs: activity.agreedMs + (agrees(evidence.probability) ? FRAME_MS : 0),
});

// Where there is no second opinion, nothing is held against the first.
const agrees = (probability: number | undefined): boolean => (probability ?? 1) >= SPEECH_PROBABILITY;

// The fast opinion stays on in loud noise, the slow one lags behind: both must agree, or one of them be sure.
const isSpeech = ({ isVoiced, probability }: FrameEvidence): boolean => {
  if (probability === undefined) return isVoiced;
  return (isVoiced && probability >= SILENCE_PROBABILITY) || probability >= SURE_PROBABILITY;
};

const refused = (activity: Refused, evidence: FrameEvidence, settings: VoiceActivitySettings): Step => {
  const { mediaMs, isVoiced, probability } = evidence;
  if ((probability ?? 0) >= SPEECH_PROBABILITY)
    return quiet(
      { status: 'quiet', runMs: settings.onsetMs, runStartMs: mediaMs },
      { ...evidence, isVoiced: true },
      settings,
    );
  const voicedMs = Math.min(
    settings.hangoverMs,
    Math.max(0, activity.voicedMs + (isVoiced ? FRAME_MS : -FRAME_MS)),
  );
  return [voicedMs === 0 ? QUIET : { status: 'refused', voicedMs }, []];
};

const dismissed = ({ startMs }: Burst): VoiceSignal => ({ kind: 'speech-dismissed', startMs });
