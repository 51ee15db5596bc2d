// The schema's steps in their order. A published step is never edited; a change is a new one at the end.
import { RECORD } from './0001-record';
import { APPEND } from './0002-append';
import { PARTITIONS } from './0003-partitions';
import { APPEND_IN_PARTITIONS } from './0004-append';
import { READ } from './0005-read';
import { RETENTION } from './0006-retention';
import { ERASURE } from './0007-erasure';
import { SHORT_WAITS } from './0008-short-waits';
import { type Migration } from './migration';

export { type Migration } from './migration';

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'record', sql: RECORD, isCompatible: false },
  { version: 2, name: 'append', sql: APPEND, isCompatible: false },
  { version: 3, name: 'partitions', sql: PARTITIONS, isCompatible: false },
  { version: 4, name: 'append-in-partitions', sql: APPEND_IN_PARTITIONS, isCompatible: false },
  { version: 5, name: 'read-from-partitions', sql: READ, isCompatible: false },
  { version: 6, name: 'retention', sql: RETENTION, isCompatible: false },
  { version: 7, name: 'erasure', sql: ERASURE, isCompatible: true },
  { version: 8, name: 'short-waits', sql: SHORT_WAITS, isCompatible: true },
];
