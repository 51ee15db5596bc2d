// The desk's rules without HTTP: each key once, refusals that name their reason, switches that read as said.
import { Desk } from './desk';
import { type Entry } from './ledger';
import { readSwitch, Switchboard } from './switches';

const desk = (entries: Entry[] = []) =>
  new Desk({ entries, append: (entry) => void entries.push(entry) }, () => 5);
const cancel = { operation: 'cancellations', order: '52230', key: 'k1' } as const;
const refund = { operation: 'refunds', order: '61874', key: 'k2' } as const;

describe('the order desk', () => {
  it('shows an order', () => {
    expect(desk().show('47112')).toMatchObject({
      status: 200,
      body: {
        item: 'a pair of boots',
        total: '84.20',
        currency: 'USD',
        status: 'shipped',
        arrives: 'Tuesday',
      },
    });
    expect(desk().show('1')).toMatchObject({ status: 404, body: { error: 'no_such_order' } });
  });

  it('answers the same key and body with the same answer, and does it once', () => {
    const entries: Entry[] = [];
    const it = desk(entries);
    const first = it.perform(cancel);
    expect(first).toMatchObject({ status: 201, body: { status: 'cancelled', receipt: 'CX-52230-0001' } });
    expect(it.perform(cancel)).toEqual({ ...first, replayed: true });
    expect(entries).toHaveLength(1);
  });

  it('refuses the same key with another body', () => {
    const it = desk();
    it.perform({ ...refund, amountCents: 100 });
    expect(it.perform({ ...refund, amountCents: 200 })).toMatchObject({
      status: 422,
      body: { error: 'key_reused' },
    });
  });

  it.each([
    ['a shipped order is not cancelled', { ...cancel, order: '47112' }, 'already_shipped'],
    ['an order that is on its way is not refunded', { ...refund, order: '47112' }, 'not_refundable'],
    ['no more than the total is refunded', { ...refund, amountCents: 5_601 }, 'amount_too_high'],
    ['nothing is refunded by halves of cents', { ...refund, amountCents: 0.5 }, 'amount_too_high'],
    ['an unknown order is named', { ...cancel, order: '9' }, 'no_such_order'],
  ])('%s', (_name, request, error) => {
    const entries: Entry[] = [];
    expect(desk(entries).perform(request).body).toEqual({ error });
    expect(entries).toEqual([]);
  });

  it('does a thing once under different keys too', () => {
    const it = desk();
    it.perform(refund);
    expect(it.perform({ ...refund, key: 'k3' }).body).toEqual({ error: 'already_refunded' });
  });

  it('knows by its ledger what was done', () => {
    const entries: Entry[] = [];
    desk(entries).perform(refund);
    const reopened = desk(entries);
    expect(reopened.actionState('k2').body).toMatchObject({ state: 'committed', receipt: 'RF-61874-0001' });
    expect(reopened.actionState('k9').body).toEqual({ state: 'absent' });
    expect(reopened.show('61874').body).toMatchObject({ status: 'refunded' });
  });
});

describe('a switch', () => {
  it.each(['normal', 'fail', 'commit-no-answer', 'slow:10', 'answer-late:10', 'commit-late:9000'])(
    '%s is one',
    (mode) => {
      expect(readSwitch({ operation: 'refunds', mode })).toMatchObject({ operation: 'refunds' });
    },
  );

  it.each(['slow', 'fail:3', 'slow:-1', 'slow:999999', 'other', 'constructor'])('%s is none', (mode) => {
    expect(readSwitch({ operation: 'refunds', mode })).toBeUndefined();
  });

  it('for one order comes before one for all, as often as it was asked for', () => {
    const board = new Switchboard();
    board.turn({ operation: 'refunds', mode: { kind: 'fail' } });
    board.turn({ operation: 'refunds', order: '1', mode: { kind: 'slow', ms: 1 }, times: 1 });
    expect(board.take('refunds', '1').kind).toBe('slow');
    expect(board.take('refunds', '1').kind).toBe('fail');
    expect(board.take('cancellations', '1').kind).toBe('normal');
  });
});
