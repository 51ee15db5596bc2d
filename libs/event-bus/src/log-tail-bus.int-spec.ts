// The log-tailing bus keeps the promises of the port over Postgres, and outlives what happens to connections.
import { MemoryInbox, PostgresCursorStore, PostgresEventStore, PostgresInbox } from '@trunkline/event-store';
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { eventBusContract } from './event-bus.contract';
import { inboxedHandler } from './inboxed-handler';
import { LogTailBus } from './log-tail-bus';
import { recordOf } from './record.double';

let postgres: ScratchPostgres;
beforeAll(async () => {
  postgres = await scratchPostgres();
});
afterAll(() => postgres.stop());

const open = () => {
  const store = new PostgresEventStore(postgres.pool);
  const cursors = new PostgresCursorStore(postgres.pool);
  return { store, bus: new LogTailBus({ log: store, signal: store, cursors }), append: recordOf(store) };
};

eventBusContract('LogTailBus over Postgres', () => {
  const { bus, append } = open();
  return { bus, append: async (stream, callId) => void (await append(stream, callId)) };
});

describe('LogTailBus over Postgres', () => {
  it('goes on after all of its connections were cut', async () => {
    const { bus, store, append } = open();
    const versions: number[] = [];
    let seen: (() => void) | undefined;
    const projection = inboxedHandler({
      consumer: 'survivor',
      inbox: new PostgresInbox(postgres.pool),
      record: store,
      apply: async (_tx, { version }) => {
        versions.push(version);
        seen?.();
      },
    });
    const faults: string[] = [];
    const subscription = await bus.subscribe({
      consumer: 'survivor',
      handler: projection,
      categories: ['survivor'],
      onFault: ({ kind }) => faults.push(kind),
    });
    const next = (): Promise<void> =>
      new Promise((resolve) => {
        seen = resolve;
      });
    const first = next();
    await append('survivor/1');
    await first;
    await postgres.pool
      .query(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname is not null',
      )
      .catch(() => undefined);
    const second = next();
    await append('survivor/1').catch(() => append('survivor/1'));
    await second;
    await subscription.stop();
    expect(versions).toEqual([0, 1]);
    expect(faults).not.toContain('parked');
  });
});

describe('inboxedHandler', () => {
  it('fetches what is missing from the record', async () => {
    const { store, append } = open();
    for (let count = 0; count < 4; count += 1) await append('gap/1');
    const { events } = await store.read('gap/1');
    const versions: number[] = [];
    const handler = inboxedHandler({
      consumer: 'late',
      inbox: new MemoryInbox(),
      record: store,
      apply: async (_tx, { version }) => void versions.push(version),
    });
    for (const index of [0, 2, 2, 1, 3]) {
      const event = events[index];
      if (event) await handler(event);
    }
    expect(versions).toEqual([0, 1, 2, 3]);
  });
});
