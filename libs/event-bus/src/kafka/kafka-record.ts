// A recorded event as a Kafka record, and back: key, headers, value.
import { events } from '@trunkline/contracts';
import { type Recorded } from '@trunkline/event-sourcing';
import { type IHeaders, type KafkaMessage, type Message } from 'kafkajs';
import { fromWire, toWire } from '../wire-event';

/** Brokers refuse a request beyond 1 MiB. A larger event travels without its value; the record has it. */
export const VALUE_BYTES_MAX = 900_000;

export type Arrived =
  | { readonly kind: 'event'; readonly event: Recorded; readonly traceparent: string }
  | { readonly kind: 'poison'; readonly because: PoisonReason };
export type PoisonReason = 'no-value' | 'undecodable' | 'wrong-key';

export const toKafkaRecord = (recorded: Recorded, traceparent: string): Message => {
  const value = Buffer.from(events.Event.encode(toWire(recorded)).finish());
  return {
    key: recorded.callId,
    value: value.length > VALUE_BYTES_MAX ? null : value,
    headers: {
      type: recorded.event.type,
      'schema-version': String(recorded.event.v),
      tenant: recorded.tenantId,
      stream: recorded.stream,
      version: String(recorded.version),
      ...(traceparent === '' ? {} : { traceparent }),
    },
  };
};

export const fromKafkaRecord = ({
  key,
  value,
  headers,
}: Pick<KafkaMessage, 'key' | 'value' | 'headers'>): Arrived => {
  if (!value || value.length === 0) return { kind: 'poison', because: 'no-value' };
  let event: Recorded;
  try {
    event = fromWire(events.Event.decode(value));
  } catch {
    return { kind: 'poison', because: 'undecodable' };
  }
  if (key?.toString() !== event.callId) return { kind: 'poison', because: 'wrong-key' };
  return { kind: 'event', event, traceparent: headerOf(headers, 'traceparent') };
};

/** The empty string when it is not there. */
export const headerOf = (headers: IHeaders | undefined, name: string): string => {
  const header = headers?.[name];
  return (Array.isArray(header) ? header[0] : header)?.toString() ?? '';
};
