// Whole calls over real gRPC: the service between a test line, a scripted tool gateway and a scripted hand-off service.
import { resolve } from 'node:path';
import { status } from '@grpc/grpc-js';
import { conversation, tools } from '@trunkline/contracts';
import { type call } from '@trunkline/domain';
import { MemoryBus } from '@trunkline/event-bus';
import { MemoryEventStore, MemorySnapshotStore } from '@trunkline/event-store';
import { hashOf, loadTenant, printProblem, type Tenant } from '@trunkline/tenant';
import { TestLine } from './adapters/in/grpc/test-line.double';
import { Neighbours } from './adapters/out/neighbours.double';
import { signatureOf } from './app/confirmation';
import { type PolicyTerms } from './config';
import { serveDialoguePolicy, type DialoguePolicyService } from './serve-dialogue-policy';

const SECRET = 'a secret of this spec';
const EXAMPLE = resolve(__dirname, '../../../examples/order-desk');
const ORDER = {
  status: 'shipped',
  item: 'a pair of boots',
  total: '84.20',
  currency: 'USD',
  arrives: 'Tuesday',
};

/** The example with an ear that decides sooner: a spec waits for nothing that it does not need. */
const hasty = (): Tenant => {
  const loaded = loadTenant(EXAMPLE, {
    variables: { agent_uri: 'sip:ana@127.0.0.1', orders_url: 'http://127.0.0.1:1' },
  });
  if (loaded.kind === 'invalid') throw new Error(loaded.problems.map(printProblem).join('\n'));
  const { orders } = loaded.tenant.flows;
  if (orders === undefined) throw new Error('no flow');
  const flow = { ...orders, endpointing: { completeMs: 10, unsureMs: 20, incompleteMs: 30 } };
  return { ...loaded.tenant, flows: { orders: flow }, flowHashes: { orders: hashOf(flow) } };
};
const tenant = hasty();

let neighbours: Neighbours;
let store: MemoryEventStore;
let snapshots: MemorySnapshotStore;
let service: DialoguePolicyService;
let line: TestLine;
let address = '';
let calls = 0;

const serveWith = async (terms: Partial<PolicyTerms> = {}, tenants: readonly Tenant[] = [tenant]) =>
  serveDialoguePolicy({
    bind: '127.0.0.1:0',
    store,
    snapshots,
    bus: new MemoryBus(),
    tenants,
    toolGatewayAddress: address,
    handoffAddress: address,
    secret: SECRET,
    terms,
  });

const newCall = (flow?: string): TestLine => {
  calls += 1;
  return new TestLine({
    address: service.address,
    callId: `call-${String(calls).padStart(6, '0')}`,
    ...(flow === undefined ? {} : { flow }),
  });
};
const callId = (): string => `call-${String(calls).padStart(6, '0')}`;
const events = async (): Promise<readonly call.CallEvent[]> =>
  (await store.read<call.CallEvent, call.CallInput>(`call/${callId()}`)).events.map(({ event }) => event);
