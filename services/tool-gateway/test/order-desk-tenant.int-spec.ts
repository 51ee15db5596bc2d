// The example's own manifests through the gateway: what the operator wrote does what it says at the backend.
import { tools } from '@trunkline/contracts';
import { loadTenant } from '@trunkline/tenant';
import { resolve } from 'node:path';
import { DeskGateway } from './desk-gateway';

const { OUTCOME_SUCCEEDED, OUTCOME_FAILED } = tools.Outcome;
let world: DeskGateway;
beforeEach(async () => {
  world = await DeskGateway.open();
  const variables = { orders_url: world.desk.url, agent_uri: 'sip:ana@127.0.0.1:5090' };
  const loaded = loadTenant(resolve(__dirname, '../../../examples/order-desk'), { variables });
  if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems));
  await world.replace({ tenants: new Map([['acme', loaded.tenant]]) });
});
afterEach(() => world.close());

const resultOf = (asked: { settled: tools.Settled | undefined }): unknown =>
  JSON.parse(asked.settled?.resultJson ?? '');
const refund = (args: Record<string, string>) => world.ask(world.confirmed({ tool: 'refund_order', args }));

describe('the order desk’s tenant', () => {
  it('looks an order up', async () => {
    const asked = await world.ask(world.request({ tool: 'order_status', args: { order: '47112' } }));
    expect(resultOf(asked)).toMatchObject({
      status: 'shipped',
      item: 'a pair of boots',
      total: '84.20',
      arrives: 'Tuesday',
    });
  });

  it('does not find an order that is not there', async () => {
    const { settled } = await world.ask(world.request({ tool: 'order_status', args: { order: '11111' } }));
    expect(settled).toMatchObject({ outcome: OUTCOME_FAILED, errorCode: 'not_found' });
  });

  it('refunds the amount that was read back', async () => {
    const asked = await refund({ order: '61874', amount: '56.00', currency: 'USD' });
    expect(asked.settled).toMatchObject({ outcome: OUTCOME_SUCCEEDED, receipt: 'RF-61874-0001' });
    expect(await world.entries()).toMatchObject([{ order: '61874', amountCents: 5_600 }]);
  });

  it.each([
    [{ order: '47112', amount: '84.20', currency: 'USD' }, 'not_refundable'],
    [{ order: '61874', amount: '99.00', currency: 'USD' }, 'not_refundable'],
    [{ order: '61874', amount: '56.00', currency: 'EUR' }, 'not_refundable'],
  ])('refuses the refund %j', async (args, errorCode) => {
    expect((await refund(args)).settled).toMatchObject({
      outcome: OUTCOME_FAILED,
      errorCode,
      proof: 'response',
    });
    expect(await world.entries()).toEqual([]);
  });

  it('cancels an order once, though the first answer is lost', async () => {
    await world.switch('cancellations', 'commit-no-answer', 1);
    const cancel = world.confirmed({ tool: 'cancel_order', args: { order: '52230' } });
    expect((await world.ask(cancel)).settled).toMatchObject({
      outcome: OUTCOME_SUCCEEDED,
      receipt: 'CX-52230-0001',
    });
    expect(await world.entries()).toHaveLength(1);
  });

  it('says why an order is not cancelled', async () => {
    const asked = await world.ask(world.confirmed({ tool: 'cancel_order', args: { order: '47112' } }));
    expect(asked.settled).toMatchObject({ outcome: OUTCOME_FAILED, errorCode: 'not_cancellable' });
  });
});
