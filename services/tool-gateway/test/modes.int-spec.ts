// Every way the order desk can misbehave, through the whole service: what is said never contradicts the desk's ledger.
import { tools } from '@trunkline/contracts';
import { DeskGateway } from './desk-gateway';

const { OUTCOME_SUCCEEDED, OUTCOME_FAILED, OUTCOME_UNKNOWN } = tools.Outcome;
let world: DeskGateway;
beforeEach(async () => {
  world = await DeskGateway.open();
});
afterEach(() => world.close());

const refund = () => world.ask(world.confirmed({ tool: 'refund' }));

describe('a read', () => {
  it('is answered with its mapped fields', async () => {
    const asked = await world.ask(world.request({ tool: 'show', args: { order: '47112' } }));
    expect(asked).toMatchObject({
      attempts: 1,
      settled: { outcome: OUTCOME_SUCCEEDED, proof: 'response', replayed: false },
    });
    expect(JSON.parse(asked.settled?.resultJson ?? '')).toEqual({
      item: 'a pair of boots',
      total: '84.20',
      arrives: 'Tuesday',
    });
  });

  it('that is refused fails with the manifest’s code', async () => {
    const { settled } = await world.ask(world.request({ tool: 'show', args: { order: '99999' } }));
    expect(settled).toMatchObject({ outcome: OUTCOME_FAILED, errorCode: 'no_such_order', proof: 'response' });
  });

  it('is tried twice', async () => {
    await world.switch('orders', 'fail', 1);
    const asked = await world.ask(world.request({ tool: 'show' }));
    expect(asked).toMatchObject({ attempts: 2, settled: { outcome: OUTCOME_SUCCEEDED } });
  });

  it('that gets no answer fails: it did nothing', async () => {
    await world.switch('orders', 'slow:3000');
    const { settled } = await world.ask(world.request({ tool: 'show' }));
    expect(settled).toMatchObject({ outcome: OUTCOME_FAILED, errorCode: 'timeout', proof: 'none' });
  });

  it('is answered from the cache of its call until the call changes something', async () => {
    const show = (actionId: string) =>
      world.ask(world.request({ tool: 'show', args: { order: '52230' }, actionId }));
    await show('r1');
    await world.switch('orders', 'fail');
    expect((await show('r2')).settled).toMatchObject({ outcome: OUTCOME_SUCCEEDED, replayed: false });
    expect(await world.types('r2')).toEqual([]);
    await world.ask(world.request({ tool: 'cancel', args: { order: '52230' }, actionId: 'w1' }));
    expect((await show('r3')).settled).toMatchObject({ outcome: OUTCOME_FAILED });
  });
});

describe('an irreversible action', () => {
  it('done and answered has succeeded', async () => {
    const { settled } = await refund();
    expect(settled).toMatchObject({
      outcome: OUTCOME_SUCCEEDED,
      proof: 'response',
      receipt: 'RF-61874-0001',
    });
    expect(await world.entries()).toMatchObject([{ order: '61874', key: settled?.idempotencyKey }]);
  });

  it('refused has failed', async () => {
    const { settled } = await world.ask(world.confirmed({ tool: 'refund', args: { order: '47112' } }));
    expect(settled).toMatchObject({ outcome: OUTCOME_FAILED, proof: 'response', errorCode: 'refused' });
  });

  it('done without an answer is found by look-up (C-01)', async () => {
    await world.switch('refunds', 'commit-no-answer');
    const asked = await refund();
    expect(asked).toMatchObject({
      attempts: 1,
      settled: { outcome: OUTCOME_SUCCEEDED, proof: 'lookup', receipt: 'RF-61874-0001' },
    });
    expect(await world.entries()).toHaveLength(1);
  });

  it('answered late is found by look-up', async () => {
    await world.switch('refunds', 'answer-late:2000');
    expect((await refund()).settled).toMatchObject({ outcome: OUTCOME_SUCCEEDED, proof: 'lookup' });
  });

  it('done late is not called failed by an early look-up (C-02)', async () => {
    await world.switch('refunds', 'commit-late:1200');
    const { settled } = await refund();
    expect(settled).toMatchObject({ outcome: OUTCOME_SUCCEEDED, proof: 'lookup' });
    expect((await world.types()).filter((type) => type === 'LookupResult').length).toBeGreaterThan(1);
  });

  it('that failed before it was done is called failed once the horizon has passed', async () => {
    await world.switch('refunds', 'fail');
    const { settled } = await refund();
    expect(settled).toMatchObject({ outcome: OUTCOME_FAILED, proof: 'lookup', errorCode: 'http_500' });
    expect(await world.entries()).toEqual([]);
  });

  it('whose look-ups fail too is unknown, once, and stays open for reconciliation', async () => {
    await world.switch('refunds', 'commit-no-answer');
    await world.switch('actions', 'fail');
    const { settled } = await refund();
    expect(settled).toMatchObject({ outcome: OUTCOME_UNKNOWN, proof: 'none' });
    expect(await world.store.openStreams('action')).toEqual(['action/a1']);
    expect((await world.ask(world.confirmed({ tool: 'refund' }))).settled).toMatchObject({
      outcome: OUTCOME_UNKNOWN,
      replayed: true,
    });
    expect(await world.entries()).toHaveLength(1);
  });

  it('without a key is sent once, whatever the manifest allows (C-04)', async () => {
    await world.switch('refunds', 'commit-no-answer');
    const asked = await world.ask(world.confirmed({ tool: 'refund_blind' }));
    expect(asked).toMatchObject({ attempts: 1, settled: { outcome: OUTCOME_UNKNOWN, errorCode: 'timeout' } });
    expect(await world.types()).toContain('CaseOpened');
    expect(await world.entries()).toHaveLength(1);
  });
});

describe('a reversible action with a key', () => {
  const cancel = () => world.ask(world.request({ tool: 'cancel', args: { order: '52230' } }));

  it('is sent again with the same key, and done once', async () => {
    await world.switch('cancellations', 'commit-no-answer', 1);
    expect(await cancel()).toMatchObject({
      attempts: 2,
      settled: { outcome: OUTCOME_SUCCEEDED, proof: 'response' },
    });
    expect(await world.entries()).toHaveLength(1);
  });

  it('whose retry is refused while the first is still on its way has not failed (C-03)', async () => {
    await world.switch('cancellations', 'commit-late:1300', 1);
    expect(await cancel()).toMatchObject({
      attempts: 2,
      settled: { outcome: OUTCOME_SUCCEEDED, proof: 'lookup' },
    });
    expect(await world.entries()).toHaveLength(1);
  });
});

describe('a tool that cannot be reached', () => {
  it('fails without doubt, and without a look-up', async () => {
    await world.desk.close();
    const { settled } = await refund();
    expect(settled).toMatchObject({ outcome: OUTCOME_FAILED, errorCode: 'unreachable', proof: 'none' });
    expect(await world.types()).not.toContain('LookupStarted');
  });
});
