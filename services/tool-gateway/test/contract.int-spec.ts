// The contract of one action id over real gRPC: what is refused, what is replayed, and what is never done twice.
import { status } from '@grpc/grpc-js';
import { tools } from '@trunkline/contracts';
import { DeskGateway } from './desk-gateway';

const { OUTCOME_SUCCEEDED, OUTCOME_FAILED } = tools.Outcome;
let world: DeskGateway;
beforeEach(async () => {
  world = await DeskGateway.open();
});
afterEach(() => world.close());
const refused = async (request: tools.ExecuteRequest) => (await world.ask(request)).error;

/** The status and the word of a refusal. */
const codeOf = async (request: tools.ExecuteRequest): Promise<string | undefined> => {
  const error = await refused(request);
  expect(error?.code).toBe(status.FAILED_PRECONDITION);
  return error?.details.split(':')[0];
};

describe('the same id', () => {
  it('with the same arguments is answered from the record', async () => {
    const first = await world.ask(world.confirmed({ tool: 'refund' }));
    const second = await world.ask(world.confirmed({ tool: 'refund' }));
    expect(first.settled).toMatchObject({ outcome: OUTCOME_SUCCEEDED, replayed: false });
    expect(second).toEqual({ attempts: 0, error: undefined, settled: { ...first.settled, replayed: true } });
    expect(await world.entries()).toHaveLength(1);
  });

  it('asked for fifty times at once runs once, and all hear the same (C-06)', async () => {
    await world.switch('refunds', 'slow:150');
    const request = world.confirmed({ tool: 'refund' });
    const asked = await Promise.all(Array.from({ length: 50 }, () => world.ask(request)));
    expect(new Set(asked.map(({ settled }) => settled?.receipt))).toEqual(new Set(['RF-61874-0001']));
    expect(asked.filter(({ settled }) => settled?.replayed === false)).toHaveLength(1);
    expect((await world.types()).filter((type) => type === 'AttemptStarted')).toHaveLength(1);
    expect(await world.entries()).toHaveLength(1);
  });

  it('with other arguments is refused, running or finished (C-05)', async () => {
    await world.switch('refunds', 'slow:150', 1);
    const running = world.ask(world.confirmed({ tool: 'refund' }));
    await world.until('AttemptStarted');
    const other = world.confirmed({ tool: 'refund', args: { order: '61875' } });
    expect(await codeOf(other)).toBe('KEY_REUSED');
    await running;
    expect(await codeOf(other)).toBe('KEY_REUSED');
    expect(await world.entries()).toHaveLength(1);
    expect(await world.refusals(2)).toEqual(
      Array(2).fill({ type: 'RequestRefused', v: 1, code: 'KEY_REUSED', actionId: 'a1', tool: 'refund' }),
    );
  });

  it('of another call or tenant is not there', async () => {
    await world.ask(world.request({ tool: 'show' }));
    const ofCall = await refused(world.request({ tool: 'show', callId: 'c2' }));
    const ofTenant = await refused(world.request({ tool: 'show', tenantId: 'other' }));
    expect(ofCall).toMatchObject({ code: status.NOT_FOUND });
    expect(ofTenant?.details).toBe(ofCall?.details);
  });

  it('goes on when its asker has gone', async () => {
    await world.switch('refunds', 'slow:200');
    world.askAndLeave(world.confirmed({ tool: 'refund' }));
    await world.until('AttemptStarted');
    await world.until('ActionSettled');
    expect(await world.entries()).toHaveLength(1);
  });
});

describe('a request', () => {
  it.each([
    ['without an id for what changes something', { actionId: '', tool: 'cancel' }, 'action_id'],
    ['for a tool that is not there', { tool: 'constructor' }, 'tool'],
    ['without a call', { tool: 'show', callId: '' }, 'call_id'],
    [
      'with a field that is not declared',
      { tool: 'show', args: { order: '61874', admin: true } },
      'args.admin',
    ],
    ['without a field that is', { tool: 'show', args: {} }, 'args.order'],
    ['with a value that does not fit', { tool: 'show', args: { order: '../../ledger' } }, 'args.order'],
    ['with text that is not canonical', { tool: 'show', argsJson: '{ "order": "61874" }' }, 'args_json'],
    ['with a digest of something else', { tool: 'show', argsDigest: 'f'.repeat(64) }, 'args_digest'],
  ])('%s is refused and the field named', async (_name, ask, field) => {
    const error = await refused(world.request(ask));
    expect(error).toMatchObject({ code: status.INVALID_ARGUMENT });
    expect(error?.details).toMatch(new RegExp(`^INVALID: ${field}: `));
  });

  it('does not hear its own value again', async () => {
    const error = await refused(world.request({ tool: 'show', args: { order: '4111111111111111' } }));
    expect(error?.details).not.toContain('4111');
  });

  it('after its deadline is refused', async () => {
    expect(await refused(world.request({ tool: 'show', deadlineMs: Date.now() - 1 }))).toMatchObject({
      code: status.DEADLINE_EXCEEDED,
    });
  });

  it('that only reads needs no id', async () => {
    expect((await world.ask(world.request({ tool: 'show', actionId: '' }))).settled?.outcome).toBe(
      OUTCOME_SUCCEEDED,
    );
  });

  it('of a call that is over is not sent (C-15)', async () => {
    world.closedCalls.add('c1');
    const { settled, attempts } = await world.ask(world.confirmed({ tool: 'refund' }));
    expect(settled).toMatchObject({ outcome: OUTCOME_FAILED, errorCode: 'not_sent', proof: 'none' });
    expect(attempts).toBe(0);
    expect(await world.entries()).toEqual([]);
  });
});

