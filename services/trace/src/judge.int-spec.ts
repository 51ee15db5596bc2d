// The judge on a real Postgres and real metrics: a violation that is planted is counted once, a sound call is not.
import { metrics } from '@opentelemetry/api';
import { type CallEvent } from '@trunkline/domain/call/index';
import { LogTailBus } from '@trunkline/event-bus';
import { eraseCall, PostgresCursorStore, PostgresEventStore, PostgresInbox } from '@trunkline/event-store';
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { sampleFlow } from '@trunkline/flow/sample-flow';
import { startTelemetry, type Logger, type Telemetry } from '@trunkline/runtime';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { JUDGE } from './app/judge-ended';
import { JUDGED } from './domain/judgement';
import { serveTrace, type TraceService } from './serve-trace';
import { recordCall, type Recording } from './test/decided-call.double';

let postgres: ScratchPostgres;
let store: PostgresEventStore;
let telemetry: Telemetry;
let server: Server;
let service: TraceService;
const logged: unknown[] = [];
const log = {
  info: () => undefined,
  warn: (...said: unknown[]) => logged.push(said),
  error: (...said: unknown[]) => logged.push(said),
} as Partial<Logger> as Logger;

beforeAll(async () => {
  telemetry = startTelemetry({ service: 'trace', instance: 'test' });
  server = createServer((request, response) => void telemetry.serveMetrics(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  postgres = await scratchPostgres();
  const { pool } = postgres;
  store = new PostgresEventStore(pool);
  const bus = new LogTailBus({ log: store, signal: store, cursors: new PostgresCursorStore(pool) });
  const inbox = new PostgresInbox(pool);
  const recordingsDir = '/nonexistent';
  service = await serveTrace({
    ...{ store, snapshots: store, inbox, pool, bus, recordingsDir, traceKey: 'key', log },
  });
});
afterAll(async () => {
  await service.close();
  await postgres.stop();
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  await telemetry.close();
  metrics.disable();
});

/** Each series of the judge with its value. */
const counted = async (): Promise<Readonly<Record<string, number>>> => {
  const { port } = server.address() as AddressInfo;
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const found = [
    ...page.matchAll(/^voice_invariant_(\w+)_total\{.*?(?:invariant|result)="([^"]+)".*\} (\d+)/gm),
  ];
  return Object.fromEntries(found.map(([, name, value, count]) => [`${name} ${value}`, Number(count)]));
};

const taken = async (callId: string, forge?: Recording['forge']): Promise<void> => {
  await recordCall({ store, snapshots: store, flow: sampleFlow, callId, ...(forge ? { forge } : {}) });
  await until(async () =>
    (await service.traces.calls({ limit: 9 })).find((row) => row.callId === callId && row.endedAt),
  );
};

const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  const deadlineAt = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadlineAt) throw new Error('not seen within 20 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** Until nothing is left: the service judges by itself as well. */
const judgeAll = async (): Promise<void> => {
  const left = 'select 1 from trace.trace_call where judge_at_ms is not null';
  while ((await postgres.pool.query(left)).rowCount) await service.judge();
};

/** The caller hears of an outcome that nobody knows, and the call ends twice. */
const planted = (events: readonly CallEvent[]): readonly CallEvent[] =>
  events.flatMap((event): readonly CallEvent[] => {
    if (event.type === 'PromptQueued') return [{ ...event, tells: 'a9' }];
    return event.type === 'CallEnded' ? [event, event] : [event];
  });

it('counts nothing for a call of which everything holds', async () => {
  await taken('c-sound');
  await judgeAll();
  expect(await counted()).toEqual({ 'checks held': 1 });
});

it('counts each invariant that a call breaks, once, and says which call it is and nothing of what was said', async () => {
  await taken('c-planted', planted);
  await judgeAll();
  const after = { 'checks held': 1, 'checks broken': 1, 'violations TRUTH-1': 1, 'violations CALL-1': 1 };
  expect(await counted()).toEqual(after);
  const broken = (invariant: string) => [{ callId: 'c-planted', invariant }, 'an invariant does not hold'];
  expect(logged).toEqual([broken('CALL-1'), broken('TRUTH-1')]);
  await judgeAll();
  expect(await counted()).toEqual(after);
});

it('judges again what it had not marked when it ended', async () => {
  const before = await counted();
  await postgres.pool.query(`update trace.trace_call set judge_at_ms = 1 where call_id = 'c-planted'`);
  await judgeAll();
  expect((await counted())['violations CALL-1']).toBe((before['violations CALL-1'] ?? 0) + 1);
});

it('judges no part of a call that is being erased', async () => {
  const before = await counted();
  const lead = await until(() => new PostgresCursorStore(postgres.pool).lead(JUDGE));
  await taken('c-erased', planted);
  expect(await service.judge()).toEqual({ kind: 'somebody-leads' });
  await postgres.pool.query(`update es_stream set is_final = true where call_id = 'c-erased'`);
  await eraseCall(postgres.pool, { tenantId: 'acme', callId: 'c-erased' });
  await lead.release();
  await judgeAll();
  expect(await counted()).toEqual(before);
});

it('has exactly the names that the registry lists', () => {
  const registry = readFileSync(join(__dirname, '../../../docs/telemetry/registry.yaml'), 'utf8');
  const entry = /^voice\.invariant\.violations:\n(?: .*\n)+/m.exec(registry)?.[0] ?? '';
  expect(new Set(entry.match(/\b[A-Z]+-\d+\b/g))).toEqual(new Set(JUDGED));
});

it('judges nothing that the page of invariants does not have', () => {
  const page = readFileSync(join(__dirname, '../../../docs/invariants.md'), 'utf8');
  expect(JUDGED.filter((name) => !new RegExp(`^\\| ${name} `, 'm').test(page))).toEqual([]);
});
