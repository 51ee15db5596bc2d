// The record's stores: in memory and in Postgres, and the server that comes with the packages.
export * from './append-draft';
export * from './append-signal.port';
export * from './cursor-store.port';
export * from './inbox.port';
export * from './log-end.port';
export * from './memory/memory-cursor-store';
export * from './memory/memory-event-store';
export * from './memory/memory-inbox';
export * from './memory/memory-snapshot-store';
export * from './postgres/migrate';
export * from './postgres/postgres-cursor-store';
export * from './postgres/postgres-event-store';
export * from './postgres/postgres-inbox';
export * from './postgres/transaction';
export * from './postgres-server/start-postgres';
export * from './sha256';
export * from './snapshot-store.port';
