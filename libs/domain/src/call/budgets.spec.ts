// Money, turns and time: charged at turn boundaries, and the first limit reached leads out once.
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';

const limited = (limits: Partial<typeof orderDesk.limits>) => ({
  ...orderDesk,
  limits: { ...orderDesk.limits, ...limits },
});

it('charges seconds, characters and tools by the price table', () => {
  const call = new CallScript(orderDesk)
    .start()
    .listen()
    .say('cancel')
    .listen()
    .say('4711')
    .listen()
    .say('yes');
  call.tell({ type: 'EndLine', reason: 'caller-hung-up' });
  const sum = (kind: string) =>
    call
      .all('BudgetCharged')
      .filter((charged) => charged.kind === kind)
      .reduce((total, { micros }) => total + micros, 0);
  const seconds = Math.ceil(call.nowMs / 1_000);
  expect(sum('telephony')).toBe(seconds * 10);
  expect(sum('recognition')).toBe(seconds * 5);
  expect(sum('synthesis')).toBe(call.said.join('').length);
  expect(sum('tool')).toBe(100);
  const total = call.all('BudgetCharged').reduce((all, { micros }) => all + micros, 0);
  expect(call.last('BudgetCharged')?.totalMicros).toBe(total);
});

it.each([
  ['turns', limited({ turnsMax: 1 }), 0, 'limit.turns'],
  ['spend', limited({ spendMicrosMax: 50 }), 0, 'limit.spend'],
  ['spend-per-day', limited({ spendPerDayMicrosMax: 1_000 }), 990, 'limit.spend'],
] as const)('leads out when %s are used up', (...[limit, flow, spentTodayMicros, reason]) => {
  const call = new CallScript(flow).start({ spentTodayMicros }).listen().say('mumble').listen();
  if (call.last('LimitReached') === undefined) call.say('mumble').listen();
  expect(call.all('LimitReached')).toEqual([{ type: 'LimitReached', v: 1, limit }]);
  expect(call.last('HandoffRequested')).toMatchObject({ reason, trigger: 'policy' });
});

it('discloses and leads out at once when the day is spent', () => {
  const call = new CallScript(orderDesk).start({ spentTodayMicros: 60_000_000 });
  expect(call.stage).toBe('limit_human');
  expect(call.said).toEqual(['Hello, this is the voice agent of Acme.', 'I am getting a colleague.']);
});

it('leads out when the call is too long', () => {
  const call = new CallScript(limited({ callMsMax: 30_000 })).start().listen().say('cancel').listen();
  call.wait(30_000);
  expect(call.last('LimitReached')).toMatchObject({ limit: 'duration' });
  expect(call.stage).toBe('limit_human');
});

it('reaches one limit and no other', () => {
  const call = new CallScript(limited({ turnsMax: 0, spendMicrosMax: 1 })).start().listen().say('cancel');
  call.wait(600_000);
  expect(call.all('LimitReached')).toHaveLength(1);
});
