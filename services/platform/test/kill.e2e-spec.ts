// kill -9 in the middle of a call and of an action: the next process finds out what happened, and everything ends once.
import { type action, type call } from '@trunkline/domain';
import { EXAMPLE_TENANT } from '@trunkline/platform/cli/paths';
import { type OrderDeskProcess, startOrderDesk } from '@trunkline/platform/demo/order-desk-process';
import { openRecord, type OpenRecord } from '@trunkline/platform/record';
import { eventually } from '@trunkline/platform/trial/eventually';
import { type Caller, openCaller, type Steps } from '@trunkline/platform/trial/people';
import {
  actionEvents,
  allEvents,
  callEvents,
  callReaches,
  endOf,
  idOf,
  lineEvents,
  nextCall,
  nothingOpen,
} from '@trunkline/platform/trial/record-reading';
import { scratch, type Scratch } from '@trunkline/platform/trial/scratch';
import { join } from 'node:path';
import { type PlatformProcess, run, startUp } from './program';

/** The grace for a gateway to come back, and what an action in doubt may take. */
const CLOSED_MS_MAX = 45_000;
const CALL_MS_MAX = 40_000;

const ask = (key: string): Steps => [{ listen: 600 }, { press: key }];
const order = (number: string): Steps => [
  { listen: 500 },
  { press: number },
  { listen: 500 },
  { press: '1' },
];
const cancelOrder = (number: string): Steps => [
  ...ask('2'),
  ...order(number),
  { listen: 900 },
  { press: '1' },
  { stay: 30_000 },
];

describe('kill -9', () => {
  let folder: Scratch;
  let orderDesk: OrderDeskProcess;
  let platform: PlatformProcess;
  let record: OpenRecord;
  let caller: Caller;
  const known = new Set<string>();

  const up = (): Promise<PlatformProcess> =>
    startUp([
      ...['--data', folder.dir, '--tenant', EXAMPLE_TENANT],
      ...['--set', `orders_url=${orderDesk.url},agent_uri=sip:ana@127.0.0.1:9`],
    ]);

  beforeAll(async () => {
    folder = await scratch('kill');
    orderDesk = await startOrderDesk(join(folder.dir, 'order-desk'));
    platform = await up();
    // Postgres outlives a killed platform; so does this way to it.
    record = await openRecord({ dataDir: folder.dir, durable: true });
    caller = await openCaller({ rtpPort: 47_200 });
  });
  afterAll(async () => {
    await caller.close();
    await record.close();
    await platform.stop();
    await orderDesk.stop();
    await folder.remove();
  });

  const begin = async (steps: Steps): Promise<string> => {
    await caller.begin(platform.uri, steps);
    const callId = await nextCall(record.store, known);
    known.add(callId);
    return callId;
  };

  const actionOf = async (callId: string, tool: string): Promise<string> => {
    const isIt = (event: call.CallEvent): boolean => event.type === 'ActionAuthorized' && event.tool === tool;
    const events = await callReaches(record.store, callId, {
      isThere: (events) => events.some(isIt),
      msMax: CALL_MS_MAX,
    });
    const authorized = events.find(isIt);
    return authorized?.type === 'ActionAuthorized' ? authorized.actionId : '';
  };

  const actionReaches = (actionId: string, type: action.ActionEvent['type']): Promise<true> =>
    eventually(`${type} of action ${actionId}`, CALL_MS_MAX, async () => {
      const events = await actionEvents(record.store, actionId);
      return events.some((event) => event.type === type) || undefined;
    });

  it.each([
    ['has done it and is silent', 'commit-no-answer', '52230'],
    ['is still at work', 'slow:1500', '52231'],
  ])('while the desk %s: the action settles once, the lines are closed', async (_what, mode, number) => {
    const change = { operation: 'cancellations', mode, order: number };
    await orderDesk.turn(change);
    const before = (await orderDesk.ledger()).length;
    const idle = await begin(ask('1'));
    const acting = await begin(cancelOrder(number));
    const actionId = await actionOf(acting, 'cancel_order');
    await actionReaches(actionId, 'AttemptStarted');
    await platform.kill();
    await orderDesk.turn({ ...change, mode: 'normal' });
    platform = await up();
    await nothingOpen(record.store, CLOSED_MS_MAX);

    for (const callId of [idle, acting]) {
      expect(endOf(await lineEvents(record.store, callId))).toBe('gateway-lost');
      const ends = (await callEvents(record.store, callId)).filter(({ type }) => type === 'CallEnded');
      expect(ends).toMatchObject([{ reason: 'gateway-lost' }]);
    }
    const settled = (await actionEvents(record.store, actionId)).filter(
      ({ type }) => type === 'ActionSettled',
    );
    expect(settled).toHaveLength(1);
    expect((await orderDesk.ledger()).slice(before)).toMatchObject([
      { operation: 'cancellations', order: number },
    ]);
  });

  it('leaves no action without its one outcome, and tells no other than the ledger', async () => {
    const events = await allEvents(record.store);
    const settled = new Map<string, action.ActionEvent[]>();
    for (const { stream, event } of events) {
      const known = settled.get(idOf(stream)) ?? [];
      if (stream.startsWith('action/')) settled.set(idOf(stream), [...known, event as action.ActionEvent]);
    }
    expect(settled.size).toBeGreaterThanOrEqual(4);
    for (const [, ofAction] of settled) {
      const types = ofAction.map(({ type }) => type);
      expect(types.filter((type) => type === 'ActionReserved')).toHaveLength(1);
      expect(types.filter((type) => type === 'ActionSettled')).toHaveLength(1);
    }
    const cancelled = events
      .map(({ event }) => event as action.ActionEvent)
      .filter((event) => event.type === 'ActionSettled' && event.outcome === 'failed');
    expect(cancelled).toEqual([]);
    const keys = (await orderDesk.ledger()).map(({ operation, order: number }) => `${operation} ${number}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('leaves a platform that takes the next call', async () => {
    await caller.call(platform.uri, [...ask('1'), ...order('47112'), { listen: 1_200 }, 'hang up']);
    await nothingOpen(record.store, CLOSED_MS_MAX);
    const callId =
      (await allEvents(record.store)).findLast(({ event }) => event.type === 'CallStarted')?.callId ?? '';
    const events = await callEvents(record.store, callId);
    expect(events.find(({ type }) => type === 'CallEnded')).toMatchObject({ outcome: 'contained' });
  });

  it('leaves a record that replays to the same decisions', async () => {
    const { output, exitCode } = await run(['replay', '--all', '--data', folder.dir], CALL_MS_MAX);
    expect({ exitCode, output }).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('Every decision came out as it is recorded') as string,
    });
  });
});
