// Hands a batch of events to a handler: one call's events in order, several calls side by side, each until it succeeds.
import { type Recorded } from '@trunkline/event-sourcing';
import { type EventSubscription } from './event-bus.port';
import { isWanted, offer, type Pace, report } from './offering';

export const IN_FLIGHT_MAX = 16;

/** Resolves to true when every event is handled or parked, to false when the subscription stopped before that. */
export const deliver = async (
  subscription: EventSubscription,
  events: readonly Recorded[],
  pace: Pace,
): Promise<boolean> => {
  const waiting = byCall(events.filter((event) => isWanted(subscription, event)));
  let isComplete = true;
  const work = async (): Promise<void> => {
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      for (const event of call) isComplete = (await handledOrParked(subscription, event, pace)) && isComplete;
    }
  };
  await Promise.all(Array.from({ length: subscription.inFlightMax ?? IN_FLIGHT_MAX }, work));
  return isComplete;
};

const handledOrParked = async (
  subscription: EventSubscription,
  event: Recorded,
  pace: Pace,
): Promise<boolean> => {
  const offered = await offer(subscription, event, pace);
  if (offered.kind === 'given-up') report(subscription, { kind: 'parked', event, error: offered.error });
  return offered.kind !== 'stopped';
};

const byCall = (events: readonly Recorded[]): Recorded[][] => {
  const calls = new Map<string, Recorded[]>();
  for (const event of events) {
    const call = calls.get(event.callId);
    if (call) call.push(event);
    else calls.set(event.callId, [event]);
  }
  return [...calls.values()];
};
