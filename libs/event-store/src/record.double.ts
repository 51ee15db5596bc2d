// Appends and a calendar for specs on a real database: a test says which day it is.
import { type Append, type Event, type Input } from '@trunkline/event-sourcing';
import { type Pool } from 'pg';

export type Said = Event & { readonly text: string };
export type Heard = Input & { readonly text: string };

/** The `version`-th append of a stream, one event each. */
export const appendAt = (
  stream: string,
  version: number,
  change: Partial<Append<Said, Heard>> = {},
): Append<Said, Heard> => ({
  stream,
  tenantId: 'acme',
  callId: `of-${stream}`,
  expectedVersion: version - 1,
  actor: { service: 'policy', instance: 'a', epoch: 1 },
  causationId: 'cause',
  input: { type: 'Heard', inputId: `i${version}`, at: version + 1, text: 'what was heard' },
  events: [{ type: 'Said', v: 1, text: `what was said ${version}` }],
  isFinal: false,
  ...change,
});

/** From now on it is this day (`2030-01-07`) for the partitions of this database. */
export const letItBe = async (pool: Pool, day: string): Promise<void> => {
  await pool.query(
    `create or replace function es_today() returns date language sql stable as $$ select date '${day}' $$`,
  );
};
