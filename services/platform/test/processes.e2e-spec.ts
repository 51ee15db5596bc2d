// One process per service: killed in the middle of calls they come back, and the calls go on; ended, nothing is left.
import { type action, type call } from '@trunkline/domain';
import { EXAMPLE_TENANT } from '@trunkline/platform/cli/paths';
import { type OrderDeskProcess, startOrderDesk } from '@trunkline/platform/demo/order-desk-process';
import { type ProcessEntry, readProcesses } from '@trunkline/platform/processes/processes-file';
import { openRecord, type OpenRecord } from '@trunkline/platform/record';
import { becomes, eventually } from '@trunkline/platform/trial/eventually';
import { type Answers, callByKeys, HANG_UP, type KeyedCall } from '@trunkline/platform/trial/keyed-caller';
import { type Caller, openCaller } from '@trunkline/platform/trial/people';
import { actionEvents, allEvents, callEvents, callReaches } from '@trunkline/platform/trial/record-reading';
import { scratch, type Scratch } from '@trunkline/platform/trial/scratch';
import { join } from 'node:path';
import { type PlatformProcess, run, startUp } from './program';

const CALL_MS_MAX = 60_000;
const BACK_MS_MAX = 20_000;
const GONE_MS_MAX = 30_000;
/** Somebody who hears nothing for longer hangs up. */
const SILENCE_MS_MAX = 3_000;
/** Orders that are alike, each of which can be cancelled once. */
const FIRST_ORDER = 53_041;

