// The spans of this service: their names, and every attribute they may carry.
import { spansOf } from '@trunkline/runtime';

export const spans = spansOf('trunkline.stt');

export const SPAN = { utterance: 'voice.asr' } as const;
export const SPAN_EVENT = { speechEnded: 'speech-ended' } as const;
export const ATTRIBUTE = {
  utteranceId: 'voice.utterance.id',
  audioMs: 'voice.audio_ms',
  outcome: 'voice.outcome',
} as const;
