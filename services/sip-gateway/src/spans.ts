// The spans of this service: their names, and every attribute they may carry.
import { spansOf } from '@trunkline/runtime';

export const spans = spansOf('trunkline.sip-gateway');

export const SPAN = { call: 'voice.call', turn: 'voice.turn', playout: 'voice.playout' } as const;
export const SPAN_EVENT = { speechEnded: 'speech-ended', firstFrame: 'first-frame' } as const;
export const ATTRIBUTE = {
  callId: 'voice.call.id',
  endReason: 'voice.end_reason',
  method: 'voice.turn.method',
  utteranceId: 'voice.utterance.id',
  promptId: 'voice.prompt.id',
  promptKind: 'voice.prompt.kind',
  responseMs: 'voice.turn.response_ms',
  outcome: 'voice.outcome',
} as const;

export type TurnOutcome = 'answered' | 'dismissed' | 'went-on' | 'line-ended';
export type PlayoutOutcome = 'finished' | 'cut' | 'failed' | 'line-ended';
