// The event bus: its port, the adapters that need no broker, and the inbox for its handlers.
export * from './delivery';
export * from './event-bus.port';
export * from './inboxed-handler';
export * from './log-tail-bus';
export * from './memory-bus';
export * from './wire-event';
