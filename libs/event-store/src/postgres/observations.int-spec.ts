// The record's instruments are fed: appends by outcome, the pool, and what holds the log's readers back.
import { metrics } from '@opentelemetry/api';
import { StoreUnavailable } from '@trunkline/event-sourcing';
import { startTelemetry, type Telemetry } from '@trunkline/runtime';
import { type AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { appendAt } from '../record.double';
import { scratchPostgres, type ScratchPostgres } from '../scratch-postgres';
import { observeRecord } from './observations';
import { PostgresEventStore } from './postgres-event-store';
import { openPool } from './transaction';

let postgres: ScratchPostgres;
let telemetry: Telemetry;
let scrape: () => Promise<string>;
let stop: () => Promise<void>;
beforeAll(async () => {
  postgres = await scratchPostgres();
  telemetry = startTelemetry({ service: 'event-store', instance: 'test' });
  const server = createServer((request, response) => void telemetry.serveMetrics(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  stop = () => new Promise((resolve) => void server.close(() => resolve()));
});
afterAll(async () => {
  await stop();
  await telemetry.close();
  metrics.disable();
  await postgres.stop();
});

/** The sum of the series of this name whose labels hold the text. */
const valueOf = async (name: string, label = ''): Promise<number | undefined> => {
  const lines = (await scrape())
    .split('\n')
    .filter((line) => /^[{ ]/.test(line.replace(name, '')) && line.startsWith(name) && line.includes(label));
  return lines.length === 0
    ? undefined
    : lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
};

describe('the instruments of the record', () => {
  it('count appends by what became of them', async () => {
    const store = new PostgresEventStore(postgres.pool);
    await store.append(appendAt('call/m', 0));
    await store.append(appendAt('call/m', 0));
    await store.append(appendAt('call/m', 5));
    await expect(store.append(appendAt('call/m', 1, { tenantId: 'other' }))).rejects.toThrow();
    await store.acquire('call/m');
    await store.acquire('call/m');
    await store.append(appendAt('call/m', 1));
    const nowhere = openPool('postgres://nobody@127.0.0.1:9/none');
    await expect(new PostgresEventStore(nowhere).append(appendAt('call/m', 1))).rejects.toThrow(
      StoreUnavailable,
    );
    await nowhere.end();
    for (const outcome of ['appended', 'known', 'conflict', 'refused', 'fenced', 'unavailable']) {
      expect([outcome, await valueOf('voice_event_append_seconds_count', `outcome="${outcome}"`)]).toEqual([
        outcome,
        1,
      ]);
    }
    expect(await valueOf('voice_event_append_conflicts_total')).toBe(1);
  });

  it('show the pool, and how long a slow transaction has been holding the readers back', async () => {
    let nowMs = 0;
    const takeBack = observeRecord(postgres.pool, () => nowMs);
    expect(await valueOf('voice_record_mark_age_seconds')).toBe(0);
    const slow = await postgres.pool.connect();
    await slow.query('begin');
    await slow.query('select pg_current_xact_id()');
    await new PostgresEventStore(postgres.pool).append(appendAt('call/n', 0));
    await scrape();
    nowMs = 30_000;
    expect(await valueOf('voice_record_mark_age_seconds')).toBe(30);
    expect(await valueOf('voice_record_transaction_age_seconds')).toBeGreaterThan(0);
    expect(await valueOf('voice_record_connections', 'state="used"')).toBe(1);
    expect(await valueOf('voice_record_waiting')).toBe(0);
    await slow.query('commit');
    slow.release();
    expect(await valueOf('voice_record_mark_age_seconds')).toBe(0);
    takeBack();
  });
});
