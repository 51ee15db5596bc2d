// The epoch of a call's fence: later than every lease under which an action can have been authorised before it.
import { type Recorded } from '@trunkline/event-sourcing';
import { type CallEvent } from './events';

export const fenceEpochOf = (leaseEpoch: number, fenceEpoch: number): number => leaseEpoch + fenceEpoch;

/** Of the fence that was raised last; 0 where there is none. */
export const fenceEpochIn = (events: readonly Recorded<CallEvent>[]): number => {
  const raised = events.findLast(({ event }) => event.type === 'FenceRaised');
  return raised?.event.type === 'FenceRaised' ? fenceEpochOf(raised.actor.epoch, raised.event.fenceEpoch) : 0;
};