const cancelling = (order: string, greet = '2'): Answers => ({
  greet,
  cancel_number: order,
  cancel_check: '1',
  cancel_confirm: '1',
  anything_else: HANG_UP,
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('processes', () => {
  let folder: Scratch;
  let orderDesk: OrderDeskProcess;
  let platform: PlatformProcess;
  let record: OpenRecord;
  let caller: Caller;
  let calls = 0;

  const up = (): Promise<PlatformProcess> =>
    startUp(
      [
        ...['--processes', '--instances', 'dialogue-policy=2', '--data', folder.dir],
        ...['--tenant', EXAMPLE_TENANT],
        ...['--set', `orders_url=${orderDesk.url},agent_uri=sip:ana@127.0.0.1:9`],
      ],
      [],
      { GATEWAY_DRAIN_MS_MAX: '3000' },
    );

  beforeAll(async () => {
    folder = await scratch('processes');
    orderDesk = await startOrderDesk(join(folder.dir, 'order-desk'));
    platform = await up();
    record = await openRecord({ dataDir: folder.dir, durable: true });
    caller = await openCaller({ rtpPort: 47_300, rtpPorts: 40 });
  });
  afterAll(async () => {
    await caller.close();
    await record.close();
    await platform.stop();
    await orderDesk.stop();
    await folder.remove();
  });

  const entries = async (): Promise<readonly ProcessEntry[]> => (await readProcesses(folder.dir)).processes;

  const entryOf = async (name: string): Promise<ProcessEntry> => {
    const entry = (await entries()).find((each) => each.name === name);
    if (!entry) throw new Error(`no process is called ${name}`);
    return entry;
  };

  const kill = async (name: string): Promise<void> => {
    process.kill((await entryOf(name)).pid, 'SIGKILL');
  };

  const areReady = (): Promise<void> =>
    becomes('processes that can all work', BACK_MS_MAX, async () => {
      const asked = (await entries()).map(({ health }) => fetch(health).then(({ ok }) => ok));
      return (await Promise.all(asked).catch(() => [false])).every(Boolean);
    });

  const begin = (answers: Answers): Promise<KeyedCall> => {
    calls += 1;
    const from = `+1555${String(calls).padStart(7, '0')}`;
    return callByKeys({ caller, store: record.store, uri: platform.uri, from, answers });
  };

  const nextOrder = (): string => String(FIRST_ORDER + calls);

  const reaches = async (
    callId: string,
    isIt: (event: call.CallEvent) => boolean,
  ): Promise<call.CallEvent> => {
    const isThere = (events: readonly call.CallEvent[]): boolean => events.some(isIt);
    const events = await callReaches(record.store, callId, { isThere, msMax: CALL_MS_MAX });
    const found = events.find(isIt);
    if (!found) throw new Error('what was there is there');
    return found;
  };

  const is =
    (type: call.CallEvent['type']) =>
    (event: call.CallEvent): boolean =>
      event.type === type;

  /** The call was served as if nothing had happened, and the order was cancelled once. */
  const isServed = async (made: KeyedCall, order: string): Promise<void> => {
    await made.over;
    await reaches(made.callId, is('CallEnded'));
    const events = await callEvents(record.store, made.callId);
    expect(events.filter(({ type }) => type === 'CallEnded')).toMatchObject([{ outcome: 'contained' }]);
    const entered = (await orderDesk.ledger()).filter((entry) => entry.order === order);
    expect(entered).toMatchObject([{ operation: 'cancellations' }]);
    expect(Math.max(...made.repliesMs())).toBeLessThan(SILENCE_MS_MAX);
  };

  it.each([
    ['stt', 'UtteranceStarted', 'say cancel my order'],
    ['tts', 'PromptStarted', '2'],
    ['handoff', 'PromptStarted', '2'],
    ['trace', 'PromptStarted', '2'],
    ['tool-gateway', 'ActionAuthorized', '2'],
  ] as const)('without %s for a moment a call goes on', async (service, moment, greet) => {
    const order = nextOrder();
    const made = await begin(cancelling(order, greet));
    await reaches(made.callId, is(moment));
    await kill(service);
    await isServed(made, order);
    await areReady();
  });

  it('of two brains, one after the other killed, the other goes on', async () => {
    const order = nextOrder();
    const made = await begin(cancelling(order));
    await reaches(made.callId, is('TurnEnded'));
    await kill('dialogue-policy-1');
    await eventually('the first brain again', BACK_MS_MAX, async () =>
      (await entryOf('dialogue-policy-1')).restarts > 0 ? true : undefined,
    );
    await areReady();
    await reaches(made.callId, is('ActionAuthorized'));
    await kill('dialogue-policy-2');
    await isServed(made, order);
    const stored = await record.store.read(`call/${made.callId}`);
    const brains = new Set(stored.events.map(({ actor }) => actor.instance));
    expect(brains.size).toBeGreaterThan(1);
    await areReady();
  });

  it('an action whose gateway is killed while the desk is at work has one outcome, and the ledger one entry', async () => {
    const order = nextOrder();
    await orderDesk.turn({ operation: 'cancellations', mode: 'slow:1500', order });
    const made = await begin(cancelling(order));
    const isCancelling = (event: call.CallEvent): boolean =>
      event.type === 'ActionAuthorized' && event.tool === 'cancel_order';
    const authorized = await reaches(made.callId, isCancelling);
    const actionId = authorized.type === 'ActionAuthorized' ? authorized.actionId : '';
    const eventsOf = (type: action.ActionEvent['type']) =>
      actionEvents(record.store, actionId).then((events) => events.filter((event) => event.type === type));
    await eventually('an attempt', CALL_MS_MAX, async () => (await eventsOf('AttemptStarted'))[0]);
    await kill('tool-gateway');
    const isTold = (event: call.CallEvent): boolean =>
      event.type === 'ActionSettled' && event.actionId === actionId;
    await reaches(made.callId, isTold);
    await made.conversation.hangUp();
    await eventually('an outcome', CALL_MS_MAX, async () => (await eventsOf('ActionSettled'))[0]);
    // A second attempt is the same request to the desk: it bears the same key.
    const keys = (await eventsOf('AttemptStarted')).map(
      (event) => event.type === 'AttemptStarted' && event.keyHash,
    );
    expect(new Set(keys).size).toBe(1);
    expect(await eventsOf('ActionSettled')).toHaveLength(1);
    expect((await orderDesk.ledger()).filter((entry) => entry.order === order)).toHaveLength(1);
    await areReady();
  });

  it('each has a metrics page, and the trace knows the calls', async () => {
    for (const { metrics } of await entries()) expect((await fetch(metrics)).status).toBe(200);
    const { trace } = await readProcesses(folder.dir);
    const headers = { authorization: `Bearer ${platform.deskKey}` };
    await eventually('the calls in the trace', BACK_MS_MAX, async () => {
      const { calls: rows } = (await (await fetch(trace, { headers })).json()) as { calls: unknown[] };
      return rows.length >= calls ? true : undefined;
    });
  });

  it('leave a record that replays to the same decisions', async () => {
    const { output, exitCode } = await run(['replay', '--all', '--data', folder.dir], CALL_MS_MAX);
    expect({ exitCode, output }).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('Every decision came out as it is recorded') as string,
    });
    const settled = (await allEvents(record.store)).filter(({ event }) => event.type === 'ActionSettled');
    expect(settled.length).toBeGreaterThanOrEqual(calls);
  });

  it('are not started a second time on the same folder', async () => {
    await expect(up()).rejects.toThrow('is in use');
  });

  it('are gone when their supervisor is killed', async () => {
    const pids = (await entries()).map(({ pid }) => pid);
    expect(pids.filter(isAlive)).toEqual(pids);
    await platform.kill();
    await becomes('no process left', GONE_MS_MAX, () => !pids.some(isAlive));
    platform = await up();
  });

  it('end in order when it is told to, with a line on the way', async () => {
    const pids = (await entries()).map(({ pid }) => pid);
    const made = await begin({});
    await reaches(made.callId, is('PromptStarted'));
    expect(await platform.stop()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    await made.over;
    await record.close();
    record = await openRecord({ dataDir: folder.dir, durable: true });
    const ends = (await callEvents(record.store, made.callId)).filter(({ type }) => type === 'CallEnded');
    expect(ends).toHaveLength(1);
  });
});
