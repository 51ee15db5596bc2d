// The schema's steps in their order. A published step is never edited; a change is a new one at the end.
import { RECORD } from './0001-record';
import { APPEND } from './0002-append';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'record', sql: RECORD },
  { version: 2, name: 'append', sql: APPEND },
];
