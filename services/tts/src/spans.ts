// The spans of this service: their names, and every attribute they may carry.
import { spansOf } from '@trunkline/runtime';

export const spans = spansOf('trunkline.tts');

export const SPAN = { prompt: 'voice.tts' } as const;
export const SPAN_EVENT = { firstAudio: 'first-audio' } as const;
export const ATTRIBUTE = {
  promptId: 'voice.prompt.id',
  isCacheable: 'voice.prompt.cacheable',
  outcome: 'voice.outcome',
  durationMs: 'voice.audio_ms',
} as const;
