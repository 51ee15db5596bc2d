// The event-sourcing core: deciders, the record, replay, and the host that runs deciders on a store.
export * from './canonical-json';
export * from './decider';
export * from './hash-chain';
export * from './host/host';
export * from './host/host-contract';
export * from './open-effects';
export * from './record';
export * from './replay';
export * from './timer';
export * from './upcast';
