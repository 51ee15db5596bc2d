// The service on a real Postgres: the projection behind a bus that repeats, the catch-up, and its answers over HTTP.
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { LogTailBus } from '@trunkline/event-bus';
import { type Recorded } from '@trunkline/event-sourcing';
import { PostgresCursorStore, PostgresEventStore, PostgresInbox } from '@trunkline/event-store';
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { sampleFlow } from '@trunkline/flow/sample-flow';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallRecord } from './domain/call-record';
import { openTraces, TRACE_SERVICE, type TraceService, type TracesOptions } from './serve-trace';
import { appendAll } from './test/append-all.double';
import { cancelledOrder } from './test/cancelled-order.double';
import { recordCall } from './test/decided-call.double';
import { at, recorded } from './test/recorded.double';
import { TraceModule } from './trace.module';

const traceKey = 'a-key-of-this-spec-and-of-nobody-else';
const recordingsDir = mkdtempSync(join(tmpdir(), 'trunkline-recordings-'));

const refused = { type: 'RequestRefused', v: 1, code: 'KEY_REUSED', actionId: 'a7', tool: 'cancel' } as const;

const WORDS: unknown = expect.any(String);

let postgres: ScratchPostgres;
let options: TracesOptions & { readonly store: PostgresEventStore };
beforeAll(async () => {
  postgres = await scratchPostgres();
  const store = new PostgresEventStore(postgres.pool);
  options = { store, snapshots: store, inbox: new PostgresInbox(postgres.pool), pool: postgres.pool };
  await appendAll(store, { ...cancelledOrder, audit: recorded('audit/acme:c1', [at(9_000, refused)]) });
  await recordCall({ store, snapshots: store, flow: sampleFlow, callId: 'c2' });
});
afterAll(async () => {
  await postgres.stop();
  rmSync(recordingsDir, { recursive: true });
});

const ROW = { callId: 'c1', outcome: 'handed_off', turns: 2, actions: 1, spendMicros: 2_500 };

describe('without a running platform', () => {
  it('catches up with everything recorded, as often as it is asked to', async () => {
    const traces = await openTraces(options);
    expect(await traces.calls({ limit: 9 })).toEqual([]);
    await traces.catchUp();
    await traces.catchUp();
    const rows = await traces.calls({ limit: 9 });
    expect(rows.find(({ callId }) => callId === 'c1')).toMatchObject(ROW);
    expect(rows).toHaveLength(2);
  });

  it('finds a call by the beginning of its id, and the newest by name', async () => {
    const traces = await openTraces(options);
    expect(await traces.find('c1')).toEqual({ kind: 'found', callId: 'c1' });
    expect(await traces.find('c')).toEqual({ kind: 'ambiguous', callIds: ['c1', 'c2'] });
    expect(await traces.find('x')).toEqual({ kind: 'none' });
    expect(await traces.find('last')).toEqual({ kind: 'found', callId: 'c2' });
  });
});

