// The decider of the stream `line/<callId>`.
import { type Decider } from '@trunkline/event-sourcing';
import { decide } from './decide';
import { effects, type LineEffect } from './effects';
import { type LineEvent } from './events';
import { type LineInput } from './inputs';
import { evolve, type Line } from './state';

export const lineDecider: Decider<Line, LineInput, LineEvent, LineEffect> = {
  category: 'line',
  initial: { status: 'unknown' },
  decide,
  evolve,
  effects,
  isFinal: (line) => line.status === 'rejected' || (line.status === 'ended' && line.released),
};
