// The schema's steps in their order. A published step is never edited; a change is a new one at the end.
import { RECORD } from './0001-record';
import { APPEND } from './0002-append';
import { type Migration } from './migration';

export { type Migration } from './migration';

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'record', sql: RECORD, isCompatible: false },
  { version: 2, name: 'append', sql: APPEND, isCompatible: false },
];
