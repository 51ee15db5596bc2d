// Hands a batch of events to a handler: one call's events in order, several calls side by side, each until it succeeds.
import { type Recorded } from '@trunkline/event-sourcing';
import { type BusFault, type EventSubscription } from './event-bus.port';

export interface Pace {
  /** Waits so long or until the subscription stops. */
  pause(ms: number): Promise<void>;
  isStopped(): boolean;
}

export const IN_FLIGHT_MAX = 16;
const BACKOFF_MS = 50;
const BACKOFF_MS_MAX = 5_000;

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
      for (const event of call) isComplete = (await handled(subscription, event, pace)) && isComplete;
    }
  };
  await Promise.all(Array.from({ length: subscription.inFlightMax ?? IN_FLIGHT_MAX }, work));
  return isComplete;
};

const handled = async (subscription: EventSubscription, event: Recorded, pace: Pace): Promise<boolean> => {
  for (let attempt = 1; !pace.isStopped(); attempt += 1) {
    try {
      await subscription.handler(event);
      return true;
    } catch (error) {
      const isLast = attempt >= (subscription.attemptsMax ?? Infinity);
      report(subscription, { kind: isLast ? 'parked' : 'handler-failed', event, error });
      if (isLast) return true;
    }
    await pace.pause(Math.min(BACKOFF_MS * 2 ** (attempt - 1), BACKOFF_MS_MAX));
  }
  return false;
};

/** A hook that fails must not stop the bus. */
export const report = (subscription: EventSubscription, fault: Omit<BusFault, 'consumer'>): void => {
  try {
    subscription.onFault?.({ ...fault, consumer: subscription.consumer });
  } catch {
    return;
  }
};

const isWanted = ({ categories }: EventSubscription, { stream }: Recorded): boolean =>
  !categories || categories.some((category) => stream.startsWith(`${category}/`));

const byCall = (events: readonly Recorded[]): Recorded[][] => {
  const calls = new Map<string, Recorded[]>();
  for (const event of events) {
    const call = calls.get(event.callId);
    if (call) call.push(event);
    else calls.set(event.callId, [event]);
  }
  return [...calls.values()];
};
