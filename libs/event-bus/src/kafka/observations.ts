// What is measured of the way from the broker to the handlers.
import { meterOf } from '@trunkline/runtime';
import { type DeadReason } from './dead-letter';

const meter = meterOf('event-bus');
const deadLetters = meter.createCounter('voice.dlq', { unit: '{event}' });
const lag = meter.createGauge('voice.consumer.lag', { unit: '{event}' });
const rejoined = meter.createCounter('voice.consumer.restarts', { unit: '{restart}' });

const REASONS: readonly DeadReason[] = ['attempts', 'follows', 'poison'];

/** The first dead letter must be seen as a rise, so that the series begin at zero. */
export const consumerStarts = (consumer: string): void => {
  for (const reason of REASONS) deadLetters.add(0, { consumer, reason });
  rejoined.add(0, { consumer });
};

export const letterIsDead = (consumer: string, reason: DeadReason): void =>
  deadLetters.add(1, { consumer, reason });

export const consumerLags = (consumer: string, partition: number, events: number): void =>
  lag.record(events, { consumer, partition: String(partition) });

export const consumerRestarts = (consumer: string): void => rejoined.add(1, { consumer });
