// A call as a whole: its streams in the order of their commits, closed or not, and never a part of one for a whole.
import { eraseCall } from '../erase-call/erase-call';
import { PostgresEventStore } from '../postgres/postgres-event-store';
import { appendAt } from '../record.double';
import { scratchPostgres, type ScratchPostgres } from '../scratch-postgres';
import { wholeCall } from './whole-call';

let postgres: ScratchPostgres;
let store: PostgresEventStore;
beforeAll(async () => {
  postgres = await scratchPostgres();
  store = new PostgresEventStore(postgres.pool);
});
afterAll(() => postgres.stop());

const whole = (callId: string, over: { tenantId?: string; eventsMax?: number } = {}) =>
  wholeCall(postgres.pool, { tenantId: 'acme', callId, eventsMax: 100, ...over });

const placed = (events: readonly { readonly stream: string; readonly version: number }[]) =>
  events.map(({ stream, version }) => `${stream}@${version}`);

it('has the events of all streams in the order of their commits, whatever their clocks said', async () => {
  const ofC1 = { callId: 'c1' };
  const early = { type: 'Heard', inputId: 'i1', at: -9, text: 'of a clock that is behind' };
  await store.append(appendAt('line/c1', 0, { ...ofC1, isFinal: true }));
  await store.append(appendAt('call/c1', 0, ofC1));
  await store.append(appendAt('action/a1', 0, { ...ofC1, isFinal: true }));
  await store.append(appendAt('call/c1', 1, { ...ofC1, input: early }));
  await store.append(appendAt('agent/acme:ann', 0, ofC1));
  await store.append(appendAt('call/c2', 0, { callId: 'c2' }));
  const open = await whole('c1');
  if (open.kind !== 'whole') throw new Error(open.kind);
  expect(placed(open.events)).toEqual(['line/c1@0', 'call/c1@0', 'action/a1@0', 'call/c1@1']);
  expect(open.inputs).toHaveLength(4);
  expect(open.isClosed).toBe(false);
  await store.append(appendAt('call/c1', 2, { ...ofC1, isFinal: true }));
  expect(await whole('c1')).toMatchObject({ kind: 'whole', isClosed: true });
});

it('gives no more than is asked for, and nothing to another tenant', async () => {
  expect(await whole('c1', { eventsMax: 4 })).toEqual({ kind: 'too-long', events: 5 });
  expect(await whole('c1', { tenantId: 'other' })).toEqual({ kind: 'gone' });
  expect(await whole('nobody')).toEqual({ kind: 'gone' });
});

it('takes what erasure has left of a call for gone', async () => {
  await eraseCall(postgres.pool, { tenantId: 'acme', callId: 'c1' });
  await store.append(appendAt('audit/acme:c1', 0, { callId: 'c1', isFinal: true }));
  expect(await whole('c1')).toEqual({ kind: 'gone' });
});
