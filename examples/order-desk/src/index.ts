// The order desk: a small backend with a ledger of its own, the independent witness of what was really done.
export * from './desk';
export * from './ledger';
export * from './orders';
export * from './server';
export * from './switches';
