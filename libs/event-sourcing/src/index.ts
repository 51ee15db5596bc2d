export * from './decider';
export * from './record';