it('takes no action of a tool that is declared otherwise by now, confirmed or not', async () => {
  expect(await codeOf(world.request({ tool: 'show', toolHash: 'older' }))).toBe('TOOL_CHANGED');
  expect(await codeOf(world.confirmed({ tool: 'refund', toolHash: 'older' }))).toBe('TOOL_CHANGED');
  expect(await world.entries()).toEqual([]);
});

describe('a confirmation', () => {
  it('is needed for what is irreversible', async () => {
    expect(await codeOf(world.request({ tool: 'refund' }))).toBe('CONFIRMATION_MISSING');
  });

  it.each([
    ['of another tenant', { tenantId: 'globex' }, 'tenant'],
    ['of another call', { callId: 'c2' }, 'call'],
    ['of another tool', { tool: 'cancel' }, 'tool'],
    ['of the tool as it was declared before', { toolHash: 'older' }, 'tool-changed'],
    ['of other arguments (C-11)', { argsDigest: '0'.repeat(64) }, 'arguments'],
    ['that is thirty-one seconds old (C-12)', { heardAtMs: Date.now() - 31_000 }, 'expired'],
    ['that was heard in the future', { heardAtMs: Date.now() + 60_000 }, 'expired'],
    ['without an id', { confirmationId: '' }, 'id'],
  ])('%s is void', async (_name, over, because) => {
    const error = await refused(world.confirmed({ tool: 'refund' }, over));
    expect(error?.details).toBe(`CONFIRMATION_VOID: ${because}`);
    expect(await world.entries()).toEqual([]);
  });

  it.each([
    ...(['confirmationId', 'tenantId', 'callId', 'tool', 'toolHash', 'argsDigest'] as const),
    ...(['promptId', 'utteranceId', 'method', 'readBackDigest', 'signature'] as const),
  ])('with another %s than was signed is void', async (field) => {
    const request = world.confirmed({ tool: 'refund' });
    if (!request.confirmation) throw new Error('the request has a confirmation');
    const forged = { ...request, confirmation: { ...request.confirmation, [field]: 'forged' } };
    expect((await refused(forged))?.details).toBe('CONFIRMATION_VOID: signature');
  });

  it('is used once', async () => {
    await world.ask(world.confirmed({ tool: 'refund' }, { confirmationId: 'yes-1' }));
    const again = world.confirmed({ tool: 'refund', actionId: 'a2' }, { confirmationId: 'yes-1' });
    expect((await refused(again))?.details).toBe('CONFIRMATION_VOID: used');
    expect(await world.entries()).toHaveLength(1);
  });
});

describe('a fence', () => {
  it('says how each action stands, and lets nothing older in', async () => {
    await world.ask(world.confirmed({ tool: 'refund' }));
    await world.switch('cancellations', 'commit-no-answer');
    void world.ask(world.request({ tool: 'cancel', actionId: 'a2', args: { order: '52230' } }));
    await world.until('AttemptStarted', 'a2');
    expect(await world.fence(2)).toEqual([
      { actionId: 'a1', tool: 'refund', state: 'succeeded' },
      { actionId: 'a2', tool: 'cancel', state: 'unknown' },
    ]);
    const late = world.confirmed({ tool: 'refund', actionId: 'a3', args: { order: '61875' } });
    expect(await codeOf(late)).toBe('FENCED');
    expect(await world.entries()).toHaveLength(2);
    expect((await world.ask(world.confirmed({ tool: 'refund' }))).settled?.replayed).toBe(true);
  });

  it('leaves an attempt in flight without a retry', async () => {
    await world.switch('cancellations', 'fail');
    const asked = world.ask(world.request({ tool: 'cancel', args: { order: '52230' }, epoch: 1 }));
    await world.until('AttemptStarted');
    await world.fence(2);
    expect(await asked).toMatchObject({ settled: { outcome: OUTCOME_FAILED, proof: 'lookup' } });
    const types = await world.types();
    const fencedAt = types.indexOf('ActionFenced');
    expect(types.slice(fencedAt)).not.toContain('AttemptStarted');
  });
});
