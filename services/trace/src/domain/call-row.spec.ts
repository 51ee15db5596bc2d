// A row says how a call went, from whichever of its two streams is heard of first.
import { type Recorded } from '@trunkline/event-sourcing';
import { cancelledOrder } from '../test/cancelled-order.double';
import { at, recorded } from '../test/recorded.double';
import { foldRow, tellsOfRow, type CallRow } from './call-row';

const fold = (events: readonly Recorded[]): CallRow | undefined =>
  events.filter(tellsOfRow).reduce<CallRow | undefined>(foldRow, undefined);

const { call, line, actions } = cancelledOrder;

it('is the same, whether the line or the call is told first', () => {
  const row = {
    callId: 'c1',
    tenantId: 'acme',
    startedAt: 1_700_000_000_000,
    endedAt: 1_700_000_020_000,
    from: '+1 *** *** 0142',
    to: 'orders',
    trunk: 't1',
    flow: 'orders',
    outcome: 'handed_off',
    reason: 'caller-hung-up',
    turns: 2,
    actions: 1,
    handoffReason: 'caller.requested',
    spendMicros: 2_500,
  };
  expect(fold([...line, ...call])).toEqual(row);
  expect(fold([...call, ...line])).toEqual(row);
});

it('has no outcome while the call goes on', () => {
  expect(fold(call.slice(0, 5))?.outcome).toBeUndefined();
});

it('tells apart a call that was refused and one that nobody waited for', () => {
  const offered = line.slice(0, 1);
  const then = (event: { type: 'LineRejected' | 'LineEnded'; v: 1; reason: string; durationMs?: number }) =>
    fold([...offered, ...recorded('line/c1', [at(50, event)])]);
  expect(then({ type: 'LineRejected', v: 1, reason: 'lines-max' })).toMatchObject({ outcome: 'rejected' });
  expect(then({ type: 'LineEnded', v: 1, reason: 'hung-up', durationMs: 0 })).toMatchObject({
    outcome: 'not-answered',
    endedAt: 1_700_000_000_050,
  });
});

it('leaves alone what other streams call by the same names', () => {
  expect(actions.flat().filter(tellsOfRow)).toEqual([]);
});
