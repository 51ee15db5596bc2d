// The spans of this service: their names, and every attribute they may carry.
import { spansOf } from '@trunkline/runtime';

export const spans = spansOf('trunkline.dialogue-policy');

export const SPAN = { decide: 'voice.decide', fence: 'handoff.fence' } as const;
export const ATTRIBUTE = {
  callId: 'voice.call.id',
  input: 'voice.input.type',
  events: 'voice.events.count',
  stage: 'voice.stage',
} as const;
