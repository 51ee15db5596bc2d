// Offers one event to a handler until it takes it, is given up, or the subscription stops.
import { type Recorded } from '@trunkline/event-sourcing';
import { type BusFault, type EventSubscription } from './event-bus.port';

export interface Pace {
  /** Waits so long or until the subscription stops. */
  pause(ms: number): Promise<void>;
  isStopped(): boolean;
}

export type Offered =
  | { readonly kind: 'handled' }
  /** Rejected as often as it may be. */
  | { readonly kind: 'given-up'; readonly error: unknown }
  | { readonly kind: 'stopped' };

const BACKOFF_MS = 50;
const BACKOFF_MS_MAX = 5_000;

export const offer = async (
  subscription: EventSubscription,
  event: Recorded,
  pace: Pace,
): Promise<Offered> => {
  for (let attempt = 1; !pace.isStopped(); attempt += 1) {
    try {
      await subscription.handler(event);
      return { kind: 'handled' };
    } catch (error) {
      if (attempt >= (subscription.attemptsMax ?? Infinity)) return { kind: 'given-up', error };
      report(subscription, { kind: 'handler-failed', event, error });
    }
    await pace.pause(Math.min(BACKOFF_MS * 2 ** (attempt - 1), BACKOFF_MS_MAX));
  }
  return { kind: 'stopped' };
};

/** A hook that fails must not stop the bus. */
export const report = (subscription: EventSubscription, fault: Omit<BusFault, 'consumer'>): void => {
  try {
    subscription.onFault?.({ ...fault, consumer: subscription.consumer });
  } catch {
    return;
  }
};

export const isWanted = (
  { categories }: Pick<EventSubscription, 'categories'>,
  { stream }: Pick<Recorded, 'stream'>,
): boolean => !categories || categories.some((category) => stream.startsWith(`${category}/`));
