// Everything a process does with Kafka, opened at once: the bus, the publisher, the relay, dead letters.
import { type EventBus, type EventPublisher, type Subscription } from '../event-bus.port';
import { RecordRelay } from '../relay/record-relay';
import { type RelaySource } from '../relay/relay-options';
import { DeadLetterBox } from './dead-letter-box';
import { GuardedProducer } from './guarded-producer';
import { KafkaBus } from './kafka-bus';
import { kafkaClient } from './kafka-client';
import { kafkaNames, type KafkaOptions, limitsOf } from './kafka-options';
import { KafkaPublisher } from './kafka-publisher';

export interface OpenedKafka {
  readonly bus: EventBus;
  readonly publisher: EventPublisher;
  /**
   * Offers itself as the relay from the record; of all that offer themselves one leads. Rejects with StoreUnavailable
   * when the record cannot be listened to; the brokers may be away.
   */
  startRelay(source: RelaySource, onFault?: (error: unknown) => void): Promise<Subscription>;
  /** Stops relays and subscriptions that still run, and closes all connections. */
  close(): Promise<void>;
}

/** Connects to nothing before it is used. */
export const openKafka = (options: KafkaOptions): OpenedKafka => {
  const kafka = kafkaClient(options);
  const names = kafkaNames(options.prefix);
  const limits = limitsOf(options);
  const [events, dead] = [new GuardedProducer(kafka), new GuardedProducer(kafka)];
  const letters = new DeadLetterBox({
    kafka,
    producer: dead,
    topic: names.deadLetters,
    groupPrefix: names.group(`dead-letters.${options.clientId}`),
    limits,
    onFault: (error) => options.log?.warn({ err: error }, 'the dead letters are not followed at the moment'),
  });
  const bus = new KafkaBus({ kafka, names, limits, letters });
  const publisher = new KafkaPublisher(events, names.events);
  const relays = new Set<RecordRelay>();
  return {
    bus,
    publisher,
    startRelay: async (source, onFault) => {
      const name = `relay/${names.events}`;
      const relay = new RecordRelay({ ...source, publisher, name, ...(onFault ? { onFault } : {}) });
      await relay.start();
      relays.add(relay);
      return {
        stop: async () => {
          relays.delete(relay);
          await relay.stop();
        },
      };
    },
    close: async () => {
      await Promise.all([...relays].map((relay) => relay.stop()));
      await bus.close();
      await letters.close();
      await Promise.all([events.close(), dead.close()]);
    },
  };
};
