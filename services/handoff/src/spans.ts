// The spans of this service: their names, and every attribute they may carry.
import { spansOf } from '@trunkline/runtime';

export const spans = spansOf('trunkline.handoff');

/** The steps are those of `voice.handoff.step`. */
export const SPAN = {
  handoff: 'voice.handoff',
  freeze: 'handoff.freeze',
  queue: 'handoff.queue',
  offer: 'handoff.offer',
  bridge: 'handoff.bridge',
} as const;
export const ATTRIBUTE = {
  handoffId: 'voice.handoff.id',
  callId: 'voice.call.id',
  reason: 'voice.handoff.reason',
  outcome: 'voice.outcome',
} as const;
