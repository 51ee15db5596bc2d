// Everything a process does with Kafka, opened at once: the bus, the publisher, the relay, topics and dead letters.
import { type EventBus, type EventPublisher } from '../event-bus.port';
import { type RelaySource } from '../relay/relay-options';
import { type KafkaOptions } from './kafka-options';

/** Offers itself as the relay; one of all that offer themselves leads. */
export interface RunningRelay {
  /** Resolves when nothing is published any more and another may lead. */
  stop(): Promise<void>;
}

export interface OpenedKafka {
  readonly bus: EventBus;
  readonly publisher: EventPublisher;
  /** Rejects with StoreUnavailable when the record cannot be listened to; brokers may be away. */
  startRelay(source: RelaySource, onFault?: (error: unknown) => void): Promise<RunningRelay>;
  /** Stops relays and subscriptions that still run, and closes all connections. */
  close(): Promise<void>;
}

/** Connects to nothing before it is used. */
export const openKafka = (options: KafkaOptions): OpenedKafka => {
  throw new Error(`nothing is opened at ${options.brokers.join()}`);
};
