// The record goes away in mid-call and comes back: nothing is said or done that it does not hold, and the call goes on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { type call } from '@trunkline/domain';
import {
  migrate,
  openPool,
  PostgresEventStore,
  startPostgres,
  type RunningPostgres,
} from '@trunkline/event-store';
import { TestLine } from '../src/adapters/in/grpc/test-line.double';
import { Neighbours } from '../src/adapters/out/neighbours.double';
import { BrainProcess } from './brain-process.double';

/** An append fails fast; the rest is the way to the line. */
const FAILS_MS_MAX = 4_000;
const ORDER = {
  status: 'processing',
  item: 'a desk lamp',
  total: '84.20',
  currency: 'USD',
  arrives: 'Tuesday',
};

let dataDir: string;
let postgres: RunningPostgres;
let neighbours: Neighbours;
let brain: BrainProcess;
let line: TestLine;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const start = (port?: number): Promise<RunningPostgres> =>
  startPostgres({ dataDir, env: {}, ...(port === undefined ? {} : { port }) });

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'trunkline-outage-'));
  postgres = await start();
  const pool = openPool(postgres.url);
  await migrate(pool);
  await pool.end();
  neighbours = new Neighbours();
  const address = await neighbours.start();
  brain = await BrainProcess.start({ databaseUrl: postgres.url, neighbours: address });
}, 120_000);
afterAll(async () => {
  line.close();
  await brain.kill();
  await neighbours.stop();
  await postgres.stop();
  for (const folder of [dataDir, postgres.dataDir ?? dataDir])
    rmSync(folder, { recursive: true, force: true });
});

/** SIGQUIT to the postmaster: an immediate shutdown, as a crash is, for all of its processes. */
const crash = async (): Promise<void> => {
  const pid = postgres.process?.pid ?? 0;
  process.kill(pid, 'SIGQUIT');
  while (isAlive(pid)) await pause(20);
};
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const attachUntilTaken = async (): Promise<number> => {
  for (let attempts = 1; ; attempts += 1) {
    line.attach(true);
    await line.until(() => line.error !== undefined || line.directives.some(isAttached), 'an answer', 10_000);
    if (line.error === undefined) return attempts;
    expect(line.error.code).toBe(status.UNAVAILABLE);
    await pause(500);
  }
};
const isAttached = ({ $case }: TestLine['directives'][number]): boolean => $case === 'attached';

/** Takes the record away for a while; resolves when the line is attached again, to how often it asked. */
const outage = async (awayMs: number): Promise<number> => {
  await crash();
  const awayAt = Date.now();
  line.directives.splice(0);
  line.send({ $case: 'lineHeld', value: {} });
  await line.until(() => line.error !== undefined, 'the end of the stream', FAILS_MS_MAX);
  expect(line.error?.code).toBe(status.UNAVAILABLE);
  const back = pause(awayMs - (Date.now() - awayAt)).then(() => start(postgres.process?.port));
  const attempts = await attachUntilTaken();
  postgres = await back;
  expect(Date.now() - awayAt).toBeGreaterThan(awayMs);
  return attempts;
};

const recorded = async (callId: string): Promise<readonly call.CallEvent[]> => {
  const pool = openPool(postgres.url);
  const { events } = await new PostgresEventStore(pool).read<call.CallEvent, call.CallInput>(
    `call/${callId}`,
  );
  await pool.end();
  return events.map(({ event }) => event);
};

const toCheck = async (callId: string): Promise<void> => {
  neighbours.executed.splice(0);
  line = new TestLine({ address: brain.address, callId });
  line.attach();
  await line.hears('How can I help?');
  line.speak('cancel my order five two two three zero');
  await line.hears('five two, two three zero.');
};
const cancels = () => neighbours.executed.filter(({ tool }) => tool === 'cancel_order');
/** The example's own limit: an excuse, and one more while the backend is asked again. */
const FILLERS_IN_A_ROW = 2;
const fillersIn = (events: readonly call.CallEvent[]): number =>
  events.filter((event) => event.type === 'PromptQueued' && event.kind === 'filler').length;

it('goes on after ten seconds with one excuse and the same question, having said nothing that is not recorded', async () => {
  neighbours.answers = { order_status: [{ resultJson: JSON.stringify(ORDER) }] };
  await toCheck('outage-call-1');
  expect(await outage(10_000)).toBeGreaterThan(1);
  await line.hears('five two, two three zero.');
  line.speak('yes');
  await line.hears('cancel order five two, two three zero');
  const events = await recorded('outage-call-1');
  const queued = events.flatMap((event) => (event.type === 'PromptQueued' ? [event.promptId] : []));
  expect(queued).toEqual(expect.arrayContaining(line.told));
  expect(fillersIn(events)).toBe(1);
  line.close();
}, 90_000);

it('asks again under the same id for what was under way, and settles it once', async () => {
  neighbours.answers = {
    order_status: [{ resultJson: JSON.stringify(ORDER) }],
    cancel_order: ['silent', { receipt: 'CX-9' }],
  };
  await toCheck('outage-call-2');
  line.speak('yes');
  await line.hears('Shall I cancel order five two, two three zero');
  line.speak('yes');
  while (cancels().length === 0) await pause(20);
  await outage(3_000);
  await line.hears('is cancelled.');
  expect(new Set(cancels().map(({ actionId }) => actionId)).size).toBe(1);
  const events = await recorded('outage-call-2');
  const settled = events.filter(
    (event) => event.type === 'ActionSettled' && event.actionId === cancels()[0]?.actionId,
  );
  expect(settled).toMatchObject([{ outcome: 'succeeded', receipt: 'CX-9' }]);
  const authorized = events.flatMap((event) => (event.type === 'ActionAuthorized' ? [event.actionId] : []));
  expect(authorized).toEqual(expect.arrayContaining(neighbours.executed.map(({ actionId }) => actionId)));
  expect(fillersIn(events)).toBeLessThanOrEqual(FILLERS_IN_A_ROW);
}, 90_000);
