// Expiry beside the record, on a real Postgres and a real folder: what the record has let go of is gone everywhere.
import { LogTailBus } from '@trunkline/event-bus';
import {
  eraseCall,
  keepRecord,
  PostgresCursorStore,
  PostgresEventStore,
  PostgresInbox,
} from '@trunkline/event-store';
import { appendAt, letItBe } from '@trunkline/event-store/record.double';
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SWEEPER } from './app/expiry-sweep';
import { serveTrace, type TraceService } from './serve-trace';

let postgres: ScratchPostgres;
let store: PostgresEventStore;
let service: TraceService;
const recordingsDir = mkdtempSync(join(tmpdir(), 'trunkline-recordings-'));

beforeAll(async () => {
  postgres = await scratchPostgres();
  const { pool } = postgres;
  store = new PostgresEventStore(pool);
  const bus = new LogTailBus({ log: store, signal: store, cursors: new PostgresCursorStore(pool) });
  const inbox = new PostgresInbox(pool);
  service = await serveTrace({ store, snapshots: store, inbox, pool, bus, recordingsDir, traceKey: 'key' });
});
beforeEach(async () => {
  await postgres.pool.query(
    'truncate es_stream, es_event, es_input, inbox, es_expired_call, trace.trace_call',
  );
  rmSync(recordingsDir, { recursive: true });
  mkdirSync(recordingsDir);
  await itIs('2030-01-07');
});
afterAll(async () => {
  await service.close();
  await postgres.stop();
  rmSync(recordingsDir, { recursive: true });
});

const itIs = async (day: string): Promise<void> => {
  await letItBe(postgres.pool, day);
  await postgres.pool.query('select es_prepare(4)');
};

/** A call with its row and its recording. */
const taken = async (callId: string, { isFinal = true } = {}): Promise<void> => {
  await store.append(appendAt(`line/${callId}`, 0, { callId, isFinal: true }));
  await store.append(appendAt(`call/${callId}`, 0, { callId, isFinal }));
  await postgres.pool.query(
    `insert into trace.trace_call values ($1, 'acme', 1, null, '+1 ***', 'orders', 't', 'f', null, null, 0, 0, null, 0)`,
    [callId],
  );
  writeFileSync(join(recordingsDir, `${callId}.wav`), 'RIFF');
};

const left = async (): Promise<{ rows: readonly string[]; recordings: readonly string[] }> => ({
  rows: (await service.traces.calls({ limit: 99 })).map(({ callId }) => callId).sort(),
  recordings: readdirSync(recordingsDir).sort(),
});

it('lets rows and recordings go with the calls that retention took, and keeps all others', async () => {
  await taken('c-old');
  await taken('c-open', { isFinal: false });
  await itIs('2030-02-07');
  await taken('c-young');
  writeFileSync(join(recordingsDir, 'c-unknown.wav'), 'RIFF');
  await itIs('2030-04-08');
  expect(await keepRecord(postgres.pool)).toMatchObject({ isDone: true });
  // The line of the open call has expired; the call itself has not.
  expect((await store.read('line/c-open')).version).toBe(-1);
  expect(await service.sweep()).toMatchObject({ kind: 'swept', rows: 1, recordings: 1, failures: 0 });
  expect(await left()).toEqual({
    rows: ['c-open', 'c-young'],
    recordings: ['c-open.wav', 'c-unknown.wav', 'c-young.wav'],
  });
  await store.append(appendAt('call/c-open', 1, { callId: 'c-open', isFinal: true }));
  await keepRecord(postgres.pool);
  expect(await service.sweep()).toMatchObject({ rows: 1, recordings: 1 });
  expect(await left()).toEqual({ rows: ['c-young'], recordings: ['c-unknown.wav', 'c-young.wav'] });
});

it('lets what is beside the record of an erased call go, and keeps its place in the record', async () => {
  await taken('c-erased');
  await taken('c-stays');
  expect(await eraseCall(postgres.pool, { tenantId: 'acme', callId: 'c-erased' })).toMatchObject({
    kind: 'erased',
  });
  rmSync(join(recordingsDir, 'c-erased.wav'));
  expect(await service.sweep()).toMatchObject({ rows: 1, recordings: 0, failures: 0 });
  expect(await left()).toEqual({ rows: ['c-stays'], recordings: ['c-stays.wav'] });
  const { rows } = await postgres.pool.query<{ cursor: string }>(
    `select cursor from bus_cursor where consumer = $1`,
    [SWEEPER],
  );
  expect(Number(rows[0]?.cursor)).toBeGreaterThan(1_577_000_000_000);
});

it('tries again what could not be deleted', async () => {
  await taken('c-stuck');
  await eraseCall(postgres.pool, { tenantId: 'acme', callId: 'c-stuck' });
  const blocked = block('c-stuck');
  expect(await service.sweep()).toMatchObject({ rows: 1, recordings: 0, failures: 1, isDone: true });
  blocked.free();
  expect(await service.sweep()).toMatchObject({ recordings: 1, failures: 0 });
  expect(await left()).toEqual({ rows: [], recordings: [] });
});

it('leaves the work to the instance that leads', async () => {
  const lead = await new PostgresCursorStore(postgres.pool).lead(SWEEPER);
  expect(await service.sweep()).toEqual({ kind: 'somebody-leads' });
  await lead?.release();
});

/** Nobody can delete the recording until it is freed: a folder without write access, or for root, one in its place. */
const block = (callId: string): { free(): void } => {
  const path = join(recordingsDir, `${callId}.wav`);
  if (process.getuid?.() !== 0) {
    chmodSync(recordingsDir, 0o555);
    return { free: () => chmodSync(recordingsDir, 0o755) };
  }
  rmSync(path);
  mkdirSync(path);
  return {
    free: () => {
      rmdirSync(path);
      writeFileSync(path, 'RIFF');
    },
  };
};
