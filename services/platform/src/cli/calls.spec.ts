// The table of calls lines up, whatever the cells hold.
import { type CallRow } from '@trunkline/trace';
import { tableOf } from './calls';

const row: CallRow = {
  callId: '01m7z4rhmragydxvvty2tsgsgw',
  tenantId: 'order-desk',
  startedAt: 1_700_000_000_000,
  endedAt: 1_700_000_029_600,
  from: '+1 *** *** 0142',
  to: 'orders',
  trunk: 'loopback',
  flow: 'orders',
  outcome: 'contained',
  turns: 5,
  actions: 1,
  spendMicros: 12_400,
};

it('shows ended and open calls in columns', () => {
  const { endedAt: _, outcome: __, ...open } = { ...row, handoffReason: 'caller.requested' };
  expect(`\n${tableOf([row, open]).join('\n')}\n`).toMatchInlineSnapshot(`
   "
   CALL                        BEGAN                LASTED  FROM             FLOW    OUTCOME    TURNS  ACTIONS  SPEND    HAND-OFF
   01m7z4rhmragydxvvty2tsgsgw  2023-11-14 22:13:20  29.6 s  +1 *** *** 0142  orders  contained  5      1        $0.0124
   01m7z4rhmragydxvvty2tsgsgw  2023-11-14 22:13:20          +1 *** *** 0142  orders  open       5      1        $0.0124  caller.requested
   "
  `);
});
