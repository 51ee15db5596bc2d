// The event bus: its port, the adapters that need no broker, and the inbox for its handlers.
export * from './delivery';
export * from './event-bus.port';
export * from './inboxed-handler';
export * from './log-tail-bus';
export * from './memory-bus';
export * from './wire-event';
export * from './kafka/kafka-options';
export * from './kafka/open-kafka';
export * from './relay/relay-options';
