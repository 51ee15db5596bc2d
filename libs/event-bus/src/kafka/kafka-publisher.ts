// Publishes recorded events, in order and acknowledged by all replicas.
import { type Recorded } from '@trunkline/event-sourcing';
import { inSpan, spansOf, traceparentOf, traceparentOfSpan } from '@trunkline/runtime';
import { type Message } from 'kafkajs';
import { type EventPublisher } from '../event-bus.port';
import { type GuardedProducer } from './guarded-producer';
import { toKafkaRecord } from './kafka-record';

/** One call's events share a partition: half of what a broker takes in a request, so that keys and headers fit. */
const REQUEST_BYTES_MAX = 500_000;

const spans = spansOf('event-bus');

export class KafkaPublisher implements EventPublisher {
  constructor(
    private readonly producer: GuardedProducer,
    private readonly topic: string,
  ) {}

  publish(events: readonly Recorded[]): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    const attributes = {
      'messaging.destination.name': this.topic,
      'messaging.batch.message_count': events.length,
    };
    const span = spans.startSpanFrom(traceparentOf(), `send ${this.topic}`, { attributes });
    return inSpan(span, async () => {
      const traceparent = traceparentOfSpan(span);
      const records = events.map((event) => toKafkaRecord(event, traceparent));
      for (const request of requestsOf(records)) await this.producer.send(this.topic, request);
    });
  }
}

const requestsOf = (records: readonly Message[]): Message[][] => {
  const requests: Message[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    const more = record.value?.length ?? 0;
    if (bytes + more > REQUEST_BYTES_MAX) {
      requests.push([]);
      bytes = 0;
    }
    requests.at(-1)?.push(record);
    bytes += more;
  }
  return requests;
};