const recorded = async (type: call.CallEvent['type']): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await events()).some((event) => event.type === type)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${type} was not recorded`);
};

beforeEach(async () => {
  neighbours = new Neighbours();
  address = await neighbours.start();
  store = new MemoryEventStore();
  snapshots = new MemorySnapshotStore();
  service = await serveWith();
  line = newCall();
  neighbours.answers = { order_status: [{ resultJson: JSON.stringify(ORDER) }] };
});
afterEach(async () => {
  line.close();
  await service.close();
  await neighbours.stop();
});

const toReadBack = async (): Promise<void> => {
  line.attach();
  await line.hears('How can I help?');
  line.speak('cancel my order five two two three zero');
  await line.hears('five two, two three zero.');
  line.speak('yes');
  await line.hears('Shall I cancel order five two, two three zero, a pair of boots?');
};

it('answers, understands a correction, looks up, tells, and says goodbye', async () => {
  line.attach();
  expect(await line.gets('attached')).toMatchObject({
    value: { epoch: 1, voice: 'slt', language: 'en-US', callMsMax: 300_000 },
  });
  await line.hears('This is an automated voice assistant. How can I help?');
  expect(await line.gets('listen')).toMatchObject({
    value: { stage: 'greet', phrases: expect.arrayContaining(['order status']) as string[] },
  });
  line.speak('where is my order');
  await line.hears('What is the order number?');
  line.speak('four nine one one two');
  await line.hears('four nine, one one two. Right?');
  line.speak('no sorry four seven not four nine');
  await line.hears('four seven, one one two.');
  line.speak('yes');
  await line.hears('a pair of boots. It is on its way and arrives Tuesday. Anything else?');
  line.speak('no thanks');
  await line.hears('Goodbye.');
  await line.gets('hangUp');
  line.hangUp();
  await recorded('CallEnded');
  expect(neighbours.executed).toHaveLength(1);
  expect(neighbours.executed[0]).toMatchObject({
    tool: 'order_status',
    argsJson: '{"order":"47112"}',
    epoch: 1,
    tenantId: 'order-desk',
  });
  expect((await events()).find(({ type }) => type === 'CallEnded')).toMatchObject({ outcome: 'contained' });
  expect(await store.openStreams('call')).toEqual([]);
});

it('signs what the caller heard and agreed to', async () => {
  neighbours.answers['cancel_order'] = [{ resultJson: '{"status":"cancelled"}', receipt: 'CX-1' }];
  await toReadBack();
  line.speak('yes please');
  await line.hears('Order five two, two three zero is cancelled.');
  const [, cancelled] = neighbours.executed;
  const confirmation = cancelled?.confirmation;
  expect(confirmation).toMatchObject({
    tenantId: 'order-desk',
    tool: 'cancel_order',
    toolHash: tenant.tools['cancel_order']?.terms.hash,
    callId: callId(),
    method: 'speech',
    argsDigest: cancelled?.argsDigest,
  });
  expect(cancelled?.toolHash).toBe(confirmation?.toolHash);
  expect(confirmation?.signature).toBe(confirmation && signatureOf(confirmation, SECRET));
  expect((await events()).find(({ type }) => type === 'ReadBack')).toMatchObject({
    textDigest: confirmation?.readBackDigest,
  });
});

it('hands an unknown outcome to a human, and follows the hand-off over a lost stream to its end', async () => {
  neighbours.answers['cancel_order'] = [
    { outcome: tools.Outcome.OUTCOME_UNKNOWN, errorCode: 'timeout', proof: 'none' },
  ];
  neighbours.notices = ['queued'];
  await toReadBack();
  line.speak('yes');
  await line.hears('I do not know yet whether it was done.');
  expect(await line.gets('bed')).toMatchObject({ value: { on: true } });
  await recorded('SideEffectsFenced');
  expect(neighbours.fenced).toEqual([{ tenantId: 'order-desk', callId: callId(), epoch: 2 }]);
  await line.until(() => neighbours.requested.length > 0, 'a request').catch(() => undefined);
  expect(neighbours.requested[0]).toMatchObject({ reason: 'tool.in_doubt', queue: 'orders', fenceEpoch: 2 });
  neighbours.breakFollower();
  for (let tries = 0; tries < 200 && neighbours.requested.length < 2; tries += 1)
    await new Promise((done) => setTimeout(done, 10));
  expect(neighbours.requested[1]?.handoffId).toBe(neighbours.requested[0]?.handoffId);
  neighbours.notify('accepted');
  neighbours.notify('bridged');
  await line.gets('muted');
  neighbours.notify('completed');
  await line.gets('hangUp');
  const settled = (await events()).find(
    (event) => event.type === 'ActionSettled' && event.outcome === 'unknown',
  );
  expect(settled).toMatchObject({ proof: 'none' });
});

it('asks again for the same action when the stream to the tool gateway breaks', async () => {
  neighbours.answers['cancel_order'] = ['break', 'break', { receipt: 'CX-1' }];
  await toReadBack();
  line.speak('yes');
  await line.hears('is cancelled.');
  const ids = neighbours.executed
    .filter(({ tool }) => tool === 'cancel_order')
    .map(({ actionId }) => actionId);
  expect(ids).toHaveLength(3);
  expect(new Set(ids).size).toBe(1);
});

it('takes the first refusal of the tool gateway as nothing done, a later one as unknown', async () => {
  const refusal = { refuse: status.FAILED_PRECONDITION, details: 'CONFIRMATION_VOID: expired' };
  neighbours.answers['cancel_order'] = [refusal];
  await toReadBack();
  line.speak('yes');
  await line.hears('The order desk does not answer me.');
  const settled = (await events()).filter(({ type }) => type === 'ActionSettled').at(-1);
  expect(settled).toMatchObject({ outcome: 'failed', errorCode: 'confirmation_void' });

  line.close();
  line = newCall();
  neighbours.answers['cancel_order'] = ['break', refusal];
  await toReadBack();
  line.speak('yes');
  await line.hears('I do not know yet whether it was done.');
});

it('goes on where it was when the line attaches again', async () => {
  line.attach();
  await line.hears('How can I help?');
  line.speak('where is my order');
  await line.hears('What is the order number?');
  line.breakOff();
  line.directives.splice(0);
  line.attach(true);
  expect(await line.gets('attached')).toMatchObject({ $case: 'attached' });
  expect(await line.gets('listen')).toMatchObject({ value: { stage: 'status_number' } });
  line.speak('four seven one one two');
  await line.hears('four seven, one one two.');
});

it('takes a call over from a service that is gone, under the flow it began with', async () => {
  line.attach();
  await line.hears('How can I help?');
  line.speak('where is my order');
  await line.hears('What is the order number?');
  line.close();
  await service.close();
  const { orders } = tenant.flows;
  if (orders === undefined) throw new Error('no flow');
  const other = { ...orders, slots: {}, stages: {} };
  service = await serveWith({}, [
    { ...tenant, flows: { orders: other }, flowHashes: { orders: hashOf(other) } },
  ]);
  line = new TestLine({ address: service.address, callId: callId() });
  line.attach(true);
  expect(await line.gets('attached')).toMatchObject({ value: { epoch: 2 } });
  line.speak('four seven one one two');
  await line.hears('four seven, one one two.');
});

it('ends a call whose line does not come back', async () => {
  await service.close();
  service = await serveWith({ reattachMsMax: 50 });
  line = newCall();
  line.attach();
  await line.hears('How can I help?');
  line.breakOff();
  await recorded('CallEnded');
  expect((await events()).find(({ type }) => type === 'CallEnded')).toMatchObject({ reason: 'gateway-lost' });
});

it('ends at its start what another process left open and no gateway holds', async () => {
  line.attach();
  await line.hears('How can I help?');
  await service.close();
  service = await serveWith({ reattachMsMax: 50 });
  await recorded('CallEnded');
  expect(await store.openStreams('call')).toEqual([]);
});

it('leaves calls of other instances alone at its start', async () => {
  line.attach();
  await line.hears('How can I help?');
  const second = await serveWith({ reattachMsMax: 10, sweepMs: 10, instances: 'many' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await second.close();
  line.speak('where is my order');
  await line.hears('What is the order number?');
});

it('does not end a call that attached to another instance meanwhile', async () => {
  await service.close();
  service = await serveWith({ reattachMsMax: 60, instances: 'many' });
  const other = await serveWith({ instances: 'many' });
  line = newCall();
  line.attach();
  await line.hears('How can I help?');
  line.breakOff();
  const moved = new TestLine({ address: other.address, callId: callId() });
  moved.mediaMs = line.mediaMs;
  moved.attach(true);
  expect(await moved.gets('attached')).toMatchObject({ value: { epoch: 2 } });
  await new Promise((resolve) => setTimeout(resolve, 200));
  moved.speak('where is my order');
  await moved.hears('What is the order number?');
  expect((await events()).some(({ type }) => type === 'CallEnded')).toBe(false);
  moved.close();
  await other.close();
});

it('supersedes the older stream of a line', async () => {
  line.attach();
  await line.hears('How can I help?');
  const newer = new TestLine({ address: service.address, callId: callId() });
  newer.mediaMs = line.mediaMs;
  newer.attach(true);
  await newer.gets('attached');
  await line.until(() => line.error !== undefined, 'an error');
  expect(line.error?.code).toBe(status.ABORTED);
  newer.close();
});

it.each([
  ['an unknown flow', () => newCall('nowhere'), status.NOT_FOUND],
  [
    'a call id that is none',
    () => new TestLine({ address: service.address, callId: '../1' }),
    status.INVALID_ARGUMENT,
  ],
])('refuses %s', async (_, open, code) => {
  const refused = open();
  refused.attach();
  await refused.until(() => refused.error !== undefined, 'an error');
  expect(refused.error?.code).toBe(code);
  refused.close();
});

it('refuses a line that attaches twice on one stream', async () => {
  line.attach();
  const other = newCall();
  line.close();
  other.attach();
  await other.gets('attached');
  other.send({ $case: 'lineHeld', value: {} });
  other.send({ $case: 'attach', value: conversation.Attach.create() });
  await other.until(() => other.error !== undefined, 'an error');
  expect(other.error?.code).toBe(status.INVALID_ARGUMENT);
  other.close();
});