describe('within a platform', () => {
  let app: NestExpressApplication;
  let url: string;
  beforeAll(async () => {
    const { store } = options;
    const cursors = new PostgresCursorStore(postgres.pool);
    const log = new LogTailBus({ log: store, signal: store, cursors });
    app = await NestFactory.create<NestExpressApplication>(
      TraceModule.forRoot({ ...options, bus: repeating(log), recordingsDir, traceKey }),
      { logger: false },
    );
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  const get = (path: string, headers: Record<string, string> = { authorization: `Bearer ${traceKey}` }) =>
    fetch(`${url}${path}`, { headers });

  it('counts each event once although the bus tells it three times', async () => {
    await appendAll(options.store, sameCallAs('c3'));
    const { traces } = app.get<TraceService>(TRACE_SERVICE);
    const seen = await until(async () => (await traces.calls({ limit: 9 })).find(isEnded('c3')));
    expect(seen).toMatchObject({ ...ROW, callId: 'c3' });
    const rows = await traces.calls({ limit: 9 });
    expect(rows.find(({ callId }) => callId === 'c1')).toMatchObject(ROW);
  });

  it.each([
    '/v1/calls',
    '/v1/calls/c1',
    '/v1/calls/c1/events',
    '/v1/calls/c1/replay',
    '/v1/calls/c1/recording',
  ])('shows %s to nobody without the key', async (path) => {
    for (const [headers, error] of [
      [{}, 'key-missing'],
      [{ authorization: 'Basic eDp5' }, 'key-missing'],
      [{ authorization: 'Bearer something-else' }, 'key-wrong'],
    ] as const) {
      const answer = await get(path, headers);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(await answer.json()).toMatchObject({ error, mend: WORDS });
    }
  });

  it('lists calls page by page', async () => {
    const ids: string[] = [];
    let next: string | undefined = '';
    while (next !== undefined) {
      const before = next === '' ? '' : `&before=${encodeURIComponent(next)}`;
      const page = (await (await get(`/v1/calls?limit=1${before}`)).json()) as Page;
      ids.push(...page.calls.map(({ callId }) => callId));
      next = page.next;
    }
    expect(ids).toEqual(['c3', 'c2', 'c1']);
    expect(await (await get('/v1/calls?tenant=nobody')).json()).toEqual({ calls: [] });
  });

  it('tells a call: summary and timeline', async () => {
    const told = (await (await get('/v1/calls/c1')).json()) as Told;
    expect(told.summary).toMatchObject({ callId: 'c1', from: '+1 *** *** 0142', outcome: 'handed_off' });
    expect(told.timeline.entries).toContainEqual(
      expect.objectContaining({ kind: 'caller-spoke', text: 'cancel order four seven' }),
    );
    expect(told.timeline.entries).toContainEqual(
      expect.objectContaining({ kind: 'refusal', code: 'KEY_REUSED', tool: 'cancel', atMs: 9_000 }),
    );
  });

  it('gives the recorded events of every stream of a call', async () => {
    const { events } = (await (await get('/v1/calls/c1/events')).json()) as { events: Recorded[] };
    const streams = new Set(events.map(({ stream }) => stream));
    expect([...streams].sort()).toEqual([
      'action/c1-a1',
      'audit/acme:c1',
      'call/c1',
      'handoff/h1',
      'line/c1',
    ]);
    expect(events).toHaveLength(cancelledOrder.call.length + cancelledOrder.line.length + 4 + 2 + 1);
  });

  it('replays a call', async () => {
    expect(await (await get('/v1/calls/c2/replay')).json()).toMatchObject({
      callId: 'c2',
      result: 'ok',
      streams: 1,
    });
    const report = (await (await get('/v1/calls/c1/replay')).json()) as {
      result: string;
      findings: unknown[];
    };
    expect(report.result).not.toBe('ok');
    expect(report.findings).toContainEqual(expect.objectContaining({ stream: 'line/c1', version: 0 }));
  });

  it('serves a recording, whole and in part', async () => {
    writeFileSync(join(recordingsDir, 'c1.wav'), 'RIFF and more');
    const whole = await get('/v1/calls/c1/recording');
    expect(whole.headers.get('content-type')).toBe('audio/wav');
    expect(await whole.text()).toBe('RIFF and more');
    const part = await get('/v1/calls/c1/recording', {
      authorization: `Bearer ${traceKey}`,
      range: 'bytes=0-3',
    });
    expect([part.status, await part.text()]).toEqual([206, 'RIFF']);
  });

  it('serves nothing but recordings', async () => {
    writeFileSync(join(recordingsDir, '..', 'outside.wav'), 'not yours');
    for (const path of ['..%2Foutside', '%2e%2e%2foutside', '.%2Fc1', 'c1%00']) {
      expect(await rawStatus(url, `/v1/calls/${path}/recording`)).toBe(404);
    }
    rmSync(join(recordingsDir, '..', 'outside.wav'));
  });

  it.each([
    ['/v1/calls/nobody', 404, 'call-unknown'],
    ['/v1/calls/nobody/events', 404, 'call-unknown'],
    ['/v1/calls/nobody/replay', 404, 'call-unknown'],
    ['/v1/calls/c2/recording', 404, 'recording-missing'],
    ['/v1/calls?limit=0', 400, 'bad-request'],
    ['/v1/calls?limit=1&limit=2', 400, 'bad-request'],
    ['/v1/calls?before=yesterday', 400, 'bad-request'],
  ])('answers %s with what is wrong and how to mend it', async (path, status, error) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error, message: WORDS, mend: WORDS });
  });
});

const sameCallAs = (callId: string): CallRecord => ({
  ...(JSON.parse(JSON.stringify(cancelledOrder).replaceAll('c1', callId)) as CallRecord),
  actions: [],
  handoffs: [],
  audit: [],
});

interface Page {
  readonly calls: readonly { readonly callId: string }[];
  readonly next?: string;
}

interface Told {
  readonly summary: unknown;
  readonly timeline: { readonly entries: readonly unknown[] };
}

/** Tells every event three times. */
const repeating = (bus: LogTailBus): Pick<LogTailBus, 'subscribe'> => ({
  subscribe: (subscription) =>
    bus.subscribe({
      ...subscription,
      handler: async (event) => {
        for (let time = 0; time < 3; time += 1) await subscription.handler(event);
      },
    }),
});

const isEnded =
  (id: string) =>
  ({ callId, outcome }: { readonly callId: string; readonly outcome?: string }): boolean =>
    callId === id && outcome !== undefined;

const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  const deadlineAt = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadlineAt) throw new Error('not seen within 20 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** Without the tidying of paths that fetch does. */
const rawStatus = (url: string, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path, headers: { authorization: `Bearer ${traceKey}` } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
