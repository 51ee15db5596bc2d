// The projection: each event counts once, however often it comes; what is missing is fetched.
import { MemoryCursorStore, MemoryEventStore, MemoryInbox } from '@trunkline/event-store';
import { MemoryCallTable } from '../adapters/out/memory-call-table';
import { appendAll } from '../test/append-all.double';
import { cancelledOrder } from '../test/cancelled-order.double';
import { CallProjection, CONSUMER } from './call-projection';

const opened = async () => {
  const store = new MemoryEventStore();
  await appendAll(store, cancelledOrder);
  const table = new MemoryCallTable();
  const cursors = new MemoryCursorStore();
  const projection = new CallProjection({ record: store, inbox: new MemoryInbox(), table, cursors });
  return { store, table, cursors, projection };
};

it('catches up with a record that nobody followed, and again without a change', async () => {
  const { table, projection } = await opened();
  expect(await projection.catchUp()).toBe('caught-up');
  const row = await table.get('c1');
  expect(row).toMatchObject({ outcome: 'handed_off', turns: 2, actions: 1 });
  expect(await projection.catchUp()).toBe('caught-up');
  expect(await table.get('c1')).toEqual(row);
});

it('counts an event once that comes twice, late, or before its time', async () => {
  const { store, table, projection } = await opened();
  const { events } = await store.read('call/c1');
  const last = events.at(-1);
  if (!last) throw new Error('the call has events');
  await projection.handle(last);
  for (const event of [...events, ...events].reverse()) await projection.handle(event);
  expect(await table.get('c1')).toMatchObject({ turns: 2, actions: 1, spendMicros: 2_500 });
});

it('leaves the work to whoever leads', async () => {
  const { table, cursors, projection } = await opened();
  const lead = await cursors.lead(CONSUMER);
  expect(await projection.catchUp()).toBe('somebody-leads');
  expect(await table.get('c1')).toBeUndefined();
  await lead?.release();
  expect(await projection.catchUp()).toBe('caught-up');
});
