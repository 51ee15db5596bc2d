// Two instances, each a process, on one record: a call moves from one that is killed or stopped to the other.
import { type call } from '@trunkline/domain';
import { PostgresEventStore } from '@trunkline/event-store';
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { status } from '@grpc/grpc-js';
import { TestLine } from '../src/adapters/in/grpc/test-line.double';
import { Neighbours } from '../src/adapters/out/neighbours.double';
import { BrainProcess } from './brain-process.double';

const ORDER = {
  status: 'processing',
  item: 'a desk lamp',
  total: '84.20',
  currency: 'USD',
  arrives: 'Tuesday',
};

let postgres: ScratchPostgres;
let store: PostgresEventStore;
let neighbours: Neighbours;
let address: string;
let one: BrainProcess;
let other: BrainProcess;
let line: TestLine;
let calls = 0;

const start = (): Promise<BrainProcess> =>
  BrainProcess.start({ databaseUrl: postgres.url, neighbours: address });

beforeAll(async () => {
  postgres = await scratchPostgres();
  store = new PostgresEventStore(postgres.pool);
  neighbours = new Neighbours();
  address = await neighbours.start();
  [one, other] = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all([one.kill(), other.kill()]);
  await neighbours.stop();
  await postgres.stop();
});

const callId = (): string => `brains-call-${calls}`;

/** The same line at another instance, as its gateway moves it. */
const movedTo = (brain: BrainProcess): TestLine => {
  const moved = new TestLine({ address: brain.address, callId: callId() });
  moved.mediaMs = line.mediaMs;
  moved.attach(true);
  return moved;
};

const recorded = async () => (await store.read<call.CallEvent, call.CallInput>(`call/${callId()}`)).events;
const typed = async <T extends call.CallEvent['type']>(type: T) =>
  (await recorded()).filter(({ event }) => event.type === type);
const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (
    const endMs = Date.now() + 15_000;
    Date.now() < endMs;
    await new Promise((done) => setTimeout(done, 20))
  )
    if (await holds()) return;
  throw new Error(`${what} did not come`);
};

beforeEach(async () => {
  if (one.isGone) one = await start();
  calls += 1;
  neighbours.answers = { order_status: [{ resultJson: JSON.stringify(ORDER) }] };
  neighbours.executed.splice(0);
  line = new TestLine({ address: one.address, callId: callId() });
  line.attach();
});
afterEach(() => line.close());

const toQuestion = async (): Promise<void> => {
  await line.hears('How can I help?');
  line.speak('cancel my order five two two three zero');
  await line.hears('five two, two three zero.');
};
const toReadBack = async (): Promise<void> => {
  await toQuestion();
  line.speak('yes');
  await line.hears('Shall I cancel order five two, two three zero');
};
const cancels = () => neighbours.executed.filter(({ tool }) => tool === 'cancel_order');

it('goes on at the other instance after a kill, and asks again what was asked', async () => {
  await toReadBack();
  await one.kill();
  await line.until(() => line.error !== undefined, 'the end of the stream');
  const moved = movedTo(other);
  await moved.gets('attached');
  await moved.hears('cancel order five two, two three zero');
  neighbours.answers['cancel_order'] = [{ receipt: 'CX-1' }];
  moved.speak('yes');
  await moved.hears('is cancelled.');
  expect(cancels()).toHaveLength(1);
  expect(new Set((await recorded()).map(({ actor }) => actor.epoch))).toEqual(new Set([1, 2]));
  const excuses = (await typed('PromptQueued')).filter(
    ({ event }) => event.type === 'PromptQueued' && event.kind === 'filler',
  );
  expect(excuses.length).toBeLessThanOrEqual(1);
  moved.close();
});

it('asks for an action again under the same id when the one who asked is killed, and settles it once', async () => {
  await toReadBack();
  neighbours.answers['cancel_order'] = ['silent', { receipt: 'CX-2' }];
  line.speak('yes');
  await until('the asking', () => cancels().length === 1);
  await one.kill();
  const moved = movedTo(other);
  await moved.hears('is cancelled.');
  expect(cancels()).toHaveLength(2);
  expect(new Set(cancels().map(({ actionId, epoch }) => `${actionId} ${epoch}`)).size).toBe(1);
  const settled = (await typed('ActionSettled')).filter(
    ({ event }) => event.type === 'ActionSettled' && event.actionId === cancels()[0]?.actionId,
  );
  expect(settled).toHaveLength(1);
  moved.close();
});

it('takes an action over that was authorised and never asked for', async () => {
  await toReadBack();
  await neighbours.stop();
  line.speak('yes');
  await until('the authorisation', async () => (await typed('ActionAuthorized')).length === 2);
  await one.kill();
  neighbours.answers['cancel_order'] = [{ receipt: 'CX-3' }];
  await neighbours.start(address);
  const moved = movedTo(other);
  await moved.hears('is cancelled.');
  expect(cancels()).toHaveLength(1);
  moved.close();
});

it('arms timers again: a caller who says nothing is asked again by the successor', async () => {
  await toQuestion();
  await one.kill();
  const moved = movedTo(other);
  await moved.hears('five two, two three zero.');
  await until('the silence', async () =>
    (await recorded()).some(({ event, actor }) => event.type === 'SilenceNoticed' && actor.epoch === 2),
  );
  moved.close();
});

it('fences one that was stopped: it appends nothing more, lets its line go, and its asking changes nothing', async () => {
  await toReadBack();
  neighbours.answers['cancel_order'] = [{ receipt: 'CX-4' }];
  one.stop();
  // What the stopped one will find when it wakes: a yes, on a stream that it believes to be its own.
  line.speak('yes');
  const moved = movedTo(other);
  await moved.gets('attached');
  await moved.hears('cancel order five two, two three zero');
  const before = (await recorded()).length;
  one.goOn();
  await line.until(() => line.error !== undefined, 'the end of the old stream');
  expect(line.error?.code).toBe(status.ABORTED);
  expect((await recorded()).slice(before).every(({ actor }) => actor.epoch === 2)).toBe(true);
  expect(cancels()).toEqual([]);
  moved.speak('yes');
  await moved.hears('is cancelled.');
  expect(cancels()).toHaveLength(1);
  moved.close();
});
