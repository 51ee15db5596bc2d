// The order desk over real HTTP and a real file: modes, keys, and what a reopened ledger still knows.
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveOrderDesk, type OrderDesk } from './server';

let dataDir: string;
let desk: OrderDesk;
const open = async () => (desk = await serveOrderDesk({ dataDir, port: 0 }));
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'order-desk-'));
  await open();
});
afterEach(async () => {
  await desk.close();
  await rm(dataDir, { recursive: true });
});

const get = async (path: string) => (await fetch(desk.url + path)).json() as Promise<Record<string, unknown>>;
const post = (path: string, body: object, init: { key?: string; signal?: AbortSignal } = {}) =>
  fetch(desk.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    ...(init.key && { headers: { 'idempotency-key': init.key } }),
    ...(init.signal && { signal: init.signal }),
  });
const ledger = async () => (await get('/ledger')).entries as { order: string; key: string }[];

describe('the order desk over HTTP', () => {
  it('honours an idempotency key under fifty requests at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post('/orders/52230/cancellations', {}, { key: 'k' })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await ledger()).toHaveLength(1);
  });

  it('fails without acting', async () => {
    await post('/switches', { operation: 'refunds', mode: 'fail', times: 1 });
    expect((await post('/orders/61874/refunds', {}, { key: 'k' })).status).toBe(500);
    expect(await get('/actions/k')).toEqual({ state: 'absent' });
    expect((await post('/orders/61874/refunds', {}, { key: 'k' })).status).toBe(201);
  });

  it('acts and stays silent', async () => {
    await post('/switches', { operation: 'refunds', mode: 'commit-no-answer' });
    const signal = AbortSignal.timeout(200);
    await expect(post('/orders/61874/refunds', {}, { key: 'k', signal })).rejects.toThrow();
    expect(await get('/actions/k')).toMatchObject({ state: 'committed' });
  });

  it('acts late, whoever has hung up, and refuses the key meanwhile', async () => {
    await post('/switches', { operation: 'refunds', mode: 'commit-late:300', times: 1 });
    await expect(
      post('/orders/61874/refunds', {}, { key: 'k', signal: AbortSignal.timeout(50) }),
    ).rejects.toThrow();
    expect(await get('/actions/k')).toEqual({ state: 'absent' });
    expect((await post('/orders/61874/refunds', {}, { key: 'k' })).status).toBe(409);
    for (const until = Date.now() + 5_000; Date.now() < until && (await ledger()).length === 0;);
    expect(await ledger()).toMatchObject([{ key: 'k' }]);
  });

  it('rebuilds its orders from the ledger, and drops a line that was cut short', async () => {
    await post('/orders/61874/refunds', { amount_cents: 1_000 }, { key: 'k' });
    await desk.close();
    await appendFile(join(dataDir, 'ledger.jsonl'), '{"at":1,"oper');
    await open();
    expect(await get('/orders/61874')).toMatchObject({ status: 'refunded' });
    await post('/orders/61875/refunds', {}, { key: 'k2' });
    await desk.close();
    await open();
    expect(await ledger()).toHaveLength(2);
  });

  it.each([
    [{ amount: '20.00', currency: 'USD' }, 201, 2_000],
    [{ amount: '56.01' }, 409, undefined],
    [{ amount: 'all of it' }, 409, undefined],
    [{}, 201, 5_600],
  ])('refunds %j: %i', async (body, status, cents) => {
    const answer = await post('/orders/61874/refunds', body, { key: 'k' });
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as { amount_cents?: number }).amount_cents).toBe(cents);
  });

  it('refuses what it does not understand', async () => {
    expect((await post('/switches', { operation: 'refunds', mode: 'explode' })).status).toBe(400);
    expect((await fetch(`${desk.url}/orders`, { method: 'DELETE' })).status).toBe(404);
    expect((await fetch(`${desk.url}/orders/1/refunds`, { method: 'POST', body: '{' })).status).toBe(400);
    expect((await post('/orders/61874/refunds', { note: 'x'.repeat(20_000) })).status).toBe(400);
  });
});
