// Two writers of one stream, each on connections of its own: one wins every version, the other decides again.
import { type Pool } from 'pg';
import { PostgresEventStore } from '../postgres/postgres-event-store';
import { openPool } from '../postgres/transaction';
import { appendAt } from '../record.double';
import { scratchPostgres, type ScratchPostgres } from '../scratch-postgres';

const INPUTS = 40;
const STREAM = 'call/contended';

let postgres: ScratchPostgres;
const pools: Pool[] = [];
beforeAll(async () => {
  postgres = await scratchPostgres();
  pools.push(openPool(postgres.url), openPool(postgres.url));
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await postgres.stop();
});

/** Decides on what it has read; a conflict makes it read and decide again. Returns how often it lost. */
const write = async (store: PostgresEventStore, writer: string): Promise<number> => {
  let losses = 0;
  for (let count = 0; count < INPUTS; count += 1) {
    const inputId = `${writer}-${count}`;
    for (;;) {
      const { version } = await store.read(STREAM);
      const decided = appendAt(STREAM, version + 1, {
        input: { type: 'Heard', inputId, at: 1, text: '' },
        events: [{ type: 'Said', v: 1, text: `after ${version}` }],
      });
      const { kind } = await store.append(decided);
      if (kind === 'appended') break;
      expect(kind).toBe('conflict');
      losses += 1;
    }
  }
  return losses;
};

describe('two writers of one stream', () => {
  it('take turns: every version is decided on the one before it, every input is there once', async () => {
    const losses = await Promise.all(
      pools.map((pool, index) => write(new PostgresEventStore(pool), `writer-${index}`)),
    );
    expect(losses.reduce((sum, count) => sum + count)).toBeGreaterThan(0);
    const { events, inputs } = await new PostgresEventStore(postgres.pool).read(STREAM);
    expect(events.map(({ event, version }) => [version, event])).toEqual(
      Array.from({ length: 2 * INPUTS }, (_, version) => [
        version,
        { type: 'Said', v: 1, text: `after ${version - 1}` },
      ]),
    );
    expect(new Set(inputs.map(({ input }) => input.inputId)).size).toBe(2 * INPUTS);
  });
});
