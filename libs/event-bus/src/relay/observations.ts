// What is measured of the way from the record to the carrier.
import { meterOf } from '@trunkline/runtime';

const meter = meterOf('event-bus');
const depth = meter.createGauge('voice.outbox.depth', { unit: '{event}' });
const oldestAge = meter.createGauge('voice.outbox.oldest_age.seconds', { unit: 's' });
const published = meter.createCounter('voice.outbox.published', { unit: '{event}' });
const failures = meter.createCounter('voice.outbox.failures', { unit: '{failure}' });
const leading = meter.createGauge('voice.outbox.leading', { unit: '{relay}' });

export interface Backlog {
  /** Recorded and not published; counted up to a bound. */
  readonly events: number;
  readonly oldestAgeMs: number;
}

export const NO_BACKLOG: Backlog = { events: 0, oldestAgeMs: 0 };

export const backlogIs = ({ events, oldestAgeMs }: Backlog): void => {
  depth.record(events);
  oldestAge.record(oldestAgeMs / 1_000);
};

/** Zero makes the series appear before the first event. */
export const eventsPublished = (count: number): void => published.add(count);
export const relayFailed = (count = 1): void => failures.add(count);
export const relayLeads = (isLeading: boolean): void => leading.record(isLeading ? 1 : 0);
