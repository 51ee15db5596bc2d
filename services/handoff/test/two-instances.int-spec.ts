// Two instances on one record: one works, the other waits; after a takeover nothing is lost and nobody is offered twice.
import { handoff as contract } from '@trunkline/contracts';
import { type HandoffEvent, type HandoffInput } from '@trunkline/domain/handoff/index';
import { MemoryBus } from '@trunkline/event-bus';
import { PostgresEventStore } from '@trunkline/event-store';
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { connect } from '@trunkline/grpc';
import { status, type ServiceError } from '@grpc/grpc-js';
import { postgresDutyLock } from '../src/adapters/out/postgres-duty-lock';
import { serveHandoff, type HandoffService } from '../src/serve-handoff';
import { appendToCall, CALL_ID, callOf, HANDOFF_ID, PlayedLines, request, tenant } from './scene.double';

const ana = { tenantId: 'shop', agentId: 'ana' };
const { HANDOFF_STATE_OFFERED } = contract.HandoffState;

let postgres: ScratchPostgres;
let store: PostgresEventStore;
let one: HandoffService;
let other: HandoffService;
let lines: PlayedLines;
const clients: contract.HandoffsServiceClient[] = [];

const start = (): Promise<HandoffService> =>
  serveHandoff({
    bind: '127.0.0.1:0',
    store,
    bus: new MemoryBus(),
    tenants: [tenant],
    linesAddress: '127.0.0.1:1',
    deskKey: 'k',
    lines,
    duty: postgresDutyLock(postgres.pool),
  });

beforeEach(async () => {
  postgres = await scratchPostgres();
  store = new PostgresEventStore(postgres.pool);
  lines = new PlayedLines();
  await appendToCall(store, callOf(Date.now() - 60_000), { version: 0, at: Date.now() - 60_000 });
  one = await start();
  other = await start();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await Promise.all([one.close(), other.close()]);
  await postgres.stop();
});

/** What who asks an instance for the hand-off hears, until its stream ends. */
const follow = (service: HandoffService) => {
  const client = connect(contract.HandoffsServiceClient, service.address);
  clients.push(client);
  const states: contract.HandoffState[] = [];
  const stream = client.request(contract.RequestRequest.fromPartial(request));
  stream.on('data', ({ state }: contract.RequestResponse) => states.push(state));
  const end = new Promise<ServiceError>((resolve) => stream.on('error', resolve));
  return { states, end };
};
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (
    const endMs = Date.now() + 15_000;
    Date.now() < endMs;
    await new Promise((done) => setTimeout(done, 20))
  )
    if (await holds()) return;
  throw new Error('it did not come true in time');
};
const isOnDuty = (service: HandoffService): boolean => {
  try {
    return service.handoffs !== undefined;
  } catch {
    return false;
  }
};
const offersMade = async (): Promise<number> => {
  const { events } = await store.read<HandoffEvent, HandoffInput>(`handoff/${HANDOFF_ID}`);
  return events.filter(({ event }) => event.type === 'OfferMade').length;
};

it('answers with UNAVAILABLE while another works', async () => {
  expect([isOnDuty(one), isOnDuty(other)]).toEqual([true, false]);
  expect((await follow(other).end).code).toBe(status.UNAVAILABLE);
});

it.each([
  ['ends', () => one.close()],
  ['has lost its connection to the record', () => postgres.pool.query(CUT_STATEMENT)],
])('takes an offer over from an instance that %s', async (_, end) => {
  one.handoffs.agents.openDesk(ana, undefined, () => undefined);
  await one.handoffs.agents.setPresence(ana, 'ready', 'chosen');
  const first = follow(one);
  await until(() => first.states.includes(HANDOFF_STATE_OFFERED));
  await end();
  expect((await first.end).code).toBe(status.UNAVAILABLE);
  await until(() => isOnDuty(one) !== isOnDuty(other) && (isOnDuty(other) || isOnDuty(one)));
  const worker = isOnDuty(other) ? other : one;
  const second = follow(worker);
  await until(() => second.states.includes(HANDOFF_STATE_OFFERED));
  worker.handoffs.agents.openDesk(ana, undefined, () => undefined);
  const offerId = worker.handoffs.agents.feed(ana).view.offer?.offerId ?? '';
  expect(await worker.handoffs.accept(offerId, ana, 'accept-1')).toBe('taken');
  await until(() => lines.asked.length > 0);
  expect(lines.asked).toMatchObject([{ callId: CALL_ID, bridgeId: offerId }]);
  expect(await offersMade()).toBe(1);
});

const CUT_STATEMENT = `
  select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid()`;
