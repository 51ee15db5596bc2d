// The event bus: its port, the adapters over the log itself, memory and Kafka, and the inbox for its handlers.
export * from './delivery';
export * from './event-bus.port';
export * from './inboxed-handler';
export * from './kafka/kafka-options';
export * from './kafka/kafka-security';
export * from './kafka/open-kafka';
export * from './kafka/redrive';
export * from './kafka/topics-admin';
export * from './log-tail-bus';
export * from './memory-bus';
export * from './relay/record-relay';
export * from './relay/relay-options';
export * from './wire-event';
